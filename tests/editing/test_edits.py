"""Each edit changes what it says and nothing else; what cannot be done is said."""

from __future__ import annotations

from dataclasses import replace

import pytest

from digest import editing
from digest import model as m
from digest.errors import NothingThere, NotNow
from tests.editing.desk_made import HOMES, LETTER, MONEY, OTHER, apply, event, found, pid, posts, sid, under, waiting
from tests.values import post, story

BEFORE = {
    "lead": ["story1"],
    "money": ["story2", "story3", "story4"],
    "": ["story5"],
    "events": ["story6", "story7"],
}


def test_a_moved_story_leads_its_new_theme_and_says_who_moved_it() -> None:
    moved = apply(waiting(), m.Move(sid(3), HOMES))
    assert under(moved) == BEFORE | {"money": ["story2", "story4"], "homes": ["story3"]}
    assert list(under(moved)) == ["lead", "money", "homes", "", "events"]
    assert (found(moved, "story3").reasons[-1], moved.revision) == ("moved here by ann", 2)


def test_the_lead_and_an_event_stay_where_they_are_under_their_new_theme() -> None:
    moved = apply(waiting(), m.Move(sid(1), HOMES), m.Move(sid(6), MONEY))
    assert under(moved) == BEFORE
    assert (found(moved, "story1").theme, found(moved, "story6").theme) == (HOMES, MONEY)


@pytest.mark.parametrize(
    ("edit", "money"),
    [
        (m.Place(sid(4), MONEY, sid(2)), ["story4", "story2", "story3"]),
        (m.Place(sid(2), MONEY), ["story3", "story4", "story2"]),
        (m.Place(sid(5), MONEY, sid(3)), ["story2", "story5", "story3", "story4"]),
        (m.Place(sid(2), MONEY, sid(5)), ["story3", "story4", "story2"]),
    ],
)
def test_a_story_is_put_before_another_or_at_the_end(edit: m.Place, money: list[str]) -> None:
    assert under(apply(waiting(), edit))["money"] == money


def test_a_lead_that_is_put_under_a_theme_leaves_the_top_to_the_next_best() -> None:
    placed = apply(waiting(), m.Place(sid(1), OTHER))
    assert under(placed) == BEFORE | {"lead": ["story2"], "money": ["story3", "story4"], "": ["story5", "story1"]}


def test_a_pinned_story_leads_and_the_one_before_it_goes_back() -> None:
    pinned = apply(waiting(), m.Pin(sid(5)))
    assert under(pinned) == {
        "lead": ["story5"],
        "money": ["story1", "story2", "story3", "story4"],
        "events": ["story6", "story7"],
    }
    event_first = apply(waiting(), m.Pin(sid(7)), m.Pin(sid(2)))
    assert under(event_first)["events"] == ["story6", "story7"]
    nobody = apply(waiting(), m.Pin(m.StoryId("")))
    assert under(nobody)["lead"] == []
    assert under(apply(nobody, m.Pin(sid(3)))) == BEFORE | {
        "lead": ["story3"],
        "money": ["story1", "story2", "story4"],
    }


def test_the_subject_follows_the_lead_until_an_editor_writes_one() -> None:
    pinned = apply(waiting(), m.Pin(sid(5)))
    assert pinned.content.subject.startswith("Thornby council sets budget number 5 + ")
    by_hand = apply(pinned, m.Subject("Ours"), m.Preheader("And more"), m.Pin(sid(2)))
    assert (by_hand.content.subject, by_hand.content.preheader) == ("Ours", "And more")
    assert apply(by_hand, m.Subject("")).content.subject.startswith("Thornby council sets budget number 2")


def test_headline_summary_remark_and_introduction_are_the_editors() -> None:
    edits = (m.Retitle(sid(2), "New"), m.Resummarise(sid(2), "Short."), m.Remark(sid(2), "See us there."))
    changed = apply(waiting(), *edits, m.Introduce("Dear *all*"))
    two = found(changed, "story2")
    assert (two.lead.title, two.was, two.summary) == (
        "New",
        "Thornby council sets budget number 2",
        m.Summary("Short.", "editor"),
    )
    assert (two.remark, changed.content.introduction) == ("See us there.", "Dear *all*")
    assert under(changed) == BEFORE


def test_a_dropped_story_is_left_out_with_the_reason_and_can_be_brought_in() -> None:
    dropped = apply(waiting(), m.Drop(sid(2), "we had it"))
    assert (dropped.left_out[0].story.id, dropped.left_out[0].why) == ("story2", "dropped by ann: we had it")
    brought = apply(dropped, m.Bring(sid(2)), m.Bring(sid(9)))
    assert under(brought) == BEFORE | {"events": ["story6", "story9", "story7"]}
    assert [left.story.id for left in brought.left_out] == ["story8"]


def test_where_the_lead_is_dropped_the_next_best_leads() -> None:
    assert under(apply(waiting(), m.Drop(sid(1))))["lead"] == ["story2"]
    assert under(apply(waiting(), m.Pin(m.StoryId("")), m.Drop(sid(2))))["lead"] == []


def test_merged_stories_are_one_with_all_their_reports() -> None:
    merged = apply(waiting(), m.Retitle(sid(4), "Ours"), m.Merge(sid(4), sid(3)), m.Merge(sid(8), sid(3)))
    three = found(merged, "story3")
    assert [one.id for one in three.posts] == ["post3", "post31", "post32", "post4", "post8"]
    assert three.others[2].title == "Thornby council sets budget number 4"
    assert [(one.story.id, one.into) for one in merged.merged] == [("story4", "story3"), ("story8", "story3")]
    assert posts(merged) == posts(waiting())


def test_a_story_that_the_lead_is_made_part_of_leads() -> None:
    assert under(apply(waiting(), m.Merge(sid(1), sid(5)))) == {
        "lead": ["story5"],
        "money": ["story2", "story3", "story4"],
        "events": ["story6", "story7"],
    }


def test_a_report_that_is_split_off_stands_after_its_story() -> None:
    split = apply(waiting(), m.Split(sid(3), pid(31), "Its own words."))
    alone = next(s for s in split.content.stories if s.lead.id == "post31")
    assert under(split)["money"] == ["story2", "story3", alone.id, "story4"]
    assert (alone.summary.text, [one.id for one in found(split, "story3").others]) == ("Its own words.", ["post32"])
    assert posts(split) == posts(waiting())


def test_splitting_takes_a_merge_apart_as_it_was() -> None:
    before = apply(waiting(), m.Retitle(sid(4), "Ours"))
    again = apply(before, m.Merge(sid(4), sid(3)), m.Split(sid(3), pid(4)))
    assert again.merged == ()
    assert found(again, "story4") == found(before, "story4")


def test_another_report_leads_with_its_own_headline_unless_an_editor_gave_one() -> None:
    led = found(apply(waiting(), m.Lead(sid(3), pid(31), "Its words.")), "story3")
    assert [one.id for one in led.posts] == ["post31", "post3", "post32"]
    assert (led.lead.title, led.summary.text) == ("Thornby council sets budget number 31", "Its words.")
    ours = apply(waiting(), m.Retitle(sid(3), "Ours"), m.Resummarise(sid(3), "Said."), m.Lead(sid(3), pid(31), "x"))
    three = found(ours, "story3")
    assert (three.lead.title, three.was, three.summary.text) == (
        "Ours",
        "Thornby council sets budget number 31",
        "Said.",
    )
    assert three.others[0].title == "Thornby council sets budget number 3"


def test_events_go_out_of_their_lane_and_in_again() -> None:
    out = apply(waiting(), m.Announce(sid(6), listed=False))
    assert under(out) == BEFORE | {"homes": ["story6"], "events": ["story7"]}
    back = apply(out, m.Pin(sid(6)), m.Pin(sid(2)))
    assert under(back)["homes"] == ["story6"]
    assert under(apply(out, m.Announce(sid(6)))) == BEFORE


def test_a_post_is_added_as_a_story() -> None:
    added = apply(waiting(), m.Add(post(50), HOMES, "By hand."))
    (name,) = under(added)["homes"]
    assert (found(added, name).summary.text, found(added, name).reasons) == ("By hand.", ("added by ann",))
    with pytest.raises(NotNow, match="tells of this already"):
        apply(added, m.Add(post(50), HOMES))
    with pytest.raises(NotNow, match="tells of this already"):
        apply(waiting(), m.Add(post(99, address=post(8).address, keys=()), HOMES))


@pytest.mark.parametrize(
    ("edit", "said"),
    [
        (m.Pin(sid(1)), "leads the issue already"),
        (m.Place(sid(6), MONEY), "in the order of their dates"),
        (m.Place(sid(2), MONEY, sid(2)), "before itself"),
        (m.Merge(sid(2), sid(2)), "part of itself"),
        (m.Split(sid(2), pid(2)), "no other report"),
        (m.Split(sid(3), pid(3)), "is led by that report"),
        (m.Lead(sid(3), pid(3)), "already"),
        (m.Bring(sid(2)), "in the draft already"),
        (m.Announce(sid(2)), "has no date"),
        (m.Announce(sid(6)), "among the events already"),
        (m.Retitle(sid(8), "x"), "is not in the draft: old news. Bring it in first"),
    ],
)
def test_what_cannot_be_done_is_said(edit: m.Edit, said: str) -> None:
    with pytest.raises(NotNow, match=said):
        apply(waiting(), edit)


def test_what_nobody_knows_is_said() -> None:
    with pytest.raises(NothingThere, match="no story story99"):
        apply(waiting(), m.Retitle(sid(99), "x"))
    with pytest.raises(NothingThere, match="has no report post9"):
        apply(waiting(), m.Lead(sid(3), pid(9)))
    with pytest.raises(NotNow, match="is part of “Thornby council sets budget number 3” now"):
        apply(waiting(), m.Merge(sid(4), sid(3)), m.Retitle(sid(4), "x"))
    with pytest.raises(NotNow, match="number 5” is part of “Thornby council sets budget number 2” now"):
        apply(waiting(), m.Merge(sid(4), sid(3)), m.Merge(sid(5), sid(2)), m.Retitle(sid(5), "x"))


def test_a_picture_stays_with_its_story() -> None:
    picture = m.Picture(sid(1), "http://gazette.example/p.png", "lead.jpg", 1200, 600)
    lead = story(1, lead=post(1, image=picture.source))
    shown = replace(waiting(), content=replace(waiting().content, lead=lead, picture=picture), pictures=(picture,))
    other = apply(shown, m.Pin(sid(2)))
    assert other.content.picture is None
    assert apply(other, m.Pin(sid(1))).content.picture == picture


def test_every_kind_of_edit_has_its_function_its_words_and_what_it_touches() -> None:
    from digest.editing import clashes, edits, wording

    kinds = set(m.EDITS.values())
    assert set(edits.KINDS) == set(clashes.TOUCHES) == set(wording.SAID) == kinds


def test_an_event_of_a_story_that_is_over_goes_back_under_its_theme() -> None:
    over = replace(waiting(), composed=event(6, 4).lead.published.at.replace(year=2027))
    assert "story6" in under(apply(over, m.Pin(sid(6)), m.Pin(sid(2))))["homes"]
    assert editing.settled(waiting(), LETTER) == waiting()


def test_a_merge_or_a_place_that_would_undo_what_another_just_did_is_refused() -> None:
    """Ben pinned what Ann would merge away; Ben moved the lead to another theme than Ann would put it under."""
    seen = waiting()
    first, second = (story.id for story in seen.content.stories[:2])
    assert editing.clash(seen, apply(seen, m.Pin(second)), m.Merge(second, first)) is not None
    lead = seen.content.lead
    assert lead is not None
    other = HOMES if lead.theme == MONEY else MONEY
    assert editing.clash(seen, apply(seen, m.Move(lead.id, other)), m.Place(lead.id, lead.theme)) is not None


def test_an_event_led_by_a_report_without_a_date_goes_under_its_theme() -> None:
    start = waiting()
    one = found(start, "story6")
    both = replace(one, others=(post(61),))
    start = replace(start, content=replace(start.content, events=(both, *start.content.events[1:])))
    led = apply(start, m.Lead(sid(6), pid(61), "Its words."))
    assert under(led)["events"] == ["story7"]
    assert "story6" in [story for theme in ("homes", "money", "") for story in under(led).get(theme, [])]
    assert found(led, "story6").lead.id == "post61"


@pytest.mark.parametrize(
    ("edit", "words"),
    [
        (m.Place(sid(4), MONEY, sid(2)), "before"),
        (m.Place(sid(2), MONEY), "at the end"),
        (m.Drop(sid(2), "told last week"), ": told last week"),
        (m.Remark(sid(2), "We asked."), "noted beside"),
        (m.Remark(sid(2), ""), "took the note beside"),
        (m.Subject("Homes"), "set the subject to “Homes”"),
        (m.Subject(""), "took the subject away"),
    ],
)
def test_an_edit_is_told_in_words(edit: m.Edit, words: str) -> None:
    assert words in editing.said(waiting(), edit, LETTER)


def test_a_story_that_is_split_off_has_a_name_of_its_own_and_always_the_same() -> None:
    def split(number: int) -> m.StoryId:
        before = {one.id for one in waiting().content.stories}
        after = apply(waiting(), m.Split(sid(3), pid(number), "Its words."))
        [new] = [one for one in after.content.stories if one.id not in before]
        assert [post.id for post in new.posts] == [pid(number)]
        return new.id

    assert split(31) == split(31) != split(32)
    assert isinstance(split(31), str)


@pytest.mark.parametrize(
    ("edits", "where"),
    [
        # beside the story that it was part of, where both are under one theme
        ((m.Merge(sid(4), sid(2)), m.Split(sid(2), pid(4))), BEFORE | {"money": ["story2", "story4", "story3"]}),
        # at the head of its own theme, where it has another than the story that it was part of
        (
            (m.Move(sid(3), OTHER), m.Merge(sid(5), sid(4)), m.Split(sid(4), pid(5))),
            BEFORE | {"money": ["story2", "story4"], "": ["story5", "story3"]},
        ),
        # at the head of its theme, where it was part of the story that leads the issue, or of an event
        ((m.Merge(sid(4), sid(1)), m.Split(sid(1), pid(4))), BEFORE | {"money": ["story4", "story2", "story3"]}),
        (
            (m.Move(sid(2), HOMES), m.Move(sid(4), HOMES), m.Merge(sid(2), sid(7)), m.Split(sid(7), pid(2))),
            BEFORE | {"money": ["story3"], "homes": ["story2", "story4"]},
        ),
        # the one that is meant, of two that are part of it
        (
            (m.Merge(sid(4), sid(2)), m.Merge(sid(5), sid(2)), m.Split(sid(2), pid(5))),
            {"lead": ["story1"], "money": ["story2", "story3"], "": ["story5"], "events": ["story6", "story7"]},
        ),
        # an event among the events, unless it was taken out of them
        ((m.Merge(sid(7), sid(2)), m.Split(sid(2), pid(7))), BEFORE),
        (
            (m.Announce(sid(7), False), m.Merge(sid(7), sid(2)), m.Split(sid(2), pid(7))),
            BEFORE | {"homes": ["story7"], "events": ["story6"]},
        ),
        ((m.Move(sid(3), OTHER),), BEFORE | {"money": ["story2", "story4"], "": ["story3", "story5"]}),
        (
            (m.Move(sid(3), HOMES), m.Announce(sid(6), False)),
            BEFORE | {"money": ["story2", "story4"], "homes": ["story6", "story3"], "events": ["story7"]},
        ),
    ],
)
def test_what_is_split_off_or_moved_stands_where_it_belongs(
    edits: tuple[m.Edit, ...], where: dict[str, list[str]]
) -> None:
    assert under(apply(waiting(), *edits)) == where


def test_a_story_led_by_another_report_stays_where_it_is() -> None:
    assert under(apply(waiting(), m.Lead(sid(3), pid(31)))) == BEFORE


def test_an_event_led_by_a_report_without_a_date_comes_first_under_its_theme() -> None:
    edits = (m.Move(sid(2), HOMES), m.Merge(sid(4), sid(6)), m.Lead(sid(6), pid(4)))
    assert under(apply(waiting(), *edits)) == BEFORE | {
        "money": ["story3"],
        "homes": ["story6", "story2"],
        "events": ["story7"],
    }


def test_only_what_is_listed_again_is_taken_from_the_unlisted() -> None:
    both = apply(waiting(), m.Announce(sid(6), False), m.Announce(sid(7), False))
    assert both.unlisted == (sid(6), sid(7))
    assert apply(both, m.Announce(sid(6), True)).unlisted == (sid(7),)


@pytest.mark.parametrize(("words", "origin"), [("Its own words.", "source"), ("", "none")])
def test_a_summary_says_whose_words_it_is_made_of(words: str, origin: str) -> None:
    split = apply(waiting(), m.Split(sid(3), pid(31), words))
    added = apply(waiting(), m.Add(post(99), OTHER, words))
    new = {one.id for one in waiting().content.stories}
    for draft in (split, added):
        [one] = [one for one in draft.content.stories if one.id not in new]
        assert one.summary == m.Summary(words, origin)
