"""Edits change a draft and can be taken back, whatever their order."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from digest import editing
from digest import model as m
from digest.errors import NothingThere, NotNow
from tests.values import NOW, draft, story

MONEY, HOMES, OTHER = m.ThemeId("money"), m.ThemeId("homes"), m.ThemeId("")
ORDER = (MONEY, HOMES)


def waiting() -> m.Draft:
    sections = (
        m.Section(MONEY, (story(2), story(3), story(4))),
        m.Section(OTHER, (story(5, ""),)),
    )
    return draft(content=replace(draft().content, sections=sections))


def move(number: int, theme: m.ThemeId = HOMES) -> m.Move:
    return m.Move(m.StoryId(f"story{number}"), theme, "ann", NOW)


def under(one: m.Draft) -> dict[str, list[str]]:
    return {section.theme: [s.id for s in section.stories] for section in one.content.sections}


def test_a_moved_story_leads_its_new_theme_and_says_who_moved_it() -> None:
    moved = editing.apply(waiting(), move(3), ORDER)
    assert under(moved) == {"money": ["story2", "story4"], "homes": ["story3"], "": ["story5"]}
    assert list(under(moved)) == ["money", "homes", ""]
    (found,) = moved.content.sections[1].stories
    assert (found.theme, found.reasons[-1], moved.revision) == (HOMES, "moved here by ann", 2)


def test_what_is_taken_back_is_as_it_was_but_for_the_revision() -> None:
    before = waiting()
    assert replace(editing.undo(editing.apply(before, move(3), ORDER), ORDER), revision=1) == before


@given(st.lists(st.tuples(st.integers(1, 5), st.sampled_from([MONEY, HOMES, OTHER])), max_size=6))
def test_any_moves_keep_every_story_and_can_all_be_taken_back(moves: list[tuple[int, m.ThemeId]]) -> None:
    before = changed = waiting()
    for number, theme in moves:
        changed = editing.apply(changed, move(number, theme), ORDER)
    assert sorted(s.id for s in changed.content.stories) == sorted(s.id for s in before.content.stories)
    for _ in moves:
        changed = editing.undo(changed, ORDER)
    assert replace(changed, revision=1) == before


def test_the_lead_stays_the_lead_under_its_new_theme() -> None:
    moved = editing.apply(waiting(), move(1), ORDER)
    assert moved.content.lead is not None
    assert moved.content.lead.theme == HOMES


def test_edits_are_made_again_in_a_draft_composed_anew_where_their_story_is_still_there() -> None:
    edited = editing.apply(editing.apply(waiting(), move(3), ORDER), move(4), ORDER)
    anew = replace(waiting(), revision=7)
    without = replace(anew.content, sections=(m.Section(MONEY, (story(2), story(3))),))
    assert under(editing.again(anew, edited.edits, ORDER))["homes"] == ["story4", "story3"]
    assert under(editing.again(replace(anew, content=without), edited.edits, ORDER))["homes"] == ["story3"]
    assert editing.again(anew, edited.edits, ORDER).revision == 7


def test_what_cannot_be_done_is_said() -> None:
    with pytest.raises(NothingThere, match="no story story9"):
        editing.apply(waiting(), move(9))
    with pytest.raises(NotNow, match="nothing to take back"):
        editing.undo(waiting())
