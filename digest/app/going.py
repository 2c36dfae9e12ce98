"""What goes to the web for pages and to mailboxes for mails, by the home's settings."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from typing import TypeVar

from digest import __version__, ports
from digest import model as m
from digest.app.home import Home

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Later:
    """`ports.Crew` made when it is first needed: most commands never go to the web."""

    hire: Callable[[], ports.Crew]

    def run(self, visits: Iterable[ports.Visit[T]]) -> Iterator[T]:
        """Yield what each visit gave, as `ports.Crew` promises."""
        return self.hire().run(visits)


@contextmanager
def crew(home: Home, newsletter: m.Newsletter) -> Iterator[ports.Crew]:
    """Yield only what goes to the web: for a look around that touches no store."""
    with ExitStack() as doors:
        yield hire(home, newsletter, doors)


def hire(home: Home, newsletter: m.Newsletter, doors: ExitStack) -> ports.Crew:
    """Return the crew that goes to the web by the home's settings; its threads and processes end with `doors`."""
    from digest.adapters import crew, mailboxes, parsers, schemes
    from digest.sources import mailbags

    def web() -> crew.Web:
        from digest.adapters import http  # 0.2 s, not before the first page is asked for

        manners = http.Manners(
            user_agent=fetch.user_agent or f"{http.PRODUCT}/{__version__} (+{home.public(newsletter.id)}/)",
            seconds=fetch.timeout_seconds,
            at_once=fetch.at_once,
            pause=fetch.pause_seconds,
            allow_private=fetch.allow_private,
            robots=fetch.robots,
        )
        return schemes.BySchemes(http.AsyncWeb(manners), others)

    fetch = home.settings.fetch
    pool = doors.enter_context(parsers.Pool())
    named = frozenset(source.address for source in newsletter.sources)
    opens = mailboxes.Mailboxes(named, home.folder, home.settings.imap_password).fetch
    others = dict.fromkeys(mailbags.SCHEMES, opens)
    return doors.enter_context(crew.WebCrew(web, pool))


def came_back(home: Home, address: str) -> Iterator[bytes]:
    """Return the mails in a mailbox of returned mails, each marked as read once the next is asked for."""
    if not address:
        return iter(())
    from digest.adapters import mailboxes

    return mailboxes.unread(address, home.folder, home.settings.returns.password)
