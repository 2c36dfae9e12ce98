"""Stories laid out as a draft, and a draft made an issue."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from digest import editing
from digest import model as m
from digest.errors import NotNow
from tests.values import NOW, PLACE, newsletter, story

SLOT = m.Slot(m.SlotId("place/send@2026-06-12"), PLACE, m.Job.SEND, NOW + timedelta(hours=19))
SINCE = NOW - timedelta(days=7)


def draft(*stories: m.Story, **changes: object) -> m.Draft:
    values = {"told": m.Told(stories), "visited": {}} | changes
    paper = values.pop("newsletter", newsletter())
    return editing.compose(paper, SLOT, values["told"], values["visited"], NOW, SINCE, NOW)  # type: ignore[arg-type]  # values of many types by name


def entitled(number: int, title: str, theme: str = "money") -> m.Story:
    base = story(number, theme)
    return replace(base, lead=replace(base.lead, title=title))


def announced(number: int, days: float) -> m.Story:
    base = entitled(number, f"Meeting {number}")
    event = m.Event("Meeting", NOW + timedelta(days=days))
    return replace(base, lead=replace(base.lead, event=event))


def failed(source: str) -> dict[m.SourceId, m.Visited]:
    failure = m.Failure(m.Trouble.STATUS, source, "answered 500")
    return {m.SourceId(source): m.Visited(m.SourceId(source), NOW, failure)}


def test_the_best_leads_and_sections_follow_the_newsletter() -> None:
    content = draft(story(1, "homes"), story(2, ""), story(3, "money"), story(4, "homes")).content
    assert content.lead == story(1, "homes")
    assert [(s.theme, [x.id for x in s.stories]) for s in content.sections] == [
        ("money", ["story3"]),
        ("homes", ["story4"]),
        ("", ["story2"]),
    ]


def test_a_lead_has_a_headline_a_summary_and_a_theme_if_any_has() -> None:
    silent = replace(story(1), summary=m.Summary("", "none"))
    assert draft(silent, entitled(2, " "), story(3, ""), story(4)).content.lead == story(4)
    assert draft(silent, story(3, "")).content.lead == story(3, "")
    assert draft(silent).content.lead == silent


def test_a_theme_gone_from_the_file_is_other() -> None:
    content = draft(story(1), story(2, "gone")).content
    assert [section.theme for section in content.sections] == [""]


def test_events_stand_by_their_date_and_nowhere_else() -> None:
    content = draft(announced(1, 9), story(2), announced(3, 2)).content
    assert [s.id for s in content.events] == ["story3", "story1"]
    assert content.lead == story(2)
    assert content.sections == ()


def test_the_subject_is_the_leads_headline_with_counts() -> None:
    content = draft(entitled(1, "Herons return to Saint Orn"), story(2), story(3, ""), announced(4, 3)).content
    assert content.subject == "Herons return to Saint Orn + 2 more, 1 event"
    assert content.preheader.startswith("Thornby council sets budget number 2; ")


def test_a_long_headline_leaves_room_for_the_counts() -> None:
    content = draft(entitled(1, "A very long headline " * 9), story(2)).content
    assert content.subject.endswith("… + 1 more")
    assert len(content.subject) <= 78


def test_only_events_still_have_a_subject() -> None:
    content = draft(announced(1, 3), announced(2, 4)).content
    assert (content.lead, content.subject) == (None, "Meeting 1 + 1 event")


def test_a_subject_without_headlines_has_the_date() -> None:
    assert draft().content.subject == "11 June 2026: Place Weekly"


def test_a_headline_cannot_break_the_header() -> None:
    content = draft(entitled(1, "Herons\r\nBcc: all@example.org\u202e\u2028 nest")).content
    assert content.subject == "Herons Bcc: all@example.org nest"


def test_the_draft_keeps_what_was_left_out_and_its_slot() -> None:
    out = m.LeftOut(story(9), "already in issue 3")
    made = draft(told=m.Told((story(1),), (out,)))
    assert (made.left_out, made.slot, made.due, made.revision, made.composed) == ((out,), SLOT.id, SLOT.at, 1, NOW)
    assert (made.content.since, made.content.until) == (SINCE, NOW)


def test_notes_name_what_failed_and_what_is_odd() -> None:
    odd = replace(story(1).lead, published=m.Dating(NOW, 0.3, flag="in the future, first seen kept"))
    made = draft(replace(story(1), lead=odd), *(story(at) for at in range(2, 7)), visited=failed("gazette"))
    assert made.notes == (
        "1 source could not be read: The Gazette.",
        "1 date looks odd: “Thornby council sets budget number 1” (in the future, first seen kept).",
    )


def test_notes_say_when_there_is_little_or_nothing() -> None:
    assert draft(story(1)).notes == ("Only 1 story this time.",)
    assert draft().notes == (
        "There is no story in this draft: collect again, or widen the window in the newsletter's file.",
    )


def test_many_failures_are_counted_and_three_named() -> None:
    sources = tuple(m.Source(m.SourceId(f"s{at}"), f"Source {at}", "http://s.example") for at in range(5))
    visited = {key: value for at in range(5) for key, value in failed(f"s{at}").items()}
    made = draft(*(story(at) for at in range(5)), newsletter=newsletter(sources=sources), visited=visited)
    assert made.notes == ("5 sources could not be read: Source 0, Source 1, Source 2 and 2 more.",)


def test_never_more_than_three_notes() -> None:
    odd = replace(story(1).lead, published=m.Dating(NOW, 0.3, flag="in the future"))
    bare = replace(story(2).lead, published=m.Dating(NOW, 0.1))
    stories = (replace(story(1), lead=odd), replace(story(2), lead=bare))
    assert len(draft(*stories, visited=failed("gazette")).notes) == 3


shapes = st.lists(
    st.tuples(st.sampled_from(["money", "homes", "", "gone"]), st.booleans(), st.text(max_size=120)), max_size=12
)


@settings(deadline=None)
@given(shapes)
def test_every_story_told_is_in_the_draft_once(shape: list[tuple[str, bool, str]]) -> None:
    stories = [
        replace(made, lead=replace(made.lead, title=title))
        for at, (theme, is_event, title) in enumerate(shape)
        for made in [announced(at, 1 + at) if is_event else story(at, theme)]
    ]
    content = draft(*stories).content
    assert sorted(s.id for s in content.stories) == sorted(s.id for s in stories)
    assert len(content.subject) <= 78
    assert content.subject.isprintable()
    assert content.preheader.isprintable()


def test_approval_freezes_the_draft_as_it_stands() -> None:
    made = draft(story(1), story(2))
    issue = editing.approve(made, number=7, by="ann", now=NOW, dated=SLOT.at)
    assert issue == m.Issue(PLACE, 7, SLOT.id, SLOT.at, NOW, "ann", made.content)


def test_an_empty_draft_cannot_be_approved() -> None:
    with pytest.raises(NotNow, match="holds no story"):
        editing.approve(draft(), number=1, by="ann", now=NOW, dated=NOW)


def test_a_draft_without_a_story_says_what_to_do_and_cannot_be_approved() -> None:
    empty = draft()
    assert any("There is no story in this draft: collect again" in note for note in empty.notes)
    with pytest.raises(NotNow, match="holds no story"):
        editing.approve(empty, number=1, by="ann", now=NOW, dated=NOW)


def test_a_word_to_readers_is_an_issue_with_an_empty_window() -> None:
    before = draft(story(1))
    issue = editing.word(before, "Back in June.", "Place", number=4, by="ann", now=NOW, dated=SLOT.at)
    assert (issue.number, issue.slot, issue.approved_by, issue.content.stories) == (4, before.slot, "ann", ())
    assert (issue.content.subject, issue.content.introduction) == ("No issue this time: Place", "Back in June.")
    assert issue.content.since == issue.content.until == before.content.since


def test_of_what_was_left_out_the_beginnings_are_kept() -> None:
    long, short = story(7, others=(replace(story(8).lead, text="y" * 100_000),)), story(9)
    told = m.Told((story(1),), (m.LeftOut(long, "old"), m.LeftOut(short, "old")))
    kept = draft(told=told).left_out
    assert kept[1].story == short
    assert kept[0].story.lead.id == long.lead.id
    assert 0 < len(kept[0].story.others[0].text) < 10_000
    assert "y" * 100_000 not in str(kept)


def visited(
    name: str, state: m.State, trouble: m.Trouble | None = None, evidence: str = ""
) -> dict[m.SourceId, m.Visited]:
    key = m.SourceId(name)
    failure = m.Failure(trouble, name, "it said so") if trouble else None
    return {key: m.Visited(key, NOW, failure, health=m.Health(key, state, evidence))}


def named(*names: str) -> m.Newsletter:
    base = newsletter()
    sources = tuple(replace(base.sources[0], id=m.SourceId(name), name=name.capitalize()) for name in names)
    return replace(base, sources=sources)


@pytest.mark.parametrize(
    ("state", "trouble", "one", "several"),
    [
        (
            m.State.BROKEN,
            m.Trouble.EXCHANGED,
            "Ash shows another list than before; nothing of it was taken. Compare: digest sources ash.",
            "Ash and Birch show other lists than before; nothing of it was taken. Compare: digest sources ash.",
        ),
        (
            m.State.RETIRED,
            m.Trouble.GONE,
            "Ash is gone for good, says the publisher. Take it out of the newsletter's file.",
            "Ash and Birch are gone for good, says the publisher. Take them out of the newsletter's file.",
        ),
        (
            m.State.HEALED,
            None,
            "Ash was rebuilt and its list was found again. Compare old and new: digest sources ash.",
            "Ash and Birch were rebuilt and their lists were found again. Compare old and new: digest sources ash.",
        ),
        (m.State.QUIET, None, "Ash: silent since May", "2 sources are silent for longer than usual: Ash and Birch."),
    ],
)
def test_what_became_of_sources_is_a_note(state: m.State, trouble: m.Trouble | None, one: str, several: str) -> None:
    paper = named("ash", "birch")
    ash, birch = (visited(name, state, trouble, "silent since May") for name in ("ash", "birch"))
    assert one in draft(story(1), newsletter=paper, visited=ash).notes
    assert several in draft(story(1), newsletter=paper, visited=ash | birch).notes


def test_of_many_sources_three_are_named() -> None:
    names = ("ash", "birch", "cedar", "dogwood", "elm")
    found = {key: one for name in names for key, one in visited(name, m.State.BROKEN, m.Trouble.STATUS).items()}
    said = draft(story(1), newsletter=named(*names), visited=found).notes
    assert "5 sources could not be read: Ash, Birch, Cedar and 2 more." in said


def test_events_that_moved_or_were_called_off_are_a_note() -> None:
    def changed(number: int) -> m.Story:
        base = announced(number, 3)
        assert base.lead.event
        return replace(base, lead=replace(base.lead, event=replace(base.lead.event, changed="Called off.")))

    once, twice = draft(story(1), changed(2)).notes, draft(story(1), changed(2), changed(3)).notes
    assert "1 event is not as first announced: “Meeting 2” (called off)." in once
    assert "2 events are not as first announced: “Meeting 2” (called off) and others." in twice
