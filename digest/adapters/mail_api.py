"""Mail through the HTTP interface of a mail service that takes whole messages, as Mailgun's `messages.mime` does.

POST {endpoint}/messages.mime, basic authentication, multipart/form-data with `to` and `message`
(https://documentation.mailgun.com/docs/mailgun/api-reference/send/mailgun/messages). Our headers and signatures stay
as they are; the envelope's sender is the service's own, so mails come back to it and not to our return path.

| what happened                                                  | fate       |
|----------------------------------------------------------------|------------|
| 2xx                                                            | `sent`     |
| 429, 503                                                       | `deferred` |
| 400, 413, 422                                                  | `failed`   |
| 401, 402, 403, 404, or it cannot be reached: about us          | `pending`  |
| any other answer, or none once the request was out             | `unknown`  |
"""

from __future__ import annotations

import asyncio
import base64
import http.client
import re
import secrets
import select
import ssl
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from urllib.parse import urlsplit

from digest.adapters.counter import serve
from digest.model import Fate, Message, Posted
from digest.ports import Hand

SECONDS = 30.0
_LARGEST = 10_000  # octets of an answer
_FATES = {429: Fate.DEFERRED, 503: Fate.DEFERRED, 400: Fate.FAILED, 413: Fate.FAILED, 422: Fate.FAILED}
_ABOUT_US = frozenset({401, 402, 403, 404})
_UNFIT = re.compile(r"[\x00-\x1f\x7f<>\"\ud800-\udfff]")


class MailApi:
    """`ports.PostOffice` over such a service: `endpoint` is its address for our domain, `key` the password."""

    def __init__(
        self, endpoint: str, key: str, *, connections: int = 8, timeout: float = SECONDS, user: str = "api"
    ) -> None:
        self.endpoint, self.connections, self.timeout = urlsplit(endpoint), connections, timeout
        self.authorization = "Basic " + base64.b64encode(f"{user}:{key}".encode()).decode()

    def send(self, hand: Hand) -> str:
        """Carry what `hand` gives until it gives no more; return why it ended early, "" where it did not."""
        return serve(hand, lambda: [_Service(self)])


class _Service:
    """One run's dealings with the service: left alone once it is away."""

    def __init__(self, api: MailApi) -> None:
        self.api = api
        self.weight = 1.0
        self.away = ""
        self.threads = ThreadPoolExecutor(api.connections, "mail api")
        self.ways: Sequence[_Request] = [_Request(self) for _ in range(api.connections)]


class _Request:
    """A connection that is kept for the next request as long as the service keeps it."""

    def __init__(self, service: _Service) -> None:
        self.service, self.api = service, service.api
        self.connection: http.client.HTTPConnection | None = None

    async def carry(self, message: Message) -> Posted:
        """Return what became of one message."""
        fate, said = await asyncio.get_running_loop().run_in_executor(self.service.threads, self._posted, message)
        if fate is Fate.PENDING:
            self.service.away = said
        return Posted(message.id, fate, said)

    async def close(self) -> None:
        """Hang up."""
        if self.connection:
            self.connection.close()
        self.service.threads.shutdown(wait=False)

    def _posted(self, message: Message) -> tuple[Fate, str]:
        if _UNFIT.search(message.rcpt_to):
            return Fate.FAILED, "This is no address that can be mailed."
        try:
            connection = self._connected()
        except (OSError, ssl.SSLError) as error:
            return Fate.PENDING, f"The mail service {self.api.endpoint.netloc} cannot be reached: {error}"
        try:
            self._ask(connection, message)
        except (OSError, http.client.HTTPException) as error:
            self._drop()
            return Fate.DEFERRED, f"The connection broke before the mail was handed over ({error})."
        try:
            answer = connection.getresponse()
            said = f"{answer.status} {_words(answer.read(_LARGEST))}".strip()
        except (OSError, http.client.HTTPException) as error:
            self._drop()
            return Fate.UNKNOWN, f"The whole mail was handed over and no answer came ({error}): it may have arrived."
        if not answer.isclosed() or answer.will_close:
            self._drop()
        return self._meaning(answer.status, said)

    def _meaning(self, status: int, said: str) -> tuple[Fate, str]:
        if status // 100 == 2:
            return Fate.SENT, said
        if status in _ABOUT_US:
            return Fate.PENDING, f"The mail service {self.api.endpoint.netloc} turned us away: {said}. Check its key."
        return _FATES.get(status, Fate.UNKNOWN), said

    def _connected(self) -> http.client.HTTPConnection:
        """Return a connection that the service has not closed: one that is readable before it was asked has been."""
        if self.connection and self.connection.sock and select.select([self.connection.sock], [], [], 0)[0]:
            self._drop()
        if self.connection is None:
            where, seconds = self.api.endpoint, self.api.timeout
            kind = http.client.HTTPSConnection if where.scheme == "https" else http.client.HTTPConnection
            self.connection = kind(where.hostname or "", where.port, timeout=seconds)
            try:
                self.connection.connect()
            except OSError:
                self.connection = None
                raise
        return self.connection

    def _ask(self, connection: http.client.HTTPConnection, message: Message) -> None:
        boundary = secrets.token_hex(16)
        body = _form(boundary, message)
        headers = {
            "Authorization": self.api.authorization,
            "Content-Type": f"multipart/form-data; boundary={boundary}",
        }
        connection.request("POST", f"{self.api.endpoint.path.rstrip('/')}/messages.mime", body, headers)

    def _drop(self) -> None:
        if self.connection:
            self.connection.close()
        self.connection = None


def _form(boundary: str, message: Message) -> bytes:
    """Return the two fields (RFC 7578)."""
    rule = f"--{boundary}\r\nContent-Disposition: form-data; name=".encode()
    to = rule + b'"to"\r\n\r\n' + message.rcpt_to.encode() + b"\r\n"
    head = rule + b'"message"; filename="message.eml"\r\nContent-Type: message/rfc822\r\n\r\n'
    return to + head + message.body + f"\r\n--{boundary}--\r\n".encode()


def _words(octets: bytes) -> str:
    return " ".join(re.sub(r"[\x00-\x1f\x7f-\x9f]", " ", octets.decode("utf-8", "replace")).split())[:500]
