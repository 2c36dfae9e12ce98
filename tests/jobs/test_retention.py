"""What is old put away while the program lives on: nothing of it comes back, and the operator is told."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from digest import jobs
from digest import model as m
from digest.cli import status
from tests.parts import Household, rss
from tests.values import NOW, post

FEED = "http://gazette.example/feed"
KEEP = m.Keep(posts=400, drafts=92, slots=92)


@pytest.fixture
def home(tmp_path: Path) -> Iterator[Household]:
    made = Household(tmp_path)
    made.crew.serve(FEED, rss("Budgets of Thornby", "Homes for Larkwell"), "application/rss+xml")
    yield made
    made.close()


def test_a_post_that_was_put_away_is_not_new_when_its_source_still_has_it(home: Household) -> None:
    parts = replace(home.parts(), keep=KEEP, read_articles=False)
    assert jobs.collect(parts, ask="all").new == 2
    home.clock.forward(days=500)
    assert jobs.put_away(parts) == {m.Passing.POSTS: 2}
    # a source that changes its words, so that its entries are read anew
    home.crew.serve(
        FEED,
        rss("Budgets of Thornby", "Homes for Larkwell").replace("the spring", "the summer"),
        "application/rss+xml",
    )
    again = jobs.collect(parts, ask="all")
    assert (again.new, max(visit.found for visit in again.visits)) == (0, 2)
    assert sum(visit.changed for visit in again.visits) == 0
    assert jobs.put_away(parts) == {}
    stored = parts.store.posts.named(parts.newsletter.id, "Thornby")
    assert [(post.text, post.summary) for post in stored] == [("", "")]
    told = "\n".join(status.report(jobs.status(parts)))
    assert "Put away" in told
    assert "2 posts" in told


@pytest.mark.slow
@pytest.mark.no_cover
def test_a_year_put_away_every_day_owes_nothing_twice(home: Household) -> None:
    parts = replace(home.parts(), keep=KEEP, read_articles=False)
    for _ in range(230):
        jobs.tick(parts)
        jobs.put_away(parts)
        home.clock.forward(hours=36)
    rows = parts.store.ledger.rows(parts.newsletter.id, NOW - timedelta(days=3_000))
    assert min(row.slot.at for row in rows if row.state is not m.SlotState.HELD) >= home.clock.at - timedelta(days=94)
    assert any(one.what is m.Passing.SLOTS for one in parts.store.retention.dropped(parts.newsletter.id))
    mails = [(message.rcpt_to, message.id) for message in home.office.taken]
    assert len(mails) == len(set(mails))


def test_for_ever_is_for_ever(home: Household) -> None:
    parts = replace(home.parts(), read_articles=False)
    jobs.collect(parts, ask="all")
    home.clock.forward(days=5_000)
    assert jobs.put_away(parts) == {}


def test_a_post_is_past_by_its_own_day_and_by_the_end_of_what_it_announces() -> None:
    keeping, now = m.Keep(posts=400), NOW + timedelta(days=500)
    assert keeping.past(post(), now)
    assert not m.Keep(posts=0).past(post(), now), "0 is for ever"
    ahead = post(event=m.Event("A congress", now + timedelta(days=1)))
    assert not keeping.past(ahead, now)
