"""What a feed's head says of how often it wants to be read."""

from __future__ import annotations

from datetime import timedelta

from hypothesis import given
from hypothesis import strategies as st

from digest.model import Pace
from digest.sources.pace import pace_of

RSS = """<?xml version="1.0"?><rss version="2.0"><channel><title>Ferry times</title>{head}
<item><title>A boat</title><description>&lt;ttl>5&lt;/ttl></description><ttl>3</ttl></item></channel></rss>"""


def of(head: str) -> Pace | None:
    return pace_of(RSS.format(head=head).encode())


def test_ttl_is_in_minutes_and_only_the_head_counts() -> None:
    assert of("<ttl>90</ttl>") == Pace(timedelta(minutes=90))
    assert of("<ttl>0</ttl>") is None
    assert of("") is None


def test_hours_and_days_to_skip() -> None:
    head = "<skipHours><hour>0</hour><hour>24</hour><hour>13</hour></skipHours><skipDays><day>Sunday</day></skipDays>"
    assert of(head) == Pace(None, (0, 13), (6,))


def test_a_feed_that_excludes_every_hour_excludes_none() -> None:
    hours = "".join(f"<hour>{number}</hour>" for number in range(24))
    days = "".join(f"<day>{name}</day>" for name in ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"))
    assert of(f"<skipHours>{hours}</skipHours><skipDays>{days}</skipDays>") is None


def test_the_syndication_module_says_how_often_in_a_period() -> None:
    head = "<sy:updatePeriod> hourly </sy:updatePeriod><sy:updateFrequency>2</sy:updateFrequency>"
    assert of(head) == Pace(timedelta(minutes=30))
    assert of("<sy:updatePeriod>monthly</sy:updatePeriod>") == Pace(timedelta(days=7))
    assert of("<sy:updatePeriod>sometimes</sy:updatePeriod>") is None
    assert of("<ttl>15</ttl><sy:updatePeriod>daily</sy:updatePeriod>") == Pace(timedelta(minutes=15))


@given(st.binary(max_size=400))
def test_any_bytes_are_read(body: bytes) -> None:
    pace_of(b"<rss><channel>" + body + b"<ttl>" + body)
