"""Texts as sentences, and summaries made of them."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from digest.stories import sentences, summary


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("One here. Two there.", ("One here.", "Two there.")),
        ("Cllr. Ann Roe said £1.5m was gone. More follows.", ("Cllr. Ann Roe said £1.5m was gone.", "More follows.")),
        ("It fell by J. Smith's count. True.", ("It fell by J. Smith's count.", "True.")),
        ("“We did it.” She left.", ("“We did it.”", "She left.")),
        ("Was it so? It was! Good.", ("Was it so?", "It was!", "Good.")),
        ("all in small letters. it goes on.", ("all in small letters.", "it goes on.")),
        ("A heading\n\nA sentence below it.", ("A heading", "A sentence below it.")),
        ("A line that was\nwrapped here. Next.", ("A line that was wrapped here.", "Next.")),
        ("市议会宣布预算。会议结束了。", ("市议会宣布预算。", "会议结束了。")),
        ("Der Rat, d.h. alle, kam. Er ging.", ("Der Rat, d.h. alle, kam.", "Er ging.")),
        ("At 9 a.m. the gates open. Come early.", ("At 9 a.m. the gates open.", "Come early.")),
        (
            "It opened in 2027. Fares rose by 3%. Come early.",
            ("It opened in 2027.", "Fares rose by 3%.", "Come early."),
        ),
        ("", ()),
    ],
)
def test_split(text: str, expected: tuple[str, ...]) -> None:
    assert tuple(sentences.split(text)) == expected


@settings(deadline=None)
@given(st.text(max_size=500))
def test_sentences_hold_the_text_and_nothing_else(text: str) -> None:
    assert "".join("".join(sentences.split(text)).split()) == "".join(text.split())


def test_the_sources_own_summary_is_taken_and_its_tail_is_not() -> None:
    own = "The bridge at Fen End is shut to lorries until March. Read more"
    assert summary.summarise("Bridge shut", own, "Other text here.").text == own.removesuffix(" Read more")


@pytest.mark.parametrize(
    "tail",
    [
        "Read more…",
        "[…]",
        "[Read more]",
        "Continue reading →",
        "Find out more.",
        "Click here.",
        "View article.",
        "Full story.",
        "Weiterlesen.",
        "Lire la suite.",
        "Leer más.",
        "Lees verder.",
        "Leggi tutto.",
        "The post Bridge shut appeared first on Fen News.",
    ],
)
def test_tails_come_off(tail: str) -> None:
    found = summary.summarise("Bridge shut", f"The bridge at Fen End is shut to lorries until March. {tail}", "")
    assert found.text == "The bridge at Fen End is shut to lorries until March."
    assert found.origin == "source"


def test_however_many_tails_there_are_none_is_printed() -> None:
    own = "The pool at Oxenholt will stay open for two more years."
    assert summary.summarise("Pool", f"{own} Read more Learn more Full story", "").text == own
    assert summary.summarise("Pool", f"{own} Read more" + " Learn more" * 3, "").text == own


def test_a_short_first_sentence_of_the_source_takes_the_next_along() -> None:
    own = "The pool at Oxenholt will stay open. Its swimmers raised the money with a sponsored mile."
    assert summary.summarise("Pool", own, "").text == own


def test_a_sentence_of_everyday_words_counts_for_its_place_alone() -> None:
    text = "It is what it was to all of us and we are as we were then. " * 2
    assert summary.summarise("Pool", "", text).text.startswith("It is what it was")


def test_a_summary_that_only_repeats_the_title_gives_way_to_the_text() -> None:
    text = "Photo: Ann Roe\n\nLorries must go round by Oxenholt from Monday, the county engineer said. Cars may pass."
    found = summary.summarise("Fen End bridge shut to lorries", "Fen End bridge shut to lorries.", text)
    assert found.text.startswith("Lorries must go round by Oxenholt from Monday")
    assert found.origin == "text"


def test_a_title_before_the_summary_is_not_said_twice() -> None:
    own = "Bridge shut – Lorries must go round by Oxenholt from Monday, engineers said."
    assert summary.summarise("Bridge shut", own, "").text.startswith("Lorries must")


def test_a_summary_cut_off_ends_where_its_last_whole_sentence_does() -> None:
    own = "The pool at Oxenholt will stay open for two more years. The council found the mon…"
    assert summary.summarise("Pool", own, "").text == "The pool at Oxenholt will stay open for two more years."


def test_a_summary_without_a_whole_sentence_says_that_there_was_more() -> None:
    own = "The pool at Oxenholt that swimmers saved with a sponsored mile and a very long"
    found = summary.summarise("Pool", own, "")
    assert found.text == f"{own}…"
    assert found.origin == "source"


@pytest.mark.parametrize("cut", ["…", " […]", "..."])
def test_what_is_cut_off_after_a_whole_sentence_needs_no_other_sign(cut: str) -> None:
    own = "The pool at Oxenholt will stay open for two more years."
    assert summary.summarise("Pool", own + cut, "").text == own


def test_a_long_first_sentence_is_not_printed_whole() -> None:
    own = "word " * 400 + "end."
    assert len(summary.summarise("T", own, "").text) <= summary.LONGEST


@settings(deadline=None)
@given(st.text(max_size=80), st.text(max_size=400), st.text(max_size=400))
def test_a_summary_of_the_text_stands_in_it_word_for_word(title: str, own: str, text: str) -> None:
    found = summary.summarise(title, own, text)
    assert len(found.text) <= summary.LONGEST
    assert bool(found.text) == (found.origin != "none")
    if found.origin == "text":
        assert found.text in " ".join(text.split())


def test_nothing_to_say() -> None:
    assert summary.summarise("", "", "").origin == "none"


@pytest.mark.parametrize(
    "poison", ["the post " * 40_000, "(" * 300_000, "\"'”)" * 100_000, "Dr. " * 100_000, "x" * 10**6]
)
def test_a_poisoned_text_ends(poison: str) -> None:
    assert len(summary.summarise("T", poison, poison).text) <= summary.LONGEST
