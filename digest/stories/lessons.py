"""What an editor's move teaches, in words, and what it would have changed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from digest import model as m
from digest import ports
from digest.stories import telling, themes, words

_WORDS = 3
_AT_BEGINNING = 300


@dataclass(frozen=True, slots=True)
class Shift:
    """A story that would stand under another theme: `was` and `now`, "" for Other."""

    story: m.Story
    was: m.ThemeId
    now: m.ThemeId


@dataclass(frozen=True, slots=True)
class Lesson:
    """What an example teaches: the phrases that lean to its theme now, and the stories that it would move."""

    theme: m.ThemeId
    phrases: tuple[str, ...]
    moves: tuple[Shift, ...]


def lesson(
    example: m.Example,
    known: Sequence[m.Example],
    before: Sequence[m.Story],
    subjects: Sequence[m.Theme],
    meant: ports.Vectors | None = None,
) -> Lesson:
    """Return what an example adds to those that are known, replayed over the stories of before."""
    learned = taught(known)
    texts = [telling.material(story) for story in before]
    was = [themes.choose(ranked)[0].theme for ranked in themes.place(texts, subjects, learned, meant)]
    more = (*learned, *taught([example]))
    now = [themes.choose(ranked)[0].theme for ranked in themes.place(texts, subjects, more, meant)]
    moves = tuple(
        Shift(story, one, other)
        for story, one, other in zip(before, was, now, strict=True)
        if one != other and example.title != story.lead.title
    )
    return Lesson(example.theme, _phrases(example, texts), moves)


def taught(examples: Sequence[m.Example]) -> tuple[tuple[str, m.ThemeId], ...]:
    """Return the texts that themes learn from, with their themes; what was undone teaches nothing."""
    return tuple((example.text, example.theme) for example in examples if example.undone is None)


def _phrases(example: m.Example, texts: Sequence[str]) -> tuple[str, ...]:
    """Return the rarest words of the example, names and neighbours together: "section 114"."""
    said = example.title or example.text[:_AT_BEGINNING]
    runs: list[list[str]] = [[]]
    for word in words.words(said):
        stems = [stem for stem in words.meant(word) if stem not in words.EVERYDAY]
        if stems:
            runs[-1].append(word)
        elif runs[-1]:
            runs.append([])
    met = [set(words.stems(text)) for text in texts]

    def common(run: Sequence[str]) -> tuple[float, int]:
        stems = {stem for word in run for stem in words.meant(word)}
        return (sum(stems <= other for other in met), -len(run))

    found = sorted((run[:3] for run in runs if run), key=common)
    return tuple(" ".join(run).lower() if not run[0][0].isupper() else " ".join(run) for run in found[:_WORDS])
