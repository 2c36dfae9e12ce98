"""The best way into a site, from one address: a table of tiers tried in order, within a budget of requests.

A tier says what to ask for, or which reading of the page itself it is; the answer is read by the source kind that
would collect from it later, so that what is shown is what will be collected. The first way whose posts are those
of the page, dated, is taken; one without dates waits for a better one.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import datetime

from digest import sources
from digest.model import Failure, Memory, Page, Request, Response, Source
from digest.ports import Read, Visit
from digest.sources import addresses, discovery
from digest.sources.ways import clues as reading
from digest.sources.ways.clues import Clues
from digest.sources.ways.likeness import is_front, shared, stands_for

BUDGET = 24  # requests, the address itself among them: at a pause of a second, half a minute
LEADS = 3  # addresses followed from what a way answers: robots.txt, an index of maps, its newest part
DATED = 0.5  # of a way's posts that must have a date of their own for it to be taken at once


@dataclass(frozen=True, slots=True)
class Tier:
    """One way in: `kind` reads it, `label` names it for people, `asks` gives the addresses to try.

    Without `asks` it is a reading of the page itself. `sure` is how far such a way is to be trusted before its posts
    are looked at: from what a site publishes for programs down to what was guessed from its face.
    """

    kind: str
    label: str
    sure: float
    asks: Callable[[Clues], tuple[str, ...]] | None = None


TIERS = (
    Tier("feed", "feed named on the page", 0.97, lambda clues: clues.named_feeds[:6]),
    Tier("feed", "feed at a usual address", 0.95, lambda clues: discovery.usual_feeds(clues.address)),
    Tier("feed", "JSON Feed at a usual address", 0.95, lambda clues: discovery.usual_json_feeds(clues.address)),
    Tier("wordpress", "WordPress interface", 0.95, lambda clues: clues.wordpress),
    Tier("json-ld", "JSON-LD on the page", 0.88),
    Tier("h-feed", "h-feed on the page", 0.88),
    Tier("sitemap", "map of the site for search engines", 0.75, lambda clues: _maps(clues.address)),
    Tier("state", "state embedded in the page", 0.75),
    Tier("listing", "page that a front page names as its news", 0.86, lambda clues: clues.lists),
    Tier("events", "events on the page", 0.8),
    Tier("listing", "list on the page", 0.85),
)


@dataclass(frozen=True, slots=True)
class Way:
    """A way in that works: `address` and `kind` make a source, `sure` is in 0..1, `but` is what speaks against it."""

    kind: str
    label: str
    address: str
    page: Page
    sure: float
    but: str = ""

    against: bool = False

    @property
    def dated(self) -> float:
        """The share of its posts that have a date of their own, or that of an event."""
        own = sum(bool(post.event) or post.published.evidence[0].kind != "first seen" for post in self.page.posts)
        return own / len(self.page.posts) if self.page.posts else 0.0


@dataclass(frozen=True, slots=True)
class Tried:
    """One thing that was tried, and what came of it in a sentence."""

    label: str
    address: str
    said: str
    posts: int = 0


@dataclass(frozen=True, slots=True)
class Found:
    """What became of an address: the way chosen, if any, and everything that was tried.

    `address` is where it led, `site` what the site calls itself, `shown` what its page shows; `names` are all
    addresses under which the same source goes: as given, where that led, its feeds.
    """

    asked: str
    address: str
    site: str
    way: Way | None
    shown: Page
    tried: tuple[Tried, ...]
    names: tuple[str, ...]
    requests: int


@dataclass(slots=True)
class _Search:
    """A search under way: what is left of the budget, what was tried, and ways that wait for a better one."""

    source: Source
    now: datetime
    clues: Clues
    left: int
    tried: list[Tried] = field(default_factory=list)
    asked: set[str] = field(default_factory=set)
    waiting: list[Way] = field(default_factory=list)
    names: list[str] = field(default_factory=list)


def find(source: Source, now: datetime, budget: int = BUDGET) -> Visit[Found | Failure]:
    """Return the best way to collect from an address, or why the address itself cannot be read."""
    answer: Response | Failure = yield Request(source.address)
    if isinstance(answer, Failure):
        return answer
    clues: Clues | Failure = yield Read(source.address, reading.look, (source, answer, now))
    if isinstance(clues, Failure):
        return clues
    here = answer.permanent or (source.address if answer.address != source.address else answer.address)
    search = _Search(source, now, clues, budget - 1, names=[source.address, answer.address, here])
    if clues.feed is not None:
        label = "the address is a feed"
        way = Way("feed", label, here, clues.feed, 0.98) if clues.feed.posts else None
        search.tried.append(_told(label, here, clues.feed, "taken" if way else "it holds no posts"))
    else:
        way = yield from _by_tiers(search, here)
    names = tuple(dict.fromkeys((*search.names, *((way.address,) if way else ()))))
    return Found(
        source.address,
        here,
        (clues.feed.title if clues.feed else clues.site) or addresses.host(here),
        way,
        clues.feed or clues.shown,
        tuple(search.tried),
        names,
        budget - search.left,
    )


def _by_tiers(search: _Search, here: str) -> Visit[Way | None]:
    for tier in TIERS:
        way = yield from _asked(search, tier) if tier.asks else _of_page(search, tier, here)
        if way is None:
            continue
        if way.dated >= DATED and not way.against:
            return way
        search.waiting.append(way)
    return max(search.waiting, key=lambda way: (round(way.dated, 1), way.sure), default=None)


def _of_page(search: _Search, tier: Tier, here: str) -> Visit[Way | None]:
    """Return the way that one reading of the page is, None where it finds nothing or something else."""
    page = search.clues.pages.get(tier.kind)
    if page is None or not page.posts:
        search.tried.append(Tried(tier.label, here, search.clues.said.get(tier.kind, "there is none")))
        return None
    way = _judged(search, tier, here, page)
    if way and tier.kind == "state" and search.left > 0 and not (yield from _answers(search, page.posts[0].address)):
        said = f"its addresses do not answer, such as {page.posts[0].address}"
        search.tried[-1] = _told(tier.label, here, page, said)
        return None
    return way


def _answers(search: _Search, address: str) -> Visit[bool]:
    """Return whether there is a page at an address that was put together from parts."""
    search.left -= 1
    answer: Response | Failure = yield Request(address)
    return not isinstance(answer, Failure) and 200 <= answer.status < 300


def _asked(search: _Search, tier: Tier) -> Visit[Way | None]:
    """Return the first address of a tier that works, None where none does or the budget is spent."""
    asks = tier.asks(search.clues) if tier.asks else ()
    fresh = [one for one in asks if f"{tier.kind} {addresses.key(one)}" not in search.asked]
    if not fresh:
        search.tried.append(Tried(tier.label, "", "there is none"))
    refused = []
    for address in fresh:
        search.asked.add(f"{tier.kind} {addresses.key(address)}")
        if search.left <= 0:
            search.tried.append(Tried(tier.label, address, "not asked: the budget of requests is spent"))
            return None
        source = replace(search.source, address=address, kind=tier.kind, pages=1)
        got = yield from _led(search, source, sources.first(source, Memory(source.id)), LEADS)
        if isinstance(got, Failure):
            refused.append(Tried(tier.label, address, got.said))
        elif way := _judged(search, tier, got[0], got[1]):
            return way
    search.tried += refused if len(refused) < 3 or tier.kind != "feed" else [_none(tier, refused)]
    return None


def _none(tier: Tier, refused: list[Tried]) -> Tried:
    return Tried(tier.label, "", f"none of {len(refused)} addresses gives a feed")


def _led(search: _Search, source: Source, request: Request, steps: int) -> Visit[tuple[str, Page] | Failure]:
    """Return what an address gives and where it stands for good, after following what its answer points to."""
    search.left -= 1
    answer: Response | Failure = yield request
    if isinstance(answer, Failure):
        return answer
    page: Page | Failure = yield Read(request.address, sources.read, (source, Memory(source.id), answer, search.now))
    if isinstance(page, Failure):
        return page
    if not page.posts and source.kind == "sitemap":
        for address in page.better if steps else ():
            if search.left <= 0:
                break
            got = yield from _led(search, source, Request(address), steps - 1)
            if not isinstance(got, Failure) and got[1].posts:
                return got
    return (source.address if source.kind == "sitemap" else answer.permanent or request.address), page


def _judged(search: _Search, tier: Tier, address: str, page: Page) -> Way | None:
    """Return a way where its posts are those of the page, and say what came of it either way."""
    shown, front = search.clues.shown, is_front(search.clues.address)
    # the front page of a site may well show other things than the posts that the site publishes
    whole = front and tier.kind in {"feed", "wordpress"}
    if tier.kind == "listing" and tier.asks and not _continues(page, shown):
        search.tried.append(_told(tier.label, address, page, "holds no more than the page itself, or other posts"))
        return None
    same = (
        (tier.kind == "listing" and tier.asks is not None)
        or page is shown
        or not shown.posts
        or stands_for(page, shown, front=whole)
    )
    if not page.posts or not (same or whole) or (tier.kind == "events" and not _to_come(page, search.now)):
        search.tried.append(_told(tier.label, address, page, _why_not(page, shown)))
        return None
    but = "" if same else "the page itself shows other links"
    if not shown.posts and tier.kind != "listing":
        but = "the page shows no list to compare it with"
    way = Way(tier.kind, tier.label, address, page, 0.0, but, against=not same)
    way = replace(way, sure=round(tier.sure * (0.8 if but else 1.0) * (0.75 + 0.25 * way.dated), 2))
    search.tried.append(_told(tier.label, address, page, but or ("fits" if way.dated >= DATED else "has no dates")))
    search.names.append(address)
    return way


def _continues(page: Page, shown: Page) -> bool:
    """Return whether a list carries what a front page shows of it, and more."""
    return len(page.posts) > len(shown.posts) and (not shown.posts or stands_for(page, shown, front=True))


def _why_not(page: Page, shown: Page) -> str:
    if not page.posts:
        return "holds no posts"
    if page.kind == "events":
        return "they are not events to come, or not what the page lists"
    both = shared(page, shown)
    return f"carries other posts than the page ({both} of its {len(page.posts)} are there)"


def _maps(address: str) -> tuple[str, ...]:
    """Return where the maps of a page's site are: named in robots.txt, or for a whole site at the usual place."""
    front = is_front(address)
    return (address, *((addresses.absolute("/sitemap.xml", address),) if front else ()))


def _to_come(page: Page, now: datetime) -> bool:
    """Return whether a page announces events: a list of posts with dates reads like one, but in the past."""
    ahead = sum(bool(post.event and post.event.over_at > now) for post in page.posts)
    return ahead >= max(2, len(page.posts) / 2)


def _told(label: str, address: str, page: Page, said: str) -> Tried:
    return Tried(label, address, said, len(page.posts))
