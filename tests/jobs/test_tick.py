"""The clock and its ledger: each slot exactly once, whatever stops and starts."""

from __future__ import annotations

import importlib
import sqlite3
from collections import Counter
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from digest import clock, jobs
from digest import model as m
from digest.errors import NothingThere, NotNow, OutboxError
from digest.jobs import slots
from tests.fakes_post import FakeOffice
from tests.parts import Household, rss
from tests.values import newsletter

pytestmark = pytest.mark.slow

tick_module = importlib.import_module("digest.jobs.tick")  # the package has the function under that name
FEED = "http://gazette.example/feed"
MONDAY = datetime(2026, 6, 8, 8, 10, tzinfo=UTC)


@pytest.fixture
def home(tmp_path: Path) -> Iterator[Household]:
    schedule = replace(newsletter().schedule, unreviewed="send")
    made = Household(tmp_path, newsletter(schedule=schedule))
    made.clock.at = MONDAY
    _publish(made)
    yield made
    made.close()


WEEKS = (
    ("Thornby council sets its budget", "New homes for the old mill at Larkwell", "Audit finds gaps in Osmer"),
    ("Ferry pier at Osmer to be repaired", "Larkwell library opens on Sundays", "Thornby swaps its buses"),
)


def _publish(home: Household, week: int = 0) -> None:
    site = f"http://gazette.example/week{week}"
    body = rss(*WEEKS[week], at=home.clock.at - timedelta(hours=1), site=site)
    home.crew.serve(FEED, body, "application/rss+xml")


def _states(parts: jobs.Parts) -> dict[str, m.SlotState]:
    rows = parts.store.ledger.rows(parts.newsletter.id, MONDAY - timedelta(days=30))
    return {row.slot.id: row.state for row in rows}


@pytest.mark.no_cover
def test_a_fortnight_with_restarts_gives_each_slot_exactly_once(home: Household) -> None:
    parts, tries = home.parts("first"), Counter[str]()
    end = MONDAY + timedelta(days=14)
    number = 0
    while home.clock.at < end:
        for done in jobs.tick(parts):
            tries[done.slot.id] += 1
        number += 1
        home.clock.forward(minutes=30)
        if number % 37 == 0:  # a new process every 18 and a half hours
            parts = home.parts(f"restart {number}")
        if number % 150 == 0:
            home.clock.forward(hours=5)  # and the machine was off
        if number == 300:
            _publish(home, week=1)
    jobs.tick(parts)
    expected = {slot.id for slot in clock.slots(home.letter, MONDAY - timedelta(hours=1), home.clock.at)}
    states = _states(parts)
    assert set(states) == expected
    assert set(tries.values()) == {1}
    assert {states[m.SlotId(f"place/{slot}")] for slot in ("send@2026-06-12", "send@2026-06-19")} == {
        m.SlotState.DONE
    }
    assert Counter(message.rcpt_to for message in home.office.taken)["ann@example.org"] == 2


def test_nothing_due_is_nothing_done(home: Household) -> None:
    parts = home.parts()
    assert [done.slot.job for done in jobs.tick(parts)] == [m.Job.COLLECT]
    assert jobs.tick(parts) == ()


def _until(home: Household, parts: jobs.Parts, moment: datetime) -> list[jobs.Done]:
    """Tick every hour until the moment, and at it."""
    done: list[jobs.Done] = []
    while home.clock.at < moment:
        done.extend(jobs.tick(parts))
        home.clock.at = min(moment, home.clock.at + timedelta(hours=1))
    done.extend(jobs.tick(parts))
    return done


FRIDAY = datetime(2026, 6, 12, 6, 0, tzinfo=UTC)


def test_a_sending_that_was_stopped_half_way_goes_on_at_the_next_start(home: Household) -> None:
    _until(home, home.parts("before"), FRIDAY - timedelta(minutes=1))
    home.clock.at = FRIDAY
    stopped = replace(home.parts("stopped"), stopping=lambda: bool(home.office.taken))
    (done,) = [one for one in jobs.tick(stopped) if one.slot.job is m.Job.SEND]
    assert (done.state, len(home.office.taken)) == (m.SlotState.RUNNING, 1)
    assert "stopped on the way" in done.why

    jobs.tick(home.parts("started again"))
    assert sorted(message.rcpt_to for message in home.office.taken) == ["ann@example.org", "ben@example.org"]
    home.clock.forward(minutes=2)
    parts = home.parts("and again")
    jobs.tick(parts)
    assert _states(parts)[m.SlotId("place/send@2026-06-12")] is m.SlotState.DONE
    assert len(home.office.taken) == 2


def test_where_another_thread_of_this_process_sends_the_slot_waits_for_it(home: Household) -> None:
    """A worker that helps may be quicker than the tick that asked for help: no minute is lost by that."""
    _until(home, home.parts("before"), FRIDAY - timedelta(minutes=1))
    home.clock.at = FRIDAY
    parts = home.parts("run")
    with parts.store.alone("sender run"):
        ended = [done for done in jobs.tick(parts) if done.slot.job is m.Job.SEND]
        assert [(done.state, done.why) for done in ended] == [(m.SlotState.RUNNING, "")]
        assert [done for done in jobs.tick(parts) if done.slot.job is m.Job.SEND] == []
        assert home.office.taken == []
    assert [done.state for done in jobs.tick(parts)] == [m.SlotState.DONE]
    assert len(home.office.taken) == 2


def test_a_process_that_was_asked_to_end_begins_no_slot(home: Household) -> None:
    ended = jobs.tick(replace(home.parts(), stopping=lambda: True))
    assert [done for done in ended if done.state is m.SlotState.DONE] == []
    assert any(done.state is m.SlotState.DONE for done in jobs.tick(home.parts("next")))


def test_an_unreviewed_draft_is_held_and_a_late_approval_sends_at_once(home: Household) -> None:
    home.letter = newsletter()
    parts = home.parts()
    _until(home, parts, FRIDAY)
    assert _states(parts)["place/send@2026-06-12"] is m.SlotState.HELD
    assert home.office.taken == []
    home.clock.forward(hours=2)
    assert {done.slot.job for done in jobs.tick(parts)} == {m.Job.COLLECT}
    jobs.approve(parts, "ann")
    home.clock.forward(minutes=1)
    [done] = [done for done in jobs.tick(parts) if done.slot.job is m.Job.SEND]
    assert done.state is m.SlotState.DONE
    assert "ann@example.org" in {message.rcpt_to for message in home.office.taken}


def test_after_a_week_of_downtime_the_old_issue_waits_for_a_person(home: Household) -> None:
    parts = home.parts()
    _until(home, parts, FRIDAY - timedelta(hours=12))
    jobs.approve(parts, "ann")
    home.clock.at = FRIDAY + timedelta(days=3)
    jobs.tick(parts)
    row = parts.store.ledger.row(m.SlotId("place/send@2026-06-12"))
    assert row is not None
    assert row.state is m.SlotState.HELD
    assert "too late to send by itself" in row.why
    home.clock.forward(hours=1)
    jobs.tick(parts)
    assert home.office.taken == []


def test_after_three_weeks_of_downtime_no_slot_is_silently_lost(home: Household) -> None:
    parts = home.parts()
    jobs.tick(parts)
    home.clock.forward(days=21)
    jobs.tick(parts)
    expected = {slot.id for slot in clock.slots(home.letter, MONDAY - timedelta(hours=1), home.clock.at)}
    assert set(_states(parts)) == expected


def test_a_run_that_died_is_taken_over(home: Household) -> None:
    parts = home.parts("dead")
    slot = clock.slots(home.letter, MONDAY - timedelta(hours=1), MONDAY)[-1]
    assert parts.store.ledger.take(slot, m.RunId("dead"), MONDAY)
    later = home.parts("alive")
    [done] = jobs.tick(later)
    assert (done.slot.id, done.state) == (slot.id, m.SlotState.DONE)


def test_a_slot_that_another_process_works_on_is_left_to_it(home: Household) -> None:
    parts, other = home.parts("one"), home.parts("other")
    slot = clock.slots(home.letter, MONDAY - timedelta(hours=1), MONDAY)[-1]
    with other.store.alone(f"slot {slot.id}"):
        assert jobs.tick(parts) == ()
    assert [done.slot.id for done in jobs.tick(parts)] == [slot.id]


class FullOutbox:
    """An outbox on a disk that is full until it is emptied."""

    def __init__(self, real: object) -> None:
        self.real, self.full = real, True

    def write(self, renditions: object) -> tuple[str, ...]:
        if self.full:
            raise OutboxError("The outbox could not be written: the disk is full.")
        return self.real.write(renditions)  # type: ignore[attr-defined]  # the folder behind it

    def read(self, path: str) -> bytes | None:
        return None


def test_a_full_disk_is_tried_again_until_there_is_room(home: Household) -> None:
    parts = home.parts()
    outbox = FullOutbox(parts.outbox)
    parts = replace(parts, outbox=outbox)
    _until(home, parts, FRIDAY)
    row = parts.store.ledger.row(m.SlotId("place/send@2026-06-12"))
    assert row is not None
    assert (row.state, row.why) == (m.SlotState.RUNNING, "The outbox could not be written: the disk is full.")
    outbox.full = False
    home.clock.forward(minutes=1)
    jobs.tick(parts)
    assert _states(parts)["place/send@2026-06-12"] is m.SlotState.DONE
    assert len(home.office.taken) == 2


def test_an_empty_issue_is_not_sent(home: Household) -> None:
    home.crew.answers.clear()
    parts = home.parts()
    _until(home, parts, FRIDAY)
    row = parts.store.ledger.row(m.SlotId("place/send@2026-06-12"))
    assert row is not None
    assert row.state is m.SlotState.SKIPPED
    assert home.office.taken == []


def test_what_a_server_put_off_goes_out_a_quarter_of_an_hour_later(home: Household) -> None:
    busy = iter([(m.Fate.DEFERRED, "451 busy")] * 2)
    home.office = FakeOffice(lambda _: next(busy, (m.Fate.SENT, "250 ok")))
    parts = home.parts()
    _until(home, parts, FRIDAY)
    assert home.office.taken == []
    home.clock.forward(minutes=5)
    jobs.tick(parts)
    assert home.office.taken == []
    home.clock.forward(minutes=11)
    jobs.tick(parts)
    assert sorted(message.rcpt_to for message in home.office.taken) == ["ann@example.org", "ben@example.org"]


def test_who_leaves_while_the_issue_goes_out_does_not_get_it(home: Household) -> None:
    parts = home.parts()

    def ben_leaves(_: m.Message) -> tuple[m.Fate, str]:
        parts.store.suppressions.add(parts.newsletter.id, "ben@example.org", "left", home.clock.at)
        return m.Fate.SENT, "250 ok"

    home.office.decide = ben_leaves
    _until(home, parts, FRIDAY)
    assert [message.rcpt_to for message in home.office.taken] == ["ann@example.org"]
    fates = {row.address: row.fate for row in parts.store.deliveries.of(parts.newsletter.id, 1)}
    assert fates == {"ann@example.org": m.Fate.SENT, "ben@example.org": m.Fate.SKIPPED}


@pytest.mark.no_cover
def test_what_a_clock_that_was_a_year_ahead_wrote_stops_nothing(home: Household) -> None:
    parts = home.parts()
    jobs.tick(parts)
    right = home.clock.at
    home.clock.forward(days=365)
    jobs.tick(parts)
    assert any(row.state is m.SlotState.HELD for row in parts.store.ledger.rows(parts.newsletter.id, MONDAY))
    home.clock.at = right
    _until(home, parts, FRIDAY)
    home.clock.forward(minutes=1)
    jobs.tick(parts)
    assert _states(parts)["place/send@2026-06-12"] is m.SlotState.DONE
    assert len(home.office.taken) == 2


def test_a_clock_set_back_by_an_hour_repeats_nothing(home: Household) -> None:
    parts = home.parts()
    _until(home, parts, FRIDAY)
    assert len(home.office.taken) == 2
    home.clock.forward(hours=-1)
    asked = len(home.crew.asked)
    _until(home, parts, FRIDAY)
    assert (len(home.office.taken), len(home.crew.asked)) == (2, asked)


def test_a_defect_in_one_job_is_said_and_the_others_go_on(home: Household, monkeypatch: pytest.MonkeyPatch) -> None:
    parts = home.parts()

    def broken(*_: object) -> tuple[m.SlotState, str]:
        raise ZeroDivisionError("nought")

    monkeypatch.setitem(tick_module.JOBS, m.Job.DRAFT, broken)
    thursday = datetime(2026, 6, 11, 11, 0, tzinfo=UTC)
    _until(home, parts, thursday)
    row = parts.store.ledger.row(m.SlotId("place/draft@2026-06-11"))
    assert row is not None
    assert (row.state, row.why) == (m.SlotState.RUNNING, "a defect of the program, ZeroDivisionError: nought")
    monkeypatch.undo()
    home.clock.forward(seconds=20)
    assert jobs.tick(parts) == ()
    home.clock.forward(minutes=1)
    assert [done.state for done in jobs.tick(parts)] == [m.SlotState.DONE]


def test_a_held_slot_is_done_or_let_go_by_a_person(home: Household) -> None:
    parts = home.parts()
    jobs.tick(parts)
    home.clock.forward(days=13)
    _publish(home, week=1)
    jobs.tick(parts)
    assert _states(parts)["place/send@2026-06-19"] is m.SlotState.HELD
    assert home.office.taken == []
    home.clock.forward(minutes=1)
    assert slots.do_now(parts, "send@2026-06-19").state is m.SlotState.DONE
    assert len(home.office.taken) == 2
    with pytest.raises(NotNow, match="is done"):
        slots.do_now(parts, "send@2026-06-19")
    assert slots.let_go(parts, "place/send@2026-06-12", "too old").state is m.SlotState.SKIPPED
    with pytest.raises(NothingThere, match="digest slots"):
        slots.let_go(parts, "send@1999-01-01", "")


def test_a_look_at_the_clock_with_nothing_due_takes_nobodys_turn_to_write(
    home: Household, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("digest.adapters.store.engine.BUSY_SECONDS", 0)
    parts = home.parts()
    jobs.tick(parts)
    with closing(sqlite3.connect(home.folder / "digest.db", isolation_level=None)) as writer:
        writer.execute("BEGIN IMMEDIATE")
        assert jobs.tick(parts) == ()
