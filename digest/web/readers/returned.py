"""Mails that came back, told by a mail service: one door, a secret, a bounded body.

The body is the mail itself (as a mail server pipes it), a feedback report, or what a mail service tells in JSON
(`delivery.notices`). Mailgun's own signature opens the door as the secret does, where the secret is its signing key.
"""

from __future__ import annotations

import base64
import binascii
import hmac
import logging

from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from digest import jobs
from digest.delivery import notices
from digest.web import forms
from digest.web.readers import frame

LONGEST = 1_000_000
FAILURES, MINUTE = 30, 60.0


async def take(request: Request) -> Response:
    """Keep one mail that came back and act upon it; the same one twice counts once.

    404 without the secret, so that nobody learns whether there is a door; 413 where the body is too long.
    """
    parts = frame.ours(request)
    secret = parts.returns_secret
    known = bool(secret) and hmac.compare_digest(_shown(request).encode(), secret.encode())
    try:
        octets = await forms.body(request, LONGEST) if secret else b""
    except HTTPException:
        if known:
            raise
        octets = b""
    if not known and not notices.signed_with(octets, secret, parts.clock.now()):
        if not request.app.state.limits.allow(f"returned {frame.network(request)}", FAILURES, MINUTE):
            raise HTTPException(429, "That was too often in a short time.", {"retry-after": str(int(MINUTE))})
        raise HTTPException(404)
    if address := notices.confirmation(octets):
        said = "Amazon SNS asks whether to tell us of returned mails. If you set that up, open: %s"
        logging.getLogger(__name__).warning(said, address)
    elif notices.is_told(octets):
        await run_in_threadpool(jobs.take_notices, parts, octets)
    else:
        await run_in_threadpool(jobs.take_returns, parts, [octets])
    return Response()  # 200 with nothing in it: Mailgun sends again whatever is answered with another number


def _shown(request: Request) -> str:
    """Return the secret that was shown: as a bearer token, as the password of a user, or in the address."""
    kind, _, words = request.headers.get("authorization", "").partition(" ")
    if kind.lower() == "bearer":
        return words.strip()
    if kind.lower() == "basic":
        try:
            return base64.b64decode(words, validate=True).decode("utf-8", "replace").partition(":")[2]
        except (binascii.Error, ValueError):
            return ""
    return str(request.path_params.get("secret", ""))
