"""Corrections through the jobs: stored once, published, told by the next issue."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from digest import jobs
from digest.errors import NothingThere, NotNow
from tests.parts import Household, rss
from tests.values import NOW

FEED = "http://gazette.example/feed"
WRONG = "Thornby council sets its budget"


@pytest.fixture
def home(tmp_path: Path) -> Iterator[Household]:
    made = Household(tmp_path)
    made.crew.serve(FEED, rss(WRONG, "Larkwell library opens on Sundays"), "application/rss+xml")
    yield made
    made.close()


@pytest.fixture
def parts(home: Household) -> jobs.Parts:
    """An issue is out."""
    ours = home.parts()
    jobs.collect(ours)
    home.clock.forward(minutes=5)
    jobs.draft(ours)
    jobs.approve(ours, "ann")
    jobs.publish(ours)
    return ours


def text(parts: jobs.Parts, path: str) -> str:
    return (parts.outbox.read(path) or b"").decode()


def test_a_correction_shows_on_page_and_feeds_under_the_same_ids(parts: jobs.Parts) -> None:
    feed, mail = text(parts, "feeds/stories.xml"), text(parts, "1/email.html")
    done = jobs.correct(parts, 1, jobs.Right("thornby", "Thornby council delays its budget"), "ann")
    assert done.new
    assert done.written is not None
    assert "1/index.html" in done.written.changed
    after = text(parts, "feeds/stories.xml")
    assert "Thornby council delays its budget" in text(parts, "1/index.html")
    assert f"it was “{WRONG}”" in text(parts, "1/index.html")
    assert _ids(after) == _ids(feed)
    assert text(parts, "1/email.html") == mail
    stored = parts.store.desk.issue(parts.newsletter.id, 1)
    assert stored is not None
    assert WRONG in [story.lead.title for story in stored.content.stories]


def _ids(feed: str) -> list[str]:
    return [piece.partition("</guid>")[0] for piece in feed.split("<guid")[1:]]


def test_twice_is_once(parts: jobs.Parts, home: Household) -> None:
    right = jobs.Right("thornby", "Thornby council delays its budget")
    first = jobs.correct(parts, 1, right, "ann")
    home.clock.forward(hours=1)
    again = jobs.correct(home.parts("another process"), 1, right, "ben")
    assert (again.new, again.correction) == (False, first.correction)
    assert again.written is not None
    assert again.written.changed == ()
    assert len(parts.store.corrections.all(parts.newsletter.id)) == 1


def test_a_story_is_found_by_its_old_headline_too(parts: jobs.Parts) -> None:
    right = jobs.Right("sets its budget", "Thornby council delays a decision")
    assert jobs.correct(parts, 1, right, "ann").new
    assert not jobs.correct(parts, 1, right, "ann").new


def test_a_correction_can_be_corrected_back(parts: jobs.Parts) -> None:
    for title in ("Thornby delays", WRONG, "Thornby delays"):
        assert jobs.correct(parts, 1, jobs.Right("thornby", title), "ann").new
    assert "Thornby delays" in text(parts, "1/index.html")


def test_the_next_issue_tells_it_and_the_one_after_does_not(parts: jobs.Parts, home: Household) -> None:
    jobs.correct(parts, 1, jobs.Right(note="Two numbers in the table were exchanged."), "ann")
    for week, titles in enumerate((("Osmer pier is repaired",), ("Thornby swaps its buses",)), 2):
        home.clock.forward(days=7)
        at = home.clock.at - timedelta(hours=2)
        home.crew.serve(FEED, rss(*titles, at=at, site=f"http://gazette.example/w{week}"), "application/rss+xml")
        jobs.collect(parts)
        home.clock.forward(minutes=5)
        jobs.draft(parts)
        issue = jobs.approve(parts, "ann")
        jobs.publish(parts, issue.number)
        assert issue.number == week
    for path in ("2/email.html", "2/email.txt", "2/index.html"):
        assert "Two numbers in the table were exchanged." in text(parts, path), path
    assert "Two numbers" not in text(parts, "3/email.html")


def test_a_draft_that_waits_already_tells_it_too(parts: jobs.Parts, home: Household) -> None:
    home.clock.forward(days=7)
    at = home.clock.at - timedelta(hours=2)
    home.crew.serve(
        FEED, rss("Osmer pier is repaired", at=at, site="http://gazette.example/w2"), "application/rss+xml"
    )
    jobs.collect(parts)
    home.clock.forward(minutes=5)
    before = jobs.draft(parts)
    jobs.correct(parts, 1, jobs.Right(note="Two numbers were exchanged."), "ann")
    after = jobs.draft(parts)
    assert after.revision == before.revision + 1
    assert [one.note for one in after.content.corrections] == ["Two numbers were exchanged."]
    jobs.correct(parts, 1, jobs.Right(note="Two numbers were exchanged."), "ann")
    assert jobs.draft(parts) == after


def test_an_issue_that_is_not_out_is_not_published_by_a_correction(home: Household) -> None:
    ours = home.parts()
    jobs.collect(ours)
    home.clock.forward(minutes=5)
    jobs.draft(ours)
    jobs.approve(ours, "ann")
    assert jobs.correct(ours, 1, jobs.Right(note="Wrong."), "ann").written is None
    assert ours.outbox.read("1/index.html") is None


def test_what_would_change_nothing_is_refused(parts: jobs.Parts) -> None:
    for right, error in (
        (jobs.Right(title="A headline of no story"), NotNow),
        (jobs.Right("thornby"), NotNow),
        (jobs.Right("thornby", WRONG), NotNow),
        (jobs.Right("no such story", "A title"), NothingThere),
        (jobs.Right("l", "A title"), NothingThere),
    ):
        with pytest.raises(error):
            jobs.correct(parts, 1, right, "ann")
    with pytest.raises(NothingThere):
        jobs.correct(parts, 7, jobs.Right(note="Wrong."), "ann")
    assert parts.store.corrections.all(parts.newsletter.id) == ()


def test_words_that_were_typed_cannot_break_a_page(parts: jobs.Parts) -> None:
    jobs.correct(parts, 1, jobs.Right("thornby", "A < b & \x1b[31mc", note="<script>\nx"), "ann")
    page = text(parts, "1/index.html")
    assert "A &lt; b &amp;" in page
    assert "&lt;script&gt; x" in page
    assert "<script>" not in page
    assert "\x1b" not in page


def test_the_clock_of_the_newsletter_dates_it(parts: jobs.Parts, home: Household) -> None:
    home.clock.at = NOW.replace(hour=23, minute=30)
    made = jobs.correct(parts, 1, jobs.Right(note="Wrong."), "ann").correction
    assert made.made == home.clock.at
    assert f"{NOW.day + 1} June 2026" in text(parts, "1/index.html")
