"""Words and dates as readers see them."""

from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from digest import model as m
from digest.renditions import words
from digest.renditions.cards import language, moment, place, published, speakers
from digest.renditions.editions import imprint

NEAR = datetime(2026, 11, 27, tzinfo=UTC)
TEXT = st.text(alphabet=st.characters(exclude_categories=()))


@given(TEXT, st.integers(2, 50))
def test_a_line_is_one_clean_line_of_its_length(text, limit):
    line = words.line(text, limit)
    assert len(line) <= limit
    assert line == " ".join(line.split())
    assert line.encode("utf-8").decode() == line
    assert not words.ILLEGIBLE.search(line)


def test_a_long_line_is_cut_at_a_word():
    assert words.line("one two three four", 14) == "one two three…"
    assert words.line("one two, three four", 10) == "one two…"
    assert words.line("x" * 20, 10) == "x" * 9 + "…"


def test_blocks_are_kept_apart():
    assert words.blocks("one\r\n\r\ntwo\nmore\n\n\n\n three\x00 ") == ("one", "two\nmore", "three")
    assert words.blocks(" \n\n ") == ()


@given(TEXT)
def test_places_to_break_change_nothing_else(text):
    assert words.breakable(text).replace("\u200b", "") == text.replace("\u200b", "")


def test_only_words_that_fit_no_screen_are_given_places_to_break():
    assert words.breakable("word " * 100) == "word " * 100
    pieces = words.breakable("x" * 500).split("\u200b")
    assert max(map(len, pieces)) == 10


@pytest.mark.parametrize(
    ("address", "safe"),
    [
        ("https://a.example/x?y=1&z", "https://a.example/x?y=1&z"),
        ("http://a.example/a b\n", "http://a.example/ab"),
        ("javascript:alert(1)", ""),
        ("JaVaScRiPt:alert(1)", ""),
        (" java\nscript:alert(1)", ""),
        ("data:text/html,x", ""),
        ("//a.example/", ""),
        ("https://", ""),
        ("http://[bad", ""),
        ("", ""),
    ],
)
def test_browsers_are_only_sent_to_the_web(address, safe):
    assert words.web_address(address) == safe


@pytest.mark.parametrize(
    ("text", "way"), [("abc", ""), ("מועצות", "rtl"), ("42 كيف", "rtl"), ("«A» מ", ""), ("123", ""), ("", "")]
)
def test_the_first_letter_says_which_way(text, way):
    assert words.direction(text) == way


def test_the_year_is_said_where_it_is_another():
    assert words.day(datetime(2026, 7, 18, tzinfo=UTC), NEAR) == "18 July"
    assert words.day(datetime(2025, 7, 18, tzinfo=UTC), NEAR) == "18 July 2025"


def test_a_post_has_its_publishers_day():
    late = datetime(2026, 7, 18, 23, 30, tzinfo=timezone(timedelta(hours=1)))
    assert published(m.Dating(late, 0.9), NEAR) == "18 July"


def test_a_date_nobody_gave_is_said_to_be_the_day_it_was_seen():
    at = datetime(2026, 11, 20, tzinfo=UTC)
    assert published(m.Dating(at, 0.1, evidence=(m.DateEvidence("first seen", "", at),)), NEAR) == "seen 20 November"


def test_names_are_listed():
    assert words.listed(()) == ""
    assert words.listed(("A",)) == "A"
    assert words.listed(("A", "B")) == "A and B"
    assert words.listed(tuple("ABCDEF")) == "A, B, C, D and 2 more"


@pytest.mark.parametrize(
    ("tag", "marked"),
    [("cy", "cy"), ("en", ""), ("EN_us", ""), ("de-DE", "de-de"), ("", ""), ("x y", ""), ('"><b', "")],
)
def test_only_another_language_is_marked(tag, marked):
    assert language(tag, "en-GB") == marked


def at(*parts: int) -> datetime:
    return datetime(*parts, tzinfo=UTC)


@pytest.mark.parametrize(
    ("event", "said"),
    [
        (m.Event("E", at(2026, 12, 10, 10), at(2026, 12, 10, 11, 30)), "Thursday 10 December, 10:00 to 11:30"),
        (m.Event("E", at(2026, 12, 10, 10)), "Thursday 10 December, 10:00"),
        (m.Event("E", at(2027, 6, 10, 10)), "Thursday 10 June 2027, 11:00"),
        (m.Event("E", at(2026, 12, 10), whole_day=True), "Thursday 10 December"),
        (m.Event("E", at(2026, 12, 10), at(2026, 12, 11), whole_day=True), "Thursday 10 December"),
        (m.Event("E", at(2026, 12, 10), at(2026, 12, 13), whole_day=True), "10 to 12 December"),
        (m.Event("E", at(2026, 11, 30), at(2026, 12, 3), whole_day=True), "30 November to 2 December"),
        (m.Event("E", at(2026, 12, 30, 9), at(2027, 1, 2, 17)), "30 December 2026 to 2 January 2027"),
        (m.Event("E", at(2026, 12, 10, 23, 59), kind="deadline"), "Closes Thursday 10 December, 23:59"),
        (m.Event("E", at(2026, 12, 10, 9), zone="Europe/Paris"), "Thursday 10 December, 10:00 CET"),
        (m.Event("E", at(2026, 12, 10, 9), zone="Nowhere/At_All"), "Thursday 10 December, 09:00"),
        (m.Event("E", at(2026, 12, 10, 9), at(2026, 12, 10, 8)), "Thursday 10 December, 09:00"),
    ],
)
def test_an_event_says_when(event, said):
    start = words.local(event.start, event.zone, whole_day=event.whole_day)
    assert moment(event, start, NEAR, "Europe/London") == said


@pytest.mark.parametrize(
    ("where", "online", "said"),
    [
        ("Leeds", False, "Leeds"),
        ("", True, "Online"),
        ("Leeds", True, "Leeds and online"),
        ("Online, Zoom", True, "Online, Zoom"),
        ("A walk in the park", False, ""),
    ],
)
def test_an_event_says_where(where, online, said):
    assert place(m.Event("E", NEAR, place=where, online=online), "A Walk in the Park") == said


@pytest.mark.parametrize(
    ("name", "postal", "said"),
    [
        ("Weekly", "1 Quay Lane\nNB1 1AA\n", "Weekly, 1 Quay Lane, NB1 1AA"),
        ("Weekly", "Weekly, 1 Quay Lane", "Weekly, 1 Quay Lane"),
        ("Weekly", "", "Weekly"),
        ("", "1 Quay Lane", "1 Quay Lane"),
    ],
)
def test_a_sender_is_named_once(name, postal, said):
    assert imprint(m.Sender(name, "a@b.example", postal_address=postal)) == said


def test_an_event_says_who():
    people = (m.Person("Ada Quill", organisation="Northbank"), m.Person("Sam\nReed"), m.Person(""))
    assert speakers(m.Event("E", NEAR, speakers=people)) == "Ada Quill (Northbank) and Sam Reed"
