"""What every store keeps its word on, run over SQLite and PostgreSQL."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import create_engine, text

from digest import model as m
from digest.adapters.store import SqlStore, open_store
from digest.errors import Refused
from tests.values import NOW, PLACE, delivery, draft, issue, post


@pytest.fixture(params=["sqlite", "postgresql"])
def url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path}/digest.db"
    server = request.getfixturevalue("postgres")
    name = f"t{abs(hash(str(tmp_path)))}"
    engine = create_engine(server.replace("postgresql:", "postgresql+psycopg:"), isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.execute(text(f"CREATE DATABASE {name}"))
    engine.dispose()
    return server.rpartition("/")[0] + f"/{name}"


@pytest.fixture
def store(url: str, tmp_path: Path) -> Iterator[SqlStore]:
    opened = open_store(url, tmp_path)
    yield opened
    opened.close()


SLOT = m.Slot(m.SlotId("place/send@2026-06-12"), PLACE, m.Job.SEND, NOW)
MEMORY = m.Memory(m.SourceId("gazette"), "http://gazette.example/feed", etag='"a"', tried=NOW)
VISITED = m.Visited(m.SourceId("gazette"), NOW, found=2, new=1)


COMPOSED = m.Step(draft().slot, 1, "digest", NOW, m.Composed(), "composed the draft")
DROPPED = m.Step(draft().slot, 2, "ann", NOW, m.Drop(m.StoryId("story2"), "old"), "dropped it", "k1")
PICTURE = m.Picture(m.StoryId("story2"), "http://gazette.example/p.jpg", "lead.jpg", 1200, 600)
HAPPENINGS: tuple[m.Happening, ...] = (
    m.Retitle(m.StoryId("story2"), "“Bins”, again"),
    m.Resummarise(m.StoryId("story2"), ""),
    m.Move(m.StoryId("story2"), m.ThemeId("homes")),
    m.Place(m.StoryId("story2"), m.ThemeId("homes"), m.StoryId("story1")),
    m.Pin(m.StoryId("story2")),
    m.Merge(m.StoryId("story2"), m.StoryId("story1")),
    m.Split(m.StoryId("story2"), m.PostId("post2"), "What it says."),
    m.Lead(m.StoryId("story2"), m.PostId("post2")),
    m.Drop(m.StoryId("story2"), "old"),
    m.Bring(m.StoryId("story2")),
    m.Add(post(9), m.ThemeId("money"), "What it says."),
    m.Remark(m.StoryId("story2"), "See page 4."),
    m.Announce(m.StoryId("story2"), listed=False),
    m.Introduce("A *word*.\n\nAnother."),
    m.Subject("Bins"),
    m.Preheader("and more"),
    m.Composed("anew"),
    m.Pictured(PICTURE),
    m.Undo(2),
    m.Redo(2),
    m.Back(1),
)


class TestSlots:
    def test_a_slot_that_ended_is_not_taken_again(self, store: SqlStore) -> None:
        assert store.ledger.take(SLOT, m.RunId("one"), NOW)
        store.ledger.put(SLOT, m.SlotState.DONE, "sent", NOW)
        assert not store.ledger.take(SLOT, m.RunId("two"), NOW)
        assert [(row.state, row.why, row.run) for row in store.ledger.rows(PLACE, NOW)] == [
            (m.SlotState.DONE, "sent", "one")
        ]

    @pytest.mark.parametrize("state", [m.SlotState.RUNNING, m.SlotState.HELD])
    def test_what_a_dead_run_or_a_person_left_open_can_be_taken(self, store: SqlStore, state: m.SlotState) -> None:
        store.ledger.put(SLOT, state, "", NOW)
        assert store.ledger.take(SLOT, m.RunId("two"), NOW)
        row = store.ledger.row(SLOT.id)
        assert row is not None
        assert (row.run, row.state) == ("two", m.SlotState.RUNNING)

    def test_done_stays_done(self, store: SqlStore) -> None:
        store.ledger.put(SLOT, m.SlotState.DONE, "sent", NOW)
        store.ledger.put(SLOT, m.SlotState.MISSED, "late", NOW)
        row = store.ledger.row(SLOT.id)
        assert row is not None
        assert row.state is m.SlotState.DONE

    def test_the_span_is_of_one_newsletter(self, store: SqlStore) -> None:
        assert store.ledger.span(PLACE) is None
        later = replace(SLOT, id=m.SlotId("x"), at=NOW + timedelta(days=3))
        foreign = replace(SLOT, id=m.SlotId("y"), newsletter=m.NewsletterId("other"), at=NOW + timedelta(days=9))
        for slot in (SLOT, later, foreign):
            store.ledger.put(slot, m.SlotState.DONE, "", NOW)
        assert store.ledger.span(PLACE) == (NOW, NOW + timedelta(days=3))


class TestPosts:
    def test_a_post_is_known_by_each_of_its_keys_within_its_source(self, store: SqlStore) -> None:
        store.posts.keep(PLACE, [m.Outcome(VISITED, MEMORY, (post(1),))])
        known = store.posts.known(PLACE, m.SourceId("gazette"), ["guid:g1", "url:gazette.example/1", "guid:g9"])
        assert known == {"guid:g1": post(1), "url:gazette.example/1": post(1)}
        assert store.posts.known(PLACE, m.SourceId("institute"), ["guid:g1"]) == {}

    def test_keeping_twice_keeps_once_and_the_newest_words(self, store: SqlStore) -> None:
        store.posts.keep(PLACE, [m.Outcome(VISITED, MEMORY, (post(1),))])
        store.posts.keep(PLACE, [m.Outcome(VISITED, MEMORY, (post(1, title="Retitled"),))])
        found = store.posts.between(PLACE, NOW - timedelta(days=7), NOW)
        assert [one.title for one in found] == ["Retitled"]

    def test_memory_and_visit_come_back_as_they_were(self, store: SqlStore) -> None:
        failure = m.Failure(m.Trouble.SLOW, "http://gazette.example/feed", "It took too long.")
        store.posts.keep(PLACE, [m.Outcome(replace(VISITED, failure=failure), MEMORY)])
        assert store.sources.memory(PLACE) == {m.SourceId("gazette"): MEMORY}
        assert store.sources.visited(PLACE)[m.SourceId("gazette")].failure == failure

    def test_the_window_takes_dated_or_seen_in_it_and_events_to_come(self, store: SqlStore) -> None:
        old = m.Dating(NOW - timedelta(days=90), 0.9)
        long_ago = NOW - timedelta(days=80)
        event = m.Event("Forum", NOW + timedelta(days=5))
        over = m.Event("Forum", NOW - timedelta(days=50))
        posts = [
            post(1),
            post(2, published=old),
            post(3, published=old, seen=long_ago),
            post(4, published=old, seen=long_ago, event=event),
            post(5, published=old, seen=long_ago, event=over),
            post(6, seen=NOW + timedelta(hours=1)),
        ]
        store.posts.keep(PLACE, [m.Outcome(VISITED, MEMORY, tuple(posts))])
        found = store.posts.between(PLACE, NOW - timedelta(days=7), NOW)
        assert {one.id for one in found} == {"post1", "post2", "post4"}

    def test_the_moments_of_posts_come_by_source_from_a_moment_on(self, store: SqlStore) -> None:
        dated = [post(n, published=m.Dating(NOW - timedelta(days=n), 0.9)) for n in (3, 1, 9)]
        other = post(4, source=m.SourceId("institute"), keys=("guid:other",))
        store.posts.keep(PLACE, [m.Outcome(VISITED, MEMORY, (*dated, other))])
        found = store.posts.moments(PLACE, NOW - timedelta(days=5))
        assert found[m.SourceId("gazette")] == (NOW - timedelta(days=3), NOW - timedelta(days=1))
        assert set(found) == {m.SourceId("gazette"), m.SourceId("institute")}
        assert set(store.posts.moments(PLACE, NOW - timedelta(days=5), m.SourceId("institute"))) == {other.source}
        assert store.posts.moments(PLACE, NOW) == {}

    def test_a_thousand_posts_go_in_batches(self, store: SqlStore) -> None:
        posts = [post(number) for number in range(1000)]
        store.posts.keep(PLACE, [m.Outcome(VISITED, MEMORY, tuple(posts))])
        known = store.posts.known(PLACE, m.SourceId("gazette"), [f"guid:g{number}" for number in range(1000)])
        assert len(known) == 1000

    def test_a_publishers_own_offset_survives(self, store: SqlStore) -> None:
        from datetime import datetime, timezone

        at = datetime(2026, 6, 11, 0, 30, tzinfo=timezone(timedelta(hours=1)))
        store.posts.keep(PLACE, [m.Outcome(VISITED, MEMORY, (post(1, published=m.Dating(at, 0.9)),))])
        [found] = store.posts.between(PLACE, NOW - timedelta(days=7), NOW)
        assert found.published.at.isoformat() == "2026-06-11T00:30:00+01:00"


class TestDrafts:
    def test_the_first_revision_is_kept_once(self, store: SqlStore) -> None:
        assert store.history.append(draft(), COMPOSED, draft()) == COMPOSED
        other = replace(draft(), notes=("someone else was first",))
        assert store.history.append(other, COMPOSED, other) is None
        assert store.desk.draft(draft().slot) == draft()

    def test_a_revision_follows_the_one_before_it_or_is_refused(self, store: SqlStore) -> None:
        store.history.append(draft(), COMPOSED, draft())
        second = draft(revision=2, notes=("second",))
        assert store.history.append(second, DROPPED) == DROPPED
        stale = draft(revision=2, notes=("stale",))
        assert store.history.append(stale, replace(DROPPED, by="ben", key="")) is None
        assert store.desk.draft(draft().slot) == second

    def test_a_draft_that_became_an_issue_waits_no_more(self, store: SqlStore) -> None:
        store.history.append(draft(), COMPOSED, draft())
        assert store.desk.latest_draft(PLACE) == draft()
        store.desk.keep_issue(issue())
        assert store.desk.latest_draft(PLACE) is None
        assert store.desk.draft(draft().slot) == draft()

    def test_a_key_that_comes_again_is_the_same_change(self, store: SqlStore) -> None:
        """Whoever got no answer asks again, perhaps of another machine."""
        store.history.append(draft(), COMPOSED, draft())
        store.history.append(draft(revision=2), DROPPED)
        later = replace(DROPPED, number=3, made=NOW + timedelta(hours=1))
        assert store.history.append(draft(revision=3), later) == DROPPED
        assert store.history.all(draft().slot) == (COMPOSED, DROPPED)
        assert store.history.keyed(draft().slot, "k1") == DROPPED
        assert store.history.keyed(draft().slot, "k2") is None

    def test_an_approved_draft_has_no_more_changes(self, store: SqlStore) -> None:
        store.history.append(draft(), COMPOSED, draft())
        store.desk.keep_issue(issue())
        assert store.history.append(draft(revision=2), DROPPED) is None
        assert store.history.all(draft().slot) == (COMPOSED,)

    def test_an_issue_is_of_the_revision_that_there_is(self, store: SqlStore) -> None:
        """Somebody edited the draft while the approver's doctor looked at it."""
        store.history.append(draft(), COMPOSED, draft())
        store.history.append(draft(revision=2), DROPPED)
        assert store.desk.freeze(issue(), 1) is None
        assert store.desk.issues(PLACE) == ()
        assert store.desk.freeze(issue(), 2) == issue()
        assert store.desk.freeze(issue(2, approved_by="ben"), 2) == issue()

    def test_what_was_composed_is_kept_beside_the_change(self, store: SqlStore) -> None:
        store.history.append(draft(revision=1, notes=("now",)), COMPOSED, draft())
        store.history.append(draft(revision=2), DROPPED)
        assert store.history.base(draft().slot, 1) == draft()
        assert store.history.base(draft().slot, 2) is None

    @pytest.mark.parametrize("what", HAPPENINGS, ids=lambda what: type(what).__name__)
    def test_every_kind_of_change_comes_back_as_it_was(self, store: SqlStore, what: m.Happening) -> None:
        store.history.append(draft(), COMPOSED, draft())
        line = m.Step(draft().slot, 2, "ann", NOW, what, "did something")
        assert store.history.append(draft(revision=2), line) == line
        assert store.history.all(draft().slot)[-1] == line

    def test_of_many_at_once_each_change_follows_another(self, store: SqlStore) -> None:
        store.history.append(draft(), COMPOSED, draft())
        won: list[m.Step | None] = []

        def change(name: str) -> None:
            line = replace(DROPPED, key=name, by=name)
            won.append(store.history.append(draft(revision=2, notes=(name,)), line))

        threads = [threading.Thread(target=change, args=(f"k{at}",)) for at in range(6)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        (kept,) = [one for one in won if one]
        stored = store.desk.draft(draft().slot)
        assert stored is not None
        assert (stored.notes, len(store.history.all(draft().slot))) == ((kept.by,), 2)


class TestIssues:
    def test_a_slot_has_one_issue_whoever_approves(self, store: SqlStore) -> None:
        store.desk.keep_issue(issue(1))
        again = store.desk.keep_issue(issue(2, approved_by="ben"))
        assert again == issue(1)
        assert store.desk.next_number(PLACE) == 2

    def test_a_number_is_given_once(self, store: SqlStore) -> None:
        store.desk.keep_issue(issue(1))
        other = store.desk.keep_issue(issue(1, slot="place/send@2026-06-19"))
        assert other.slot == issue(1).slot
        assert store.desk.issue_of(m.SlotId("place/send@2026-06-19")) is None

    def test_issues_come_newest_first(self, store: SqlStore) -> None:
        store.desk.keep_issue(issue(1))
        store.desk.keep_issue(issue(2, slot="place/send@2026-06-19"))
        assert [one.number for one in store.desk.issues(PLACE)] == [2, 1]
        assert store.desk.issue(PLACE, 1) == issue(1)


class TestDeliveries:
    @pytest.fixture
    def planned(self, store: SqlStore) -> SqlStore:
        store.desk.keep_issue(issue())
        assert store.deliveries.plan([delivery(1), delivery(2)]) == 2
        return store

    def test_planning_again_adds_nobody_twice(self, planned: SqlStore) -> None:
        assert planned.deliveries.plan([delivery(2), delivery(3)]) == 1
        assert len(planned.deliveries.of(PLACE, 1)) == 3

    def test_a_delivery_is_claimed_once(self, planned: SqlStore) -> None:
        assert planned.deliveries.claim(delivery(1), NOW)
        assert not planned.deliveries.claim(delivery(1), NOW)
        planned.deliveries.settle(delivery(1), m.Fate.SENT, "250 ok", NOW)
        assert not planned.deliveries.claim(delivery(1), NOW)

    def test_what_was_put_off_can_be_claimed_again(self, planned: SqlStore) -> None:
        planned.deliveries.claim(delivery(1), NOW)
        planned.deliveries.settle(delivery(1), m.Fate.DEFERRED, "451 later", NOW)
        assert planned.deliveries.claim(delivery(1), NOW)

    def test_only_a_claimed_delivery_is_settled(self, planned: SqlStore) -> None:
        planned.deliveries.settle(delivery(1), m.Fate.SENT, "", NOW)
        assert [row.fate for row in planned.deliveries.of(PLACE, 1)] == [m.Fate.PENDING, m.Fate.PENDING]

    def test_what_a_dead_sender_left_is_unknown_and_stays_so(self, planned: SqlStore) -> None:
        planned.deliveries.claim(delivery(1), NOW)
        assert planned.deliveries.orphaned(PLACE, 1, NOW) == 1
        assert [row.fate for row in planned.deliveries.of(PLACE, 1)] == [m.Fate.UNKNOWN, m.Fate.PENDING]
        assert not planned.deliveries.claim(delivery(1), NOW)


def test_suppressing_twice_is_suppressing_once(store: SqlStore) -> None:
    store.suppressions.add(PLACE, "ann@example.org", "asked", NOW)
    store.suppressions.add(PLACE, "ann@example.org", "asked again", NOW)
    assert store.suppressions.all(PLACE) == {"ann@example.org"}
    assert store.suppressions.has(PLACE, "ann@example.org")
    assert not store.suppressions.has(PLACE, "ben@example.org")
    assert not store.suppressions.has(m.NewsletterId("other"), "ann@example.org")
    assert store.suppressions.all(m.NewsletterId("other")) == frozenset()


def test_the_secret_is_made_once(store: SqlStore, url: str, tmp_path: Path) -> None:
    other = open_store(url, tmp_path)
    assert store.secret() == other.secret()
    assert len(store.secret()) == 32
    assert store.secret("other") != store.secret()
    other.close()


def test_a_lock_has_one_holder_and_is_free_again(store: SqlStore, url: str, tmp_path: Path) -> None:
    other = open_store(url, tmp_path)
    with store.alone("work") as mine, other.alone("work") as theirs, other.alone("something else") as free:
        assert (mine, theirs, free) == (True, False, True)
    with other.alone("work") as now_theirs:
        assert now_theirs
    other.close()


def test_two_that_claim_at_once_give_it_to_one(store: SqlStore, url: str, tmp_path: Path) -> None:
    store.desk.keep_issue(issue())
    store.deliveries.plan([delivery(number) for number in range(20)])
    won: list[str] = []

    def claim_all() -> None:
        mine = open_store(url, tmp_path)
        won.extend(row.address for row in mine.deliveries.of(PLACE, 1) if mine.deliveries.claim(row, NOW))
        mine.close()

    threads = [threading.Thread(target=claim_all) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(won) == sorted(delivery(number).address for number in range(20))


class TestCorrections:
    def test_they_are_numbered_as_they_come_and_told_in_order(self, store: SqlStore) -> None:
        store.desk.keep_issue(issue())
        wrong = m.Correction(PLACE, 1, 0, NOW, "ann", m.StoryId("story1"), "The sum was wrong.")
        first = store.corrections.add(wrong)
        second = store.corrections.add(replace(wrong, note="And the year."))
        assert (first.number, second.number) == (1, 2)
        assert store.corrections.all(PLACE) == (first, second)
        assert store.corrections.all(m.NewsletterId("other")) == ()


class TestLinks:
    def test_what_was_found_is_known_until_it_is_too_old(self, store: SqlStore) -> None:
        found = m.Checked("http://gazette.example/1", NOW, 404, said="gone", dead=True)
        store.links.keep([found, m.Checked("http://gazette.example/2", NOW - timedelta(days=9), 200)])
        asked = ["http://gazette.example/1", "http://gazette.example/2", "http://gazette.example/3"]
        assert store.links.known(asked, NOW - timedelta(days=1)) == {found.address: found}

    def test_the_last_answer_stands(self, store: SqlStore) -> None:
        found = m.Checked("http://gazette.example/1", NOW, 404, dead=True)
        store.links.keep([found])
        store.links.keep([replace(found, status=200, dead=False)])
        assert store.links.known([found.address], NOW)[found.address].status == 200


class TestPictures:
    def test_the_first_picture_of_an_address_stays(self, store: SqlStore) -> None:
        assert store.pictures.get(PLACE, "http://a.example/1.png") is None
        store.pictures.keep(PLACE, "http://a.example/1.png", b"one", NOW)
        store.pictures.keep(PLACE, "http://a.example/1.png", b"two", NOW)
        assert store.pictures.get(PLACE, "http://a.example/1.png") == b"one"
        assert store.pictures.get(m.NewsletterId("other"), "http://a.example/1.png") is None


class TestExaminations:
    def test_the_last_look_at_a_revision_stands(self, store: SqlStore) -> None:
        slot, found = m.SlotId("place/send@2026-06-12"), m.Finding("lang", m.Severity.STOP, "what", "why", "how")
        assert store.examinations.of(slot, 1) is None
        store.examinations.keep(slot, 1, [found], NOW)
        store.examinations.keep(slot, 2, [], NOW)
        assert store.examinations.of(slot, 1) == (found,)
        store.examinations.keep(slot, 1, [], NOW)
        assert store.examinations.of(slot, 1) == ()


class TestExamples:
    def example(self, title: str) -> m.Example:
        return m.Example(PLACE, 0, title, "", m.ThemeId("money"), "ann", NOW)

    def test_examples_are_numbered_from_one_and_stay_on_record_when_undone(self, store: SqlStore) -> None:
        first, second = store.examples.add([self.example("A budget"), self.example("A tax")])
        assert (first.number, second.number) == (1, 2)
        undone = store.examples.undo(PLACE, 1, NOW + timedelta(hours=1))
        assert undone == replace(first, undone=NOW + timedelta(hours=1))
        assert store.examples.undo(PLACE, 1, NOW + timedelta(hours=2)) == undone
        assert store.examples.all(PLACE) == (undone, second)
        assert store.examples.undo(PLACE, 9, NOW) is None
        assert store.examples.all(m.NewsletterId("other")) == ()

    def test_a_subject_is_dismissed_once_and_for_all(self, store: SqlStore) -> None:
        store.examples.dismiss(PLACE, "bees, honey", NOW)
        store.examples.dismiss(PLACE, "bees, honey", NOW)
        assert store.examples.dismissed(PLACE) == {"bees, honey"}
        assert store.examples.dismissed(m.NewsletterId("other")) == frozenset()


def test_posts_are_found_by_id_address_and_words_of_their_title(store: SqlStore) -> None:
    first, second = post(1, title='Élan "vital" for Thornby'), post(2, title="Thornby again")
    store.posts.keep(PLACE, [m.Outcome(VISITED, MEMORY, (first, second))])
    assert store.posts.named(PLACE, "post1") == (first,)
    assert store.posts.named(PLACE, "http://gazette.example/2/") == (second,)
    assert store.posts.named(PLACE, 'élan "VITAL"') == (first,)
    assert store.posts.named(PLACE, "thornby") == (first, second)
    assert store.posts.named(PLACE, "council of Thornby") == ()
    assert store.posts.named(PLACE, " ") == ()


def test_a_value_that_the_database_does_not_take_is_refused_and_nothing_is_kept(store: SqlStore) -> None:
    spoilt = replace(post(1), title="half a sign: \ud800")
    with pytest.raises(Refused):
        store.posts.keep(PLACE, [m.Outcome(VISITED, MEMORY, (post(2), spoilt))])
    assert store.posts.between(PLACE, NOW - timedelta(days=900), NOW + timedelta(days=900)) == ()
    store.posts.keep(PLACE, [m.Outcome(VISITED, MEMORY, (post(2),))])
