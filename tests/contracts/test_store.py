"""What every store keeps its word on, run over SQLite and PostgreSQL."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from digest import model as m
from digest.adapters.store import SqlStore, open_store
from digest.errors import Refused
from tests.contracts.conftest import create
from tests.parts import new_database
from tests.values import NOW, PLACE, delivery, draft, issue, post


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.slow)])
def url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    if request.param == "sqlite":
        new_database(tmp_path)
        return f"sqlite:///{tmp_path}/digest.db"
    server, migrated = request.getfixturevalue("migrated")
    name = f"t{abs(hash(str(tmp_path)))}"
    create(server, f"{name} TEMPLATE {migrated}")
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

    def test_the_slots_of_a_span_have_its_begin_and_not_its_end(self, store: SqlStore) -> None:
        days = [m.Slot(m.SlotId(f"place/send@{n}"), PLACE, m.Job.SEND, NOW + timedelta(days=n)) for n in range(4)]
        store.ledger.put_all([m.SlotRow(slot, m.SlotState.DONE, "sent") for slot in days], NOW)
        found = store.ledger.rows(PLACE, days[1].at, days[3].at)
        assert [row.slot for row in found] == days[1:3]

    def test_the_span_is_of_one_newsletter(self, store: SqlStore) -> None:
        assert store.ledger.span(PLACE) is None
        later = replace(SLOT, id=m.SlotId("x"), at=NOW + timedelta(days=3))
        foreign = replace(SLOT, id=m.SlotId("y"), newsletter=m.NewsletterId("other"), at=NOW + timedelta(days=9))
        for slot in (SLOT, later, foreign):
            store.ledger.put(slot, m.SlotState.DONE, "", NOW)
        assert store.ledger.span(PLACE) == (NOW, NOW + timedelta(days=3))

    @pytest.mark.parametrize(
        ("state", "opened"),
        [
            (m.SlotState.MISSED, True),
            (m.SlotState.SKIPPED, True),
            (m.SlotState.DONE, False),
            (m.SlotState.HELD, False),
            (m.SlotState.RUNNING, False),
        ],
    )
    def test_only_what_was_missed_or_skipped_is_opened_again(
        self, store: SqlStore, state: m.SlotState, opened: bool
    ) -> None:
        other = replace(SLOT, id=m.SlotId(f"{SLOT.id}-1"))
        for slot in (SLOT, other):
            store.ledger.put(slot, state, "before", NOW)
        assert store.ledger.open_again(SLOT, "after all", NOW) is opened
        assert [(row.state, row.why) for row in (store.ledger.row(SLOT.id), store.ledger.row(other.id)) if row] == [
            (m.SlotState.HELD, "after all") if opened else (state, "before"),
            (state, "before"),
        ]
        assert store.ledger.open_again(replace(SLOT, id=m.SlotId("place/send@1999-01-01")), "", NOW) is False


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
        store.campaigns.begin(PLACE, 1, NOW)
        assert store.deliveries.plan([delivery(1), delivery(2)]) == 2
        return store

    def test_planning_again_adds_nobody_twice(self, planned: SqlStore) -> None:
        assert planned.deliveries.plan([delivery(2), delivery(3)]) == 1
        assert len(planned.deliveries.of(PLACE, 1)) == 3

    def claimed(self, store: SqlStore, owner: str = "one", **how: object) -> tuple[m.Delivery, ...]:
        how.setdefault("most", 10)
        return store.deliveries.claim(PLACE, 1, owner, NOW, **how)

    def fates(self, store: SqlStore) -> list[m.Fate]:
        return [row.fate for row in store.deliveries.of(PLACE, 1)]

    def test_what_somebody_has_claimed_nobody_else_gets(self, planned: SqlStore) -> None:
        (first,) = self.claimed(planned, most=1)
        (second,) = self.claimed(planned, "two")
        assert (first.address, second.address) == (delivery(1).address, delivery(2).address)
        assert self.claimed(planned, "three") == ()
        assert planned.deliveries.owners(PLACE, 1) == {"one", "two"}
        assert planned.deliveries.release("one") == 1
        assert self.claimed(planned, "three") == (first,)

    def test_a_turn_writes_fates_and_what_leaves_in_one_step(self, planned: SqlStore) -> None:
        first, second = self.claimed(planned)
        assert planned.deliveries.turn("one", [], [first], NOW) == {first.address}
        assert self.fates(planned) == [m.Fate.SENDING, m.Fate.PENDING]
        sent = replace(first, fate=m.Fate.SENT, said="250 ok", tries=1, since=NOW)
        assert planned.deliveries.turn("one", [sent], [second], NOW) == {second.address}
        assert planned.deliveries.of(PLACE, 1)[0] == replace(sent, at=NOW)
        assert self.fates(planned) == [m.Fate.SENT, m.Fate.SENDING]

    def test_only_the_owner_settles_and_only_what_is_open_leaves(self, planned: SqlStore) -> None:
        first, second = self.claimed(planned)
        sent = replace(first, fate=m.Fate.SENT)
        assert planned.deliveries.turn("two", [sent], [second], NOW) == frozenset()
        assert self.fates(planned) == [m.Fate.PENDING, m.Fate.PENDING]
        planned.deliveries.turn("one", [sent], [], NOW)
        assert planned.deliveries.turn("one", [], [first], NOW) == frozenset()

    def test_nothing_leaves_while_the_campaign_stands_still(self, planned: SqlStore) -> None:
        first, second = self.claimed(planned)
        planned.deliveries.turn("one", [], [first], NOW)
        campaign = planned.campaigns.begin(PLACE, 1, NOW)
        assert planned.campaigns.move(campaign, m.CampaignState.PAUSED, "ann said so", NOW)
        sent = replace(first, fate=m.Fate.SENT)
        assert planned.deliveries.turn("one", [sent], [second], NOW) is None
        assert self.fates(planned) == [m.Fate.SENT, m.Fate.PENDING]

    def test_what_was_put_off_waits_for_its_time_or_for_somebody_in_a_hurry(self, planned: SqlStore) -> None:
        first, _ = self.claimed(planned)
        planned.deliveries.turn("one", [], [first], NOW)
        later = replace(first, fate=m.Fate.DEFERRED, due=NOW + timedelta(minutes=10), tries=1, since=NOW)
        planned.deliveries.turn("one", [later], [], NOW)
        assert self.claimed(planned, "two") == ()
        assert self.claimed(planned, "two", before=NOW) == ()
        (again,) = self.claimed(planned, "two", before=NOW + timedelta(seconds=1))
        assert (again.tries, again.since, again.due) == (1, NOW, later.due)
        planned.deliveries.release("two")
        due = planned.deliveries.claim(PLACE, 1, "two", later.due, most=10)
        assert [row.address for row in due] == [first.address]

    def test_domains_that_have_to_wait_are_left(self, planned: SqlStore) -> None:
        planned.deliveries.plan([delivery(3, address="reader3@slow.example")])
        assert len(self.claimed(planned, without={"slow.example"})) == 2
        (slow,) = self.claimed(planned)
        assert slow.domain == "slow.example"

    def test_when_the_next_is_due(self, planned: SqlStore) -> None:
        later = NOW + timedelta(minutes=10)
        assert planned.deliveries.due(PLACE, 1, NOW) == NOW
        rows = self.claimed(planned)
        assert planned.deliveries.due(PLACE, 1, NOW) is None
        planned.deliveries.turn("one", [], rows, NOW)
        first, second = (replace(row, fate=m.Fate.DEFERRED, due=later) for row in rows)
        planned.deliveries.turn("one", [first, replace(second, fate=m.Fate.SENT)], [], NOW)
        assert planned.deliveries.due(PLACE, 1, NOW) == later

    def test_what_a_dead_sender_left_is_unknown_and_what_it_had_not_sent_is_free(self, planned: SqlStore) -> None:
        first, _ = self.claimed(planned)
        planned.deliveries.turn("one", [], [first], NOW)
        assert planned.deliveries.orphaned("one", NOW) == 1
        assert self.fates(planned) == [m.Fate.UNKNOWN, m.Fate.PENDING]
        assert [row.address for row in self.claimed(planned, "two")] == [delivery(2).address]
        assert planned.deliveries.owners(PLACE, 1) == {"two"}

    def test_one_that_was_taken_for_dead_may_still_say_what_became_of_its_mail(self, planned: SqlStore) -> None:
        first, _ = self.claimed(planned)
        planned.deliveries.turn("one", [], [first], NOW)
        planned.deliveries.orphaned("one", NOW)
        planned.deliveries.turn("one", [replace(first, fate=m.Fate.SENT)], [], NOW)
        assert self.fates(planned) == [m.Fate.SENT, m.Fate.PENDING]

    def test_a_person_decides_about_the_unknown_and_about_nothing_else(self, planned: SqlStore) -> None:
        rows = self.claimed(planned)
        planned.deliveries.turn("one", [], rows, NOW)
        planned.deliveries.orphaned("one", NOW)
        unknown = planned.deliveries.page(PLACE, 1, m.Fate.UNKNOWN)
        assert [row.address for row in unknown] == [row.address for row in rows]
        assert planned.deliveries.page(PLACE, 1, m.Fate.UNKNOWN, after=rows[0].address) == unknown[1:]
        only = [rows[0].address]
        assert planned.deliveries.decide(PLACE, 1, only, m.Fate.PENDING, "ann: send it again", NOW) == 1
        assert planned.deliveries.decide(PLACE, 1, None, m.Fate.SENT, "ann: it arrived", NOW) == 1
        assert planned.deliveries.decide(PLACE, 1, None, m.Fate.FAILED, "ann", NOW) == 0
        assert self.fates(planned) == [m.Fate.PENDING, m.Fate.SENT]
        # whoever was taken for dead has nothing to say any more
        planned.deliveries.turn("one", [replace(rows[0], fate=m.Fate.FAILED)], [], NOW)
        assert self.fates(planned) == [m.Fate.PENDING, m.Fate.SENT]

    def test_they_are_counted_by_fate_domain_and_themes(self, planned: SqlStore) -> None:
        money = (m.ThemeId("homes"), m.ThemeId("money"))
        planned.deliveries.plan([delivery(3, themes=money, fate=m.Fate.SKIPPED)])
        assert planned.deliveries.fates(PLACE, 1) == {m.Fate.PENDING: 2, m.Fate.SKIPPED: 1}
        assert planned.deliveries.tallies(PLACE, 1) == (
            m.Tally(m.Fate.PENDING, 2, "example.org"),
            m.Tally(m.Fate.SKIPPED, 1, "example.org", money),
        )


class TestCampaigns:
    @pytest.fixture
    def begun(self, store: SqlStore) -> SqlStore:
        store.desk.keep_issue(issue())
        assert store.campaigns.get(PLACE, 1) is None
        assert store.campaigns.begin(PLACE, 1, NOW) == m.Campaign(PLACE, 1, m.CampaignState.SENDING, NOW, NOW)
        return store

    def test_it_is_finished_when_it_is_planned_and_no_row_is_open(self, begun: SqlStore) -> None:
        begun.deliveries.plan([delivery(1)])
        assert not begun.campaigns.finish(PLACE, 1, NOW)
        rows = begun.deliveries.claim(PLACE, 1, "one", NOW, most=1)
        begun.deliveries.turn("one", [], rows, NOW)
        begun.campaigns.planned(PLACE, 1, NOW)
        assert not begun.campaigns.finish(PLACE, 1, NOW)
        begun.deliveries.orphaned("one", NOW)
        assert begun.campaigns.finish(PLACE, 1, NOW)
        assert not begun.campaigns.finish(PLACE, 1, NOW)
        (finished,) = begun.campaigns.all(PLACE)
        assert finished.state is m.CampaignState.FINISHED

    def test_it_is_not_finished_before_everybody_has_a_row(self, begun: SqlStore) -> None:
        assert not begun.campaigns.finish(PLACE, 1, NOW)

    def test_who_sends_it_again_opens_it_again(self, begun: SqlStore) -> None:
        begun.campaigns.planned(PLACE, 1, NOW)
        begun.campaigns.finish(PLACE, 1, NOW)
        assert begun.campaigns.begin(PLACE, 1, NOW).state is m.CampaignState.SENDING

    def test_a_pause_is_kept_until_somebody_ends_it(self, begun: SqlStore) -> None:
        sending = begun.campaigns.begin(PLACE, 1, NOW)
        again = NOW + timedelta(minutes=10)
        assert begun.campaigns.move(sending, m.CampaignState.PAUSED, "the server is away", NOW, again)
        assert not begun.campaigns.move(sending, m.CampaignState.CANCELLED, "too late a look", NOW)
        paused = begun.campaigns.begin(PLACE, 1, NOW)
        assert (paused.state, paused.why, paused.again) == (m.CampaignState.PAUSED, "the server is away", again)

    def test_a_cancelled_one_leaves_no_row_open(self, begun: SqlStore) -> None:
        begun.deliveries.plan([delivery(1), delivery(2)])
        first, second = begun.deliveries.claim(PLACE, 1, "one", NOW, most=2)
        begun.deliveries.turn("one", [], [first], NOW)
        sending = begun.campaigns.begin(PLACE, 1, NOW)
        assert begun.campaigns.move(sending, m.CampaignState.CANCELLED, "ann: the wrong issue", NOW)
        assert begun.deliveries.turn("one", [], [second], NOW) is None
        assert [row.fate for row in begun.deliveries.of(PLACE, 1)] == [m.Fate.SENDING, m.Fate.SKIPPED]

    def test_who_left_after_an_issue_is_counted(self, begun: SqlStore) -> None:
        begun.deliveries.plan([delivery(1, at=NOW), delivery(2, at=NOW)])
        begun.suppressions.add(PLACE, delivery(1).address, "left", NOW + timedelta(hours=1))
        begun.suppressions.add(PLACE, delivery(2).address, "left", NOW - timedelta(hours=1))
        assert begun.campaigns.left(PLACE, 1) == {"left": 1}


def test_links_are_counted_for_each_issue_by_themselves(store: SqlStore) -> None:
    for number in (1, 2):
        store.desk.keep_issue(issue(number, slot=f"place/send@2026-06-{11 + number}"))
    for number, link in ((1, "a1"), (1, "b2"), (1, "a1"), (2, "a1")):
        store.clicks.add(PLACE, number, link)
    assert dict(store.clicks.of(PLACE, 1)) == {"a1": 2, "b2": 1}
    assert dict(store.clicks.of(PLACE, 2)) == {"a1": 1}
    assert dict(store.clicks.of(PLACE, 3)) == {}


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
        while rows := mine.deliveries.claim(PLACE, 1, threading.current_thread().name, NOW, most=3):
            won.extend(row.address for row in rows)
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
