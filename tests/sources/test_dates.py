"""read_date over the manners in which dates are written, and settle over what disagrees."""

from datetime import UTC, date, datetime, timedelta, timezone
from email.utils import format_datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from digest.model import DateEvidence
from digest.sources.dates import read_date, settle
from digest.sources.month_names import MONTHS

NEAR = datetime(2026, 11, 23, 9, tzinfo=UTC)


def day(words, **settings):
    found = read_date(words, near=NEAR, **settings)
    return found and found.at.date().isoformat()


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("Posted on: 18 July 2024", "2024-07-18"),
        ("By Roy | June 12, 2019", "2019-06-12"),
        ("29th March 2026", "2026-03-29"),
        ("18/07/2024", "2024-07-18"),
        ("07/18/2024", "2024-07-18"),
        ("05.04.2026", "2026-04-05"),
        ("05/04/26", "2026-04-05"),
        ("18-Jul-2024", "2024-07-18"),
        ("2026/6/29", "2026-06-29"),
        ("20240718", "2024-07-18"),
        ("Tue 5 Nov '24", "2024-11-05"),
        ("Thursday 18th of July 2024", "2024-07-18"),
        ("10-12 March 2026", "2026-03-10"),
        ("10 & 11 March 2025", "2025-03-10"),
        ("July 10-12, 2024", "2024-07-10"),
        ("Volume 12, 3 March 2024", "2024-03-03"),
        ("Volume 3 March 5, 2026", "2026-03-05"),
        ("5 min read · Jul 18, 2024", "2024-07-18"),
        ("29 th March , 2026", "2026-03-29"),
        ("Updated 20 July 2024. Published 18 July 2024", "2024-07-18"),
        ("Published 18 July 2024, updated 20 July 2024", "2024-07-18"),
    ],
)
def test_days_in_english(words, expected):
    assert day(words) == expected
    assert read_date(words, near=NEAR).whole_day


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("le 3 février 2025", "2025-02-03"),
        ("18. Juli 2024", "2024-07-18"),
        ("3 de marzo de 2025", "2025-03-03"),
        ("12 maggio 2025", "2025-05-12"),
        ("5 de outubro de 2024", "2024-10-05"),
        ("3 maart 2025", "2025-03-03"),
        ("12 września 2024", "2024-09-12"),
        ("5 mars 2025", "2025-03-05"),
        ("5. toukokuuta 2025", "2025-05-05"),
        ("5. května 2025", "2025-05-05"),
        ("5 марта 2025 г.", "2025-03-05"),
        ("5 березня 2025", "2025-03-05"),
        ("5 Μαρτίου 2025", "2025-03-05"),
        ("5 Ağustos 2025", "2025-08-05"),
        ("5 Ebrill 2025", "2025-04-05"),
        ("2025年3月5日", "2025-03-05"),
        ("2025년 3월 5일", "2025-03-05"),
    ],
)
def test_days_in_other_languages(words, expected):
    assert day(words) == expected


@pytest.mark.parametrize("language", MONTHS)
def test_every_month_of_every_language_is_read_in_its_own_language(language):
    for number, names in enumerate(MONTHS[language].split(), 1):
        for name in names.split("/"):
            if len(name) > 2:
                assert day(f"9. {name} 2025", language=language) == f"2025-{number:02}-09", name


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("2024-07-18T09:00:00+01:00", "2024-07-18T09:00:00+01:00"),
        ("2024-07-18T09:00:00.000-05:00", "2024-07-18T09:00:00-05:00"),
        ("2024-07-18T09:00Z", "2024-07-18T09:00:00+00:00"),
        ("20240718T090000Z", "2024-07-18T09:00:00+00:00"),
        ("2024-07-18 09:00", "2024-07-18T09:00:00+01:00"),
        ("Thu, 18 Jul 2024 09:00:00 BST", "2024-07-18T09:00:00+01:00"),
        ("Thu, 18 Jul 2024 09:00:00 GMT", "2024-07-18T09:00:00+00:00"),
        ("Thu, 18 Jan 2024 09:00:00 CET", "2024-01-18T09:00:00+01:00"),
        ("Thu, 18 Jul 24 09:00:00 +0100", "2024-07-18T09:00:00+01:00"),
        ("Sept. 3rd, 2024 10:30am ET", "2024-09-03T10:30:00-04:00"),
        ("Thursday 18th July 2024 at 6pm", "2024-07-18T18:00:00+01:00"),
        ("14:30 on 18 January 2024", "2024-01-18T14:30:00+00:00"),
        ("18. Juli 2024, 14:30 Uhr", "2024-07-18T14:30:00+01:00"),
        ("3 février 2025 à 18h30", "2025-02-03T18:30:00+00:00"),
        ("5. toukokuuta 2025 klo 14.30", "2025-05-05T14:30:00+01:00"),
        ("Fri Jul 19 2024 10:00:00 GMT+0100 (British Summer Time)", "2024-07-19T10:00:00+01:00"),
        ("1721293200", "2024-07-18T09:00:00+00:00"),
        ("18 January 2024, 14:30 pm", "2024-01-18T14:30:00+00:00"),
        ("2024年7月18日 14時30分", "2024-07-18T14:30:00+01:00"),
        ("2024年7月18日 9시", "2024-07-18T09:00:00+01:00"),
    ],
)
def test_times_keep_the_offset_they_were_given_with(words, expected):
    found = read_date(words, near=NEAR)
    assert (found.at.isoformat(), found.whole_day) == (expected, False)


@pytest.mark.parametrize(
    "words", ["18 July 2024, 0:30 pm", "18 July 2024, 25:00", "18 July 2024 12:75", "2024年7月18日 25時"]
)
def test_a_day_with_what_is_no_time_is_a_whole_day(words):
    found = read_date(words, near=NEAR)
    assert (found.at, found.whole_day) == (datetime(2024, 7, 18, tzinfo=UTC), True)


@pytest.mark.parametrize(
    "words", ["2024-07-18T00:00:00+01:00", "2024-07-17T23:00:00Z", "2024-07-18 00:00:00", "18 July 2024, 24:00"]
)
def test_midnight_on_the_clocks_of_the_place_is_a_whole_day(words):
    found = read_date(words, near=NEAR)
    assert (found.at, found.whole_day) == (datetime(2024, 7, 18, tzinfo=UTC), True)


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("yesterday", "2026-11-22"),
        ("Yesterday, 14:30", "2026-11-22"),
        ("2 days ago", "2026-11-21"),
        ("3 comments, 2 days ago", "2026-11-21"),
        ("an hour ago", "2026-11-23"),
        ("a week ago", "2026-11-16"),
        ("vor 3 Tagen", "2026-11-20"),
        ("il y a 2 jours", "2026-11-21"),
        ("hace 3 días", "2026-11-20"),
        ("2日前", "2026-11-21"),
        ("last Friday", "2026-11-20"),
    ],
)
def test_days_counted_back_from_now(words, expected):
    assert day(words) == expected


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("18 July", "2026-07-18"),
        ("20 December", "2025-12-20"),
        ("25 November", "2026-11-25"),
        ("Wednesday 20 September", "2023-09-20"),
        ("29 February", "2024-02-29"),
        ("20 September (Wednesday)", "2023-09-20"),
    ],
)
def test_a_missing_year_is_the_weekdays_or_the_nearest_not_ahead(words, expected):
    assert day(words) == expected


def test_two_letters_name_a_weekday_in_their_own_language():
    assert day("Mi 20. September", language="de") == "2023-09-20"
    assert day("Mi 20. September") == "2026-09-20"


def test_yesterday_is_the_places_own():
    late = datetime(2026, 7, 1, 23, 30, tzinfo=UTC)
    assert read_date("today", near=late).at.date() == date(2026, 7, 2)


@pytest.mark.parametrize(
    "words",
    ["", "12", "May", "2019", "May 2024", "3 comments", "£2,024", "10 things we learned", "3 out of 5", "29 Feb 2025",
     "24 hours a day", "Yesterday’s budget set out plans for councils", "Section 114", "99/99/2024", "1,234.56", "10:30",
     "Issue 12, 2024", "192.168.10.12.14", "2024-13-45", "in 3 days", "020 7946 0018", "long ago",
     "The board elected 2 days ago has already settled what all of its members will do with their year"],
)  # fmt: skip
def test_what_is_no_date_gives_none(words):
    assert read_date(words, near=NEAR) is None


def test_month_first_where_the_source_says_so():
    assert day("05/04/2026", day_first=False) == "2026-05-04"


def test_a_weekday_that_contradicts_its_date_makes_it_less_sure():
    assert read_date("Monday 18 July 2024", near=NEAR).sure < read_date("Thursday 18 July 2024", near=NEAR).sure


days = st.dates(date(1996, 1, 1), date(2099, 12, 31))
offsets = st.integers(-11, 13).map(lambda hours: timezone(timedelta(hours=hours)))
moments = st.builds(
    lambda d, hour, minute, zone: datetime(d.year, d.month, d.day, hour, minute, tzinfo=zone),
    days, st.integers(1, 22), st.integers(1, 59), offsets,
)  # fmt: skip
manners = st.sampled_from(["{d.day} {d:%B} {d.year}", "{d:%B} {d.day}, {d.year}", "{d:%A} {d.day} {d:%b} {d.year}",
                           "{d:%d/%m/%Y}", "{d:%d.%m.%Y}", "{d:%Y-%m-%d}", "Posted: {d.day} {d:%b} {d.year} | 3 comments"])  # fmt: skip


@given(days, manners)
def test_a_day_written_in_any_manner_is_read_again(d, manner):
    assert day(manner.format(d=d)) == d.isoformat()


@given(moments)
def test_a_moment_written_by_a_program_is_read_again(moment):
    for words in (moment.isoformat(), format_datetime(moment)):
        found = read_date(words, near=NEAR)
        assert found.at == moment
        assert found.at.utcoffset() == moment.utcoffset()


@given(st.text(max_size=200))
def test_any_text_is_a_date_or_none(words):
    found = read_date(words, near=NEAR)
    assert found is None or (found.at.tzinfo is not None and 0 <= found.sure <= 1)


def evidence(kind, words, *, whole_day=True):
    return DateEvidence(kind, words, read_date(words, near=NEAR).at, whole_day)


def test_nothing_known_is_first_seen():
    settled = settle((), NEAR)
    assert (settled.at, settled.flag, settled.evidence[0].kind) == (NEAR, "", "first seen")


def test_agreement_raises_confidence_and_a_time_is_preferred():
    alone = settle([evidence("listing", "18 July 2024")], NEAR)
    timed = evidence("json-ld", "2024-07-18T09:00:00+01:00", whole_day=False)
    both = settle([evidence("listing", "18 July 2024"), timed], NEAR)
    assert both.at == timed.at
    assert both.confidence > alone.confidence
    assert not both.flag


def test_disagreement_stays_visible():
    settled = settle([evidence("prose", "20 July 2024"), evidence("json-ld", "18 July 2024")], NEAR)
    assert settled.at == datetime(2024, 7, 18, tzinfo=UTC)
    assert settled.flag == "prose says 20 July 2024"
    assert settled.confidence < settle([evidence("json-ld", "18 July 2024")], NEAR).confidence
    assert len(settled.evidence) == 2


def test_two_kinds_outweigh_a_better_one():
    two = [evidence("meta", "20 July 2024"), evidence("feed", "20 July 2024")]
    assert settle([evidence("json-ld", "18 July 2024"), *two], NEAR).at == datetime(2024, 7, 20, tzinfo=UTC)


@pytest.mark.parametrize(
    ("words", "flag"),
    [
        ("24 December 2026", "feed says 24 December 2026, in the future, first seen kept"),
        ("1 January 1970", "feed says 1 January 1970, too long ago, first seen kept"),
    ],
)
def test_impossible_dates_are_kept_and_not_used(words, flag):
    settled = settle([evidence("feed", words)], NEAR)
    assert (settled.at, settled.flag) == (NEAR, flag)
    assert [one.kind for one in settled.evidence] == ["first seen", "feed"]


def test_tomorrow_is_a_time_zone_and_not_the_future():
    assert settle([evidence("feed", "24 November 2026")], NEAR).flag == ""


@given(
    st.lists(st.builds(DateEvidence, st.sampled_from(["feed", "json-ld", "meta", "prose"]), st.just("x"), moments))
)
def test_settled_is_never_ahead_nor_absurd_and_loses_nothing(all_of_them):
    settled = settle(all_of_them, NEAR)
    assert datetime(1995, 1, 1, tzinfo=UTC) <= settled.at <= NEAR + timedelta(days=1)
    assert 0 < settled.confidence < 1
    assert set(all_of_them) <= set(settled.evidence)
