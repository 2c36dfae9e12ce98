"""Two contents side by side: what came, went, moved and is told otherwise."""

from __future__ import annotations

from digest import model as m
from digest.editing.differences import difference
from tests.editing.desk_made import HOMES, apply, pid, sid, waiting
from tests.values import post


def test_the_same_is_no_difference() -> None:
    assert difference(waiting().content, waiting().content).none


def test_what_editors_did_is_what_differs() -> None:
    after = apply(
        waiting(),
        m.Drop(sid(2)),
        m.Move(sid(3), HOMES),
        m.Retitle(sid(4), "New"),
        m.Split(sid(3), pid(31)),
        m.Add(post(50), HOMES),
        m.Subject("Ours"),
    )
    found = difference(waiting().content, after.content)
    assert [story.id for story in found.went] == ["story2"]
    assert sorted(story.lead.id for story in found.came) == ["post31", "post50"]
    assert [(one.story.id, one.was, one.now) for one in found.moved] == [("story3", "money", "homes")]
    assert ("headline", "New") in {(one.what, one.now) for one in found.retold}
    assert ("reports", "gazette, institute, gazette", "gazette, gazette") in {
        (one.what, one.was, one.now) for one in found.retold
    }
    assert found.lines[0] == ("subject", waiting().content.subject, "Ours")
