"""Speakers out of the lists that announcements give."""

import pytest

from digest.model import Person
from digest.sources.people import person_in, speakers_in


@pytest.mark.parametrize(
    ("words", "person"),
    [
        ("Ada Brook, Regional Director, Bright Roads", Person("Ada Brook", "Regional Director", "Bright Roads")),
        (
            "• Ned Ferry, Principal Adviser, Local Streets, KERB",
            Person("Ned Ferry", "Principal Adviser, Local Streets", "KERB"),
        ),
        ("Sam Wood, Kerbside Trust (chair)", Person("Sam Wood", "chair", "Kerbside Trust")),
        ("Cllr Jo O’Dell – Leader of Marlbury Council", Person("Cllr Jo O’Dell", "Leader", "Marlbury Council")),
        ("Mary van der Berg (Institute for Kerbs)", Person("Mary van der Berg", "", "Institute for Kerbs")),
        ("Dr Pat Lee: chief executive", Person("Dr Pat Lee", "chief executive", "")),
        ("Liz Hill", Person("Liz Hill")),
    ],
)
def test_a_person_with_role_and_organisation(words, person):
    assert person_in(words) == person


@pytest.mark.parametrize(
    "words", ["", "Tickets are free", "Register now", "In association with:", "Lunch", "x" * 500, "10 March 2026"]
)
def test_what_names_nobody(words):
    assert person_in(words) is None


@pytest.mark.parametrize(
    "lines",
    [
        [
            "Speakers included:",
            "- Ada Brook, Director, Bright Roads",
            "- Sam Wood, Kerbside Trust (chair)",
            "Tickets are free.",
        ],
        ["Our speakers", "Ada Brook, Director, Bright Roads", "Sam Wood, Kerbside Trust (chair)"],
        ["Panel:", "Ada Brook, Director, Bright Roads • Sam Wood, Kerbside Trust (chair)", "In association with:"],
        ["Confirmed speakers include: Ada Brook, Director, Bright Roads; Sam Wood, Kerbside Trust (chair)"],
    ],
)
def test_lists_of_speakers_in_several_forms(lines):
    assert [person.name for person in speakers_in(["An evening of kerbs", *lines])] == ["Ada Brook", "Sam Wood"]


def test_a_sentence_about_speakers_is_no_list():
    assert (
        speakers_in(
            ["Speakers at last year’s conference praised the council for its work on kerbs and more.", "Ada Brook"]
        )
        == ()
    )


@pytest.mark.parametrize(
    ("lines", "people"),
    [
        (
            [
                "Come at six. Speakers include Ada Brook (Bright Roads), Ned Ferry (KERB) and Sam Wood (Kerbside Trust)."
            ],
            [("Ada Brook", "", "Bright Roads"), ("Ned Ferry", "", "KERB"), ("Sam Wood", "", "Kerbside Trust")],
        ),
        (
            [
                "Chaired by Ada Brook, Director of Bright Roads, with Cllr Sam Wood, leader of Marlbury Council, and more."
            ],
            [("Ada Brook", "Director", "Bright Roads"), ("Cllr Sam Wood", "leader", "Marlbury Council")],
        ),
        (
            ["Our panel", "Ada Brook", "Director, Bright Roads", "Sam Wood", "Leader, Marlbury Council"],
            [("Ada Brook", "Director", "Bright Roads"), ("Sam Wood", "Leader", "Marlbury Council")],
        ),
        (
            ["Our panel", "Ada Brook", "Ned Ferry", "Director, Bright Roads", "Sam Wood"],
            [("Ada Brook", "", ""), ("Ned Ferry", "Director", "Bright Roads"), ("Sam Wood", "", "")],
        ),
        (
            ["Speaker: Professor Ada Brook, Quay University", "Chair: Sam Wood, Leader, Marlbury Council"],
            [("Professor Ada Brook", "", "Quay University"), ("Sam Wood", "Leader", "Marlbury Council")],
        ),
    ],
)
def test_people_told_in_words_with_role_and_organisation(lines, people):
    assert [(one.name, one.role, one.organisation) for one in speakers_in(lines)] == people


def test_a_sentence_that_names_nobody_gives_nobody():
    assert speakers_in(["You will hear from Councils across the north, and from those who live there."]) == ()
