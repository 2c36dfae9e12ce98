"""The demo's newsletter and subscribers are read by the parts that read everybody's."""

from datetime import UTC, datetime, timedelta

import pytest

from digest import clock, config, delivery, demo
from digest.model import Role

NOW = datetime(2026, 9, 16, 10, 30, tzinfo=UTC)


def newsletter(now=NOW):
    return config.read_newsletter(demo.newsletter_toml("http://127.0.0.1:8765", now), "demo.toml")


def test_the_newsletter_has_every_source_and_fourteen_themes():
    read = newsletter()
    assert {source.id for source in read.sources} == {site.id for site in demo.world(NOW).sites}
    assert all(source.address.startswith("http://127.0.0.1:8765/") for source in read.sources)
    assert {source.role for source in read.sources} == set(Role)
    assert len(read.themes) == 14
    assert all(theme.description and len(theme.keywords) >= 6 for theme in read.themes)
    assert {post.theme for post in demo.world(NOW).posts} == {theme.id for theme in read.themes}


@pytest.mark.parametrize("hour", range(0, 24, 3))
def test_draft_and_issue_have_just_fallen_due(hour):
    now = NOW.replace(hour=hour)
    slots = clock.slots(newsletter(now), now - timedelta(hours=3), now)
    assert {slot.job.value for slot in slots} >= {"draft", "send"}


def test_the_subscribers_are_read_without_a_mistake():
    readers = delivery.readers(demo.subscribers_csv(), newsletter().themes)
    assert not readers.mistakes
    assert len(readers.subscribers) == 5
    assert len({subscriber.themes for subscriber in readers.subscribers}) == 5
    chosen = {theme for subscriber in readers.subscribers for theme in subscriber.themes}
    assert chosen == {theme.id for theme in newsletter().themes}
    assert all(subscriber.address.endswith(("@example.org", "@example.com")) for subscriber in readers.subscribers)
