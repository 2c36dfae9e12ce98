"""A story that no source brought: fetched from an address, or written by hand."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from html import escape

from digest import model as m
from digest import sources, stories
from digest.editing import wording
from digest.errors import NotNow, Unfit
from digest.jobs import history, teach
from digest.jobs.edit import edit
from digest.jobs.history import Asked, Edited
from digest.jobs.parts import Parts
from digest.ports import Read, Visit
from digest.sources import addresses, raw
from digest.stories import summary

_HEADLINE = wording.Field("headline", 300, needed=True)
_SUMMARY = wording.Field("summary", 600)
_SOURCE = wording.Field("name of who says so", 100)
_ADDRESS = 2_000


@dataclass(frozen=True, slots=True)
class ByHand:
    """A story as somebody types it. `source` is who says so, "" for the newsletter; `event` what it announces."""

    title: str
    summary: str = ""
    address: str = ""
    source: str = ""
    event: m.Event | None = None


@dataclass(frozen=True, slots=True)
class Proposed:
    """What an address or somebody's words would add: the post, what is said of it, the theme that fits it best."""

    post: m.Post
    summary: str
    theme: m.ThemeId


def fetched(parts: Parts, address: str) -> Proposed | m.Failure:
    """Return what the page at an address would add, or why it cannot be read; nothing is stored."""
    given = address.strip().partition("#")[0]
    whole = given if "://" in given else f"https://{given}"
    if len(whole) > _ADDRESS or not addresses.canonical(whole):
        said = "This is no address of a page: it begins with https:// and goes on with the name of a site."
        return m.Failure(m.Trouble.FORBIDDEN, whole[:200], said)
    now = parts.clock.now()
    source = _source(parts.newsletter, whole)
    found = next(iter(parts.crew.run([_page(whole, source, now)])))
    if isinstance(found, m.Failure):
        return found
    post = raw.to_post(
        raw.Raw(
            title=found.title,
            address=found.address,
            summary=found.summary,
            text=found.text,
            dates=found.published.evidence if found.published else (),
            authors=found.authors,
            image=found.image,
            language=found.language,
            event=found.event,
        ),
        source,
        whole,
        now,
    )
    if isinstance(post, m.Refused):
        return m.Failure(m.Trouble.EMPTY, whole, f"The page came, but {post.why}.")
    return _proposed(parts, post)


def written(parts: Parts, by_hand: ByHand) -> Proposed:
    """Return what somebody's own words would add; nothing is stored. Raises `Unfit`."""
    title = wording.typed(by_hand.title, _HEADLINE)
    said = wording.typed(by_hand.summary, _SUMMARY)
    address = by_hand.address.strip()
    if address and (len(address) > _ADDRESS or not addresses.canonical(address)):
        raise Unfit(f"{address[:100]!r} is no address: it begins with https://, or stays empty. Nothing was changed.")
    name = wording.typed(by_hand.source, _SOURCE)
    source = (
        _source(parts.newsletter, address)
        if address and not name
        else m.Source(m.SourceId(name or parts.newsletter.title), name, "")
    )
    found = raw.Raw(title=escape(title), address=address, summary=escape(said), event=by_hand.event)
    post = raw.to_post(found, source, address, parts.clock.now())
    if isinstance(post, m.Refused):
        raise Unfit(f"This cannot be added: {post.why}. Nothing was changed.")
    proposed = _proposed(parts, post)
    return Proposed(post, said, proposed.theme)


def add_story(parts: Parts, proposed: Proposed, theme: m.ThemeId | None, asked: Asked) -> Edited:
    """Return the draft with a story added under a theme, the proposed one where none is said.

    What was left out of the draft is brought in instead. Raises `NotNow` where the draft tells of it already.
    """
    chosen = proposed.theme if theme is None else theme
    waiting = history.waiting(parts, asked.slot)
    left = next((one.story for one in waiting.left_out if _tells(one.story, proposed.post)), None)
    if left:
        return edit(parts, m.Bring(left.id), asked)
    return edit(parts, m.Add(proposed.post, chosen, proposed.summary), asked)


_AGAIN = " It will be tried again."
"""What is true of sources, and of no address that somebody typed."""


def add_by_address(parts: Parts, address: str, theme: m.ThemeId | None, asked: Asked) -> Edited:
    """Return the draft with the page at an address added. Raises `NotNow` where it cannot be read, saying why."""
    found = fetched(parts, address)
    if isinstance(found, m.Failure):
        raise NotNow(
            f"{address.strip()[:200]} was not added. {found.said.replace(_AGAIN, '')} Nothing was changed: try again "
            "later, or write the story by hand.",
            about=address[:200],
        )
    return add_story(parts, found, theme, asked)


def _tells(story: m.Story, post: m.Post) -> bool:
    return any(post.id == one.id or (post.address and post.address == one.address) for one in story.posts)


def _page(address: str, source: m.Source, now: datetime) -> Visit[m.Article | m.Failure]:
    answer: m.Response | m.Failure = yield m.Request(address)
    if isinstance(answer, m.Failure):
        return answer
    article: m.Article | m.Failure = yield Read(address, sources.read_page, (answer, now, source))
    return article


def _source(newsletter: m.Newsletter, address: str) -> m.Source:
    """Return the source whose site an address is on, else one that has the name of its host."""
    host = addresses.host(address)
    found = next((one for one in newsletter.sources if host and addresses.host(one.address) == host), None)
    return newsletter.located(found or m.Source(m.SourceId(host or "unknown"), host, address))


def _proposed(parts: Parts, post: m.Post) -> Proposed:
    said = summary.summarise(post.title, post.summary, post.text).text[:600]
    story = m.Story(m.StoryId(post.id), post, (), (), m.Summary(said, "source"))
    ranked = stories.themes.place(
        [stories.telling.material(story)], parts.newsletter.themes, teach.taught(parts), parts.meant
    )
    best = next(iter(ranked[0]), None) if ranked else None
    return Proposed(post, said, best.theme if best and best.evidence else m.ThemeId(""))
