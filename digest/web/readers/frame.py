"""What the readers' pages share: their frame, the newsletter's language, and how little is kept of who asks."""

from __future__ import annotations

import asyncio
import contextlib
import logging
from ipaddress import ip_address, ip_network
from urllib.parse import parse_qs

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from digest import jobs
from digest.errors import DigestError
from digest.jobs import readers
from digest.web import forms, pages

LONGEST_FORM = 20_000
PER_NETWORK, OVERALL, HOUR = 30, 1_000, 3_600.0
TRAP = "website"
"""A field that nobody sees: whoever fills it in is a machine, and hears what everybody hears."""

INSIDE = tuple(
    map(ip_network, ("127.0.0.0/8", "10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "::1/128", "fc00::/7"))
)
Fields = dict[str, list[str]]


def page(request: Request, template: str, title: str, status: int = 200, **values: object) -> Response:
    """Return a readers' page; `title` is English and may have %(title)s for the newsletter's."""
    parts = pages.parts_of(request)
    words, sender = readers.words(parts), parts.newsletter.sender
    known = {
        "_": words,
        "title": words(title) % {"title": parts.newsletter.title},
        "home": f"{parts.public}/",
        "sign_up": f"{parts.public}/subscribe",
        "my_data": f"{parts.public}/my-data",
        "contact": sender.reply_to or sender.address,
        "postal_address": sender.postal_address,
    }
    return pages.page(request, template, known | values, status)


def ours(request: Request) -> jobs.Parts:
    """Return the parts. Raises 404 for an address of another newsletter."""
    parts = pages.parts_of(request)
    if request.path_params.get("newsletter", parts.newsletter.id) != parts.newsletter.id:
        raise HTTPException(404)
    return parts


async def fields(request: Request) -> Fields:
    """Return all values of a form's fields. Raises 413, and 400 where it cannot be read."""
    octets = await forms.body(request, LONGEST_FORM)
    try:
        return parse_qs(octets.decode("utf-8"), keep_blank_values=True, max_num_fields=forms.MOST_FIELDS)
    except ValueError:  # not UTF-8, or too many fields
        raise HTTPException(400, "This form cannot be read.") from None


def last(form: Fields, name: str) -> str:
    """Return the last value of a field, "" where there is none."""
    return form.get(name, [""])[-1]


def network(request: Request) -> str:
    """Return the network a request came from, as far as it is kept: 192.0.2.0/24, 2001:db8::/48; "" where unknown."""
    with contextlib.suppress(ValueError):
        address = ip_address(client(request))
        mapped = getattr(address, "ipv4_mapped", None) or address
        return str(ip_network(f"{mapped}/{24 if mapped.version == 4 else 48}", strict=False))
    return ""


def client(request: Request) -> str:
    """Return the address of whoever asks: the nearest one that is no proxy of our own.

    A proxy adds whom it heard to the end of X-Forwarded-For. Only what stands behind a machine of our own network
    is believed, so nobody outside can name another.
    """
    peer = request.client.host if request.client else ""
    chain = [one.strip() for one in request.headers.get("x-forwarded-for", "").split(",") if one.strip()]
    while chain and _is_inside(peer):
        peer = chain.pop()
    return peer


def _is_inside(address: str) -> bool:
    """Tell whether an address is of this machine or of a network of our own (RFC 1918, RFC 4193)."""
    try:
        found = ip_address(address)
    except ValueError:
        return False
    return any(found.version == one.version and found in one for one in INSIDE)


def seldom(request: Request) -> None:
    """Refuse (429) what one network, or all of them together, do too often."""
    limits = request.app.state.limits
    where = network(request) or "unknown"
    if not limits.allow(f"readers {where}", PER_NETWORK, HOUR) or not limits.allow("readers", OVERALL, HOUR):
        said = "That was too often in a short time. Nothing was lost: wait an hour, or write to us."
        raise HTTPException(429, said, {"retry-after": str(int(HOUR))})


_on_their_way: set[object] = set()


def answer_later(request: Request) -> None:
    """Have what was asked answered by mail, apart from this request: nobody can tell by waiting what was done."""
    running = asyncio.get_running_loop().run_in_executor(None, _answered, pages.parts_of(request))
    _on_their_way.add(running)
    running.add_done_callback(_on_their_way.discard)


def _answered(parts: jobs.Parts) -> None:
    try:
        readers.answer(parts)
    except DigestError as error:
        logging.getLogger(__name__).warning("Letters to readers wait for the next try: %s", error)
