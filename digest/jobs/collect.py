"""Every source visited once: what it published is kept, and how the visit ended."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from digest import model as m
from digest import sources
from digest.jobs.parts import Parts
from digest.ports import Read, Visit
from digest.sources import addresses, articles, known

ARTICLES_A_VISIT = 30  # a budget: one visit to a new source must not become a crawl of its site
READ_BACK = timedelta(days=14)  # older posts come no more into an issue; their pages are left in peace
RETRY = timedelta(days=1)  # how long a post whose page could not be read is tried again
ENOUGH_TEXT = 600  # characters of a feed's own text that make the article's page unnecessary
TOGETHER = 100  # visits that are stored in one transaction: each costs a write to the disk
POSTS_TOGETHER = 1_000  # held in memory until then
UNFIT = (m.Trouble.STATUS, m.Trouble.GONE, m.Trouble.UNREADABLE, m.Trouble.LOGIN)


@dataclass(frozen=True, slots=True)
class Collected:
    """How the round of visits went, in the order in which they ended."""

    visits: tuple[m.Visited, ...]

    @property
    def new(self) -> int:
        """Posts not met before."""
        return sum(visit.new for visit in self.visits)

    @property
    def failed(self) -> tuple[m.Visited, ...]:
        """Visits that failed."""
        return tuple(visit for visit in self.visits if visit.failure)


def collect(parts: Parts, ended: Callable[[m.Visited], None] = lambda _: None) -> Collected:
    """Visit every source once and keep what is new; `ended` hears of each visit as it ends.

    Visits are stored some together. A program that is killed before has only to make them again: nothing of them is
    remembered, so that the next run finds the same posts new.
    """
    now = parts.clock.now()
    visits: list[m.Visited] = []
    waiting: list[m.Outcome] = []
    for outcome in parts.crew.run(_visits(parts, now)):
        ended(outcome.visited)
        visits.append(outcome.visited)
        waiting.append(outcome)
        if len(waiting) >= TOGETHER or sum(len(one.posts) for one in waiting) >= POSTS_TOGETHER:
            parts.store.posts.keep(parts.newsletter.id, waiting)
            waiting.clear()
    parts.store.posts.keep(parts.newsletter.id, waiting)
    return Collected(tuple(visits))


def _visits(parts: Parts, now: datetime) -> Iterator[Visit[m.Outcome]]:
    """Yield a visit to each source; what is remembered of it is read when its turn comes near."""
    every, located = parts.newsletter.sources, parts.newsletter.located
    for start in range(0, len(every), TOGETHER):
        some = every[start : start + TOGETHER]
        memory = parts.store.sources.memory(parts.newsletter.id, [source.id for source in some])
        yield from (_visited(parts, located(source), _of(memory, source), now) for source in some)


def _of(memory: dict[m.SourceId, m.Memory], source: m.Source) -> m.Memory:
    """Return what is remembered of a source, nothing where its address has been changed in the file since."""
    known = memory.get(source.id)
    return known if known and known.asked == source.address else m.Memory(source.id, source.address)


@dataclass(frozen=True, slots=True)
class _Got:
    """What one visit brought home."""

    page: m.Page
    response: m.Response


def _visited(parts: Parts, source: m.Source, memory: m.Memory, now: datetime) -> Visit[m.Outcome]:
    """Visit one source; return what came of it, to be stored."""
    got = yield from _fetch(source, memory, now)
    if isinstance(got, m.Failure):
        return m.Outcome(m.Visited(source.id, now, failure=got), _after_failure(memory, got, now))
    if got is None:
        calm = replace(memory, tried=now, succeeded=now, failures=0)
        return m.Outcome(m.Visited(source.id, now, unchanged=True), calm)
    keys = tuple({key for post in got.page.posts for key in post.keys})
    decided = known.decide(got.page.posts, parts.store.posts.known(parts.newsletter.id, source.id, keys))
    wanted = _worth_reading(decided, now) if parts.read_articles else ()
    read, unread = yield from _articles(source, wanted, now)
    kept = tuple(read.get(post.id, post) for post in (*decided.new, *decided.changed))
    late = tuple(post for post in read.values() if post.id not in {k.id for k in kept})
    visited = m.Visited(
        source.id,
        now,
        found=len(got.page.posts),
        new=len(decided.new),
        changed=len(decided.changed),
        unread=unread,
    )
    return m.Outcome(visited, _after_success(source, memory, got, now), (*kept, *late))


def _fetch(source: m.Source, memory: m.Memory, now: datetime) -> Visit[_Got | m.Failure | None]:
    """Return what the source's page holds, None where nothing changed, or why it could not be read."""
    got = yield from _ask(source, memory, sources.first(source, memory), now)
    if not isinstance(got, _Got) or not got.page.better:
        return got
    for address in got.page.better[:2]:
        feed = yield from _ask(source, m.Memory(source.id), m.Request(address), now)
        if isinstance(feed, _Got) and _same_posts(feed.page, got.page):
            return feed
    return got if got.page.posts else _nothing(source)


def _ask(source: m.Source, memory: m.Memory, request: m.Request, now: datetime) -> Visit[_Got | m.Failure | None]:
    answer: m.Response | m.Failure = yield request
    if isinstance(answer, m.Failure):
        return answer
    if answer.unchanged:
        return None
    page: m.Page | m.Failure = yield Read(request.address, sources.read, (source, memory, answer, now))
    if isinstance(page, m.Failure):
        return page
    if not page.posts and not page.better and page.kind != "feed":
        return _nothing(source)
    return _Got(page, answer)


def _nothing(source: m.Source) -> m.Failure:
    said = "The page came, but holds no list of posts that could be read. Look at it: was it rebuilt?"
    return m.Failure(m.Trouble.EMPTY, source.address, said)


def _same_posts(feed: m.Page, listing: m.Page) -> bool:
    """Tell whether a page's feed may stand for the page: it has posts, and they are the page's own.

    A section of a magazine often points to the feed of the whole house, or to one of comments.
    """
    if not feed.posts or not listing.posts:
        return bool(feed.posts)
    shown = {addresses.key(post.address) for post in listing.posts}
    fed = {addresses.key(post.address) for post in feed.posts}
    return len(shown & fed) >= min(2, len(shown), len(fed))


def _worth_reading(decided: known.Decided, now: datetime) -> tuple[m.Post, ...]:
    """Return the posts whose own page should be read now, newest first."""
    fresh = (*decided.new, *decided.changed)
    again = tuple(post for post in decided.same if now - post.seen < RETRY)
    wanted = [
        post
        for post in (*fresh, *again)
        if not post.complete and len(post.text) < ENOUGH_TEXT and now - post.published.at < READ_BACK
    ]
    wanted.sort(key=lambda post: post.published.at, reverse=True)
    return tuple(wanted[:ARTICLES_A_VISIT])


def _articles(
    source: m.Source, posts: Sequence[m.Post], now: datetime
) -> Visit[tuple[dict[m.PostId, m.Post], tuple[m.Failure, ...]]]:
    """Read each post's own page; return the completed posts and the pages that could not be read."""
    completed: dict[m.PostId, m.Post] = {}
    unread: list[m.Failure] = []
    for post in posts:
        article = yield from _article(source, post, now)
        if isinstance(article, m.Failure):
            unread.append(article)
        else:
            completed[post.id] = articles.complete(post, article)
    return completed, tuple(unread)


def _article(source: m.Source, post: m.Post, now: datetime) -> Visit[m.Article | m.Failure]:
    answer: m.Response | m.Failure = yield m.Request(post.address)
    if isinstance(answer, m.Failure):
        return answer
    article: m.Article | m.Failure = yield Read(post.address, sources.read_page, (answer, now, source))
    return article


def _after_failure(memory: m.Memory, failure: m.Failure, now: datetime) -> m.Memory:
    """Return the memory after a failed visit: a feed found once that is no feed any more is looked for anew."""
    lost = memory.address and failure.trouble in UNFIT
    return replace(
        memory,
        tried=now,
        failures=memory.failures + 1,
        address="" if lost else memory.address,
        kind="" if lost else memory.kind,
        etag="" if lost else memory.etag,
        modified="" if lost else memory.modified,
    )


def _after_success(source: m.Source, memory: m.Memory, got: _Got, now: datetime) -> m.Memory:
    """Return the memory after a visit that was read: where it was found, how, and what shortens the next one."""
    came_from = got.response.permanent or (
        got.response.address if got.page.kind == "feed" and source.kind == "auto" else memory.address
    )
    return replace(
        memory,
        address=came_from,
        kind=got.page.kind,
        etag=got.response.header("etag"),
        modified=got.response.header("last-modified"),
        learned=got.page.learned or memory.learned,
        tried=now,
        succeeded=now,
        failures=0,
    )


def progress(visits: Sequence[m.Visited]) -> Iterator[str]:
    """Yield one sentence a failed visit, for people."""
    for visit in visits:
        if visit.failure:
            yield f"{visit.source}: {visit.failure.said}"
