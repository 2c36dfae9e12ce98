"""Texts as words, stems, names and headlines."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from digest.stories import names, titles, vectors, words


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("files", "filing"),
        ("Policies", "policy"),
        ("organisation", "organization"),
        ("organised", "organizing"),
        ("Labour", "labor"),
        ("council’s", "Councils"),
        ("planning", "planned"),
        ("CAFÉ", "cafe"),
        ("1,200", "1200"),
        ("U.S.", "US"),
    ],
)
def test_forms_of_one_word_meet(one: str, other: str) -> None:
    assert words.tokens(one) != ()
    assert [words.stem(t) for t in words.tokens(one)] == [words.stem(t) for t in words.tokens(other)]


@pytest.mark.parametrize(("one", "other"), [("bus", "bush"), ("house", "hose"), ("1.5", "15"), ("string", "str")])
def test_other_words_stay_apart(one: str, other: str) -> None:
    assert words.stem(one) != words.stem(other)


def test_stop_words_and_lone_letters_carry_nothing() -> None:
    assert words.stems("It is what the a b c of it") == ()


def test_scripts_without_spaces_give_pairs_of_characters() -> None:
    assert words.tokens("住房预算") == ("住房", "房预", "预算")


def test_words_of_scripts_with_marks_are_not_torn() -> None:
    assert len(words.tokens("नगर परिषद ने बजट की घोषणा की")) == 7


@settings(deadline=None)
@given(st.text(max_size=300))
def test_tokens_of_anything_are_stable(text: str) -> None:
    found = words.tokens(text)
    assert all(found)
    assert words.tokens(text) == found
    assert len(words.stems(text)) <= len(found)


def test_kickers_come_off_and_names_before_a_colon_stay() -> None:
    assert titles.core("ANALYSIS: Who pays for the sea wall", "a", frozenset()) == "Who pays for the sea wall"
    assert titles.core("Update 3 - Harbour bridge shuts", "a", frozenset()) == "Harbour bridge shuts"
    assert titles.core("THE FLOOD; THE COSTS; Who pays now", "a", frozenset()) == "Who pays now"
    assert (
        titles.core("News: Live: Video: Podcast: Comment: a pool is saved", "a", frozenset())
        == "Comment: a pool is saved"
    )
    assert titles.core("Oxenholt: a pool is saved", "a", frozenset()) == "Oxenholt: a pool is saved"


def test_what_stands_before_many_titles_of_one_source_is_a_series() -> None:
    many = [("mill", f"Letter from Thornby: week {number} of rain") for number in range(4)]
    known = titles.series([*many, ("other", "Thornby: one of a kind")])
    assert titles.core(many[0][1], "mill", known) == "week 0 of rain"
    assert titles.core("Letter from Thornby: rain", "other", known) == "Letter from Thornby: rain"


def test_an_actor_the_other_does_not_know_is_a_conflict() -> None:
    def heads(one: str, other: str) -> bool:
        return names.conflict(names.head(one), names.head(other), words.stems(one), words.stems(other))

    assert heads("Thornby council appoints chief executive", "Marlow council appoints chief executive")
    assert not heads("Thornby council appoints chief executive", "New chief executive for Thornby council")


WRITTEN = st.text(st.sampled_from("ab1.,'&_- A") | st.characters(max_codepoint=127), max_size=90)


@given(WRITTEN)
def test_words_in_ascii_are_those_that_any_text_has(text: str) -> None:
    """A sign of another script at the end has the text read as any."""
    assert words.words(text) == words.words(f"{text} \N{EM DASH}")
    assert words.words("a" * 100) == words.words(f"{'a' * 100} \N{EM DASH}")


@given(WRITTEN)
def test_signs_that_stand_between_words_change_none(text: str) -> None:
    assert words.tokens(f"“{text}” – £") == words.tokens(f"'{text}\" - $") == words.tokens(f"«{text}» 「」")


def test_what_was_met_is_forgotten_before_it_grows_without_end() -> None:
    read = words.Reader(lambda word: (word.upper(),))
    many = [f"w{number}" for number in range(70_000)]
    assert read.of(" ".join(many)) == tuple(word.upper() for word in many)
    assert len(read) < len(many)
    assert read.of("x" * 61) == ("X" * 61,)
    held = len(read)
    assert read.of("x" * 100) == ("X" * 61, "X" * 39)
    assert len(read) == held


@given(st.lists(st.text(max_size=60), max_size=4))
def test_stems_counted_by_way_of_whole_words_are_those_of_the_texts(texts: list[str]) -> None:
    written, known = vectors.counts(map(words.telling, texts))
    found, columns = vectors.parts(written, known, words.stems_of)
    wanted, wanted_columns = vectors.counts(map(words.stems, texts))
    assert columns == wanted_columns
    assert (found.toarray() == wanted.toarray()).all()
