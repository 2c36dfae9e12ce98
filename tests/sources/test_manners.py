"""When a source may be asked again, and when it is worth it."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

from hypothesis import given
from hypothesis import strategies as st

from digest.model import Memory, Pace, SourceId
from digest.sources import manners

NOW = datetime(2026, 6, 11, 10, 0, tzinfo=UTC)  # a Thursday
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
WEEKLY = Memory(SourceId("gazette"), a_week=1.0)
BUSY = Memory(SourceId("gazette"), a_week=200.0)


def after(memory: Memory = BUSY, *headers: tuple[str, str]) -> Memory:
    return manners.answered(memory, headers, HOUR, NOW)


def test_a_source_that_posts_weekly_is_not_asked_hourly_and_a_busy_one_is() -> None:
    assert manners.interval(1.0, HOUR) == DAY
    assert manners.interval(14.0, HOUR) == timedelta(hours=3)
    assert manners.interval(200.0, HOUR) == HOUR
    assert manners.interval(0.0, HOUR) == HOUR  # nothing known yet
    weekly = after(WEEKLY)
    for hours in (1, 5, 20):
        assert manners.rest(weekly, NOW + hours * HOUR, HOUR)
    assert manners.rest(weekly, NOW + DAY, HOUR) is None
    assert manners.rest(after(BUSY), NOW + HOUR, HOUR) is None


def test_a_person_may_ask_what_only_the_rhythm_would_leave_out() -> None:
    assert manners.rest(after(WEEKLY), NOW + HOUR, HOUR)
    assert manners.wish(after(WEEKLY), NOW + HOUR) is None


def test_retry_after_is_heeded_in_seconds_and_as_a_date() -> None:
    failed = replace(BUSY, failures=1)
    for said in ("7200", format_datetime(NOW + timedelta(hours=2), usegmt=True)):
        told = manners.failed(failed, (("retry-after", said),), HOUR, NOW)
        assert told.not_before == NOW + timedelta(hours=2)
        assert "Retry-After" in told.why_not
        assert manners.wish(told, NOW + HOUR)
        assert manners.wish(told, NOW + timedelta(hours=2)) is None
    year = manners.failed(failed, (("retry-after", "31536000"),), HOUR, NOW)
    assert year.not_before == NOW + timedelta(days=7)


def test_what_a_publisher_asks_for_goes_before_what_is_due() -> None:
    waits = manners.rest(replace(BUSY, not_before=NOW + HOUR, why_not="asked to wait", due=NOW), NOW, HOUR)
    assert waits == manners.Wait(NOW + HOUR, "asked to wait")


def test_nonsense_in_retry_after_is_no_reason_to_wait() -> None:
    for said in ("", "soon", "-5", "0", "Tue, 99 Foo 2026 99:99:99 GMT", "9" * 400):
        told = manners.failed(replace(BUSY, failures=1), (("retry-after", said),), HOUR, NOW)
        assert told.not_before is None or told.not_before <= NOW + timedelta(days=7)


def test_cache_control_goes_before_expires_and_age_counts() -> None:
    expires = ("expires", format_datetime(NOW + timedelta(hours=9), usegmt=True))
    assert after(BUSY, ("cache-control", "public, max-age=7200"), expires).not_before == NOW + 2 * HOUR
    assert after(BUSY, ("cache-control", "max-age=7200"), ("age", "3600")).not_before == NOW + HOUR
    assert after(BUSY, expires).not_before == NOW + timedelta(hours=9)
    assert after(BUSY, ("cache-control", "no-cache, max-age=7200")).not_before is None
    assert after(BUSY, ("cache-control", "max-age=0"), expires).not_before is None
    assert after(BUSY, ("cache-control", "s-maxage=7200")).not_before is None
    # weeks of caching are told to everything a server has
    assert after(BUSY, ("cache-control", "max-age=2592000")).not_before == NOW + timedelta(hours=12)


def test_expires_is_read_by_the_servers_own_clock() -> None:
    theirs = NOW - timedelta(days=3)
    headers = (
        ("date", format_datetime(theirs, usegmt=True)),
        ("expires", format_datetime(theirs + HOUR, usegmt=True)),
    )
    assert after(BUSY, *headers).not_before == NOW + HOUR
    assert after(BUSY, ("expires", "0")).not_before is None


def test_the_feeds_own_ttl_is_heeded_up_to_a_day() -> None:
    assert after(replace(BUSY, pace=Pace(timedelta(minutes=90)))).not_before == NOW + timedelta(minutes=90)
    assert after(replace(BUSY, pace=Pace(timedelta(days=30)))).not_before == NOW + DAY


def test_hours_and_days_that_a_feed_excludes_are_left_out() -> None:
    nights = replace(BUSY, pace=Pace(None, (0, 1, 2, 3, 4, 5), ()))
    night = NOW.replace(hour=2)
    waiting = manners.wish(nights, night)
    assert waiting is not None
    assert waiting.until == NOW.replace(hour=6)
    assert manners.wish(nights, NOW) is None
    weekend = replace(BUSY, pace=Pace(None, (), (5, 6)))
    saturday = datetime(2026, 6, 13, 9, 30, tzinfo=UTC)
    waiting = manners.wish(weekend, saturday)
    assert waiting is not None
    assert waiting.until == datetime(2026, 6, 15, 0, 0, tzinfo=UTC)
    friday_night = manners.answered(weekend, (), HOUR, datetime(2026, 6, 12, 23, 30, tzinfo=UTC))
    assert friday_night.due == datetime(2026, 6, 15, 0, 0, tzinfo=UTC)


def test_a_feed_that_excludes_every_hour_or_every_day_is_asked_as_if_it_had_said_nothing() -> None:
    for pace in (Pace(None, tuple(range(24)), ()), Pace(None, (), tuple(range(7)))):
        never = replace(BUSY, pace=pace)
        assert manners.wish(never, NOW) is None
        assert manners.answered(never, (), HOUR, NOW).due == after(BUSY).due


def test_a_retired_source_is_not_asked_any_more() -> None:
    gone = replace(BUSY, retired=NOW)
    waiting = manners.wish(gone, NOW + timedelta(days=400))
    assert waiting is not None
    assert waiting.until is None


def test_failures_back_off_up_to_a_day_and_never_stop() -> None:
    pauses = [manners.back_off(SourceId("gazette"), failures, HOUR) for failures in range(1, 40)]
    assert pauses == sorted(pauses)
    assert pauses[0] < 2 * HOUR
    assert 12 * HOUR < pauses[5] <= DAY
    assert pauses[-1] <= DAY


def test_the_spread_is_the_same_each_time_and_differs_between_sources() -> None:
    names = [SourceId(f"source {number}") for number in range(50)]
    pauses = [manners.spread(name, timedelta(hours=10), HOUR) for name in names]
    assert pauses == [manners.spread(name, timedelta(hours=10), HOUR) for name in names]
    assert len(set(pauses)) > 40
    assert all(timedelta(hours=9) <= pause <= timedelta(hours=11) for pause in pauses)


spans = st.integers(1, 24 * 60).map(lambda minutes: timedelta(minutes=minutes))


@given(st.text(max_size=20), st.integers(0, 10**6), spans)
def test_a_back_off_is_never_past_nor_beyond_a_day(name: str, failures: int, every: timedelta) -> None:
    pause = manners.back_off(SourceId(name), failures, every)
    assert min(every, DAY) <= pause <= DAY


headers = st.lists(
    st.tuples(
        st.sampled_from(("retry-after", "cache-control", "expires", "date", "age")),
        st.one_of(
            st.text(max_size=30),
            st.integers(-10, 10**9).map(str),
            st.integers(-10, 10**9).map(lambda seconds: f"max-age={seconds}"),
            st.datetimes(timezones=st.just(UTC)).map(lambda at: format_datetime(at, usegmt=False)),
        ),
    ),
    max_size=4,
).map(tuple)
paces = st.builds(
    Pace,
    st.one_of(st.none(), st.timedeltas(timedelta(0), timedelta(days=30))),
    st.sets(st.integers(0, 23)).map(tuple),
    st.sets(st.integers(0, 6)).map(tuple),
)


@given(headers, st.one_of(st.none(), paces), st.floats(0, 10_000), spans, st.booleans(), st.integers(0, 10_000))
def test_whatever_a_server_says_the_next_moment_is_ahead_and_near(
    said: tuple[tuple[str, str], ...], pace: Pace | None, a_week: float, every: timedelta, failed: bool, minutes: int
) -> None:
    now = NOW + timedelta(minutes=minutes)
    memory = Memory(SourceId("gazette"), a_week=a_week, pace=pace, failures=int(failed))
    told = (manners.failed if failed else manners.answered)(memory, said, every, now)
    assert told.due is not None
    assert now < told.due <= now + timedelta(days=15)  # a week's Retry-After, then a week of days left out
    assert told.not_before is None or now < told.not_before <= now + timedelta(days=7)
    if not said and pace is None:
        assert told.due <= now + DAY
