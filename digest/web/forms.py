"""What a form or a script sent, read within bounds."""

from __future__ import annotations

from collections.abc import Mapping
from urllib.parse import parse_qsl

from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect, Request

LONGEST = 1_000_000
"""Octets: ten times what an editor could type into an introduction, and a tenth of what somebody might paste."""

MOST_FIELDS = 200
TOO_LONG = "This is more than the desk takes at once (1 MB). Nothing of it was saved; shorten it and try again."


async def body(request: Request, most: int = LONGEST) -> bytes:
    """Return a request's body. Raises 413 as soon as it is longer than `most`."""
    said = request.headers.get("content-length", "0")
    if not said.isdecimal() or int(said) > most:
        raise HTTPException(413, TOO_LONG)
    read = bytearray()
    try:
        async for chunk in request.stream():
            read += chunk
            if len(read) > most:
                raise HTTPException(413, TOO_LONG)
    except ClientDisconnect:
        raise HTTPException(400, "The request ended before its time.") from None
    return bytes(read)


async def form(request: Request) -> Mapping[str, str]:
    """Return the fields of a form, the last of each name. Raises 413, 415 for another kind of body, 400."""
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    octets = await body(request)
    if not octets:
        return {}
    if kind != "application/x-www-form-urlencoded":
        raise HTTPException(415, "A form is expected here.")
    try:
        return dict(parse_qsl(octets.decode("utf-8"), keep_blank_values=True, max_num_fields=MOST_FIELDS))
    except ValueError:  # not UTF-8, or too many fields
        raise HTTPException(400, "This form cannot be read.") from None
