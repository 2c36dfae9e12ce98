"""How often the rhythm calls a source quiet or broken that only paused, over the dates of real feeds.

For each feed each gap between two posts is judged by what was known before it:
`.venv/bin/python -m tests.rhythm_alarms` prints the row of docs/measurements.md.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from datetime import UTC, datetime, time, timedelta
from itertools import pairwise
from pathlib import Path

from digest import model as m
from digest import sources
from digest.sources import health, rhythm

NOW = datetime(2026, 11, 20, tzinfo=UTC)
ENOUGH = 12


def histories(feeds: Path) -> Iterator[list[datetime]]:
    """Yield the dates of the posts of each feed that has enough of them, oldest first."""
    source = m.Source(m.SourceId("feed"), "Feed", "https://feed.example/", kind="feed")
    for file in sorted(feeds.iterdir()):
        response = m.Response(source.address, 200, (), file.read_bytes())
        page = sources.read(source, m.Memory(source.id), response, NOW)
        if isinstance(page, m.Page):
            dates = sorted(p.published.at.astimezone(UTC) for p in page.posts if p.published.confidence >= 0.5)
            if len(dates) >= ENOUGH and dates[-1] < NOW:
                yield dates


def main() -> None:
    web = Path(__file__).resolve().parents[2] / "shared" / "data" / "web"
    feeds = gaps = quiet = broken = 0
    years = 0.0
    for dates in histories(web / "feeds"):
        feeds += 1
        days = sorted({at.date() for at in dates})
        for before, day in pairwise(days):
            evening = datetime.combine(day - timedelta(days=1), time(23), UTC)
            told = rhythm.rhythm([at for at in dates if at.date() <= before], evening)
            if not told.usual:
                continue
            gaps += 1
            years += (day - before).days / 365
            quiet += told.silence > told.usual
            broken += told.silence > health.TOO_LONG * told.usual and told.days >= health.AT_LEAST
    rates = f"{quiet} ({quiet / years:.2f}) | {broken} ({broken / years:.2f})"
    sys.stdout.write(f"| {feeds} | {gaps} | {years:.1f} | {rates} |\n")


if __name__ == "__main__":
    main()
