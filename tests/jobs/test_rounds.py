"""Round after round by the clock: each source in its own rhythm, and all that may be asked before a draft."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from digest import jobs
from digest import model as m
from tests.parts import Household, rss
from tests.values import newsletter

pytestmark = pytest.mark.slow

FEED, DEAD = "http://gazette.example/feed", "http://towns.example/"
MONDAY = datetime(2026, 6, 8, 8, 10, tzinfo=UTC)


@pytest.fixture
def home(tmp_path: Path) -> Iterator[Household]:
    made = Household(tmp_path, newsletter())
    made.clock.at = MONDAY
    yield made
    made.close()


def _weekly(home: Household, number: int) -> None:
    items = "".join(
        rss(f"Ferry news of week {week}", at=MONDAY - timedelta(days=7 * week), site=f"http://gazette.example/{week}")
        .partition("<item>")[2]
        .partition("</item>")[0]
        .join(("<item>", "</item>"))
        for week in range(number)
    )
    body = f'<rss version="2.0"><channel><title>G</title>{items}</channel></rss>'
    home.crew.serve(FEED, body, "application/rss+xml")


def _asked(home: Household, hours: int) -> dict[str, list[datetime]]:
    parts, asked = home.parts(), {FEED: [], DEAD: []}
    for _ in range(hours):
        before = Counter(home.crew.asked)
        jobs.tick(parts)
        for address, times in asked.items():
            times.extend([home.clock.at] * (Counter(home.crew.asked) - before)[address])
        home.clock.forward(hours=1)
    return asked


def test_a_weekly_source_is_asked_daily_and_a_dead_one_less_and_less_but_always(home: Household) -> None:
    _weekly(home, 8)
    asked = _asked(home, 24 * 14)
    assert 12 <= len(asked[FEED]) <= 20
    first_day = [at for at in asked[DEAD] if at < MONDAY + timedelta(days=1)]
    assert 4 <= len(first_day) <= 6
    pauses = [later - at for at, later in zip(asked[DEAD], asked[DEAD][1:], strict=False)]
    assert max(pauses) <= timedelta(days=1, hours=2)
    assert asked[DEAD][-1] > MONDAY + timedelta(days=12)


def test_before_a_draft_every_source_that_may_be_asked_is(home: Household) -> None:
    _weekly(home, 8)
    asked = _asked(home, 24 * 5)
    draft = datetime(2026, 6, 11, 11, 0, tzinfo=UTC)
    for times in asked.values():
        assert any(draft - timedelta(hours=2) < at <= draft + timedelta(minutes=30) for at in times)


def test_a_pause_that_a_server_asks_for_holds_before_a_draft_too(home: Household) -> None:
    headers = (("retry-after", "172800"),)
    home.clock.at = datetime(2026, 6, 10, 9, 0, tzinfo=UTC)
    home.crew.answers[FEED] = m.Response(FEED, 503, headers, b"")
    assert len(_asked(home, 47)[FEED]) == 1


def test_a_source_at_a_new_address_is_a_new_source(home: Household) -> None:
    _weekly(home, 8)
    parts = home.parts()
    jobs.collect(parts, ask="due")
    assert [left.source for left in jobs.collect(parts, ask="due").left] == ["gazette", "institute"]
    moved = replace(home.letter.sources[0], address=FEED + "?new=1")
    home.letter = replace(home.letter, sources=(moved, *home.letter.sources[1:]))
    home.crew.answers[moved.address] = home.crew.answers[FEED]
    assert "gazette" in {visit.source for visit in jobs.collect(home.parts(), ask="due").visits}
