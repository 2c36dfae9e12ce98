"""New, changed or the same: a pure decision."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from hypothesis import given
from hypothesis import strategies as st

from digest.model import Dating, Post
from digest.sources import identity, known
from tests.values import NOW, post

LONG = " ".join(f"paragraph {number} on the parish budget" for number in range(30))


def made(number: int = 1, **changes: object) -> Post:
    base = replace(post(number, summary="", text="", complete=False), **changes)
    keys = identity.keys(base)
    return replace(base, keys=keys, id=identity.name(base.source, *keys))


def stored(*posts: Post) -> dict[str, Post]:
    return {key: one for one in posts for key in one.keys}


def test_what_was_never_met_is_new_and_what_was_is_the_same() -> None:
    first = known.decide([made(1), made(2)], {})
    assert [p.id for p in first.new] == [made(1).id, made(2).id]
    again = known.decide([made(1), made(2), made(3)], stored(*first.new))
    assert [p.id for p in again.new] == [made(3).id]
    assert len(again.same) == 2
    assert not again.changed


def test_a_retitled_post_is_itself_and_has_changed() -> None:
    old = made(1)
    later = replace(made(1, title="Budget set after all"), seen=NOW + timedelta(days=2))
    (changed,) = known.decide([later], stored(old)).changed
    assert (changed.id, changed.seen, changed.title) == (old.id, old.seen, "Budget set after all")


def test_a_re_addressed_post_without_guid_is_known_by_its_text() -> None:
    old = made(1, guid="", address="https://t.example/old", text=LONG)
    new = made(1, guid="", address="https://t.example/new", text=LONG)
    (changed,) = known.decide([new], stored(old)).changed
    assert changed.id == old.id
    assert set(changed.keys) == {*old.keys, *new.keys}
    assert changed.address == "https://t.example/new"


def test_two_posts_that_begin_alike_stay_two_when_both_are_there() -> None:
    old = made(1, guid="a", address="https://t.example/a", text=LONG)
    other = made(2, guid="b", address="https://t.example/b", text=LONG, title="Another")
    decided = known.decide([other, old], stored(old))
    assert [p.id for p in decided.same] == [old.id]
    assert [p.title for p in decided.new] == ["Another"]


def test_a_stored_post_found_by_its_guid_is_not_given_to_another_with_its_old_text() -> None:
    old = made(1, guid="a", address="https://t.example/a", text=LONG)
    copy = made(2, guid="b", address="https://t.example/b", text=LONG, title="Another")
    rewritten = made(1, guid="a", address="https://t.example/a", text="Rewritten since")
    decided = known.decide([copy, rewritten], stored(old))
    assert [p.title for p in decided.new] == ["Another"]
    assert [p.id for p in decided.changed] == [old.id]


def test_the_date_stays_unless_the_new_one_is_surer() -> None:
    sure = Dating(NOW - timedelta(days=3), 0.9)
    vague = Dating(NOW, 0.2)
    kept = known.decide([made(1, published=vague)], stored(made(1, published=sure)))
    assert kept.same[0].published == sure
    raised = known.decide([made(1, published=sure)], stored(made(1, published=vague)))
    assert raised.changed[0].published == sure


def test_an_excerpt_does_not_replace_the_text_of_the_page() -> None:
    old = made(1, text=LONG, complete=True)
    decided = known.decide([made(1, text="An excerpt only")], stored(old))
    assert [p.text for p in decided.same + decided.changed] == [LONG]
    assert not decided.changed


def test_one_post_twice_on_a_page_is_one_with_the_fuller_text() -> None:
    decided = known.decide([made(1, text="short"), made(1, text=LONG)], {})
    assert [p.text for p in decided.new] == [LONG]


@given(st.lists(st.tuples(st.integers(0, 4), st.integers(0, 3), st.sampled_from(["", LONG])), max_size=8))
def test_seen_twice_nothing_is_new_and_nothing_lost(shapes: list[tuple[int, int, str]]) -> None:
    found = [
        made(n, guid=f"g{guid}" if guid else "", address=f"https://t.example/{n}", title=f"T{n}", text=text)
        for n, guid, text in shapes
    ]
    first = known.decide(found, {})
    assert {p.title for p in first.new} == {p.title for p in found}
    again = known.decide(found, stored(*first.new))
    assert not again.new
    assert {p.id for p in again.same + again.changed} == {p.id for p in first.new}
