"""What somebody means who names a story, a report or a theme in words."""

from __future__ import annotations

from collections.abc import Sequence

from digest import model as m
from digest.errors import NothingThere


def story(words: str, places: Sequence[Sequence[m.Story]], where: str) -> m.Story:
    """Return the one story of that id, or with these words in its headline, looked for in one place after the other.

    `where` names the places. Raises `NothingThere` where there is none, or several.
    """
    wanted = " ".join(words.split()).casefold()
    for stories in places:
        for exact in (story for story in stories if words in {story.id, story.lead.id}):
            return exact
        found = [story for story in stories if wanted and wanted in " ".join(story.lead.title.split()).casefold()]
        if len(found) == 1:
            return found[0]
        if found:
            several = "; ".join(f"{story.id} {story.lead.title[:60]}" for story in found[:5])
            raise NothingThere(f"{len(found)} stories have {words!r} in their headline: {several}", about=words)
    said = f"There is no story {words[:100]!r} in {where}. Name it by its id, or by words of its headline"
    raise NothingThere(f"{said} (digest show).", about=words)


def in_draft(draft: m.Draft, words: str) -> m.StoryId:
    """Return the story of the draft that is meant, one that was left out where none in it is."""
    out = tuple(left.story for left in draft.left_out)
    return story(words, (draft.content.stories, out), "the draft").id


def report(newsletter: m.Newsletter, one: m.Story, words: str) -> m.PostId:
    """Return the report of a story that is meant: by its id, its address, or words of its source or headline."""
    wanted = words.strip().casefold()
    for post in one.posts:
        if words in {post.id, post.address}:
            return post.id
    found = [post for post in one.posts if wanted and wanted in _names(newsletter, post)]
    if len(found) == 1:
        return found[0].id
    there = "; ".join(f"{post.id} {_source(newsletter, post)}" for post in one.posts[:10])
    said = f"{len(found)} reports fit {words[:100]!r}" if found else f"No report fits {words[:100]!r}"
    raise NothingThere(f"{said}. “{one.lead.title[:80]}” is told by: {there}", about=words)


def theme(newsletter: m.Newsletter, words: str) -> m.ThemeId:
    """Return the theme of that id or name. Raises `NothingThere`."""
    wanted = words.strip().casefold()
    for one in newsletter.themes:
        if wanted in {one.id.casefold(), one.name.casefold()}:
            return one.id
    there = ", ".join(one.id for one in newsletter.themes)
    raise NothingThere(f"There is no theme {words[:100]!r}. There are: {there}", about=words)


def _names(newsletter: m.Newsletter, post: m.Post) -> str:
    return "\n".join((post.source, _source(newsletter, post), post.title)).casefold()


def _source(newsletter: m.Newsletter, post: m.Post) -> str:
    found = newsletter.source(post.source)
    return found.name if found else post.source
