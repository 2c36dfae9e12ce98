"""What goes out to the web and comes back."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


@dataclass(frozen=True, slots=True)
class Request:
    """One page to ask for; `etag` and `modified` are the validators of last time (RFC 9110, 13.1).

    With a `form` it is posted, as names and values: then neither robots.txt is asked nor a redirect followed.
    """

    address: str
    etag: str = ""
    modified: str = ""
    form: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Response:
    """What a server answered. `address` is where the answer came from, after redirects.

    `permanent` is where 301 and 308 alone led, "" where nothing moved for good. Header names are lower
    case. `body` is decompressed and within the caps of the fetcher; it is hostile until read.
    """

    address: str
    status: int
    headers: tuple[tuple[str, str], ...]
    body: bytes
    permanent: str = ""

    def header(self, name: str) -> str:
        """Return the first header of that lower-case name, "" where it is absent."""
        return next((value for key, value in self.headers if key == name), "")

    @property
    def unchanged(self) -> bool:
        """True where the server said 304: nothing new since the validators."""
        return self.status == 304


class Trouble(StrEnum):
    """Why something that was asked of the outside did not come: the kinds a reader of a report can tell apart."""

    UNREACHABLE = "unreachable"  # no address, no connection, a broken answer
    FORBIDDEN = "forbidden"  # an address we refuse: private, loopback, not http
    SLOW = "slow"  # out of time
    TOO_LARGE = "too large"
    REDIRECTS = "redirects"  # too many, or in a circle
    STATUS = "status"  # the server said 4xx or 5xx
    GONE = "gone"  # 410
    ROBOTS = "robots"  # the site asks not to be read
    LOGIN = "login"  # a page to sign in where posts should be
    UNREADABLE = "unreadable"  # came, and is not what it should be
    EMPTY = "empty"  # came, is right, and holds nothing where it used to
    EXCHANGED = "exchanged"  # came, and holds another list than the one that is followed
    KILLED = "killed"  # reading it took too long or too much memory


@dataclass(frozen=True, slots=True)
class Failure:
    """An expected failure as a value: `about` is the address or id, `said` one sentence for a person."""

    trouble: Trouble
    about: str
    said: str
