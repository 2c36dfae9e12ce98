"""Whatever editors do, in whatever order: every story is accounted for, all can be taken back, nobody overwrites anybody."""

from __future__ import annotations

from collections import Counter
from contextlib import suppress
from dataclasses import replace

from hypothesis import example, given, settings
from hypothesis import strategies as st

from digest import editing
from digest import model as m
from digest.errors import NothingThere, NotNow
from tests.editing.desk_made import HOMES, LETTER, MONEY, OTHER, apply, pid, posts, sid, waiting
from tests.examples import examples
from tests.values import NOW, draft, post

NONE = m.StoryId("")
STORIES = st.sampled_from([sid(number) for number in (*range(1, 10), 77)])
POSTS = st.sampled_from([pid(number) for number in (1, 3, 4, 8, 31, 32)])
THEMES = st.sampled_from([MONEY, HOMES, OTHER])
WORDS = st.sampled_from(["", "One", "Two words"])
TITLES = st.sampled_from(["One", "Two words"])
ANY_EDIT = st.one_of(
    st.builds(m.Retitle, STORIES, TITLES),
    st.builds(m.Resummarise, STORIES, WORDS),
    st.builds(m.Move, STORIES, THEMES),
    st.builds(m.Place, STORIES, THEMES, STORIES | st.just(NONE)),
    st.builds(m.Pin, STORIES | st.just(NONE)),
    st.builds(m.Merge, STORIES, STORIES),
    st.builds(m.Split, STORIES, POSTS, WORDS),
    st.builds(m.Lead, STORIES, POSTS, WORDS),
    st.builds(m.Drop, STORIES, WORDS),
    st.builds(m.Bring, STORIES),
    st.builds(m.Add, st.builds(post, st.integers(60, 62)), THEMES, WORDS),
    st.builds(m.Remark, STORIES, WORDS),
    st.builds(m.Announce, STORIES, st.booleans()),
    st.builds(m.Introduce, WORDS),
    st.builds(m.Subject, WORDS),
    st.builds(m.Preheader, WORDS),
)
TURNS = st.one_of(
    ANY_EDIT,
    st.builds(m.Undo, st.integers(0, 20)),
    st.builds(m.Redo, st.integers(0, 20)),
    st.builds(m.Back, st.integers(0, 20)),
)
"""What a person may do next; the numbers are taken modulo what there is."""


def line(number: int, what: m.Happening) -> m.Step:
    return m.Step(draft().slot, number, "ann", NOW, what, "")


def taken(steps: list[m.Step], now: m.Draft, turn: m.Happening) -> tuple[list[m.Step], m.Draft]:
    """Return history and draft after a turn, unchanged where it cannot be made."""
    standing = editing.standing(steps)[-1].edits
    edits = [one.number for one in steps if editing.is_edit(one)]
    gone = [number for number in edits if number not in standing]
    match turn:
        case m.Undo(number):
            turns: m.Happening | None = m.Undo(standing[number % len(standing)]) if standing else None
        case m.Redo(number):
            turns = m.Redo(gone[number % len(gone)]) if gone else None
        case m.Back(number):
            turns = m.Back(1 + number % len(steps))
        case _:
            with suppress(NotNow, NothingThere):
                changed = editing.apply(now, turn, "ann", LETTER)
                return [*steps, line(len(steps) + 1, turn)], changed
            return steps, now
    if turns is None:
        return steps, now
    after = [*steps, line(len(steps) + 1, turns)]
    return after, editing.fold(waiting(), after, LETTER)


@given(st.lists(TURNS, max_size=25))
@settings(deadline=None)
def test_any_history_keeps_every_story_accounted_for(turns: list[m.Happening]) -> None:
    steps, now = [line(1, m.Composed())], waiting()
    for turn in turns:
        steps, now = taken(steps, now, turn)
        _accounted(steps, now)
    folded = editing.fold(waiting(), steps, LETTER)
    assert replace(folded, resting=()) == replace(now, resting=())


def _accounted(steps: list[m.Step], now: m.Draft) -> None:
    """Every post is in exactly one story, in the draft or left out; what was merged is told by its reports."""
    rests = {one.number for one in now.resting}
    stands = set(editing.standing(steps)[-1].edits) - rests
    added = [one.what.post.id for one in steps if one.number in stands and isinstance(one.what, m.Add)]
    assert posts(now) == sorted([*posts(waiting()), *added])
    names = Counter(
        [story.id for story in now.content.stories]
        + [left.story.id for left in now.left_out]
        + [one.story.id for one in now.merged]
    )
    assert max(names.values()) == 1
    assert {one.into for one in now.merged} <= set(names)
    assert all(section.stories for section in now.content.sections)


@given(st.lists(TURNS, max_size=20))
@settings(deadline=None)
def test_undoing_everything_gives_the_first_draft(turns: list[m.Happening]) -> None:
    steps, now = [line(1, m.Composed())], waiting()
    for turn in turns:
        steps, now = taken(steps, now, turn)
    while standing := editing.standing(steps)[-1].edits:
        steps = [*steps, line(len(steps) + 1, m.Undo(standing[-1]))]
        now = editing.fold(waiting(), steps, LETTER)
    assert replace(now, revision=1) == waiting()


@given(st.lists(TURNS, max_size=12))
@settings(deadline=None)
def test_returning_to_a_moment_gives_the_draft_of_that_moment(turns: list[m.Happening]) -> None:
    steps, now = [line(1, m.Composed())], waiting()
    seen = [now]
    for turn in turns:
        before = len(steps)
        steps, now = taken(steps, now, turn)
        seen += [now] * (len(steps) - before)
    for number, then in enumerate(seen, 1):
        again = editing.fold(waiting(), [*steps, line(len(steps) + 1, m.Back(number))], LETTER)
        assert again.content == then.content
        assert (again.left_out, again.merged) == (then.left_out, then.merged)


@given(st.lists(ANY_EDIT, max_size=3), ANY_EDIT, ANY_EDIT)
@example([], m.Announce(sid(6), listed=False), m.Drop(sid(6), ""))
@examples(400)
def test_of_two_who_saw_the_same_nobody_overwrites_the_other(
    before: list[m.Edit], first: m.Edit, second: m.Edit
) -> None:
    """The second is refused, or leaves what the first did as it was."""
    seen = waiting()
    for edit in before:
        with suppress(NotNow, NothingThere):
            seen = apply(seen, edit)
    try:
        after_first = apply(seen, first)
        if editing.clash(seen, after_first, second) or not editing.clash(seen, after_first, first):
            return  # refused, or the first one's edit changed nothing
        after_both = apply(after_first, second, by="ben")
    except (NotNow, NothingThere):
        return
    untouched = replace(first, before=NONE) if isinstance(first, m.Place) else first
    if isinstance(first, m.Place) and isinstance(second, m.Place | m.Bring | m.Move | m.Split | m.Announce):
        return  # among others that moved, a place is told by neighbours that are not the same any more
    if isinstance(first, m.Place) and after_both.content.lead != after_first.content.lead:
        return  # the lead went, and the next in line stands at the top for nobody's asking
    assert editing.clash(after_first, after_both, untouched) is None


@given(st.lists(st.tuples(st.booleans(), ANY_EDIT, st.integers(0, 3)), max_size=15))
@settings(deadline=None)
def test_two_interleaved_histories_converge_or_refuse(turns: list[tuple[bool, m.Edit, int]]) -> None:
    """Each works on what they saw some steps ago; what both see in the end is one draft, whoever folds it."""
    steps, drafts = [line(1, m.Composed())], [waiting()]
    for is_ann, edit, late in turns:
        seen, now = drafts[max(0, len(drafts) - 1 - late)], drafts[-1]
        try:
            if editing.clash(seen, now, edit):
                continue
            changed = editing.apply(now, edit, "ann" if is_ann else "ben", LETTER)
        except (NotNow, NothingThere):
            continue
        steps.append(replace(line(len(steps) + 1, edit), by="ann" if is_ann else "ben"))
        drafts.append(changed)
    assert editing.fold(waiting(), steps, LETTER) == drafts[-1]
    _accounted(steps, drafts[-1])


def test_an_edit_whose_story_is_gone_rests_and_is_made_when_it_comes_back() -> None:
    steps = [line(1, m.Composed()), line(2, m.Split(sid(3), pid(31))), line(3, m.Undo(2))]
    split = apply(waiting(), m.Split(sid(3), pid(31)))
    alone = next(s.id for s in split.content.stories if s.lead.id == "post31")
    steps = [*steps[:2], line(3, m.Retitle(alone, "Ours")), line(4, m.Undo(2))]
    resting = editing.fold(waiting(), steps, LETTER)
    assert [(one.number, "no story" in one.why) for one in resting.resting] == [(3, True)]
    back = editing.fold(waiting(), [*steps, line(5, m.Redo(2))], LETTER)
    assert back.resting == ()
    assert next(s for s in back.content.stories if s.id == alone).lead.title == "Ours"


def test_a_draft_composed_anew_has_the_edits_made_again() -> None:
    base = waiting()
    anew = replace(base, content=replace(base.content, sections=base.content.sections[:1]), notes=("anew",))
    steps = [
        line(1, m.Composed()),
        line(2, m.Move(sid(3), HOMES)),
        line(3, m.Retitle(sid(5), "Ours")),
        line(4, m.Composed()),
    ]
    now = editing.fold(anew, steps, LETTER)
    assert now.notes == ("anew",)
    assert [s.id for s in now.content.sections[-1].stories] == ["story3"]
    assert [one.number for one in now.resting] == [3]


def test_what_others_moved_about_does_not_refuse_a_drag() -> None:
    base = waiting()
    others = apply(base, m.Place(sid(4), MONEY, sid(2)), m.Drop(sid(5)))
    assert editing.clash(base, others, m.Place(sid(2), MONEY)) is None
    moved = apply(base, m.Place(sid(2), MONEY))
    found = editing.clash(base, moved, m.Place(sid(2), MONEY, sid(4)))
    assert found is not None
    assert (found.was, found.now.startswith("under money, after")) == (
        "under money, first; the other under money",
        True,
    )


def test_a_picture_that_came_later_changes_nothing_that_stands() -> None:
    steps = [
        line(1, m.Composed()),
        line(2, m.Drop(sid(2))),
        line(3, m.Pictured(m.Picture(sid(1), "https://a.example/1.jpg", "1.jpg", 600, 300))),
    ]
    before, after = editing.standing(steps)[-2:]
    assert after == before == editing.standing(steps[:2])[-1]
    assert after.edits == (2,)


def test_an_edit_can_be_taken_back_and_what_is_no_edit_cannot() -> None:
    told = (m.Composed(), m.Drop(sid(2), ""), m.Undo(2))
    assert [editing.is_edit(line(number, what)) for number, what in enumerate(told, 1)] == [False, True, False]
