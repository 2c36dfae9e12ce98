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


# ── names that prove not to be names ───────────────────────────────────────────────────────────────────

BULLETIN = "https://t.example/bulletin"


def sharing(number: int, title: str) -> Post:
    return made(number, guid="", address=BULLETIN, title=title)


THREE = (
    sharing(1, "Ferry pier to be repaired at last"),
    sharing(2, "Larkwell library opens on Sundays"),
    sharing(3, "Thornby swaps its old buses"),
)


def asked(store: dict[str, Post], *found: Post) -> dict[str, Post]:
    return {key: store[key] for key in identity.asked(found) if key in store}


def test_one_of_several_posts_that_shared_a_link_is_known_when_it_stands_alone() -> None:
    first = known.decide(THREE, {})
    assert len(first.new) == 3
    store = stored(*first.new)
    for one in THREE:
        again = known.decide([one], asked(store, one))
        assert not again.new
        assert [p.title for p in (*again.same, *again.changed)] == [one.title]
    fresh = sharing(4, "Mill homes are let to the first eight")
    assert [p.title for p in known.decide([fresh], asked(store, fresh)).new] == [fresh.title]


def test_a_link_that_serves_one_post_after_another_loses_none() -> None:
    first = known.decide(THREE, {})
    store = stored(*first.new)
    for number, title in enumerate(("Gate mended again today", "Choir finds a new hall", "Pier closes for a week")):
        decided = known.decide([one := sharing(number, title)], asked(store, one))
        assert [p.title for p in decided.new] == [title]
        store |= stored(*decided.new)


def test_a_single_post_that_has_company_on_its_link_later_is_still_itself() -> None:
    alone = known.decide([THREE[2]], {})
    decided = known.decide(THREE, stored(*alone.new))
    assert [p.title for p in decided.new] == [THREE[0].title, THREE[1].title]
    assert [p.id for p in (*decided.same, *decided.changed)] == [alone.new[0].id]


def moved(number: int, title: str, **changes: object) -> Post:
    return made(number, guid=f"new{number}", address=f"https://www.t.example/posts/{number}", title=title, **changes)


def here(number: int, title: str, **changes: object) -> Post:
    return made(number, guid=f"old{number}", address=f"https://t.example/?p={number}", title=title, **changes)


def test_a_site_that_gives_every_post_another_guid_and_address_repeats_none() -> None:
    before = known.decide([here(1, "Ferry pier to be repaired"), here(2, "Larkwell library opens on Sundays")], {})
    after = [moved(7, "Ferry pier to be repaired"), moved(8, "Larkwell library opens on Sundays")]
    decided = known.decide(after, stored(*before.new))
    assert not decided.new
    assert {p.id for p in decided.changed} == {p.id for p in before.new}
    assert not known.decide(after, stored(*decided.changed)).new


def test_two_posts_of_one_title_and_day_that_stand_together_stay_two() -> None:
    both = [here(1, "Agenda of the planning committee"), here(2, "Agenda of the planning committee")]
    first = known.decide(both, {})
    assert len(first.new) == 2
    again = known.decide(both, stored(*first.new))
    assert not again.new
    assert len({p.id for p in (*again.same, *again.changed)}) == 2


def test_a_new_post_is_not_taken_for_one_of_its_title_that_still_stands_there() -> None:
    first = known.decide([here(1, "Agenda of the planning committee")], {})
    both = [here(1, "Agenda of the planning committee"), here(2, "Agenda of the planning committee")]
    assert len(known.decide(both, stored(*first.new)).new) == 1


def test_the_bulletin_of_every_week_is_a_post_of_its_own() -> None:
    first = known.decide([here(1, "Weekly bulletin")], {})
    assert len(known.decide([here(2, "Weekly bulletin")], stored(*first.new)).new) == 1
    monthly = here(3, "Minutes of the planning committee")
    store = stored(*known.decide([monthly], {}).new)
    later = Dating(NOW + timedelta(days=30), 0.9)
    assert len(known.decide([here(4, "Minutes of the planning committee", published=later)], store).new) == 1


def test_titles_without_a_day_are_believed_only_where_the_page_was_made_anew() -> None:
    undated = Dating(NOW, 0.2)
    store = stored(*known.decide([here(1, "Minutes of the planning committee", published=undated)], {}).new)
    again = moved(9, "Minutes of the planning committee", published=undated)
    assert len(known.decide([again], store).new) == 1
    assert not known.decide([again], store, moved=True).new


def test_a_day_that_its_own_page_tells_differently_changes_nothing_at_the_next_visit() -> None:
    (one,) = known.decide([here(1, "Ferry pier to be repaired")], {}).new
    completed = replace(one, published=Dating(NOW - timedelta(days=9), 0.95))
    assert known.decide([here(1, "Ferry pier to be repaired")], stored(completed)).same == (completed,)


def test_a_post_retitled_for_ever_does_not_gather_keys_for_ever() -> None:
    (one,) = known.decide([here(1, "The day as it happened")], {}).new
    for hour in range(40):
        (one,) = known.decide([here(1, f"The day as it happened until {hour}")], stored(one)).changed
    assert sum(key.startswith("title:") for key in one.keys) <= identity.TITLES


@given(
    st.lists(
        st.lists(st.tuples(st.integers(0, 6), st.booleans()), max_size=6, unique_by=lambda pair: pair[0]), max_size=6
    )
)
def test_over_many_visits_every_title_is_stored_exactly_once(visits: list[list[tuple[int, bool]]]) -> None:
    """Posts 0 to 2 share a link, the others have their own; those may lose their guid from one visit to the next."""
    store: dict[str, Post] = {}
    met: dict[str, set[str]] = {}
    for shown in visits:
        page = [
            sharing(n, f"The story number {n} of the bulletin")
            if n < 3
            else made(
                n, guid=f"g{n}" if guid else "", address=f"https://t.example/{n}", title=f"Own page of story {n}"
            )
            for n, guid in shown
        ]
        decided = known.decide(page, asked(store, *page))
        for one in (*decided.new, *decided.changed, *decided.same):
            met.setdefault(one.title, set()).add(one.id)
        store |= stored(*decided.new, *decided.changed)
    singles = {title for title in met if title.startswith("Own page")}
    assert all(len(met[title]) == 1 for title in singles)
    assert len({one.id for one in store.values()}) >= len(singles)


def test_a_short_title_is_believed_with_its_day_where_the_page_was_made_anew() -> None:
    store = stored(*known.decide([here(1, "Levelling")], {}).new)
    assert len(known.decide([moved(9, "Levelling")], store).new) == 1
    assert not known.decide([moved(9, "Levelling")], store, moved=True).new
    later = Dating(NOW + timedelta(days=30), 0.9)
    assert len(known.decide([moved(9, "Levelling", published=later)], store, moved=True).new) == 1
