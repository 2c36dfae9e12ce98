"""Editing the draft in hand: nothing twice, nothing lost, nobody overwritten, everything can be taken back by anybody."""

from __future__ import annotations

import importlib
import sqlite3
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from digest import jobs
from digest import model as m
from digest.adapters.store import engine
from digest.errors import NothingThere, NotNow, Stale, StoreBusy, Unfit
from digest.jobs import Asked, history, teach
from digest.jobs.edit import edit, redo, return_to, undo
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
def house(tmp_path: Path) -> Iterator[Household]:
    made = Household(tmp_path, newsletter(themes=THEMES))
    posts = tuple(
        post(at, title=title, summary=f"{title}. It was said on Monday evening.")
        for at, title in enumerate(TITLES, 1)
    )
    seen = m.Visited(m.SourceId("gazette"), NOW, found=6, new=6)
    made.parts().store.posts.keep(made.letter.id, [m.Outcome(seen, m.Memory(m.SourceId("gazette")), posts)])
    yield made
    made.close()


@pytest.fixture
def parts(house: Household) -> jobs.Parts:
    made = house.parts()
    jobs.draft(made)
    return made


def named(parts: jobs.Parts, words: str) -> m.Story:
    found = jobs.draft(parts)
    stories = (*found.content.stories, *(left.story for left in found.left_out))
    return next(story for story in stories if words in (story.was or story.lead.title))


def test_an_edit_is_stored_with_who_and_when_and_the_next_process_has_it(house: Household, parts: jobs.Parts) -> None:
    house.clock.forward(minutes=5)
    pony = named(parts, "ponies")
    done = edit(parts, m.Retitle(pony.id, "  Ponies\nfind   homes "), Asked("ann", seen=1))
    assert (done.draft.revision, done.again) == (2, False)
    later = house.parts("another process")
    assert named(later, "ponies").lead.title == "Ponies find homes"
    composed, line = history.lines(later)
    assert (composed.stands, line.stands) == (None, True)
    assert (line.step.by, line.step.made, line.step.said) == (
        "ann",
        NOW + timedelta(minutes=5),
        "gave “Quarry ponies find homes after the long winter” the headline “Ponies find homes”",
    )


def test_the_same_key_again_is_the_same_edit(parts: jobs.Parts) -> None:
    """The server was killed after the edit was stored and before it answered; the page asks again."""
    drop = m.Drop(named(parts, "ponies").id, "not ours")
    first = edit(parts, drop, Asked("ann", seen=1, key="a1"))
    second = edit(parts, drop, Asked("ann", seen=1, key="a1"))
    assert (second.again, second.step) == (True, first.step)
    assert len(history.lines(parts)) == 2


def test_a_stale_edit_is_made_where_nobody_touched_the_same(parts: jobs.Parts) -> None:
    edit(parts, m.Retitle(named(parts, "ponies").id, "Ponies"), Asked("ann", seen=1))
    edit(parts, m.Move(named(parts, "ponies").id, m.ThemeId("roads")), Asked("ben", seen=1))
    pony = named(parts, "ponies")
    assert (pony.lead.title, pony.theme) == ("Ponies", "roads")


def test_a_stale_edit_of_the_same_thing_is_refused_with_both_versions(parts: jobs.Parts) -> None:
    pony = named(parts, "ponies")
    edit(parts, m.Retitle(pony.id, "Ben's"), Asked("ben", seen=1))
    edit(parts, m.Introduce("Hello."), Asked("ben", seen=2))
    with pytest.raises(
        Stale, match=r"the same thing was changed: ben gave .* the headline “Ben's” at 12:00"
    ) as refused:
        edit(parts, m.Retitle(pony.id, "Ann's"), Asked("ann", seen=1))
    assert (refused.value.was, refused.value.now) == (pony.lead.title, "Ben's")
    assert "“Ann's”" in refused.value.mine
    assert len(refused.value.theirs) == 1
    assert named(parts, "ponies").lead.title == "Ben's"


def test_a_story_that_was_dropped_in_another_tab_says_who_dropped_it(parts: jobs.Parts) -> None:
    pony = named(parts, "ponies")
    edit(parts, m.Drop(pony.id, "not ours"), Asked("ben"))
    with pytest.raises(Stale, match=r"ben dropped “Quarry ponies.*: not ours at 12:00.*nothing of it is lost"):
        edit(parts, m.Retitle(pony.id, "Mine"), Asked("ann", seen=1))
    with pytest.raises(NotNow, match=r"dropped by ben: not ours. Bring it in first"):
        edit(parts, m.Retitle(pony.id, "Mine"), Asked("ann"))


def test_anybody_takes_back_any_edit_at_any_time_and_makes_it_again(parts: jobs.Parts) -> None:
    pony = named(parts, "ponies")
    first = edit(parts, m.Retitle(pony.id, "Ann's"), Asked("ann"))
    edit(parts, m.Introduce("Hello."), Asked("ann"))
    undone = undo(parts, Asked("ben"), first.step.number)
    assert (named(parts, "ponies").lead.title, undone.draft.content.introduction) == (pony.lead.title, "Hello.")
    with pytest.raises(NotNow, match=r"Step 2 .* was taken back already"):
        undo(parts, Asked("ann"), 2)
    assert [line.stands for line in history.lines(parts)] == [None, False, True, None]
    redo(parts, Asked("cat"))
    assert named(parts, "ponies").lead.title == "Ann's"
    with pytest.raises(NotNow, match="Nothing was taken back"):
        redo(parts, Asked("ann"))
    with pytest.raises(NotNow, match="stands: there is nothing to do again"):
        redo(parts, Asked("ann"), 2)


def test_undoing_one_after_the_other_gives_the_first_draft(parts: jobs.Parts) -> None:
    before = jobs.draft(parts)
    edit(parts, m.Drop(named(parts, "ponies").id), Asked("ann"))
    edit(parts, m.Pin(named(parts, "Auditors").id), Asked("ann"))
    undo(parts, Asked("ann"))
    last = undo(parts, Asked("ann"))
    assert replace(last.draft, revision=1) == before
    with pytest.raises(NotNow, match="nothing to take back"):
        undo(parts, Asked("ann"))


def test_the_draft_returns_to_any_moment_and_from_there(parts: jobs.Parts) -> None:
    for text in ("One", "Two", "Three"):
        edit(parts, m.Introduce(text), Asked("ann"))
    back = return_to(parts, 2, Asked("ben", seen=4))
    assert back.draft.content.introduction == "One"
    assert history.at(parts, 4).content.introduction == "Three"
    assert redo(parts, Asked("ann")).draft.content.introduction == "Two"
    return_to(parts, 1, Asked("ben"))
    assert undo(parts, Asked("ann")).draft.content.introduction == "Two"
    with pytest.raises(NothingThere, match="no step 99"):
        return_to(parts, 99, Asked("ben"))
    with pytest.raises(Stale, match=r"Others changed the draft"):
        return_to(parts, 1, Asked("ben", seen=3))


def test_a_draft_composed_anew_keeps_the_edits(house: Household, parts: jobs.Parts) -> None:
    edit(parts, m.Retitle(named(parts, "ponies").id, "Ponies"), Asked("ann"))
    house.clock.forward(minutes=10)
    seen = m.Visited(m.SourceId("gazette"), house.clock.now(), found=1, new=1)
    fresh = post(99, title="Otters return to the weir at Lower Marlow")
    parts.store.posts.keep(house.letter.id, [m.Outcome(seen, m.Memory(m.SourceId("gazette")), (fresh,))])
    house.clock.forward(minutes=1)
    anew = jobs.draft(parts, again=True)
    assert (anew.revision, named(parts, "ponies").lead.title) == (3, "Ponies")
    assert history.lines(parts)[-1].step.said == "composed the draft anew"
    assert named(parts, "ponies").was
    undone = undo(parts, Asked("ann"))
    assert undone.draft.composed == NOW + timedelta(minutes=11)


def test_composed_anew_with_nothing_new_it_stays_as_it_is(house: Household, parts: jobs.Parts) -> None:
    """Each composition keeps every post's text once more: where it would be the same, there is no step."""
    edited = edit(parts, m.Retitle(named(parts, "ponies").id, "Ponies"), Asked("ann")).draft
    house.clock.forward(minutes=10)
    assert jobs.draft(parts, again=True) == edited
    assert len(history.lines(parts)) == 2


def test_what_a_move_taught_goes_and_comes_with_it(parts: jobs.Parts) -> None:
    planned = teach.plan(parts, "ponies", "roads")
    done = edit(parts, m.Move(planned.story.id, planned.theme), Asked("ann"))
    example = teach.learn(parts, planned, "ann", done.step)
    assert teach.learn(parts, planned, "ann", done.step) == example
    undo(parts, Asked("ben"))
    assert teach.taught(parts) == ()
    redo(parts, Asked("ben"))
    assert [theme for _, theme in teach.taught(parts)] == ["roads"]


def test_a_report_that_leads_or_is_split_brings_a_summary_of_its_own(parts: jobs.Parts) -> None:
    pony, bees = named(parts, "ponies"), named(parts, "Beekeepers")
    edit(parts, m.Merge(bees.id, pony.id), Asked("ann"))
    led = edit(parts, m.Lead(pony.id, bees.lead.id), Asked("ann"))
    whole = next(story for story in led.draft.content.stories if story.id == pony.id)
    assert (whole.lead.id, whole.summary.text) == (bees.lead.id, bees.summary.text)
    undo(parts, Asked("ann"))
    apart = edit(parts, m.Split(pony.id, bees.lead.id), Asked("ann"))
    assert apart.draft.merged == ()


@pytest.mark.parametrize(
    ("wanted", "said"),
    [
        (lambda name: m.Retitle(name, "x" * 10_000_000), "has 10,000,000 characters and may have 300"),
        (lambda name: m.Retitle(name, " \u0000 "), "A headline needs words"),
        (lambda name: m.Introduce("x" * 20_001), "has 20,001 characters and may have 20,000"),
    ],
)
def test_what_was_pasted_and_is_too_long_changes_nothing(parts: jobs.Parts, wanted: object, said: str) -> None:
    before = jobs.draft(parts)
    with pytest.raises(Unfit, match=said):
        edit(parts, wanted(named(parts, "ponies").id), Asked("ann"))  # type: ignore[operator] # a lambda of the table
    assert jobs.draft(parts) == before


def test_scripts_and_broken_characters_stay_words(parts: jobs.Parts) -> None:
    name = named(parts, "ponies").id
    done = edit(parts, m.Retitle(name, "<script>alert(1)</script>\ud800 & \u0007bells"), Asked("ann"))
    mail = jobs.preview(parts, done.draft)
    assert "<script" not in mail.html
    assert "&lt;script&gt;alert(1)&lt;/script&gt; &amp; bells" in mail.html


def test_a_theme_that_is_none_is_asked_back(parts: jobs.Parts) -> None:
    with pytest.raises(NothingThere, match="There are: money, homes, roads"):
        edit(parts, m.Move(named(parts, "ponies").id, m.ThemeId("boats")), Asked("ann"))


def test_a_clock_that_goes_back_keeps_the_order_of_edits(house: Household, parts: jobs.Parts) -> None:
    edit(parts, m.Introduce("First"), Asked("ann"))
    house.clock.forward(hours=-1)
    done = edit(parts, m.Introduce("Second"), Asked("ben"))
    assert done.draft.content.introduction == "Second"
    assert [line.step.number for line in history.lines(parts)] == [1, 2, 3]


def test_a_locked_database_is_one_sentence_and_the_edit_can_be_made_after(
    house: Household, parts: jobs.Parts, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(engine, "BUSY_SECONDS", 0.05)
    other = house.parts("impatient")
    name = named(other, "ponies").id
    holder = sqlite3.connect(house.folder / "digest.db", isolation_level=None)
    holder.execute("BEGIN IMMEDIATE")
    with pytest.raises(StoreBusy, match=r"is in use by another process.*Nothing was lost"):
        edit(other, m.Drop(name), Asked("ann", key="k"))
    holder.execute("ROLLBACK")
    holder.close()
    assert edit(other, m.Drop(name), Asked("ann", key="k")).draft.revision == 2


def test_what_was_approved_meanwhile_does_not_change(parts: jobs.Parts) -> None:
    waiting = jobs.draft(parts)
    with pytest.raises(Stale, match="changed since you looked at it"):
        jobs.approve(parts, "cat", seen=waiting.revision + 1)
    issue = jobs.approve(parts, "cat", seen=waiting.revision)
    with pytest.raises(NotNow, match="approved as issue 1 by cat"):
        edit(parts, m.Introduce("Late"), Asked("ann", slot=issue.slot))
    assert parts.store.history.append(replace(waiting, revision=2), replace(_line(parts), number=2)) is None


def _line(parts: jobs.Parts) -> m.Step:
    slot = jobs.slot_in_hand(parts.newsletter, NOW).id
    return parts.store.history.all(slot)[0]


def test_an_edit_while_the_doctor_looks_is_in_the_issue(parts: jobs.Parts, monkeypatch: pytest.MonkeyPatch) -> None:
    """Ann approves and Ben edits at the same moment: the issue is the draft with Ben's edit, looked over again."""
    module = importlib.import_module("digest.jobs.draft")
    looked = module.examine_draft
    calls = []

    def slow(*args: object, **kwargs: object) -> m.Findings:
        if not calls:
            edit(parts, m.Introduce("Just in time"), Asked("ben"))
        calls.append(1)
        return looked(*args, **kwargs)  # type: ignore[arg-type] # handed on as they came

    monkeypatch.setattr(module, "examine_draft", slow)
    issue = jobs.approve(parts, "ann", anyway=True)
    assert issue.content.introduction == "Just in time"
    assert len(calls) == 2


def test_of_two_processes_at_once_both_edits_are_made(house: Household, parts: jobs.Parts) -> None:
    """The second one's draft is out of date when it comes to be stored: its edit is made again on what there is."""
    other = house.parts("another process")
    pony = named(parts, "ponies").id
    first = True

    class Meanwhile:
        def now(self) -> object:
            nonlocal first
            if first:
                first = False
                edit(other, m.Introduce("Hello"), Asked("ben"))
            return NOW

    done = edit(replace(parts, clock=Meanwhile()), m.Drop(pony), Asked("ann"))  # type: ignore[arg-type] # a clock
    assert (done.draft.revision, done.draft.content.introduction) == (3, "Hello")
    assert pony not in {story.id for story in done.draft.content.stories}
