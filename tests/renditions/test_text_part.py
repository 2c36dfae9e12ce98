"""The text part: the same stories in the same order, 78 columns, numbered links, nothing escaped."""

import re
from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from digest import paths, renditions
from digest.adapters.templates import JinjaTemplates
from digest.renditions import text
from tests.examples import examples
from tests.renditions.html_read import read
from tests.renditions.issues_made import NAMES, PUBLIC, content, event, issue, newsletter, post, section, story

OURS = JinjaTemplates([paths.templates()])
ADDRESS = re.compile(r"(?:\[\d+\]|Unsubscribe:|Read it on the web:|All issues:) https?://\S+")


def some():
    lead = story(1, "Councils ask for longer settlements", "R&D <pays>. " * 12, others=(post(2), post(3)))
    events = (event(), event(101, "Last day", kind="deadline", end=None))
    stories = (story(4, "Parks"), replace(story(5, "Again"), earlier=(9, 11)))
    return issue(content(lead, (section("council", *stories),), events, "Hello & welcome.\n\nMore."))


def test_the_same_stories_in_the_same_order_as_the_mail():
    mail = renditions.mail(some(), newsletter(), OURS, PUBLIC)
    titles = [title for level, title in read(mail.html).headings if level > 1 and title not in {*NAMES, "Events"}]
    assert len(titles) == 5
    places = [re.search(rf"^{re.escape(title)}$", mail.text, re.MULTILINE).start() for title in titles]
    assert places == sorted(places)


def test_links_are_numbered_as_mentioned_and_listed_once_each_at_the_end_of_their_section():
    said = renditions.mail(some(), newsletter(), OURS, PUBLIC).text
    lead, theme, events = re.split(r"\n(?=COUNCIL FINANCE\n|EVENTS\n)", said)
    for section_said in (lead, theme, events):
        listed = re.findall(r"^\[(\d+)\] (\S+)$", section_said, re.MULTILINE)
        mentioned = re.findall(r"\S \[(\d+)\]", section_said)
        assert [number for number, _ in listed] == [str(n) for n in range(1, len(listed) + 1)]
        assert sorted(set(mentioned), key=int) == [number for number, _ in listed]
        assert len(mentioned) == len(listed)
    assert f"[4] {PUBLIC}/11/" in theme
    also = re.search(r"^Also in: Civic Ledger \[(\d+)\], Towns Observatory \[(\d+)\]$", lead, re.MULTILINE)
    listed = dict(re.findall(r"^\[(\d+)\] (\S+)$", lead, re.MULTILINE))
    assert listed[also[1]] == "https://source2.example/news/2"
    assert listed[also[2]] == "https://source3.example/news/3"


def test_nothing_is_escaped():
    said = renditions.mail(some(), newsletter(), OURS, PUBLIC).text
    assert "R&D <pays>." in said
    assert "Hello & welcome." in said
    assert "&amp;" not in said
    assert "&lt;" not in said


def test_it_has_no_gaps_and_ends_in_one_line_end():
    said = renditions.mail(some(), newsletter(), OURS, PUBLIC).text
    assert "\n\n\n" not in said
    assert not re.search(r"[ \t]$", said, re.MULTILINE)
    assert said.endswith("NB1 1AA\n")
    assert said.startswith("PLACE WEEKLY\nNo. 12, 27 November 2026\n")


@given(st.text(max_size=400), st.text(max_size=400))
@examples(60)
def test_no_line_is_wider_than_78_columns(title, summary):
    whole = issue(content(story(1, title, summary), introduction=summary))
    said = renditions.mail(whole, newsletter(), OURS, PUBLIC).text
    assert [line for line in said.split("\n") if text.columns(line) > 78 and not ADDRESS.fullmatch(line)] == []


@given(st.text(max_size=300), st.integers(4, 80))
def test_folding_loses_nothing(words, width):
    folded = text.fold(words, width=width)
    assert "".join(folded.split()) == "".join(words.split())


def test_a_number_stays_with_what_it_belongs_to():
    links = text.Links()
    assert text.fold("one two" + links.number("https://a.example/"), width=9) == "one\ntwo [1]"


def test_wide_characters_count_for_two_and_marks_for_none():
    assert text.columns("予算") == 4
    assert text.columns("e\u0301") == 1
    assert text.fold("予算" * 3, width=4) == "予算\n予算\n予算"
    assert text.fold("one two three", "> ", 9) == "> one two\n> three"
