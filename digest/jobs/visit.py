"""One visit to one source: what it shows is fetched and read, compared with what is known, its posts completed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from digest import model as m
from digest import sources
from digest.jobs.parts import Parts
from digest.ports import Read, Visit
from digest.sources import articles, entries, healing, identity, known, remembering, rhythm
from digest.sources.ways.likeness import is_front, stands_for

ARTICLES_A_VISIT = 30  # a budget: one visit to a new source must not become a crawl of its site
READ_BACK = timedelta(days=14)  # older posts come no more into an issue; their pages are left in peace
RETRY = timedelta(days=1)  # how long a post whose page could not be read is tried again
LEADS = 2  # steps from one map of a site to the next
ENOUGH_TEXT = 600  # characters of a feed's own text that make the article's page unnecessary


@dataclass(frozen=True, slots=True)
class _Came:
    """What one request brought home: a page, or why there is none, or neither where nothing had changed.

    `moved` is where the address that was asked first leads for good.
    """

    response: m.Response | None = None
    page: m.Page | None = None
    failure: m.Failure | None = None
    moved: str = ""

    @property
    def headers(self) -> tuple[tuple[str, str], ...]:
        """What the server said beside its answer."""
        return self.response.headers if self.response else ()


def visit(parts: Parts, source: m.Source, memory: m.Memory, now: datetime) -> Visit[m.Outcome]:
    """Visit one source; return what came of it, to be stored."""
    every = parts.newsletter.schedule.collect_every
    came = yield from _fetch(source, memory, now)
    if came.failure:
        after = remembering.after_failure(memory, came.failure, came.headers, every, now)
        return m.Outcome(m.Visited(source.id, now, failure=came.failure), after)
    if came.page is None or came.response is None:
        after = remembering.after_unchanged(memory, came.headers, every, now)
        return m.Outcome(m.Visited(source.id, now, unchanged=True), after)
    return (yield from _kept(parts, source, memory, came.page, came.response, came.moved, now))


def _kept(
    parts: Parts,
    source: m.Source,
    memory: m.Memory,
    page: m.Page,
    response: m.Response,
    moved: str,
    now: datetime,
) -> Visit[m.Outcome]:
    """Return what a page that was read leaves to be stored; nothing of it where it is another list than before."""
    every = parts.newsletter.schedule.collect_every
    found = parts.store.posts.known(parts.newsletter.id, source.id, identity.asked(page.posts))
    stored = entries.gone(found, page.passed)
    decided = known.decide(page.posts, stored)
    made_anew = healing.rebuilt(memory, page, len(decided.same) + len(decided.changed), now)
    if made_anew and made_anew.kept_out:
        failure = m.Failure(m.Trouble.EXCHANGED, source.address, _exchanged(source))
        after = remembering.after_failure(memory, failure, response.headers, every, now)
        return m.Outcome(m.Visited(source.id, now, failure=failure), replace(after, rebuilt=made_anew))
    if made_anew:
        decided = known.decide(page.posts, stored, moved=True)
    decided = _still_kept(parts, decided, now)
    wanted = _worth_reading(decided, now) if parts.read_articles else ()
    posts, unread = yield from _completed(source, decided, wanted, now)
    if unread or len(wanted) == ARTICLES_A_VISIT:
        # some have to be read again next time, so their entries must be too
        page = replace(page, learned="")
    noted = remembering.Noted(moved, made_anew, _a_week(parts, source, memory, decided, now))
    after = remembering.after_success(source, memory, page, response, noted, every, now)
    visited = m.Visited(
        source.id,
        now,
        found=len(page.posts) + (page.passed.count if page.passed else 0),
        new=len(decided.new),
        changed=len(decided.changed),
        unread=unread,
    )
    return m.Outcome(visited, after, posts)


def _still_kept(parts: Parts, decided: known.Decided, now: datetime) -> known.Decided:
    """Return the same without changes of posts that were put away: they would come back to life."""
    past = tuple(post for post in decided.changed if parts.keep.past(post, now))
    changed = tuple(post for post in decided.changed if post not in past)
    return replace(decided, changed=changed, same=(*decided.same, *past)) if past else decided


def _exchanged(source: m.Source) -> str:
    return (
        "Another list stands where the one we followed was; nothing of it was taken. Compare them with "
        f"`digest sources {source.id}`; if the new one is right: `digest sources accept {source.id}`."
    )


def _a_week(parts: Parts, source: m.Source, memory: m.Memory, decided: known.Decided, now: datetime) -> float:
    """Return how many posts a week the source publishes: counted anew only where something new came."""
    if memory.a_week and not decided.new:
        return memory.a_week
    before = parts.store.posts.moments(parts.newsletter.id, now - rhythm.HISTORY, source.id).get(source.id, ())
    return rhythm.rhythm((*before, *(post.published.at for post in decided.new)), now).a_week


def _fetch(source: m.Source, memory: m.Memory, now: datetime) -> Visit[_Came]:
    """Return what the source's page holds, with the pages that continue it where several are wanted."""
    came = yield from _ask(source, memory, sources.first(source, memory), now)
    if came.page is None:
        return came
    if better := (yield from _better(source, came.page, now, LEADS)):
        return replace(better, moved=came.moved)
    if not came.page.posts and not came.page.passed and (came.page.kind != "feed" or memory.shown):
        return _Came(came.response, failure=_nothing(source))
    return (yield from _continued(source, came, came.page, now))


def _better(source: m.Source, page: m.Page, now: datetime, steps: int) -> Visit[_Came | None]:
    """Return what the first of the addresses gives that a page points to and that carries its posts.

    From robots.txt to a map of the site, from an index of maps to one of its parts, several steps may be needed.
    """
    for address in page.better[:2]:
        came: _Came | None = yield from _ask(source, m.Memory(source.id), m.Request(address), now)
        if came and came.page and came.page.kind == "sitemap" and not came.page.posts and steps:
            came = yield from _better(source, came.page, now, steps - 1)
        if came and came.page and stands_for(came.page, page, front=is_front(source.address)):
            return came
    return None


def _continued(source: m.Source, came: _Came, page: m.Page, now: datetime) -> Visit[_Came]:
    """Return what came with the posts of the pages that follow, as many as the source's settings want."""
    posts, following, been = page.posts, page.following, {source.address}
    for _ in range(source.pages - 1):
        if not following or following in been:
            break
        been.add(following)
        further = yield from _ask(source, m.Memory(source.id, learned=page.learned), m.Request(following), now)
        if further.page is None:
            break
        posts, following = (*posts, *further.page.posts), further.page.following
    return came if posts == page.posts else replace(came, page=replace(page, posts=identity.told_apart(posts)))


def _ask(source: m.Source, memory: m.Memory, request: m.Request, now: datetime) -> Visit[_Came]:
    answer: m.Response | m.Failure = yield request
    if isinstance(answer, m.Failure):
        return _Came(failure=answer)
    if answer.unchanged:
        return _Came(answer)
    page: m.Page | m.Failure = yield Read(request.address, sources.read, (source, memory, answer, now))
    if isinstance(page, m.Failure):
        return _Came(answer, failure=page)
    return _Came(answer, page, moved=answer.permanent)


def _nothing(source: m.Source) -> m.Failure:
    said = "The page came, but holds no list of posts that could be read. Look at it: was it rebuilt?"
    return m.Failure(m.Trouble.EMPTY, source.address, said)


def _completed(
    source: m.Source, decided: known.Decided, wanted: Sequence[m.Post], now: datetime
) -> Visit[tuple[tuple[m.Post, ...], tuple[m.Failure, ...]]]:
    """Return the posts to store, completed from their own pages, and the pages that could not be read."""
    completed, unread = yield from _articles(source, wanted, now)
    kept = tuple(completed.get(post.id, post) for post in (*decided.new, *decided.changed))
    late = tuple(post for post in completed.values() if post.id not in {one.id for one in kept})
    return (*kept, *late), unread


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
