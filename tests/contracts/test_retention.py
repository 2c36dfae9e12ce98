"""What every store promises of what is old: it goes, it goes once, and nothing of it comes back. Both databases."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import func, select

from digest import model as m
from digest.adapters.store import SqlStore, schema
from digest.adapters.store.engine import reading
from digest.sources.known import decide
from tests.contracts.test_readers import consent, letter, subscription, suppression
from tests.contracts.test_store import store, url  # noqa: F401 - fixtures: both databases
from tests.values import NOW, PLACE, delivery, draft, issue, post

LONG_AGO = NOW - timedelta(days=800)
BEFORE = NOW - timedelta(days=400)


def keep(store: SqlStore, *posts: m.Post) -> None:  # noqa: F811 - the fixture's value
    memory = m.Memory(m.SourceId("gazette"), "http://gazette.example/feed")
    store.posts.keep(PLACE, [m.Outcome(m.Visited(m.SourceId("gazette"), NOW), memory, posts)])


def old(number: int, **changes: object) -> m.Post:
    return post(
        number, **{"published": m.Dating(LONG_AGO, 0.9), "seen": LONG_AGO, "text": "Long ago. " * 50} | changes
    )


def drop(store: SqlStore, what: m.Passing, most: int = 500) -> int:  # noqa: F811 - the fixture's value
    return store.retention.drop(PLACE, what, BEFORE, most, NOW)


def count(store: SqlStore, table: str) -> int:  # noqa: F811 - the fixture's value
    with reading(store.engine) as connection:
        return connection.scalar(select(func.count()).select_from(schema.metadata.tables[table])) or 0


def test_old_posts_lose_their_words_and_are_known_all_the_same(store: SqlStore) -> None:  # noqa: F811 - a fixture
    keep(store, old(1), old(2), post(3))
    assert drop(store, m.Passing.POSTS) == 2
    assert drop(store, m.Passing.POSTS) == 0
    found = store.posts.known(PLACE, m.SourceId("gazette"), ["guid:g1", "url:gazette.example/2", "guid:g3"])
    assert [found[key].id for key in ("guid:g1", "url:gazette.example/2")] == ["post1", "post2"]
    assert {(one.text, one.summary) for one in found.values() if one.id != "post3"} == {("", "")}
    assert found["guid:g3"].summary
    assert (found["guid:g1"].title, found["guid:g1"].seen) == (old(1).title, LONG_AGO)
    again = decide([replace(old(1), id=m.PostId("met again"), seen=NOW)], found)
    assert again.new == ()


@pytest.mark.parametrize(
    "changes",
    [
        {"seen": NOW},
        {"published": m.Dating(NOW, 0.9)},
        {"event": m.Event("The budget meeting", NOW - timedelta(days=1))},
    ],
    ids=["seen lately", "dated lately", "an event lately"],
)
def test_a_post_that_still_matters_stays(store: SqlStore, changes: dict[str, object]) -> None:  # noqa: F811 - a fixture
    keep(store, old(1, **changes))
    assert drop(store, m.Passing.POSTS) == 0
    assert not m.Keep(posts=400).past(old(1, **changes), NOW)
    assert m.Keep(posts=400).past(old(1), NOW)


def test_it_goes_in_small_steps_and_is_counted(store: SqlStore) -> None:  # noqa: F811 - a fixture
    keep(store, *(old(number) for number in range(5)))
    assert [drop(store, m.Passing.POSTS, 2) for _ in range(4)] == [2, 2, 1, 0]
    assert store.retention.dropped(PLACE) == (m.PutAway(PLACE, m.Passing.POSTS, 5, NOW),)


def test_a_draft_goes_with_its_history_unless_it_waits_for_a_person(store: SqlStore) -> None:  # noqa: F811 - a fixture
    slots = [m.SlotId(f"place/send@2024-0{month}-05") for month in (3, 4)]
    for slot in slots:
        step = m.Step(slot, 1, "digest", LONG_AGO, m.Composed(), "composed the draft")
        assert store.history.append(replace(draft(), slot=slot, composed=LONG_AGO), step, draft())
        store.examinations.keep(slot, 1, (), LONG_AGO)
    held = m.Slot(slots[1], PLACE, m.Job.SEND, LONG_AGO)
    store.ledger.put(held, m.SlotState.HELD, "waiting for approval", LONG_AGO)
    assert drop(store, m.Passing.DRAFTS) == 1
    assert store.desk.draft(slots[0]) is None
    assert store.history.all(slots[0]) == ()
    assert store.examinations.of(slots[0], 1) is None
    assert store.desk.draft(slots[1]) is not None
    assert drop(store, m.Passing.SLOTS) == 0, "the slot waits for a person too"


def test_slots_letters_returns_and_records_go(store: SqlStore) -> None:  # noqa: F811 - a fixture
    for number, at in enumerate((LONG_AGO, NOW)):
        slot = m.Slot(m.SlotId(f"place/collect@{number}"), PLACE, m.Job.COLLECT, at)
        store.ledger.put(slot, m.SlotState.DONE, "3 new posts", at)
        store.returns.keep(m.Return(f"r{number}", PLACE, 1, "ann@example.org", "soft", "4.2.2", "full", at))
        store.records.add(m.Record(PLACE, at, "ann", "approved", ""))
    assert [drop(store, what) for what in (m.Passing.SLOTS, m.Passing.RETURNS, m.Passing.RECORDS)] == [1, 1, 1]
    assert [drop(store, what) for what in (m.Passing.SLOTS, m.Passing.RETURNS, m.Passing.RECORDS)] == [0, 0, 0]
    assert (count(store, "slots"), count(store, "returns"), count(store, "records")) == (1, 1, 1)


def test_a_letter_that_has_not_left_stays(store: SqlStore) -> None:  # noqa: F811 - a fixture
    for number in (1, 2):
        store.readers.change(
            PLACE, ["ann@example.org"], lambda _, __, number=number: m.Change(letter=letter(number, at=LONG_AGO))
        )
    first = letter(1, at=LONG_AGO)
    assert store.letters.claim(first, NOW)
    store.letters.settle(first, m.Fate.SENT, "250 ok", NOW)
    assert drop(store, m.Passing.LETTERS) == 1
    assert count(store, "letters") == 1


def test_issues_consents_suppressions_and_deliveries_never_go(store: SqlStore) -> None:  # noqa: F811 - a fixture
    def decide_all(address: str, _: m.Standing) -> m.Change:
        return m.Change(
            consent=replace(consent(address), at=LONG_AGO), put=subscription(address), suppress=suppression(address)
        )

    store.desk.keep_issue(replace(issue(), approved=LONG_AGO))
    store.deliveries.plan([replace(delivery(1, fate=m.Fate.SENT), at=LONG_AGO)])
    store.readers.change(PLACE, ["ann@example.org"], decide_all)
    for what in m.Passing:
        drop(store, what)
    for table in ("issues", "deliveries", "consents", "subscribers", "suppressions"):
        assert count(store, table) == 1, table
