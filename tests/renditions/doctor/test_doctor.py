"""Every defect is found, and nothing in what is sound."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from digest import model as m
from digest import paths
from digest.adapters.templates import JinjaTemplates
from digest.renditions import doctor
from digest.renditions.doctor import css, tree
from tests.renditions import golden
from tests.renditions.doctor.mails import BROKEN, EARLIER, LINKS, Sent, case_of, issue_of, sent
from tests.renditions.issues_made import PUBLIC, content, issue, section, story

OURS = JinjaTemplates([paths.templates()])
CASE, OCTETS = case_of(issue_of(12), OURS)


def look(mail: Sent) -> tuple[m.Finding, ...]:
    """What is found in a mail that belongs to no issue we know."""
    case = replace(CASE, letter=doctor.message(mail.octets()), issue=None, earlier=EARLIER, links=LINKS)
    return doctor.examine(case).all


def test_the_mail_that_is_broken_below_is_sound_before() -> None:
    assert look(sent(OCTETS)) == ()


@pytest.mark.slow
@pytest.mark.parametrize("name", BROKEN)
def test_a_mail_broken_in_one_way_is_found_out(name: str) -> None:
    check, breaking = BROKEN[name]
    before = sent(OCTETS)
    broken = breaking(before)
    assert broken != before
    found = look(broken)
    assert check in {one.check for one in found}
    for one in found:
        assert one.what
        assert one.why
        assert one.how
        assert one.what.endswith((".", "!", "?"))


@pytest.mark.parametrize("name", ["a picture without alt", "faint words", "None for a source", "a dead link"])
def test_a_finding_says_under_which_story_and_on_which_line(name: str) -> None:
    check, breaking = BROKEN[name]
    broken = breaking(sent(OCTETS))
    one = next(one for one in look(broken) if one.check == check)
    line = broken.html.splitlines()[one.line - 1]
    assert re.search(r"a\.png|Words|None ·|dead\.example", line)
    said = one.where.strip("“”")
    assert broken.html.index(said) < broken.html.index(line)


@pytest.mark.parametrize(
    "markup",
    [
        '<p><a href="tel:+441134960000">Ring</a> or <a href="mailto:desk@example.org">write</a></p>',
        '<p style="background-color:rgba(0, 0, 0, 30%)">On a ground that hardly tints what is behind it</p>',
        '<p style="background-color:#0000004d">The same, written shorter</p>',
        '<p style="color:#838a93;font-size:x-large">Large words may be lighter</p>',
    ],
)
def test_what_mails_may_hold_has_no_finding(markup: str) -> None:
    assert look(sent(OCTETS).inside(markup)) == ()


def test_what_programs_lack_is_told_once_with_where_it_stands_first() -> None:
    found = look(sent(OCTETS).inside("<video></video>\n<video></video>"))
    assert [one.what.partition(" ")[0] for one in found] == ["<video>"]


def test_a_rule_that_is_never_closed_holds_what_follows() -> None:
    (rule,) = css.rules(tree.document("<style>p { color: RED; margin: 0</style>"))
    assert (rule.selector, [(one.name, one.value) for one in rule.declarations]) == (
        "p",
        [("color", "red"), ("margin", "0")],
    )


def test_a_slash_ends_nothing_that_is_not_empty_by_itself() -> None:
    page = tree.document("<p>One<b/>two<br/>three<script>four()</script></p>five")
    assert [one.own_words for one in page.find("b")] == ["two three"]
    assert tree.words_in_order(page.root) == "Onetwothreefive"


def test_an_end_of_what_was_never_opened_closes_nothing() -> None:
    page = tree.document("<td><p>One</div> two</p></td>")
    assert [one.own_words for one in page.find("p")] == ["One two"]


def test_a_mail_of_words_without_a_heading_is_told() -> None:
    found = [one.what for one in doctor.examine(doctor.Case(doctor.page("<p>Words</p>"), PUBLIC)).all]
    assert "The mail has no heading." in found
    assert "The mail has no heading." not in [
        one.what for one in doctor.examine(doctor.Case(doctor.page(""), PUBLIC)).all
    ]


def test_a_part_in_a_character_set_that_nobody_knows_is_read_as_utf_8() -> None:
    octets = "Content-Type: text/plain; charset=x-of-old\r\n\r\nA café in Leeds".encode()
    assert doctor.message(octets).text == "A café in Leeds"


def test_a_story_that_nobody_can_follow_is_told() -> None:
    lost = story(2, "A notice on a board")
    lost = replace(lost, lead=replace(lost.lead, address="file:///srv/notice"))
    case, _ = case_of(issue(content(story(1, "The lead"), (section("council", lost),))), OURS)
    assert [(one.check, one.where, one.mended) for one in doctor.examine(case).all] == [
        ("links", "“A notice on a board”", True)
    ]


@pytest.mark.slow
@pytest.mark.parametrize("count", [5, 30, 60, 500])
def test_a_sound_mail_of_any_length_has_no_finding(count: int) -> None:
    case, _ = case_of(issue_of(count), OURS)
    assert [one for one in doctor.examine(case).all if not one.mended] == []


def test_the_golden_issue_is_sound_as_a_mail_and_as_a_file() -> None:
    case, _ = case_of(golden.specimen(), OURS)
    assert doctor.examine(case).all == ()
    file = doctor.page((golden.FOLDER / "12" / "email.html").read_text())
    assert doctor.examine(doctor.Case(file, PUBLIC)).all == ()


def test_words_that_a_source_wrote_are_no_leftovers() -> None:
    """Headlines are free to be about templates."""
    odd = story(2, "Why {{ braces }} and %%tokens%% stay in mails", "None")
    case, _ = case_of(issue(content(story(1, "undefined"), (section("council", odd),))), OURS)
    assert [one.check for one in doctor.examine(case).all] == []


@pytest.mark.slow
def test_what_the_program_mends_by_itself_is_told_and_stops_nothing() -> None:
    long = issue(replace(issue_of(12).content, subject="A subject that is much too long " * 5))
    large, _ = case_of(issue_of(500), OURS)
    case, _ = case_of(long, OURS)
    for found in (doctor.examine(case), doctor.examine(large)):
        assert [one.mended for one in found.all] == [True]
        assert found.stops == ()
    reduced = replace(CASE, quarantined=(m.Quarantined(m.StoryId("x"), "A title", "it cannot be set"),))
    assert [one.check for one in doctor.examine(reduced).all] == ["quarantine"]


def test_a_spam_filter_is_believed_and_its_absence_told() -> None:
    points = [(-1.0, []), (0.5, []), (0.6, ["note"]), (5.0, ["stop"])]
    for score, severities in points:
        found = doctor.examine(replace(CASE, spam=m.SpamScore(score, 5.0, ("SOME_RULE",)))).all
        assert [one.severity for one in found] == severities
    absent = doctor.examine(replace(CASE, spam="SpamAssassin is not installed.")).all
    assert [one.severity for one in absent] == ["note"]


def test_a_check_that_breaks_keeps_no_issue_from_its_readers() -> None:
    def broken(_: doctor.Case) -> list[m.Finding]:
        raise RuntimeError("oh")

    found = doctor.examine(CASE, [broken])
    assert [one.check for one in found.all] == ["doctor"]
    assert found.stops == ()


@settings(deadline=None)
@given(st.binary(max_size=400))
def test_any_octets_have_findings_and_raise_nothing(octets: bytes) -> None:
    for letter in (doctor.message(octets), doctor.page(octets.decode("latin-1"))):
        assert "doctor" not in {one.check for one in doctor.examine(doctor.Case(letter, PUBLIC)).all}


MARKUP = st.lists(
    st.sampled_from(
        ["<p>", "</p>", "<a href='x'>", "</a>", "<style>p{", "}", "@media(", ")", "color:", "#fff", ";", "</style>", "<h2>",
         "<img ", "style='", "'", ">", "<td bgcolor=red>", "words", "<!--", "-->", "rgb(1,2", ",", "url(", "<br/>", "</div>", "&lt;"]
    ),
    max_size=40,
).map("".join)  # fmt: skip


@pytest.mark.slow
@settings(deadline=None)
@given(MARKUP)
def test_any_markup_has_findings_and_raises_nothing(html: str) -> None:
    assert "doctor" not in {one.check for one in doctor.examine(doctor.Case(doctor.page(html), PUBLIC)).all}


def test_only_links_to_others_are_to_be_asked_for() -> None:
    asked = doctor.to_check(CASE.letter, PUBLIC)
    assert asked
    assert not any(address.startswith(PUBLIC) for address in asked)
    assert len(asked) == len(set(asked))
