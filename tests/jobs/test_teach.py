"""Moving a story: what it teaches, what it would move, the draft, and the way back."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from digest import jobs
from digest import model as m
from digest.errors import NothingThere, SettingsError
from digest.jobs import teach
from digest.jobs.why import why
from tests.parts import Household
from tests.values import NOW, newsletter, post

THEMES = (
    m.Theme(m.ThemeId("money"), "Council money", "Budgets, taxes and audits of councils.", ("budget", "audit")),
    m.Theme(m.ThemeId("homes"), "Homes", "Building and keeping homes.", ("housing", "homes")),
    m.Theme(m.ThemeId("roads"), "Roads", "Roads, lamps and buses.", ("road", "bus")),
)
TITLES = (
    "Thornby agrees the budget it had put off since spring",
    "Housing waits while builders of homes argue about bricks",
    "A bus for every village road in the fells, says Marlow",
    "Beekeepers of Hexley bring lamps to the road show",
    "Quarry ponies find homes after the long winter",
    "Auditors read the budget of Oxenholt twice",
)


@pytest.fixture
def parts(tmp_path: Path) -> Iterator[jobs.Parts]:
    house = Household(tmp_path, newsletter(themes=THEMES))
    made = house.parts()
    posts = tuple(
        post(at, title=title, summary=f"{title}. It was said on Monday evening.", source=m.SourceId("gazette"))
        for at, title in enumerate(TITLES, 1)
    )
    seen = m.Visited(m.SourceId("gazette"), NOW, found=6, new=6)
    made.store.posts.keep(made.newsletter.id, [m.Outcome(seen, m.Memory(m.SourceId("gazette")), posts)])
    yield made
    house.close()


def theme_of(one: m.Draft, words: str) -> str:
    return next(s.theme for s in one.content.stories if words in s.lead.title)


def test_a_move_changes_the_draft_and_teaches(parts: jobs.Parts) -> None:
    jobs.draft(parts)
    planned = teach.plan(parts, "quarry ponies", "roads")
    assert planned.in_draft
    assert any("ponies" in phrase.lower() for phrase in planned.lesson.phrases)
    assert parts.store.examples.all(parts.newsletter.id) == ()
    example = teach.move(parts, planned, "ann")
    (stored,) = parts.store.examples.all(parts.newsletter.id)
    assert (stored, stored.theme, stored.by, example.number) == (example, "roads", "ann", 1)
    assert theme_of(jobs.draft(parts), "ponies") == "roads"
    assert theme_of(jobs.draft(parts, again=True), "ponies") == "roads"


def test_a_move_is_taken_back_in_draft_and_memory(parts: jobs.Parts) -> None:
    before = jobs.draft(parts)
    teach.move(parts, teach.plan(parts, "quarry ponies", "Roads"), "ann")
    example, moved = teach.take_back(parts, 1)
    assert moved
    assert example.undone == NOW
    assert jobs.draft(parts).content == before.content
    assert teach.taught(parts) == ()
    with pytest.raises(NothingThere, match="no example 7"):
        teach.take_back(parts, 7)


def test_what_cannot_be_meant_is_asked_back(parts: jobs.Parts) -> None:
    jobs.draft(parts)
    with pytest.raises(NothingThere, match="There are: money, homes, roads"):
        teach.plan(parts, "ponies", "fish")
    with pytest.raises(NothingThere, match="2 stories"):
        teach.plan(parts, "budget", "roads")
    with pytest.raises(NothingThere, match="no story 'submarine'"):
        teach.plan(parts, "submarine", "roads")


def test_examples_travel_as_json_lines(parts: jobs.Parts) -> None:
    jobs.draft(parts)
    teach.move(parts, teach.plan(parts, "quarry ponies", "roads"), "ann")
    text = teach.exported(parts.store.examples.all(parts.newsletter.id))
    assert teach.take_in(parts, text, "x.jsonl") == ()
    teach.take_back(parts, 1)
    (again,) = teach.take_in(parts, text, "x.jsonl")
    assert (again.number, again.theme, again.undone) == (2, "roads", None)
    with pytest.raises(SettingsError) as caught:
        teach.take_in(parts, '{"title": "a", "theme": "fish"}\nnothing\n', "x.jsonl")
    assert [mistake.split(": ")[0] for mistake in caught.value.mistakes] == ["x.jsonl:1", "x.jsonl:2"]


def test_why_knows_a_post_by_id_address_and_title_in_the_draft(parts: jobs.Parts) -> None:
    jobs.draft(parts)
    by = [why(parts, words) for words in ("post5", "http://gazette.example/5", "QUARRY ponies")]
    assert {found.post.id for found in by} == {"post5"}
    (stands,) = by[0].stands
    assert stands.where == "the draft"
    assert any("ranked" in reason for reason in stands.story.reasons)
    assert by[0].themes
    assert by[0].said == ""


def test_why_knows_what_was_left_out_and_what_is_long_past(parts: jobs.Parts) -> None:
    over = m.Event("A show", NOW - timedelta(days=1))
    old = post(
        8,
        title="An almanack of wells",
        seen=NOW - timedelta(days=60),
        published=m.Dating(NOW - timedelta(days=60), 0.9),
    )
    gone = post(9, title="The fair that was", event=over)
    seen = m.Visited(m.SourceId("gazette"), NOW)
    parts.store.posts.keep(parts.newsletter.id, [m.Outcome(seen, m.Memory(m.SourceId("gazette")), (old, gone))])
    assert "There is no draft now" in why(parts, "almanack").said
    jobs.draft(parts)
    found = why(parts, "almanack")
    assert "no longer in the window" in found.said
    assert found.story is not None
    (stands,) = why(parts, "the fair that was").stands
    assert stands.where == "left out of the draft"
    assert "is over" in stands.why
    later = replace(post(10, title="A late kite"), seen=NOW + timedelta(hours=1))
    parts.store.posts.keep(parts.newsletter.id, [m.Outcome(seen, m.Memory(m.SourceId("gazette")), (later,))])
    assert "after the draft was composed" in why(parts, "late kite").said
    with pytest.raises(NothingThere, match="No post has"):
        why(parts, "submarine")
    with pytest.raises(NothingThere, match="Several posts"):
        why(parts, "budget")


def test_why_names_the_issue_that_printed_a_post(parts: jobs.Parts) -> None:
    jobs.draft(parts)
    jobs.approve(parts, "ann")
    assert [stands.where for stands in why(parts, "ponies").stands] == ["issue 1"]
