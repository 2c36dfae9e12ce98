"""Under which names a post is recognised, and which names say nothing."""

from __future__ import annotations

from dataclasses import replace

from digest.model import Event, SourceId
from digest.sources import identity
from tests.values import NOW, post

LONG = " ".join(f"paragraph {number} on the parish budget" for number in range(30))


def test_a_post_is_known_by_guid_address_and_enough_text() -> None:
    found = identity.keys(post(1, guid="g1", address="https://www.t.example/a/?utm_source=x", text=LONG))
    assert found[:2] == ("guid:g1", "url:t.example/a")
    assert found[2].startswith("text:")


def test_short_texts_name_nobody() -> None:
    assert identity.text_key("Read our latest bulletin") == ""
    assert identity.text_key(LONG) == identity.text_key(LONG.upper().replace(" ", "\n"))
    assert identity.text_key(LONG) != identity.text_key(LONG.replace("parish", "county"))


def test_a_post_with_nothing_else_is_known_by_its_title() -> None:
    found = identity.keys(post(1, guid="", address="", summary="", text=""))
    assert len(found) == 1
    assert found[0].startswith("title:")


def test_a_post_without_a_title_is_known_by_what_else_it_has() -> None:
    assert identity.keys(post(1, guid="g1", title="", address="", summary="", text="")) == ("guid:g1",)


def test_the_front_page_names_a_post_only_where_nothing_better_does() -> None:
    assert identity.keys(post(1, guid="g", address="https://t.example/", summary="", text=""))[0] == "guid:g"
    assert not any(
        key.startswith("url:")
        for key in identity.keys(post(1, guid="g", address="https://t.example/", summary="", text=""))
    )


def test_an_id_is_the_same_whenever_the_post_is_met_and_differs_between_sources() -> None:
    keys = ("guid:g1", "url:t.example/a")
    assert identity.name(SourceId("a"), *keys) == identity.name(SourceId("a"), "guid:g1", "url:t.example/b")
    assert identity.name(SourceId("a"), *keys) != identity.name(SourceId("b"), *keys)


def _keyed(number: int, **changes: object):
    base = post(number, summary="", text="")
    base = replace(base, **changes)
    keys = identity.keys(base)
    return replace(base, keys=keys, id=identity.name(base.source, *keys))


def test_a_guid_that_every_entry_has_names_none_of_them() -> None:
    posts = identity.told_apart([_keyed(n, guid="same", title=f"Title {n}") for n in range(3)])
    assert len({p.id for p in posts}) == 3
    assert not any("guid:same" in p.keys for p in posts)


def test_an_address_that_every_entry_has_names_none_of_them() -> None:
    posts = identity.told_apart(
        [_keyed(n, guid="", address="https://t.example/news", title=f"T {n}") for n in range(3)]
    )
    assert len({p.id for p in posts}) == 3
    assert all(key.startswith(("title:", "shared:")) for p in posts for key in p.keys)


def test_meetings_under_one_title_and_address_are_told_apart_by_their_day() -> None:
    months = [Event("Full council", NOW.replace(month=month)) for month in (7, 8, 9)]
    where = "https://t.example/council"
    posts = identity.told_apart(
        [_keyed(1, guid="", address=where, title="Full council", event=one) for one in months]
    )
    assert len({p.id for p in posts}) == 3
    again = identity.told_apart(
        [_keyed(1, guid="", address=where, title="Full council", event=one) for one in months[1:]]
    )
    assert [p.id for p in again] == [p.id for p in posts[1:]]
    alone = _keyed(1, guid="", address=where, title="Full council", event=months[2])
    assert set(alone.keys) & set(posts[2].keys)


def test_one_post_twice_on_a_page_stays_one() -> None:
    one = _keyed(1)
    assert {p.id for p in identity.told_apart([one, one])} == {one.id}
    retitled = replace(one, title="Corrected")
    assert all(p.keys == one.keys for p in identity.told_apart([one, retitled]))
