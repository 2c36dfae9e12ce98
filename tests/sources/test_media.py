"""Podcasts and channels: what is heard or seen says so, with its length, and is a post like any other."""

from __future__ import annotations

import json
from datetime import UTC, datetime

import pytest

from digest.model import Page, Source, SourceId
from digest.sources import feeds, media

NOW = datetime(2026, 11, 20, 9, tzinfo=UTC)
SOURCE = Source(SourceId("s"), "Kerb Talk", "https://talk.example/feed")


def read(body: str) -> Page:
    page = feeds.read_feed(body.encode(), (), SOURCE, SOURCE.address, NOW)
    assert isinstance(page, Page)
    return page


def test_a_podcast_says_how_long_it_is():
    page = read("""<rss version="2.0" xmlns:itunes="http://www.itunes.com/dtds/podcast-1.0.dtd"><channel><title>Kerb Talk</title>
      <item><title>Who owns the kerb?</title><guid isPermaLink="false">e1</guid><link>https://talk.example/1</link>
        <enclosure url="https://cdn.example/e1.mp3" type="audio/mpeg" length="99"/><itunes:duration>32:10</itunes:duration>
        <itunes:summary>Two people and a kerb.</itunes:summary></item>
      <item><title>Only a file</title><guid isPermaLink="false">e2</guid>
        <enclosure url="https://cdn.example/e2.mp3" type="audio/mpeg" length="99"/></item>
      <item><title>Something to read</title><link>https://talk.example/3</link></item></channel></rss>""")
    assert [post.medium for post in page.posts] == ["podcast, 32 min", "podcast", ""]
    first, file, _ = page.posts
    assert (first.address, first.summary) == ("https://talk.example/1", "Two people and a kerb.")
    assert (file.address, file.complete) == ("https://cdn.example/e2.mp3", True)


def test_a_channel_of_films_is_described_by_its_media_group():
    (post,) = (
        read("""<feed xmlns:yt="http://www.youtube.com/xml/schemas/2015" xmlns:media="http://search.yahoo.com/mrss/"
      xmlns="http://www.w3.org/2005/Atom"><title>Kerb films</title><entry><id>yt:video:abc</id><yt:videoId>abc</yt:videoId>
      <title>Lowering a kerb</title><link rel="alternate" href="https://films.example/watch?v=abc"/>
      <author><name>Kerb films</name></author><published>2026-11-01T08:00:00+00:00</published><media:group>
      <media:title>Lowering a kerb</media:title><media:content url="https://films.example/v/abc"
      type="application/x-shockwave-flash" duration="3900"/><media:thumbnail url="https://i.example/abc.jpg"/>
      <media:description>How it is done in a day.</media:description></media:group></entry></feed>""").posts
    )
    assert (post.medium, post.summary) == ("video, 1 h 5 min", "How it is done in a day.")
    assert (post.image, post.guid) == ("https://i.example/abc.jpg", "yt:video:abc")


def test_a_json_feeds_attachment_counts_too():
    attachment = {"url": "https://cdn.example/1.mp3", "mime_type": "audio/mpeg", "duration_in_seconds": 610}
    item = {"id": "1", "url": "https://talk.example/1", "title": "Who owns the kerb?", "attachments": [attachment]}
    (post,) = read(json.dumps({"version": "https://jsonfeed.org/version/1.1", "title": "T", "items": [item]})).posts
    assert post.medium == "podcast, 10 min"


@pytest.mark.parametrize(
    ("words", "seconds"),
    [("32:10", 1930), ("1:02:03", 3723), ("1930", 1930), ("1930.5", 1930), ("PT1H2M3S", 3723), ("PT9M", 540), ("", 0),
     ("half an hour", 0), ("99999999", 0), ("-3", 0), ("²", 0), ("PT", 0), ("0", 0)],
)  # fmt: skip
def test_lengths(words, seconds):
    assert media.seconds(words) == seconds


@pytest.mark.parametrize("kind", ["image/jpeg", "application/pdf", "", "text/html"])
def test_what_is_read_has_no_medium(kind):
    assert media.tag(kind, "32:10") == ""
