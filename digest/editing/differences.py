"""How two contents differ: what came, what went, what stands elsewhere or is told otherwise."""

from __future__ import annotations

from dataclasses import dataclass

from digest import model as m


@dataclass(frozen=True, slots=True)
class Moved:
    """A story that stands elsewhere: `was` and `now` are "lead", "events", or the theme it is under ("" is Other)."""

    story: m.Story
    was: str
    now: str


@dataclass(frozen=True, slots=True)
class Retold:
    """A story told otherwise: what differs ("headline", "summary", "reports"), how it was and how it is."""

    story: m.Story
    what: str
    was: str
    now: str


@dataclass(frozen=True, slots=True)
class Difference:
    """What the second of two contents has that the first had not, and the other way round."""

    came: tuple[m.Story, ...] = ()
    went: tuple[m.Story, ...] = ()
    moved: tuple[Moved, ...] = ()
    retold: tuple[Retold, ...] = ()
    lines: tuple[tuple[str, str, str], ...] = ()

    @property
    def none(self) -> bool:
        """True where the two are the same to a reader."""
        return not (self.came or self.went or self.moved or self.retold or self.lines)


def difference(before: m.Content, after: m.Content) -> Difference:
    """Return how the second content differs from the first; a story is the same that has a post in common."""
    was = {post.id: (story, place) for story, place in _placed(before) for post in story.posts}
    pairs, came = [], []
    met: set[m.StoryId] = set()
    for story, place in _placed(after):
        known = next((was[post.id] for post in story.posts if post.id in was and was[post.id][0].id not in met), None)
        if known is None:
            came.append(story)
        else:
            met.add(known[0].id)
            pairs.append((*known, story, place))
    return Difference(
        came=tuple(came),
        went=tuple(story for story in before.stories if story.id not in met),
        moved=tuple(Moved(now, there, here) for _, there, now, here in pairs if there != here),
        retold=tuple(one for old, _, now, _ in pairs for one in _retold(old, now)),
        lines=tuple(_lines(before, after)),
    )


def _placed(content: m.Content) -> list[tuple[m.Story, str]]:
    """Return every story with its place."""
    head = [(content.lead, "lead")] if content.lead else []
    listed = [(story, str(section.theme)) for section in content.sections for story in section.stories]
    return [*head, *listed, *((story, "events") for story in content.events)]


def _retold(old: m.Story, now: m.Story) -> list[Retold]:
    told = (
        ("headline", old.lead.title, now.lead.title),
        ("summary", old.summary.text, now.summary.text),
        ("reports", _reports(old), _reports(now)),
    )
    return [Retold(now, what, was, is_now) for what, was, is_now in told if was != is_now]


def _reports(story: m.Story) -> str:
    return ", ".join(post.source for post in story.posts)


def _lines(before: m.Content, after: m.Content) -> list[tuple[str, str, str]]:
    names = ("subject", "preheader", "introduction")
    return [
        (name, getattr(before, name), getattr(after, name))
        for name in names
        if getattr(before, name) != getattr(after, name)
    ]
