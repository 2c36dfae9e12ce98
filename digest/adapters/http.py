"""Pages off the web, politely and within bounds: every answer is a `Response` or a `Failure`, never an exception.

The one door to aiohttp. Redirects are walked here, hop by hop, each with its own check; cookies are never kept;
a host is asked one thing at a time, with a pause; bodies are counted after decompression.
"""

from __future__ import annotations

import asyncio
import ssl
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Self

import aiohttp
from yarl import URL

from digest import __version__
from digest.adapters import reachable, robots
from digest.model import Failure, Request, Response, Trouble
from digest.sources import addresses

PRODUCT = "sector-digest"
LARGEST = 5 * 1024 * 1024
HOPS = 8
KEPT = 1.0  # seconds beyond the pause that a connection waits for its host's next page: each holds a file and 5 KB
FIELD = 32 * 1024
_MOVED = frozenset({301, 302, 303, 307, 308})
_FOR_GOOD = frozenset({301, 308})
_ACCEPT = (
    "application/atom+xml, application/rss+xml, application/feed+json, application/rdf+xml;q=0.9,"
    " text/html;q=0.8, application/xhtml+xml;q=0.8, application/xml;q=0.7, application/json;q=0.6, */*;q=0.1"
)


@dataclass(frozen=True, slots=True)
class Manners:
    """How the web is asked: `seconds` for one page with all its hops, `pause` between two requests to one host."""

    user_agent: str = ""
    seconds: float = 20.0
    at_once: int = 32
    pause: float = 1.0
    allow_private: bool = False
    robots: bool = True
    largest: int = LARGEST

    @property
    def name(self) -> str:
        """Return what we say we are: the user's words, else the program and its version."""
        return self.user_agent or f"{PRODUCT}/{__version__}"


class _TooLargeError(Exception):
    """A body that went past its bound."""


@dataclass(slots=True)
class _Host:
    """One host's turn: held while it is asked, `free` is the moment from which it may be asked again."""

    turn: asyncio.Lock = field(default_factory=asyncio.Lock)
    free: float = 0.0
    pause: float = 0.0


@dataclass(slots=True)
class _Walk:
    """Where a request has been led so far, and how many of its seconds are left (waiting for a turn costs none)."""

    address: str
    left: float
    permanent: str = ""
    for_good: bool = True
    been: set[str] = field(default_factory=set)


class AsyncWeb:
    """Fetches pages within one event loop; opened by its first request, closed with `close`."""

    def __init__(self, manners: Manners | None = None) -> None:
        self.manners = manners or Manners()
        self._session: aiohttp.ClientSession | None = None
        self._hosts: dict[str, _Host] = {}
        self._robots: dict[str, tuple[float, asyncio.Task[robots.Rules]]] = {}
        self._seats = asyncio.Semaphore(self.manners.at_once)

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.close()

    async def close(self) -> None:
        """Close every connection."""
        for _, task in self._robots.values():
            task.cancel()
        if self._session:
            await self._session.close()

    async def fetch(self, request: Request) -> Response | Failure:
        """Return the answer to a request after all redirects, or why there is none."""
        start = addresses.absolute(request.address, "")
        if not start:
            said = "This is no address of a web page: it must begin with http:// or https:// and name a host."
            return Failure(Trouble.FORBIDDEN, request.address, said)
        walk = _Walk(start.partition("#")[0], self.manners.seconds)
        for _ in range(HOPS):
            refusal = None if request.form else await self._refusal(walk.address)
            answer = refusal or await self._once(request, walk, self.manners.largest)
            if isinstance(answer, Failure):
                return replace(answer, about=request.address)
            if request.form or answer.status not in _MOVED or not answer.header("location"):
                return replace(answer, permanent=walk.permanent) if walk.permanent else answer
            if failure := _step(walk, answer):
                return replace(failure, about=request.address)
        return _circle(request.address)

    async def _refusal(self, address: str) -> Failure | None:
        """Return why the site does not want this address read, if it does not."""
        if not self.manners.robots:
            return None
        place = robots.place(address)
        now = asyncio.get_running_loop().time()
        asked, task = self._robots.get(place, (-robots.KEPT, None))
        if task is None or now - asked >= robots.KEPT:
            task = asyncio.create_task(self._rules(place))
            self._robots[place] = (now, task)
        rules = await asyncio.shield(task)
        host = self._host(address)
        host.pause = max(self.manners.pause, rules.pause)
        if rules.allow(address, PRODUCT):
            return None
        said = "The site's robots.txt asks programs not to read this page. Ask its publisher, or look for a feed."
        return Failure(Trouble.ROBOTS, address, said)

    async def _rules(self, place: str) -> robots.Rules:
        """Return what a site permits; one that cannot be reached permits all, and fails by itself."""
        walk = _Walk(place, self.manners.seconds)
        for _ in range(HOPS):
            answer = await self._once(Request(place), walk, robots.LARGEST)
            if isinstance(answer, Failure):
                return robots.ALL
            if answer.status not in _MOVED or _step(walk, answer):
                return robots.rules(answer.status, answer.body, PRODUCT)
        return robots.ALL

    async def _once(self, request: Request, walk: _Walk, largest: int) -> Response | Failure:
        """Return one server's answer: asked when it is the host's turn, after its pause, when a seat is free."""
        host = self._host(walk.address)
        loop = asyncio.get_running_loop()
        async with host.turn:
            if (wait := host.free - loop.time()) > 0:
                await asyncio.sleep(wait)
            async with self._seats:
                began = loop.time()
                try:
                    async with asyncio.timeout(walk.left):
                        return await self._ask(request, walk.address, largest)
                except Exception as error:  # noqa: BLE001 - whatever a hostile server makes the client raise
                    return _failure(error, walk.address, self.manners.seconds)
                finally:
                    walk.left -= loop.time() - began
                    host.free = loop.time() + host.pause

    async def _ask(self, request: Request, address: str, largest: int) -> Response:
        session = self._opened()
        url = URL(address, encoded=True)
        method, form = ("POST", aiohttp.FormData(request.form)) if request.form else ("GET", None)
        async with session.request(
            method, url, headers=_validators(request), data=form, allow_redirects=False
        ) as answer:
            headers = tuple([(name.lower(), value) for name, value in answer.headers.items()])
            body = await _body(answer, largest) if 200 <= answer.status < 300 else b""
            return Response(address, answer.status, headers, body)

    def _opened(self) -> aiohttp.ClientSession:
        if self._session is None:
            connector = aiohttp.TCPConnector(
                limit=self.manners.at_once,
                ttl_dns_cache=300,
                keepalive_timeout=self.manners.pause + KEPT,
                socket_factory=reachable.factory(allow_private=self.manners.allow_private),
            )
            self._session = aiohttp.ClientSession(
                connector=connector,
                cookie_jar=aiohttp.DummyCookieJar(),
                headers={"User-Agent": self.manners.name, "Accept": _ACCEPT},
                timeout=aiohttp.ClientTimeout(total=None, sock_connect=None),  # `_once` watches the clock
                max_line_size=FIELD,
                max_field_size=FIELD,
            )
        return self._session

    def _host(self, address: str) -> _Host:
        parts = addresses.parts(address)
        name = parts.host if parts else address
        if name not in self._hosts:
            self._hosts[name] = _Host(pause=self.manners.pause)
        return self._hosts[name]


def _validators(request: Request) -> Mapping[str, str]:
    """Return the conditions of a request that names what we have already (RFC 9110, 13.1)."""
    named = {"If-None-Match": request.etag, "If-Modified-Since": request.modified}
    return {name: value for name, value in named.items() if value and value.isprintable()}


async def _body(answer: aiohttp.ClientResponse, largest: int) -> bytes:
    """Return the body as it is after decompression. Raises `_TooLargeError` as soon as it is past the bound."""
    if (answer.content_length or 0) > largest:
        raise _TooLargeError
    pieces, size = [], 0
    async for piece in answer.content.iter_any():
        size += len(piece)
        if size > largest:
            raise _TooLargeError
        pieces.append(piece)
    return b"".join(pieces)


def _step(walk: _Walk, answer: Response) -> Failure | None:
    """Take one hop; return why it is refused: to nowhere, not to the web, or in a circle."""
    following = addresses.absolute(answer.header("location"), walk.address).partition("#")[0]
    if not following:
        said = "The site sends its visitors on to an address that is none. Look for the page on the site."
        return Failure(Trouble.REDIRECTS, walk.address, said)
    walk.been.add(walk.address)
    if following in walk.been:
        return _circle(walk.address)
    walk.for_good = walk.for_good and answer.status in _FOR_GOOD
    walk.address = following
    if walk.for_good:
        walk.permanent = following
    return None


def _circle(address: str) -> Failure:
    said = "The site sends its visitors round in circles. Open the address in a browser and give where it ends."
    return Failure(Trouble.REDIRECTS, address, said)


def _failure(error: Exception, address: str, seconds: float) -> Failure:
    """Return what went wrong in one sentence."""
    if isinstance(error, TimeoutError):
        said = f"The site did not answer within {seconds:g} seconds. It will be tried again."
        return Failure(Trouble.SLOW, address, said)
    if isinstance(error, _TooLargeError):
        return Failure(Trouble.TOO_LARGE, address, "The page is larger than what is read of one. Look for a feed.")
    if reachable.NotPublic.mark in str(error):
        said = "The address is on a private network. Set allow_private in digest.toml if that is meant."
        return Failure(Trouble.FORBIDDEN, address, said)
    return Failure(Trouble.UNREACHABLE, address, _said(error))


def _said(error: Exception) -> str:
    """Return why no answer came; the first kind that fits, from the narrow to the wide."""
    kinds: tuple[tuple[type[Exception], str], ...] = (
        (aiohttp.ClientConnectorDNSError, "There is no such host. Check the address for mistakes."),
        (aiohttp.ClientConnectorCertificateError, "The site's certificate is not valid, so it cannot be trusted."),
        (aiohttp.ClientSSLError, "No secure connection to the site could be made."),
        (ssl.SSLError, "No secure connection to the site could be made."),
        (aiohttp.ClientConnectorError, "Nothing answers at this address. It will be tried again."),
        (aiohttp.ClientPayloadError, "The connection broke off in the middle of the page. It will be tried again."),
        (aiohttp.ServerDisconnectedError, "The server hung up without an answer. It will be tried again."),
        (aiohttp.ClientResponseError, "The server's answer is no proper HTTP. Tell its operator."),
        (aiohttp.InvalidURL, "The address cannot be asked for. Check it for mistakes."),
    )
    found = next((said for kind, said in kinds if isinstance(error, kind)), "The connection to the site failed.")
    return f"{found} ({type(error).__name__})"
