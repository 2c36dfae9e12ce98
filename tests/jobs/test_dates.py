"""Dates through the jobs: what disagrees is shown, what is missing is when we saw it, what is absurd is not believed."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from digest import jobs
from digest import model as m
from tests.parts import NOW, Household

FEED = "http://gazette.example/feed"


@pytest.fixture
def home(tmp_path: Path) -> Iterator[Household]:
    household = Household(tmp_path)
    yield household
    household.close()


def publish(home: Household, published: str, address: str = "http://gazette.example/kerbs") -> None:
    when = f"<pubDate>{published}</pubDate>" if published else ""
    item = f"<item><title>Kerbs come down in the whole lower town</title><link>{address}</link><guid>k</guid>{when}</item>"
    body = f'<?xml version="1.0"?><rss version="2.0"><channel><title>Gazette</title>{item}</channel></rss>'
    home.crew.serve(FEED, body, "application/rss+xml")


def page(home: Household, said: str, address: str = "http://gazette.example/kerbs") -> None:
    words = "The council has lowered every kerb in the lower town, and says what it cost. " * 12
    home.crew.serve(
        address, f"<html><head><title>Kerbs</title>{said}</head><body><h1>Kerbs</h1><p>{words}</p></body></html>"
    )


def drafted(home: Household) -> tuple[m.Draft, m.Post]:
    parts = home.parts()
    jobs.collect(parts)
    home.clock.forward(minutes=10)
    draft = jobs.draft(parts, again=True)
    posts = [post for story in draft.content.stories for post in story.posts]
    posts += [post for left in draft.left_out for post in left.story.posts]
    (post,) = (post for post in posts if post.title.startswith("Kerbs"))
    return draft, post


def rfc822(at: datetime) -> str:
    return f"{at:%a, %d %b %Y %H:%M:%S} GMT"


def test_two_dates_that_disagree_are_shown_to_the_editor(home: Household) -> None:
    before, now = NOW - timedelta(days=4), NOW - timedelta(hours=3)
    publish(home, rfc822(now))
    page(home, f'<meta property="article:published_time" content="{before.isoformat()}">')
    draft, post = drafted(home)
    assert {one.kind for one in post.published.evidence} == {"feed", "meta"}
    assert f"meta says {before.day} {before:%B %Y}" in post.published.flag
    (story,) = (one for one in draft.content.stories if post in one.posts)
    assert f"date: {post.published.flag}" in story.reasons
    assert any("date looks odd" in note and post.published.flag in note for note in draft.notes)


def test_the_day_in_an_address_is_evidence_too(home: Household) -> None:
    day = NOW - timedelta(days=2)
    address = f"http://gazette.example/{day:%Y/%m/%d}/kerbs"
    publish(home, "", address)
    page(home, "", address)
    _, post = drafted(home)
    assert (post.published.evidence[0].kind, post.published.at.date()) == ("address", day.date())


def test_a_missing_date_is_when_we_first_saw_it_and_stays_so(home: Household) -> None:
    publish(home, "")
    page(home, "")
    _, first = drafted(home)
    seen = home.clock.at - timedelta(minutes=10)
    assert (first.published.at, first.published.evidence[0].kind) == (seen, "first seen")
    home.clock.forward(hours=26)
    _, again = drafted(home)
    assert (again.published.at, again.seen) == (seen, seen)


@pytest.mark.parametrize(
    ("published", "said"),
    [(NOW + timedelta(days=90), "in the future"), (datetime(1970, 1, 1, tzinfo=UTC), "too long ago")],
)
def test_the_future_and_the_absurd_are_flagged_and_not_believed(
    home: Household, published: datetime, said: str
) -> None:
    publish(home, rfc822(published))
    page(home, "")
    draft, post = drafted(home)
    assert post.published.at == post.seen
    assert said in post.published.flag
    assert any(said in note for note in draft.notes)
