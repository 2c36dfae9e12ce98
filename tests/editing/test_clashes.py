"""What an edit touches, as its maker saw it and as it is: told where it differs, and only there."""

from __future__ import annotations

import pytest

from digest import editing
from digest import model as m
from tests.editing.desk_made import HOMES, MONEY, apply, found, pid, sid, waiting

NONE = m.StoryId("")
HEADLINE = "Thornby council sets budget number {}"
TWO, THREE, FOUR, FIVE = (f"“{HEADLINE.format(number)}”" for number in range(2, 6))


def met(mine: m.Edit, *theirs: m.Edit) -> tuple[str, str] | None:
    """Return what my edit touches as I saw it and as it is after what others did, None where that is the same."""
    seen = waiting()
    clash = editing.clash(seen, apply(seen, *theirs, by="ben"), mine)
    return (clash.was, clash.now) if clash else None


@pytest.mark.parametrize(
    ("theirs", "now"),
    [
        ((m.Drop(sid(4), "we had it"),), f"{FOUR} is left out: dropped by ben: we had it"),
        ((m.Merge(sid(4), sid(3)),), f"{FOUR} is part of {THREE}"),
        ((m.Merge(sid(5), sid(3)), m.Merge(sid(4), sid(2))), f"{FOUR} is part of {TWO}"),
        ((m.Merge(sid(4), sid(3)), m.Drop(sid(3))), f"{FOUR} is part of another story"),
    ],
)
def test_where_a_story_went_is_told_to_whoever_would_change_it(theirs: tuple[m.Edit, ...], now: str) -> None:
    assert met(m.Remark(sid(4), "See us there."), *theirs) == ("", now)
    assert met(m.Retitle(sid(4), "Ours"), *theirs) == (HEADLINE.format(4), now)


def test_a_story_that_was_split_off_and_is_one_again_is_not_in_the_draft() -> None:
    split = apply(waiting(), m.Split(sid(3), pid(31)))
    [alone] = {one.id for one in split.content.stories} - {one.id for one in waiting().content.stories}
    assert editing.clash(split, waiting(), m.Retitle(alone, "Ours")) == editing.Clash(
        HEADLINE.format(31), "it is not in the draft"
    )


@pytest.mark.parametrize(
    ("mine", "theirs", "was", "now"),
    [
        (m.Bring(sid(9)), m.Bring(sid(9)), "“{9}” is left out: too many events", "it is in the draft"),
        (m.Subject("Ours"), m.Subject("Theirs"), "made by itself", "Theirs"),
        (m.Introduce("Dear all"), m.Introduce("Hello"), "", "Hello"),
        (m.Pin(sid(4)), m.Pin(sid(2)), "“{1}” at the top; under money", "“{2}” at the top; under money"),
        (m.Pin(NONE), m.Pin(NONE), "“{1}” at the top", "no story at the top"),
        (
            m.Pin(sid(4)),
            m.Drop(sid(4)),
            "“{1}” at the top; under money",
            "“{1}” at the top; “{4}” is left out: dropped by ben",
        ),
        (m.Announce(sid(6), listed=False), m.Announce(sid(6), listed=False), "among the events", "under homes"),
        (
            m.Place(sid(2), MONEY, sid(4)),
            m.Drop(sid(4)),
            "under money; the other under money",
            "under money; the other is gone",
        ),
        (m.Announce(sid(6), listed=False), m.Pin(sid(6)), "among the events", "at the top"),
        (m.Announce(sid(6), listed=False), m.Drop(sid(6)), "among the events", "“{6}” is left out: dropped by ben"),
        (
            m.Drop(sid(5)),
            m.Pin(sid(5)),
            "{5} · SAID · under Other",
            "at the top; {5} · SAID · under Other",
        ),
        (m.Drop(sid(5)), m.Retitle(sid(5), "New"), "{5} · SAID · under Other", "New · SAID · under Other"),
        (m.Drop(sid(5)), m.Drop(sid(5)), "{5} · SAID · under Other", "“{5}” is left out: dropped by ben"),
    ],
)
def test_what_changed_since_is_told_as_it_was_and_as_it_is(mine: m.Edit, theirs: m.Edit, was: str, now: str) -> None:
    said = found(waiting(), "story5").summary.text

    def whole(words: str) -> str:
        for number in range(1, 10):
            words = words.replace(f"{{{number}}}", HEADLINE.format(number))
        return words.replace("SAID", said)

    assert met(mine, theirs) == (whole(was), whole(now))


@pytest.mark.parametrize(
    ("mine", "theirs"),
    [
        (m.Retitle(sid(2), "Ours"), m.Retitle(sid(3), "Theirs")),
        (m.Subject("Ours"), m.Pin(sid(5))),  # made by itself before and after, whatever it says
        (m.Pin(sid(4)), m.Retitle(sid(1), "Theirs")),  # the same story leads, under another headline
        (m.Drop(sid(5)), m.Place(sid(4), MONEY, sid(2))),
        (m.Bring(sid(8)), m.Bring(sid(9))),
        (m.Announce(sid(6), listed=False), m.Move(sid(6), MONEY)),
        (m.Announce(sid(7), listed=False), m.Drop(sid(6))),  # now the first of the events, and still one of them
        (m.Add(waiting().left_out[0].story.lead, HOMES), m.Drop(sid(5))),
    ],
)
def test_what_touches_something_else_is_no_clash(mine: m.Edit, theirs: m.Edit) -> None:
    assert met(mine, theirs) is None
