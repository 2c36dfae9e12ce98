"""Listing pages: the same posts in every markup, and nothing else from the page."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from digest.model import Page, Source, SourceId
from digest.sources import listing
from tests.sources import listing_markups as markups

NOW = datetime(2026, 11, 20, 9, 0, tzinfo=UTC)
AT = "https://tarn.example/insight/"
SOURCE = Source(SourceId("tarn"), "Tarn Institute", AT)


def read(html: str, address: str = AT, learned: str = "") -> Page:
    return listing.read_listing(html, SOURCE, address, NOW, learned)


@pytest.mark.parametrize("name", markups.MARKUPS)
def test_every_markup_gives_the_same_titles_in_their_order(name: str):
    page = read(markups.page(markups.MARKUPS[name]()))
    assert [p.title for p in page.posts] == [i.title for i in markups.ITEMS]


@pytest.mark.parametrize("name", markups.MARKUPS)
def test_every_markup_gives_the_posts_own_addresses(name: str):
    page = read(markups.page(markups.MARKUPS[name]()))
    host = "https://files.tarn.example" if name == "documents" else "https://tarn.example"
    ends = ".pdf" if name == "documents" else "/"
    assert [p.address for p in page.posts] == [f"{host}{i.link[:-1]}{ends}" for i in markups.ITEMS]


@pytest.mark.parametrize("name", sorted(set(markups.MARKUPS) - markups.UNDATED))
def test_every_markup_gives_the_dates(name: str):
    page = read(markups.page(markups.MARKUPS[name]()))
    assert [p.published.at.date() for p in page.posts] == [i.day for i in markups.ITEMS]


@pytest.mark.parametrize("name", sorted(set(markups.MARKUPS) - markups.UNSUMMARISED))
def test_every_markup_gives_the_summaries(name: str):
    page = read(markups.page(markups.MARKUPS[name]()))
    assert [p.summary for p in page.posts] == [i.summary for i in markups.ITEMS]


@pytest.mark.parametrize("name", sorted(markups.SIGNED))
def test_authors_are_read_where_the_page_names_them(name: str):
    page = read(markups.page(markups.MARKUPS[name]()))
    assert [p.authors for p in page.posts] == [(i.author,) for i in markups.ITEMS]
