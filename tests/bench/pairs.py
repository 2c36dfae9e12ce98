"""Fits the weights of `digest.stories.sameness` and says how good they are on headlines they were not fitted to.

Run from the checkout: `.venv/bin/python -m tests.bench.pairs [--halves]`. It needs the corpora of ../shared and
prints Python to paste into the module. Headlines with a story each are drawn five times, from 100 to all, and
mixed with headlines of another newspaper and of real feeds, which belong to no story; two posts of feeds count
only where their real dates are three weeks apart. A story's pairs weigh the root of their number together, and
the pairs of different stories thirty times those of one: a false merge is worse than a miss. `--halves` fits to one
half of the stories and measures on the other.
"""

from __future__ import annotations

import json
import random
import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import numpy as np

from digest import model as m
from digest.sources import read as read_source
from digest.stories import headlines, likeness, merge, names, sameness, words
from digest.stories.vectors import Floats

SHARED = Path(__file__).resolve().parents[3] / "shared" / "data"
SPAN = 130_000  # seconds over which posts of no story are strewn, as those of the stories are
SAMPLES = ((4_000, 700, 1_500), (600, 1_200, 1_500), (200, 1_200, 1_500), (100, 1_500, 2_300), (100, 600, 600))
AGAINST = 30.0
# labels that part one matter (one company's bankruptcy, one game's release): nothing is learned from these pairs
ONE_MATTER = {
    ("d85PwV5UxEUaHMM0to00pLgkAXkbM", "dUtPmDoOKHwco0M4wh2hZy-Sx5CrM"),
    ("d8bRIS2P12vQAfMQyl607kCwJ9A5M", "dw0Jnfj8vEPaLZM8TQMSCbVaYeyrM"),
}


@dataclass(frozen=True)
class Labelled:
    """A headline, the story it belongs to ("" for none), and for one of a feed when it really came out."""

    post: m.Post
    story: str
    really: datetime | None = None


def post(name: str, source: str, title: str, at: datetime) -> m.Post:
    return m.Post(m.PostId(name), m.SourceId(source), "", "", title, "", "", m.Dating(at, 1.0), at)


def told() -> list[Labelled]:
    """Return the headlines that have a story."""
    rows = _rows("themes/uci_news_stories.jsonl")
    moment = lambda row: datetime.fromtimestamp(row["ts"] / 1000, UTC)  # noqa: E731 - one line, used once
    return [Labelled(post(f"s{r['id']}", r["publisher"], r["title"], moment(r)), r["story"]) for r in rows]


def papers(start: datetime, dice: random.Random) -> list[Labelled]:
    """Return a newspaper's headlines, as if forty papers had written them."""
    rows = [row["title"] or "" for row in _rows("themes/nyt_cap.jsonl")]
    return [
        Labelled(post(f"n{at}", f"paper{at % 40}", title, _some(start, dice)), "") for at, title in enumerate(rows)
    ]


def trade(start: datetime, dice: random.Random) -> list[Labelled]:
    """Return the headlines of real feeds that stand once, as if all had come out at one time."""
    found, seen = [], set[str]()
    for file in sorted((SHARED / "web/feeds").iterdir()):
        source = m.Source(m.SourceId(file.name.split("__")[0].split("_")[0]), file.name, "http://feed.example/")
        response = m.Response("http://feed.example/", 200, (), file.read_bytes())
        page = read_source(source, m.Memory(source.id), response, datetime(2026, 11, 1, tzinfo=UTC))
        for own in page.posts if isinstance(page, m.Page) else ():
            title, dating = words.fold(own.title), own.published
            if title not in seen and dating.evidence and dating.evidence[0].kind != "first seen":
                moved = post(f"f{file.name}{own.id}", source.id, own.title, _some(start, dice))
                found.append(Labelled(moved, "", dating.at))
            seen.add(title)
    return found


def _some(start: datetime, dice: random.Random) -> datetime:
    return start + timedelta(seconds=dice.randrange(SPAN))


def _rows(name: str) -> Iterator[dict[str, str]]:
    return map(json.loads, (SHARED / name).open())


def sample(stories: Sequence[Labelled], sizes: tuple[int, int, int], seed: int) -> list[Labelled]:
    """Return so many headlines of stories, of papers and of feeds, by their ids."""
    dice = random.Random(seed)
    start = min(one.post.published.at for one in stories)
    parts = (stories, papers(start, dice), trade(start, dice))
    drawn = [
        one for part, size in zip(parts, sizes, strict=True) for one in dice.sample(list(part), min(size, len(part)))
    ]
    return sorted(drawn, key=lambda one: one.post.id)


def measured(drawn: Sequence[Labelled]) -> tuple[Floats, Floats, Floats]:
    """Return the features of the candidates, 1 where a pair is one story, and its weight."""
    posts = [one.post for one in drawn]
    said = headlines.cores(posts)
    space = likeness.space(headlines.compared(said), names.written(said))
    times = np.array([p.published.at.timestamp() for p in posts])
    rows, pairs = [], []
    for shared in likeness.candidates(space, times, merge.WINDOW.total_seconds(), least=0.05, common=500):
        rows.append(sameness.features(space, shared))
        pairs += [(drawn[a], drawn[b]) for a, b in zip(shared.one.tolist(), shared.other.tolist(), strict=True)]
    counts = np.array([_counts(one, other) for one, other in pairs], dtype=bool)
    same = np.array([bool(one.story) and one.story == other.story for one, other in pairs])
    sizes = Counter(one.story for (one, _), yes, ours in zip(pairs, same, counts, strict=True) if yes and ours)
    weight = np.array([sizes[one.story] ** -0.5 if yes else 0.0 for (one, _), yes in zip(pairs, same, strict=True)])
    weight *= 1.0 / weight[counts].sum()
    weight[~same] = AGAINST / (~same & counts).sum()
    return np.vstack(rows)[counts], same[counts].astype(np.float64), weight[counts]


def _counts(one: Labelled, other: Labelled) -> bool:
    """Return whether it is known if two headlines are of one matter, and asked: those of one source are not."""
    if one.post.source == other.post.source or tuple(sorted((one.story, other.story))) in ONE_MATTER:
        return False
    return not (one.really and other.really) or abs(one.really - other.really) > timedelta(days=20)


def fitted(stories: Sequence[Labelled], seed: int = 1) -> tuple[Floats, float]:
    """Return the weights of the features and the constant: logistic regression by Newton's method, ridge of one."""
    parts = [measured(sample(stories, sizes, seed * 10 + at)) for at, sizes in enumerate(SAMPLES)]
    rows, same, weight = (np.concatenate(some) for some in zip(*parts, strict=True))
    weight /= weight.mean()
    middle, spread = rows.mean(axis=0), rows.std(axis=0) + 1e-9
    table = np.column_stack([(rows - middle) / spread, np.ones(len(rows))])
    ridge, found = np.diag([1.0] * rows.shape[1] + [1e-6]), np.zeros(table.shape[1])
    for _ in range(30):
        chance = 1.0 / (1.0 + np.exp(-table @ found))
        steep = (table * (weight * chance * (1 - chance))[:, None]).T @ table + ridge
        found -= np.linalg.solve(steep, table.T @ (weight * (chance - same)) + ridge @ found)
    return found[:-1] / spread, float(found[-1] - (found[:-1] * middle / spread).sum())


def scored(drawn: Sequence[Labelled]) -> tuple[float, float, int]:
    """Return precision and recall by pairs, and how many stories hold posts that belong to none."""
    story = {one.post.id: one.story or one.post.id for one in drawn}
    home = {p.id: at for at, group in enumerate(merge.merge([one.post for one in drawn])) for p in group.posts}
    both, ours, theirs = (
        sum(n * (n - 1) // 2 for n in Counter(of).values())
        for of in ([(story[i], home[i]) for i in story], home.values(), story.values())
    )
    wrong = Counter(home[one.post.id] for one in drawn if not one.story)
    return both / max(ours, 1), both / theirs, sum(n > 1 for n in wrong.values())


def say(line: str) -> None:
    sys.stdout.write(f"{line}\n")


def main() -> None:
    stories = told()
    names = sorted({one.story for one in stories})
    random.Random(3).shuffle(names)
    parts = [set(names[at::2]) for at in (0, 1)] if "--halves" in sys.argv else [set(names)]
    for at, part in enumerate(parts):
        learned = [one for one in stories if one.story in part]
        asked = [one for one in stories if one.story in parts[1 - at]] if len(parts) > 1 else stories
        weights, constant = fitted(learned)
        sameness.WEIGHTS[:], sameness.CONSTANT = weights, constant
        say("WEIGHTS = np.array([" + ", ".join(f"{w:.3f}" for w in weights) + f"])\nCONSTANT = {constant:.3f}")
        for sizes in ((4_000, 0, 0), (200, 1_000, 0), (200, 1_000, 1_500), (100, 1_000, 2_300)):
            precision, recall, mixed = scored(sample(asked, sizes, 78))
            say(f"stories, papers, feeds {sizes}: precision {precision:.3f} recall {recall:.3f}, mixed up {mixed}")


if __name__ == "__main__":
    main()
