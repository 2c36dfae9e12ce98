"""Everything that is known of one post: its date, its themes, where it stands, why it is not somewhere else."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta

from digest import clock, stories
from digest import model as m
from digest.errors import NothingThere
from digest.jobs import teach
from digest.jobs.languages import recognised
from digest.jobs.parts import Parts

_AROUND = timedelta(days=4)


@dataclass(frozen=True, slots=True)
class Stands:
    """Where a post stands: "the draft", "issue 3" or "left out of the draft", in which story, and why."""

    where: str
    story: m.Story
    why: str = ""


@dataclass(frozen=True, slots=True)
class Why:
    """One post's whole story. `themes` are the best, with scores and words; `stands` is empty where it is nowhere.

    `said` says so in a sentence, and `story` is then what would be told of it now.
    """

    post: m.Post
    themes: tuple[m.Placement, ...]
    stands: tuple[Stands, ...]
    said: str
    story: m.Story | None = None


def why(parts: Parts, words: str) -> Why:
    """Return the story of the post of this id, address or part of a title, whenever it came out.

    Raises `NothingThere` where there is none, or several.
    """
    post = _post(parts, words)
    waiting = parts.store.desk.latest_draft(parts.newsletter.id)
    places = tuple(_stands(parts, waiting, post.id))
    around = parts.store.posts.between(parts.newsletter.id, post.seen - _AROUND, post.seen + _AROUND)
    others = {one.id: one for one in (*around, post)}
    told = _told(parts, tuple(others.values()), post)
    story = next(
        s for s in (*told.stories, *(out.story for out in told.left_out)) if post.id in {one.id for one in s.posts}
    )
    return Why(post, _themes(parts, story, told), places, "" if places else _nowhere(parts, waiting, post), story)


def _post(parts: Parts, words: str) -> m.Post:
    found = parts.store.posts.named(parts.newsletter.id, words)
    if not found:
        said = (
            f"No post has the id or the address {words!r}, or these words in its title. Collect again, or look with"
        )
        raise NothingThere(f"{said} fewer words.", about=words)
    if len(found) > 1:
        several = "; ".join(f"{post.id} {post.title[:60]}" for post in found[:5])
        raise NothingThere(f"Several posts have {words!r} in their title. Name one by its id: {several}", about=words)
    return found[0]


def _stands(parts: Parts, waiting: m.Draft | None, post: m.PostId) -> Iterator[Stands]:
    drafted = [Stands("the draft", story) for story in waiting.content.stories] if waiting else []
    out = [Stands("left out of the draft", left.story, left.why) for left in waiting.left_out] if waiting else []
    issues = parts.store.desk.issues(parts.newsletter.id)
    printed = [Stands(f"issue {issue.number}", story) for issue in issues for story in issue.content.stories]
    yield from (stands for stands in (*drafted, *out, *printed) if any(one.id == post for one in stands.story.posts))


def _told(parts: Parts, posts: tuple[m.Post, ...], post: m.Post) -> m.Told:
    """Return what would be told of the posts around this one, in the week that it came out."""
    then = max(post.seen, post.published.at) + timedelta(minutes=1)
    return stories.tell(recognised(parts, posts), parts.newsletter, then, (), teach.taught(parts), parts.meant)


def _themes(parts: Parts, story: m.Story, told: m.Told) -> tuple[m.Placement, ...]:
    """Return the three best themes of a story among those told with it."""
    all_told = [*told.stories, *(out.story for out in told.left_out)]
    texts = [stories.telling.material(one) for one in all_told]
    ranked = stories.themes.place(texts, parts.newsletter.themes, teach.taught(parts), parts.meant)
    return next((r[:3] for one, r in zip(all_told, ranked, strict=False) if one.id == story.id), ())


def _nowhere(parts: Parts, waiting: m.Draft | None, post: m.Post) -> str:
    if waiting is None:
        return "There is no draft now, and it was in no issue."
    since, _ = clock.window(parts.newsletter, m.Slot(waiting.slot, waiting.newsletter, m.Job.SEND, waiting.due))
    if post.seen > waiting.composed:
        return "It came after the draft was composed, and was in no issue: digest draft --again looks at it."
    if max(post.published.at, post.seen) < since:
        return f"It is no longer in the window of the draft, which begins on {since:%-d %B %Y}, and was in no issue."
    return "It is not in the draft, and was in no issue."
