"""Slots and what is due of them: every local occurrence once, whatever the zone, the year and the restarts."""

import itertools
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from random import Random
from zoneinfo import ZoneInfo, available_timezones

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from digest import clock
from digest import model as m
from tests.examples import examples

HOUR, DAY, WEEK = timedelta(hours=1), timedelta(days=1), timedelta(days=7)
SCHEDULE = m.Schedule(HOUR, (m.Occasion(time(12), (3,)),), (m.Occasion(time(7), (4,)),))
PLACE = m.Newsletter(
    id=m.NewsletterId("place"),
    title="Place",
    tagline="",
    language="en-GB",
    time_zone="Europe/London",
    sender=m.Sender("Place", "place@example.org"),
    schedule=SCHEDULE,
    sources=(),
    themes=(),
)
ZONES = sorted(zone for zone in available_timezones() if "/" in zone and not zone.startswith(("Etc/", "SystemV/")))


def utc(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def weekly(zone: str, weekday: int, at: time) -> m.Newsletter:
    schedule = replace(SCHEDULE, collect_every=DAY, sends=(m.Occasion(at, (weekday,)),))
    return replace(PLACE, time_zone=zone, schedule=schedule)


def sends(newsletter: m.Newsletter, since: datetime, until: datetime) -> list[m.Slot]:
    return [slot for slot in clock.slots(newsletter, since, until) if slot.job is m.Job.SEND]


def rows(*ended: tuple[str, m.SlotState], newsletter: m.Newsletter = PLACE) -> list[m.SlotRow]:
    """Ledger rows by slot id, for slots of November and December 2026."""
    known = {slot.id: slot for slot in clock.slots(newsletter, utc("2026-11-01"), utc("2027-01-01"))}
    return [m.SlotRow(known[m.SlotId(name)], state) for name, state in ended]


def asked(owed: tuple[clock.Owed, ...]) -> list[tuple[str, str]]:
    """What is owed but collections, as (slot, "run" or state)."""
    return [(o.slot.id, o.state or "run") for o in owed if o.slot.job is not m.Job.COLLECT]


# ── slots ──────────────────────────────────────────────────────────────────────────────────────────────


def test_ids_carry_the_moment_of_a_collection_and_the_local_day_of_the_rest():
    found = clock.slots(PLACE, utc("2026-11-26T11:30"), utc("2026-11-27T07:00:01"))
    named = [slot.id for slot in found]
    assert named[:3] == [
        "place/collect@2026-11-26T12:00Z",
        "place/draft@2026-11-26",
        "place/collect@2026-11-26T13:00Z",
    ]
    assert named[-2:] == ["place/collect@2026-11-27T07:00Z", "place/send@2026-11-27"]


def test_the_span_holds_its_beginning_and_not_its_end():
    at = utc("2026-11-27T07:00")
    assert [slot.at for slot in sends(PLACE, at, at + WEEK)] == [at]
    assert [slot.at for slot in clock.slots(PLACE, at, at + HOUR) if slot.job is m.Job.COLLECT] == [at]


def test_summer_time_moves_a_send_by_an_hour():
    assert [slot.at for slot in sends(PLACE, utc("2026-10-20"), utc("2026-11-01"))] == [
        utc("2026-10-23T06:00"),
        utc("2026-10-30T07:00"),
    ]


@pytest.mark.parametrize(
    ("zone", "wall", "reached"),
    [
        ("Europe/London", "2027-03-28T00:59", "2027-03-28T00:59"),
        ("Europe/London", "2027-03-28T01:00", "2027-03-28T01:00"),
        ("Europe/London", "2027-03-28T01:30", "2027-03-28T01:00"),
        ("Europe/London", "2027-03-28T02:00", "2027-03-28T01:00"),
        ("Europe/London", "2026-10-25T01:30", "2026-10-25T00:30"),
        ("Europe/London", "2026-10-25T02:00", "2026-10-25T02:00"),
        ("Australia/Lord_Howe", "2026-10-04T02:15", "2026-10-03T15:30"),
        ("Pacific/Apia", "2011-12-30T07:00", "2011-12-30T10:00"),
    ],
)
def test_a_time_on_the_wall_is_the_first_moment_a_clock_has_reached_it(zone, wall, reached):
    assert clock.moment(datetime.fromisoformat(wall), ZoneInfo(zone)) == utc(reached)


@settings(deadline=None)
@given(
    zone=st.sampled_from(ZONES),
    year=st.integers(1972, 2037),
    weekday=st.integers(0, 6),
    at=st.times().map(lambda t: t.replace(second=0, microsecond=0)),
)
def test_a_year_has_one_slot_for_each_local_week_in_any_zone(zone, year, weekday, at):
    newsletter = weekly(zone, weekday, at)
    since, until = datetime(year, 1, 1, tzinfo=UTC), datetime(year + 1, 1, 1, tzinfo=UTC)
    found = sends(newsletter, since - 2 * WEEK, until + 2 * WEEK)
    days = [date.fromisoformat(slot.id.partition("@")[2]) for slot in found]
    assert all(later - earlier == WEEK for earlier, later in itertools.pairwise(days))
    assert {day.weekday() for day in days} == {weekday}
    assert days[0] < since.date() < until.date() <= days[-1] + DAY
    assert sorted({slot.at for slot in found}) == [slot.at for slot in found]


@settings(deadline=None)
@given(
    zone=st.sampled_from(
        ["Europe/London", "America/St_Johns", "Australia/Lord_Howe", "Pacific/Apia", "Africa/Casablanca"]
    ),
    month=st.integers(0, 500),
    at=st.times().map(lambda t: t.replace(second=0, microsecond=0)),
)
def test_the_moment_agrees_with_watching_a_clock(zone, month, at):
    """The oracle looks at a clock every minute from two days before."""
    day = date(
        1990 + month // 12, month % 12 + 1, 28 - (date(1990 + month // 12, month % 12 + 1, 28).weekday() + 1) % 7
    )
    wall, where = datetime.combine(day, at), ZoneInfo(zone)
    start = wall.replace(tzinfo=UTC) - timedelta(hours=26)
    watched = (start + timedelta(minutes=n) for n in range(60 * 52))
    assert clock.moment(wall, where) == next(x for x in watched if x.astimezone(where).replace(tzinfo=None) >= wall)


@settings(deadline=None)
@given(
    every=st.sampled_from([5, 7, 30, 60, 90, 360, 1440]),
    since=st.integers(0, 40 * 365 * 86400).map(lambda seconds: utc("1999-01-01") + timedelta(seconds=seconds)),
    cuts=st.lists(st.integers(0, 86400), max_size=4),
)
def test_collections_are_even_whole_and_the_same_however_the_span_is_cut(every, since, cuts):
    newsletter = replace(PLACE, schedule=replace(SCHEDULE, collect_every=timedelta(minutes=every)))
    ends = [since, *(since + timedelta(seconds=cut) for cut in sorted(cuts)), since + DAY]
    pieces = [slot for a, b in itertools.pairwise(ends) for slot in clock.slots(newsletter, a, b)]
    whole = clock.slots(newsletter, since, since + DAY)
    assert pieces == list(whole)
    moments = [slot.at.timestamp() for slot in whole if slot.job is m.Job.COLLECT]
    assert all(moment % (every * 60) == 0 for moment in moments)
    assert len(moments) in {1440 // every, 1440 // every + 1}


def test_a_slot_on_a_day_that_a_zone_left_out_is_found_from_its_own_moment():
    samoa = weekly("Pacific/Apia", 4, time(7))
    at = utc("2011-12-30T10:00")
    assert [slot.id for slot in sends(samoa, at, at + DAY)] == ["place/send@2011-12-30"]


# ── which issue ────────────────────────────────────────────────────────────────────────────────────────


def test_the_issue_being_prepared_is_that_of_the_next_send():
    assert clock.issue_slot(PLACE, utc("2026-11-23T08:00")).id == "place/send@2026-11-27"
    assert clock.issue_slot(PLACE, utc("2026-11-27T06:59")).id == "place/send@2026-11-27"
    assert clock.issue_slot(PLACE, utc("2026-11-27T07:00")).id == "place/send@2026-12-04"


def test_draft_and_send_find_each_other():
    send = clock.issue_slot(PLACE, utc("2026-11-23"))
    draft = clock.pair_of(PLACE, send).draft
    assert draft.id == "place/draft@2026-11-26"
    assert clock.send_slot(PLACE, draft) == send


def test_the_window_is_the_week_up_to_the_cut_off():
    send = clock.issue_slot(PLACE, utc("2026-11-23"))
    since, until = clock.window(PLACE, send)
    assert (since, until) == (utc("2026-11-19T12:00"), utc("2026-11-26T12:00"))
    assert clock.window(PLACE, clock.pair_of(PLACE, send).draft) == (since, until)


def test_the_window_is_as_wide_as_the_newsletter_says():
    fortnight = replace(PLACE, limits=m.Limits(window=timedelta(days=14)))
    window = clock.window(fortnight, clock.issue_slot(fortnight, utc("2026-11-23")))
    assert window == (utc("2026-11-12T12:00"), utc("2026-11-26T12:00"))


@settings(deadline=None)
@given(
    zone=st.sampled_from(ZONES),
    year=st.integers(1972, 2037),
    draft=st.tuples(st.integers(0, 6), st.integers(0, 23), st.integers(0, 59)),
    wait=st.integers(1, 5 * 24 * 60),
)
def test_a_years_windows_follow_one_another_without_gap_or_overlap(zone, year, draft, wait):
    day, hour, minute = draft
    total = (day * 1440 + hour * 60 + minute + wait) % (7 * 1440)
    newsletter = replace(
        PLACE,
        time_zone=zone,
        schedule=m.Schedule(
            DAY,
            (m.Occasion(time(hour, minute), (day,)),),
            (m.Occasion(time(total // 60 % 24, total % 60), (total // 1440,)),),
        ),
    )
    found = sends(newsletter, datetime(year, 1, 1, tzinfo=UTC), datetime(year + 1, 1, 1, tzinfo=UTC))
    windows = [clock.window(newsletter, slot) for slot in found]
    assert all(earlier[1] == later[0] for earlier, later in itertools.pairwise(windows))
    assert all(until <= slot.at for (_, until), slot in zip(windows, found, strict=True))


def test_an_issue_each_sixty_weeks_begins_where_the_one_before_it_ended():
    rare = replace(PLACE.schedule, sends=(m.Occasion(time(7), (4,), weeks=60),))
    newsletter = replace(PLACE, schedule=rare)
    first, second = sends(newsletter, utc("2024-01-01"), utc("2026-04-20"))[:2]
    assert clock.window(newsletter, second)[0] == clock.window(newsletter, first)[1]


def test_a_schedule_that_says_nothing_is_as_late_as_the_clock_says():
    assert m.Schedule(DAY, (), ()).late == clock.LATE == timedelta(hours=24)


def test_a_draft_of_an_older_schedule_is_of_the_send_that_falls_due_with_it():
    send = clock.issue_slot(PLACE, utc("2026-11-23"))
    draft = m.Slot(m.SlotId(f"place/draft@{send.at:%Y-%m-%d}"), PLACE.id, m.Job.DRAFT, send.at)
    assert clock.send_slot(PLACE, draft) == send


def test_collections_stand_at_whole_multiples_of_their_interval_since_1970():
    every = timedelta(hours=7)
    newsletter = replace(PLACE, schedule=replace(PLACE.schedule, collect_every=every))
    found = [
        slot for slot in clock.slots(newsletter, utc("2026-11-23"), utc("2026-11-25")) if slot.job is m.Job.COLLECT
    ]
    assert [slot.at.timestamp() % every.total_seconds() for slot in found] == [0] * 7


# ── what is due ────────────────────────────────────────────────────────────────────────────────────────

SINCE = utc("2026-11-23")


def test_of_collections_only_the_latest_is_run():
    owed = clock.due(PLACE, (), utc("2026-11-23T03:20"), SINCE)
    assert [(o.slot.at.hour, o.run, o.why) for o in owed] == [
        (0, False, "a later collection covers it"),
        (1, False, "a later collection covers it"),
        (2, False, "a later collection covers it"),
        (3, True, ""),
    ]


def test_a_collection_is_due_at_its_very_moment_and_not_before():
    *_, last = clock.due(PLACE, (), utc("2026-11-23T03:00"), SINCE)
    assert (last.slot.at.hour, last.run) == (3, True)
    *_, last = clock.due(PLACE, (), utc("2026-11-23T03:00") - timedelta(microseconds=1), SINCE)
    assert (last.slot.at.hour, last.run) == (2, True)


def test_a_slot_with_a_row_asks_for_nothing():
    done = [m.SlotRow(o.slot, m.SlotState.DONE) for o in clock.due(PLACE, (), utc("2026-11-23T03:20"), SINCE)]
    assert clock.due(PLACE, done, utc("2026-11-23T03:59"), SINCE) == ()
    assert clock.due(PLACE, done, utc("2026-11-23T02:20"), SINCE) == (), "the clock was set back"


def test_a_draft_is_run_at_the_cut_off_and_the_send_waits_for_it():
    assert asked(clock.due(PLACE, (), utc("2026-11-26T11:59"), SINCE)) == []
    assert asked(clock.due(PLACE, (), utc("2026-11-26T12:00"), SINCE)) == [("place/draft@2026-11-26", "run")]
    assert asked(clock.due(PLACE, (), utc("2026-11-27T08:00"), SINCE)) == [("place/draft@2026-11-26", "run")]
    running = rows(("place/draft@2026-11-26", m.SlotState.RUNNING))
    assert asked(clock.due(PLACE, running, utc("2026-11-27T08:00"), SINCE)) == []
    done = rows(("place/draft@2026-11-26", m.SlotState.DONE))
    assert asked(clock.due(PLACE, done, utc("2026-11-27T08:00"), SINCE)) == [("place/send@2026-11-27", "run")]


def test_a_draft_is_made_as_long_as_its_issue_may_still_leave():
    assert asked(clock.due(PLACE, (), utc("2026-11-28T06:59"), SINCE)) == [("place/draft@2026-11-26", "run")]


def test_a_send_whose_cut_off_was_before_the_beginning_is_run():
    owed = clock.due(PLACE, (), utc("2026-11-27T07:00"), utc("2026-11-26T15:00"))
    assert asked(owed) == [("place/send@2026-11-27", "run")]


def test_a_send_a_day_late_is_held_with_the_reason():
    done = rows(("place/draft@2026-11-26", m.SlotState.DONE))
    (held,) = (o for o in clock.due(PLACE, done, utc("2026-11-28T07:00"), SINCE) if o.slot.job is m.Job.SEND)
    assert (held.state, held.why) == (m.SlotState.HELD, "too late to send by itself: due Friday 27 November 07:00")
    almost = clock.due(PLACE, done, utc("2026-11-28T06:59"), SINCE)
    assert asked(almost) == [("place/send@2026-11-27", "run")]


def test_a_week_without_the_program_is_held_and_said():
    owed = clock.due(PLACE, (), utc("2026-12-02T09:00"), SINCE)
    assert asked(owed) == [
        ("place/draft@2026-11-26", m.SlotState.MISSED),
        ("place/send@2026-11-27", m.SlotState.HELD),
    ]
    assert all(o.why for o in owed if not o.run)


def test_a_draft_whose_issue_was_sent_by_hand_is_skipped():
    sent = rows(("place/send@2026-11-27", m.SlotState.DONE))
    assert asked(clock.due(PLACE, sent, utc("2026-11-27T09:00"), SINCE)) == [
        ("place/draft@2026-11-26", m.SlotState.SKIPPED)
    ]


@pytest.mark.slow
@examples(25)
@given(seed=st.integers(0, 2**32), zone=st.sampled_from(["Europe/London", "America/New_York", "Pacific/Auckland"]))
def test_a_fortnight_with_restarts_gives_each_slot_exactly_one_row(seed, zone):
    """Ticks, kills and stops of up to two days; a killed run leaves its row to be freed at the next start."""
    chance = Random(seed)
    newsletter = replace(PLACE, time_zone=zone)
    since = utc("2026-10-19")
    ledger: dict[m.SlotId, m.SlotRow] = {}
    runs: dict[m.SlotId, int] = {}
    now = since
    while now < since + 2 * WEEK:
        for owed in clock.due(newsletter, tuple(ledger.values()), now, since):
            assert owed.slot.id not in ledger
            if not owed.run:
                ledger[owed.slot.id] = m.SlotRow(owed.slot, owed.state, owed.why)
                continue
            ledger[owed.slot.id] = m.SlotRow(owed.slot, m.SlotState.RUNNING)
            if chance.random() < 0.05:  # killed: the start after it frees what was running
                del ledger[owed.slot.id]
                break
            runs[owed.slot.id] = runs.get(owed.slot.id, 0) + 1
            ledger[owed.slot.id] = m.SlotRow(owed.slot, m.SlotState.DONE)
        now += timedelta(minutes=chance.choice([10, 10, 10, 10, 10, 50, 200]) if chance.random() < 0.97 else 2880)
    clock_says = clock.slots(newsletter, since, since + 2 * WEEK - 4 * DAY)
    assert {slot.id for slot in clock_says} <= set(ledger), "no slot without a row"
    assert set(runs.values()) <= {1}
    assert all(row.state is m.SlotState.DONE or row.why for row in ledger.values()), "no end without a reason"


# ── schedules that were changed, and days that never come ──────────────────────────────────────────────


def test_a_slot_of_an_earlier_schedule_keeps_its_moment_and_has_the_other_of_the_present_one():
    before = replace(
        PLACE, schedule=replace(SCHEDULE, drafts=(m.Occasion(time(8), (0,)),), sends=(m.Occasion(time(9), (1,)),))
    )
    [draft] = [one for one in clock.slots(before, utc("2026-11-23"), utc("2026-11-24")) if one.job is m.Job.DRAFT]
    [send] = sends(before, utc("2026-11-24"), utc("2026-11-25"))
    assert clock.send_slot(PLACE, draft).id == "place/send@2026-11-27"
    assert clock.pair_of(PLACE, send).draft.id == "place/draft@2026-11-19"
    assert clock.window(PLACE, send) == (utc("2026-11-12T12:00"), utc("2026-11-19T12:00"))
    assert clock.window(PLACE, draft) == (utc("2026-11-19T12:00"), utc("2026-11-23T08:00"))


def test_a_schedule_without_a_day_to_come_has_a_slot_far_ahead_and_a_week_of_posts():
    never = replace(PLACE, schedule=replace(SCHEDULE, sends=(m.Occasion(time(7), ()),)))
    now = utc("2026-11-26T12:00")
    far = clock.upcoming(never, m.Job.SEND, now)
    assert (far.id, far.at) == ("place/send@2028-01-20", now + 60 * WEEK)
    [draft] = [one for one in clock.slots(PLACE, now, now + HOUR) if one.job is m.Job.DRAFT]
    assert clock.window(never, draft) == (now - WEEK, now)


def test_the_next_collection_is_the_next_full_step():
    assert clock.upcoming(PLACE, m.Job.COLLECT, utc("2026-11-26T12:00")).at == utc("2026-11-26T13:00")
    assert clock.upcoming(PLACE, m.Job.COLLECT, utc("2026-11-26T12:59")).at == utc("2026-11-26T13:00")


def test_a_send_that_is_not_to_be_caught_up_is_missed_though_it_has_its_draft():
    letter = replace(PLACE, schedule=replace(SCHEDULE, catch_up="none"))
    drafted = rows(("place/draft@2026-11-26", m.SlotState.DONE))
    at = utc("2026-11-27T07:00")
    for late, answer in ((timedelta(), "run"), (HOUR, "run"), (HOUR + timedelta(seconds=1), m.SlotState.MISSED)):
        assert asked(clock.due(letter, drafted, at + late, at - DAY)) == [("place/send@2026-11-27", answer)]
