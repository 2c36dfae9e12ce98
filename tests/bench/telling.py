"""What understanding costs: a week of 2,000 posts told from first to last, and 100,000 titles merged."""

from __future__ import annotations

import random
import resource
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from dataclasses import replace

from digest import model as m
from tests.bench.figures import ROOT, Figure
from tests.stories.posts_made import PLACE, SOURCES, post
from tests.values import NOW

POSTS, TITLES = 2_000, 100_000
BEGINNINGS = (
    "bar",
    "cor",
    "dun",
    "fel",
    "gar",
    "hol",
    "kel",
    "lin",
    "mar",
    "nor",
    "pel",
    "quin",
    "ros",
    "sel",
    "tor",
    "wex",
)
MIDDLES = ("a", "e", "i", "o", "u", "ar", "en", "il", "or", "un")
ENDINGS = ("by", "don", "ford", "ham", "ley", "mere", "ness", "stow", "ton", "wick")
SMALL = ("the", "of", "and", "to", "in", "a", "for", "is", "on", "that")
COMMON = (
    "council",
    "homes",
    "tax",
    "bridge",
    "tenants",
    "budget",
    "school",
    "care",
    "buses",
    "plan",
    "audit",
    "market",
    "report",
    "mayor",
    "park",
)


def telling(scale: float) -> Iterator[Figure]:
    """Yield what a week's draft takes but for the store, and what merging takes, by the clock of the processor."""
    count = max(50, round(POSTS * scale))
    taken, _ = _apart("tell", count)
    yield Figure(f"{count:,} posts told: merged, placed, summarised, ranked", f"{taken:.1f} s", "3 s", 3 / taken, 1)
    many = max(500, round(TITLES * scale))
    taken, most = _apart("merge", many)
    yield Figure(f"{many:,} titles merged", f"{taken:.1f} s", "8 s", 8 / taken, 1)
    yield Figure(f"memory of that, {many:,} titles", f"{most:.0f} MB", "700 MB", most / 700, -1)


def _apart(what: str, count: int) -> tuple[float, float]:
    """Return seconds of CPU and the most megabytes of a process of its own."""
    said = subprocess.run(
        [sys.executable, "-m", "tests.bench.telling", what, str(count)], capture_output=True, text=True, check=True, cwd=ROOT
    )  # fmt: skip
    seconds, megabytes = said.stdout.split()
    return float(seconds), float(megabytes)


def posts(count: int, sentences: int) -> list[m.Post]:
    """Return invented posts over 28 days, every third title of words that another has as well."""
    dice = random.Random(5)
    rare = [a + b + c for a in BEGINNINGS for b in MIDDLES for c in ENDINGS]
    halves = [_said(dice, rare, 5) for _ in range(max(8, count // 5))]
    return [
        post(
            f"p{at:06}",
            dice.choice(SOURCES).id,
            f"{dice.choice(halves)} {dice.choice(halves)}".capitalize(),
            days=dice.random() * (28 if sentences == 0 else 6.5),
            summary=f"{_said(dice, rare, 14).capitalize()}." if sentences else "",
            text=" ".join(f"{_said(dice, rare, 18).capitalize()}." for _ in range(sentences)),
        )
        for at in range(count)
    ]


def _said(dice: random.Random, rare: Sequence[str], words: int) -> str:
    return " ".join(dice.choice(dice.choice((SMALL, COMMON, rare))) for _ in range(words))


def _here(what: str, count: int) -> None:
    from digest import stories
    from digest.adapters import vectors
    from digest.stories import merge

    made = posts(count, 12 if what == "tell" else 0)
    letter = replace(PLACE, limits=replace(PLACE.limits, stories=60))
    begun = time.process_time()
    if what == "tell":
        assert stories.tell(made, letter, NOW, meant=vectors.opened("static")).stories
    else:
        assert merge.merge(made)
    taken = time.process_time() - begun
    sys.stdout.write(f"{taken} {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024}\n")


if __name__ == "__main__":
    _here(sys.argv[1], int(sys.argv[2]))
