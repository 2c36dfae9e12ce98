"""Days and times of every kind: each owed once, in any zone; holidays skipped or moved; each send with its draft."""

import calendar
import itertools
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from digest import clock
from digest import model as m
from digest.config import words
from tests.examples import examples
from tests.values import newsletter

DAY = timedelta(days=1)
ZONES = [
    "Europe/London",
    "America/New_York",
    "Pacific/Auckland",
    "America/St_Johns",
    "Asia/Kolkata",
    "Africa/Casablanca",
]


def letter(draft: str, send: str, zone: str = "Europe/London", **more: object) -> m.Newsletter:
    schedule = m.Schedule(DAY, words.occasions(draft), words.occasions(send))
    return newsletter(schedule=replace(schedule, **more), time_zone=zone)


def sends(of: m.Newsletter, since: str, until: str) -> list[str]:
    found = clock.slots(of, datetime.fromisoformat(since + "T00:00Z"), datetime.fromisoformat(until + "T00:00Z"))
    return [slot.id.partition("@")[2] for slot in found if slot.job is m.Job.SEND and not slot.off]


@pytest.mark.parametrize(
    ("draft", "send", "found"),
    [
        ("daily 05:00", "daily 07:00", [f"2026-11-{n:02}" for n in range(1, 31)]),
        ("daily 12:00", "first Thursday 07:00", ["2026-11-05"]),
        ("daily 12:00", "last Friday 07:00", ["2026-11-27"]),
        ("daily 12:00", "31st 07:00", ["2026-11-30"]),
        ("daily 12:00", "monthly 07:00", ["2026-11-01"]),
        ("Thursday 12:00", "every second Friday 07:00 from 2026-11-06", ["2026-11-06", "2026-11-20"]),
        ("Thursday 12:00", "every second Friday 07:00 from 2027-01-08", ["2026-11-13", "2026-11-27"]),
        (
            "daily 06:00, daily 15:00",
            "Monday 07:00, Monday 16:00",
            [
                d + n
                for d in ("2026-11-02", "2026-11-09", "2026-11-16", "2026-11-23", "2026-11-30")
                for n in ("", ".2")
            ],
        ),
    ],
)
def test_each_kind_of_day_in_one_november(draft, send, found):
    assert sends(letter(draft, send), "2026-11-01", "2026-12-01") == found


@pytest.mark.parametrize(
    ("draft", "send", "found"),
    [
        # the Monday's two drafts are of two issues, each the first of its day
        ("daily 06:00, daily 15:00", "Monday 12:00, Tuesday 05:00", ["2026-11-02 06:00", "2026-11-02.2 15:00"]),
        ("daily 06:00, daily 15:00", "Monday 16:00, Tuesday 07:00", ["2026-11-02.2 15:00", "2026-11-03 06:00"]),
        # no draft in the week before: the send's own moment
        ("20th 06:00", "Monday 07:00, Tuesday 08:00", ["2026-11-02 07:00", "2026-11-03 08:00"]),
        ("20th 06:00", "Monday 07:00, Monday 08:00", ["2026-11-02 07:00", "2026-11-02.2 08:00"]),
    ],
)
def test_each_draft_has_a_name_of_its_own(draft, send, found):
    first, last = datetime(2026, 11, 2, tzinfo=UTC), datetime(2026, 11, 4, tzinfo=UTC)
    drafts = [one for one in clock.slots(letter(draft, send), first, last) if one.job is m.Job.DRAFT]
    assert [f"{one.id.partition('@')[2]} {one.at:%H:%M}" for one in drafts] == found


KINDS = [
    ("daily 05:00", "daily 07:00", lambda day: True),
    ("daily 05:00", "weekdays 07:00", lambda day: day.weekday() < 5),
    ("Thursday 12:00", "Friday 01:30", lambda day: day.weekday() == 4),
    ("daily 01:30", "first Sunday 02:30", lambda day: day.weekday() == 6 and day.day <= 7),
    ("daily 01:30", "last Sunday 02:30", lambda day: day.weekday() == 6 and (day + 7 * DAY).month != day.month),
    ("daily 12:00", "30th 00:00", lambda day: day.day == min(30, calendar.monthrange(day.year, day.month)[1])),
    ("Sunday 00:30", "every second Sunday 01:30", lambda day: day.weekday() == 6 and (day - date(1970, 1, 5)).days // 7 % 2 == 0),
]  # fmt: skip


@examples(40)
@given(kind=st.sampled_from(KINDS), zone=st.sampled_from(ZONES), year=st.integers(1995, 2037))
def test_a_year_owes_exactly_the_days_that_a_calendar_has(kind, zone, year):
    """The oracle asks the calendar day by day, and the zone's own clock for the moment."""
    draft, send, right = kind
    of = letter(draft, send, zone)
    since, until = datetime(year, 1, 1, tzinfo=UTC), datetime(year + 1, 1, 1, tzinfo=UTC)
    found = [slot for slot in clock.slots(of, since, until) if slot.job is m.Job.SEND]
    days = [date(year, 1, 1) + n * DAY for n in range(-3, 369)]
    walls = [datetime.combine(day, of.schedule.sends[0].at) for day in days if right(day)]
    expected = [(wall.date(), clock.moment(wall, ZoneInfo(zone))) for wall in walls]
    assert [(date.fromisoformat(slot.id.partition("@")[2]), slot.at) for slot in found] == [
        (day, at) for day, at in expected if since <= at < until
    ]


@examples(40)
@given(kind=st.sampled_from(KINDS), zone=st.sampled_from(ZONES), day=st.dates(date(1995, 1, 1), date(2037, 12, 31)))
def test_every_send_has_a_draft_before_it_and_the_windows_join(kind, zone, day):
    of = letter(kind[0], kind[1], zone)
    since = datetime(day.year, day.month, day.day, tzinfo=UTC)
    found = [slot for slot in clock.slots(of, since, since + 65 * DAY) if slot.job is m.Job.SEND]
    assert len(found) > 1
    windows = [clock.window(of, slot) for slot in found]
    assert all(earlier[1] == later[0] for earlier, later in itertools.pairwise(windows))
    for slot, (_, cut_off) in zip(found, windows, strict=True):
        draft = clock.pair_of(of, slot).draft
        assert draft.at == cut_off <= slot.at
        assert clock.send_slot(of, draft) == slot


# ── holidays ───────────────────────────────────────────────────────────────────────────────────────────

HOLIDAYS = tuple(words.holiday(name) for name in ("Good Friday", "Easter Monday", "25 December"))


def test_the_issue_of_a_holiday_is_skipped_and_its_slots_say_why():
    of = letter("Thursday 12:00", "Friday 07:00", holidays=HOLIDAYS)
    now, since = datetime(2026, 4, 3, 9, tzinfo=UTC), datetime(2026, 4, 1, tzinfo=UTC)
    owed = [one for one in clock.due(of, (), now, since) if one.slot.job is not m.Job.COLLECT]
    assert [(one.slot.id, one.state, one.why) for one in owed] == [
        ("place/draft@2026-04-02", m.SlotState.SKIPPED, "Good Friday is a holiday"),
        ("place/send@2026-04-03", m.SlotState.SKIPPED, "Good Friday is a holiday"),
    ]
    assert clock.issue_slot(of, now - 2 * DAY).id == "place/send@2026-04-10"
    since, until = clock.window(of, clock.issue_slot(of, now))
    assert (since.day, until.day) == (26, 9), "the next issue tells of both weeks"


def test_an_issue_moves_to_the_working_day_before_with_its_draft_and_keeps_its_name():
    of = letter("Thursday 12:00", "Friday 07:00", holidays=HOLIDAYS, on_holiday="before")
    slot = clock.issue_slot(of, datetime(2026, 3, 30, tzinfo=UTC))
    assert (slot.id, slot.at) == ("place/send@2026-04-03", datetime(2026, 4, 2, 6, tzinfo=UTC))
    draft = clock.pair_of(of, slot).draft
    assert (draft.id, draft.at) == ("place/draft@2026-04-02", datetime(2026, 4, 1, 11, tzinfo=UTC))


def test_an_issue_moves_past_the_weekend_and_the_holiday_after_it():
    of = letter("Thursday 12:00", "Friday 07:00", holidays=HOLIDAYS, on_holiday="after")
    assert clock.issue_slot(of, datetime(2026, 3, 30, tzinfo=UTC)).at == datetime(2026, 4, 7, 6, tzinfo=UTC)


def test_an_issue_is_not_moved_upon_another():
    of = letter("daily 05:00", "weekdays 07:00", holidays=HOLIDAYS, on_holiday="before")
    assert sends(of, "2026-04-01", "2026-04-10") == [
        "2026-04-01",
        "2026-04-02",
        "2026-04-07",
        "2026-04-08",
        "2026-04-09",
    ]
    off = [
        slot.off
        for slot in clock.slots(of, datetime(2026, 4, 3, tzinfo=UTC), datetime(2026, 4, 4, tzinfo=UTC))
        if slot.off
    ]
    assert set(off) == {"Good Friday is a holiday, and Thursday has an issue of its own"}


@pytest.mark.parametrize("on_holiday", ["before", "after"])
def test_an_issue_amid_a_long_holiday_is_skipped_and_says_why(on_holiday):
    shut = tuple(words.holiday(f"{day} August") for day in range(1, 31))
    of = letter("Thursday 12:00", "Friday 07:00", holidays=shut, on_holiday=on_holiday)
    (off,) = {
        slot.off
        for slot in clock.slots(of, datetime(2026, 8, 13, tzinfo=UTC), datetime(2026, 8, 15, tzinfo=UTC))
        if slot.off
    }
    assert off == "14 August is a holiday, and no working day is near it"


@examples(30)
@given(
    on_holiday=st.sampled_from(["skip", "before", "after"]),
    days=st.sets(st.dates(date(2026, 1, 1), date(2026, 12, 31)), max_size=25),
    kind=st.sampled_from(KINDS),
)
def test_whatever_the_holidays_every_day_of_the_schedule_has_one_slot(on_holiday, days, kind):
    named = tuple(words.holiday(day.isoformat()) for day in days)
    plain, of = letter(kind[0], kind[1]), letter(kind[0], kind[1], holidays=named, on_holiday=on_holiday)
    year = datetime(2026, 1, 20, tzinfo=UTC), datetime(2026, 12, 10, tzinfo=UTC)
    ids = {slot.id for slot in clock.slots(plain, *year) if slot.job is m.Job.SEND}
    found = [slot for slot in clock.slots(of, year[0] - 15 * DAY, year[1] + 15 * DAY) if slot.job is m.Job.SEND]
    assert len({slot.id for slot in found}) == len(found)
    assert ids <= {slot.id for slot in found}
    assert not [slot for slot in found if not slot.off and clock.local(of, slot.at).date() in days]


# ── catching up ────────────────────────────────────────────────────────────────────────────────────────

DAILY = ("daily 05:00", "daily 07:00")


def after_three_days(catch_up: str, hour: int = 8) -> list[tuple[str, str]]:
    """What a daily newsletter owes on the fourth morning of not having run: issues of the 2nd, 3rd, 4th, 5th."""
    of = letter(*DAILY, catch_up=catch_up, late=timedelta(hours=30))
    owed = clock.due(of, (), datetime(2026, 2, 5, hour, tzinfo=UTC), datetime(2026, 2, 2, tzinfo=UTC))
    return [(one.slot.id.partition("/")[2], one.state or "run") for one in owed if one.slot.job is not m.Job.COLLECT]


def test_the_last_issue_is_caught_up_and_covers_what_could_still_leave():
    assert after_three_days("last") == [
        ("draft@2026-02-02", m.SlotState.MISSED),
        ("send@2026-02-02", m.SlotState.MISSED),
        ("draft@2026-02-03", m.SlotState.MISSED),
        ("send@2026-02-03", m.SlotState.MISSED),
        ("draft@2026-02-04", m.SlotState.SKIPPED),
        ("send@2026-02-04", m.SlotState.SKIPPED),
        ("draft@2026-02-05", "run"),
    ]


def test_the_last_issue_is_the_last_from_its_very_moment_on():
    assert after_three_days("last", hour=7) == after_three_days("last")


def test_an_issue_that_is_only_being_drafted_covers_none_that_has_fallen_due():
    of = letter("daily 12:00", "daily 07:00")
    owed = clock.due(of, (), datetime(2026, 2, 5, 13, tzinfo=UTC), datetime(2026, 2, 4, tzinfo=UTC))
    assert [(one.slot.id.partition("/")[2], one.state or "run") for one in owed if one.slot.job is m.Job.DRAFT] == [
        ("draft@2026-02-04", "run"),
        ("draft@2026-02-05", "run"),
    ]


def test_of_two_issues_that_holidays_put_upon_one_moment_the_later_covers_the_other():
    days = tuple(words.holiday(day) for day in ("2026-02-02", "2026-02-03"))
    of = letter("daily 05:00", "Monday 07:00, Tuesday 07:00", holidays=days, on_holiday="after")
    owed = clock.due(of, (), datetime(2026, 2, 4, 7, tzinfo=UTC), datetime(2026, 2, 4, tzinfo=UTC))
    assert [
        (one.slot.id.partition("/")[2], one.state or "run") for one in owed if one.slot.job is not m.Job.COLLECT
    ] == [
        ("draft@2026-02-02", m.SlotState.SKIPPED),
        ("draft@2026-02-03", "run"),
        ("send@2026-02-02", m.SlotState.SKIPPED),
    ]


def test_all_issues_are_caught_up_and_stale_ones_held():
    assert after_three_days("all") == [
        ("draft@2026-02-02", m.SlotState.MISSED),
        ("send@2026-02-02", m.SlotState.HELD),
        ("draft@2026-02-03", m.SlotState.MISSED),
        ("send@2026-02-03", m.SlotState.HELD),
        ("draft@2026-02-04", "run"),
        ("draft@2026-02-05", "run"),
    ]


def test_no_issue_is_caught_up_but_a_job_in_the_way_is_forgiven():
    assert [state for _, state in after_three_days("none")] == [m.SlotState.MISSED] * 6 + ["run"]
    assert [state for _, state in after_three_days("none", hour=9)] == [m.SlotState.MISSED] * 8


@examples(60)
@given(
    catch_up=st.sampled_from(["last", "all", "none"]),
    kind=st.sampled_from(KINDS),
    away=st.integers(1, 40 * 24),
    start=st.integers(0, 300),
)
def test_after_any_absence_nothing_stale_is_run_and_nothing_is_silent(catch_up, kind, away, start):
    of = letter(kind[0], kind[1], catch_up=catch_up)
    since = datetime(2026, 1, 1, tzinfo=UTC) + start * DAY
    now = since + timedelta(hours=away)
    ledger: dict[m.SlotId, m.SlotRow] = {}
    for _ in range(4):  # a send waits for its draft
        for owed in clock.due(of, tuple(ledger.values()), now, since):
            assert owed.slot.id not in ledger
            stale = owed.slot.job is m.Job.SEND and now - owed.slot.at >= of.schedule.late
            assert not (owed.run and stale)
            ledger[owed.slot.id] = m.SlotRow(owed.slot, owed.state or m.SlotState.DONE, owed.why)
    expected = {slot.id for slot in clock.slots(of, since, now + timedelta(microseconds=1))}
    assert set(ledger) >= expected
    assert all(row.why for row in ledger.values() if row.state is not m.SlotState.DONE)
