"""The only door through which findings become posts."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from digest.model import DateEvidence, Post, Refused, Source, SourceId
from digest.sources.raw import GUID, NAME, NAMES, SUMMARY, TAGS, TEXT, TITLE, Raw, to_post

NOW = datetime(2026, 6, 11, 12, 0, tzinfo=UTC)
SOURCE = Source(SourceId("towns"), "Institute of Towns", "https://towns.example/", language="en-GB")
BASE = "https://towns.example/news/"


def kept(raw: Raw) -> Post:
    post = to_post(raw, SOURCE, BASE, NOW)
    assert isinstance(post, Post), post
    return post


def test_a_finding_is_cleaned_and_placed() -> None:
    post = kept(
        Raw(
            title="A &lt;b&gt; <i>new</i>\u202e deal",
            address="deal?utm_medium=x#respond",
            summary="<p>For towns &amp; cities</p>",
            text="<p>One</p><p>Two</p>",
            authors=("ann@t.example (Ann Lee)", "ann lee", "ann@t.example"),
            image="/i.jpg",
            tags=("Towns", "towns", ""),
        )
    )
    assert post.title.endswith("new deal")
    assert (post.address, post.image) == ("https://towns.example/news/deal", "https://towns.example/i.jpg")
    assert (post.summary, post.text) == ("For towns & cities", "One\n\nTwo")
    assert (post.authors, post.tags, post.language) == (("Ann Lee",), ("Towns",), "en-GB")
    assert [key.partition(":")[0] for key in post.keys] == ["url", "title"]
    assert post.keys[0] == "url:towns.example/news/deal"
    assert (post.seen, post.source, post.complete) == (NOW, SOURCE.id, False)


def test_everything_is_capped() -> None:
    huge = "word " * 60_000
    post = kept(
        Raw(
            title=huge,
            guid=huge,
            summary=huge,
            text="<p>" + huge,
            authors=(huge,) * 40,
            tags=tuple(f"t{n}" for n in range(99)),
        )
    )
    assert len(post.title) <= TITLE
    assert len(post.summary) <= SUMMARY
    assert len(post.text) <= TEXT
    assert len(post.guid) <= GUID
    assert len(post.authors) <= NAMES
    assert all(len(name) <= NAME for name in post.authors)
    assert len(post.tags) == TAGS


def test_the_date_is_settled_against_now() -> None:
    future = DateEvidence("feed", "2031-01-01", datetime(2031, 1, 1, tzinfo=UTC))
    dated = DateEvidence("feed", "2026-06-09", datetime(2026, 6, 9, tzinfo=UTC), whole_day=True)
    assert kept(Raw("Deal", dates=(dated,))).published.at == dated.at
    clamped = kept(Raw("Deal", dates=(future,))).published
    assert clamped.at == NOW
    assert clamped.flag


def test_a_post_without_an_address_points_to_its_page_and_is_not_known_by_it() -> None:
    post = kept(Raw("Deal", guid="g"))
    assert (post.address, post.keys[0]) == ("https://towns.example/news/", "guid:g")
    assert not any(key.startswith("url:") for key in post.keys)


@pytest.mark.parametrize(
    "raw",
    [Raw("Deal", address="javascript:alert(1)"), Raw("Deal", address="mailto:a@b.example"), Raw(""), Raw("<p> </p>")],
)
def test_what_is_no_post_is_refused_with_a_reason(raw: Raw) -> None:
    refused = to_post(raw, SOURCE, BASE, NOW)
    assert isinstance(refused, Refused)
    assert refused.why


def test_a_whole_text_needs_no_page() -> None:
    assert kept(Raw("Deal", text="word " * 300)).complete
    assert not kept(Raw("Deal", "/deal", text="word " * 300 + " […]")).complete


anything = st.text(max_size=80)


@given(
    st.builds(
        Raw,
        anything,
        anything,
        anything,
        anything,
        anything,
        authors=st.tuples(anything),
        image=anything,
        language=anything,
        tags=st.tuples(anything, anything),
    )
)
def test_no_finding_raises(raw: Raw) -> None:
    found = to_post(raw, SOURCE, BASE, NOW)
    assert found == to_post(raw, SOURCE, BASE, NOW)
    later = to_post(raw, SOURCE, BASE, NOW + timedelta(days=2))
    assert isinstance(found, Refused) or (isinstance(later, Post) and later.id == found.id)
