"""How a source is: told from how it published before, with the evidence in words."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from digest.model import Failure, Memory, Rebuilt, Shown, SourceId, State, Trouble, Visited
from digest.sources.health import health

NOW = datetime(2026, 6, 11, 11, 0, tzinfo=UTC)
GAZETTE = SourceId("gazette")
WELL = Memory(GAZETTE, "http://gazette.example/", kind="listing", tried=NOW, succeeded=NOW, a_week=1.0)
CALM = Visited(GAZETTE, NOW, unchanged=True)
FOUND = (Shown("gazette.example/1", "Ferry pier to be repaired at last"),)


def every(days: int, until: datetime, count: int = 30) -> list[datetime]:
    return [until - timedelta(days=days * number) for number in range(count)]


def failed(trouble: Trouble, **changes: object) -> tuple[Memory, Visited]:
    memory = replace(WELL, failures=2, **changes)
    return memory, Visited(GAZETTE, NOW, failure=Failure(trouble, "http://gazette.example/", "It went wrong."))


def test_a_source_nobody_has_visited_is_new() -> None:
    assert health(Memory(GAZETTE), None, (), NOW).state is State.NEW


def test_a_source_with_too_little_history_is_new() -> None:
    assert health(WELL, CALM, every(7, NOW, 3), NOW).state is State.NEW


def test_silence_within_its_own_rhythm_is_fine() -> None:
    told = health(WELL, CALM, every(7, NOW - timedelta(days=10)), NOW)
    assert told.state is State.FINE
    assert told.a_week == pytest.approx(1.0, abs=0.3)
    assert told.silence < told.usual_silence


def test_the_same_silence_is_quiet_for_who_publishes_daily() -> None:
    told = health(WELL, CALM, every(1, NOW - timedelta(days=10), 60), NOW)
    assert told.state is State.QUIET
    assert "10 days" in told.evidence
    assert "answers as it should" in told.evidence


def test_a_silence_far_beyond_its_rhythm_is_broken_although_it_answers() -> None:
    told = health(WELL, CALM, every(1, NOW - timedelta(days=45), 60), NOW)
    assert told.state is State.BROKEN
    assert "publishes elsewhere" in told.evidence


def test_a_month_of_silence_is_no_news_of_who_publishes_monthly() -> None:
    assert health(WELL, CALM, every(30, NOW - timedelta(days=40), 12), NOW).state is State.FINE


def test_christmas_makes_no_alarm() -> None:
    january = datetime(2027, 1, 4, 9, 0, tzinfo=UTC)
    posts = every(1, datetime(2026, 12, 23, 9, 0, tzinfo=UTC), 60)
    assert health(WELL, CALM, posts, january).state is State.FINE
    assert health(WELL, CALM, posts, january + timedelta(days=9)).state is State.QUIET


def test_a_list_that_yields_nothing_is_broken_and_not_quiet() -> None:
    memory, visited = failed(Trouble.EMPTY, failing_since=NOW)
    assert health(memory, visited, every(7, NOW), NOW).state is State.BROKEN


def test_an_outage_is_failing_until_the_next_post_would_be_missed() -> None:
    for trouble in (Trouble.SLOW, Trouble.UNREACHABLE, Trouble.STATUS):
        memory, visited = failed(trouble, failing_since=NOW - timedelta(days=3))
        assert health(memory, visited, every(7, NOW), NOW).state is State.FAILING
        assert health(memory, visited, every(1, NOW, 60), NOW).state is State.BROKEN
        memory, visited = failed(trouble, failing_since=NOW - timedelta(days=8))
        assert health(memory, visited, every(30, NOW, 12), NOW).state is State.BROKEN


def test_a_redesign_is_told_for_a_fortnight() -> None:
    memory = replace(WELL, rebuilt=Rebuilt(NOW - timedelta(days=3), FOUND, FOUND, again=9))
    told = health(memory, CALM, every(7, NOW), NOW)
    assert told.state is State.HEALED
    assert "9 known posts" in told.evidence
    assert health(memory, CALM, every(7, NOW), NOW + timedelta(days=12)).state is State.FINE


def test_a_list_kept_out_is_never_healed() -> None:
    memory, visited = failed(Trouble.EXCHANGED, rebuilt=Rebuilt(NOW, FOUND, FOUND, kept_out=True))
    assert health(memory, visited, every(7, NOW), NOW).state is State.BROKEN


def test_gone_for_good_is_retired() -> None:
    memory, visited = failed(Trouble.GONE, retired=NOW)
    told = health(memory, visited, every(7, NOW), NOW)
    assert told.state is State.RETIRED
    assert "410" in told.evidence


def test_a_move_for_good_is_said() -> None:
    told = health(replace(WELL, moved="http://new.example/feed"), CALM, every(7, NOW), NOW)
    assert "http://new.example/feed" in told.evidence


@given(
    st.lists(st.integers(0, 500), max_size=80),
    st.one_of(st.none(), st.sampled_from(Trouble)),
    st.integers(0, 60),
    st.booleans(),
)
def test_every_source_has_a_state_and_evidence(
    offsets: list[int], trouble: Trouble | None, failing: int, retired: bool
) -> None:
    since = NOW - timedelta(days=failing)
    memory, visited = (
        failed(trouble, failing_since=since, retired=since if retired else None) if trouble else (WELL, CALM)
    )
    told = health(memory, visited, [NOW - timedelta(days=number) for number in offsets], NOW)
    assert told.evidence.endswith(".")
    if trouble:
        assert told.state in {State.FAILING, State.BROKEN, State.RETIRED}
    else:
        assert told.state in {State.FINE, State.QUIET, State.BROKEN, State.NEW}
