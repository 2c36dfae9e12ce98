"""The invented sector: enough of it, in every manner, with its dates in order."""

from datetime import UTC, datetime

import pytest

from digest import demo

NOW = datetime(2026, 9, 16, 10, 30, tzinfo=UTC)


def test_the_same_moment_gives_the_same_world():
    assert demo.world(NOW) == demo.world(NOW)


@pytest.mark.parametrize("month", range(1, 13))
def test_no_post_is_in_the_future_and_every_event_is(month):
    now = datetime(2026, month, 28, 0, 20, tzinfo=UTC)
    for site in demo.world(now).sites:
        for post in site.posts:
            assert post.at < now
            assert post.event is None or post.event.start > now
