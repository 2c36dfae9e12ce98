"""Subjects that the newsletter's themes do not cover, met often in the last weeks."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from digest import model as m
from digest import stories
from digest.errors import NothingThere, NotNow, Unfit
from digest.jobs.parts import Parts
from digest.stories import words

WEEKS = 4
_SHOWN = 5
_MOST = 10
_LONGEST = 200
_SAME = 0.5  # share of posts by which a subject is one that was dismissed


@dataclass(frozen=True, slots=True)
class Proposal:
    """A subject: the words that mark it, how many posts it has, and the nearest of them."""

    words: tuple[str, ...]
    posts: int
    nearest: tuple[m.Post, ...]

    @property
    def label(self) -> str:
        """What it is called until somebody names it."""
        return ", ".join(self.words[:3])


def proposals(parts: Parts) -> tuple[Proposal, ...]:
    """Return what is proposed, the largest first, without what was dismissed; ten at most."""
    now = parts.clock.now()
    posts = parts.store.posts.between(parts.newsletter.id, now - timedelta(weeks=WEEKS), now)
    texts = [" . ".join((post.title[:500], post.summary[:1000], post.text[:1500])) for post in posts]
    no = [_stems(label) for label in parts.store.examples.dismissed(parts.newsletter.id)]
    found = []
    for subject in stories.emerging.emerging(texts, parts.newsletter.themes, parts.meant):
        near = tuple(posts[at] for at in subject.texts[:_SHOWN])
        said = tuple(word for word in subject.label.split(", ") if word) or _in_most(near)
        proposal = Proposal(said[:6], len(subject.texts), near)
        if not any(_alike(_stems(proposal.label), other) for other in no):
            found.append(proposal)
    return tuple(found[:_MOST])


def proposed(parts: Parts, label: str) -> Proposal:
    """Return the proposal of that label or the only one with these words. Raises `NothingThere`."""
    there = proposals(parts)
    wanted = _stems(label)
    found = [one for one in there if wanted and wanted <= _stems(", ".join(one.words))]
    exact = [one for one in there if one.label == label]
    if not exact and len(found) != 1:
        labels = "; ".join(one.label for one in there) or "none"
        raise NothingThere(f"No one subject is meant by {label!r}. Proposed are: {labels}", about=label)
    return (exact or found)[0]


def accept(parts: Parts, proposal: Proposal, name: str, description: str = "") -> m.Theme:
    """Write a subject into the newsletter's own file as a theme of that name, with its words, and return the theme.

    Raises `Unfit` for a name without words, `SettingsError` where there is such a theme or the file has a mistake,
    `NothingThere` where there is no file to write to, `NotNow` where somebody else writes to it.
    """
    named, said = (" ".join(words.split())[:_LONGEST] for words in (name, description))
    if not named:
        raise Unfit("What is the theme to be called? Give it a name.")
    if parts.add_theme is None:
        raise NothingThere("There is no file of this newsletter here to write a theme to.")
    with parts.store.alone(f"file of {parts.newsletter.id}") as mine:
        if not mine:
            raise NotNow("Somebody else is writing to the newsletter's file at this moment. Do this again.")
        return parts.add_theme(named, proposal.words, said)


def dismiss(parts: Parts, proposal: Proposal) -> None:
    """Remember that this subject is not to be proposed again."""
    parts.store.examples.dismiss(parts.newsletter.id, proposal.label, parts.clock.now())


def _in_most(posts: Sequence[m.Post]) -> tuple[str, ...]:
    """Return the words that most headlines have: where all that is left over is one subject, none stands out."""
    titles = [{stem for stem in words.stems(post.title) if stem not in words.EVERYDAY} for post in posts]
    return tuple(
        dict.fromkeys(
            word.lower()
            for word in words.words(posts[0].title)
            if any(2 * sum(stem in title for title in titles) > len(titles) for stem in words.meant(word))
        )
    )


def _stems(label: str) -> frozenset[str]:
    return frozenset(words.stems(label))


def _alike(one: frozenset[str], other: frozenset[str]) -> bool:
    """Return whether most of the words of two labels are the same: a subject's change a little from week to week."""
    return len(one & other) > _SAME * max(1, min(len(one), len(other)))
