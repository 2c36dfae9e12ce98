"""Every crafted input ends as an outcome within the bounds that the program gives its parser processes."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime

import pytest

from digest import sources
from digest.adapters.parsers import Pool
from digest.model import Article, Failure, Memory, Page, Response, Source, SourceId, Trouble
from digest.ports import Read
from tests.robust import crafted

pytestmark = pytest.mark.slow

NOW = datetime(2026, 11, 20, 9, 0, tzinfo=UTC)
HERE = "http://a.example/news"


@pytest.fixture(scope="module")
def pool() -> Iterator[Pool]:
    with Pool(1, seconds=60) as made:  # what it costs is measured here, not how busy the machine is
        yield made


def source(kind: str) -> Source:
    return Source(SourceId("s"), "S", HERE, kind=kind)


def response(body: bytes, kind: str) -> Response:
    return Response(HERE, 200, (("content-type", kind),), body)


@pytest.mark.parametrize("body", crafted.FEEDS.values(), ids=crafted.FEEDS)
def test_a_crafted_feed_is_read_or_refused(pool: Pool, body: bytes) -> None:
    asked = source("auto"), Memory(SourceId("s")), response(body, "application/rss+xml"), NOW
    found = pool.read(Read(HERE, sources.read, asked))
    assert isinstance(found, Page | Failure)
    if isinstance(found, Failure):
        assert found.trouble in {Trouble.TOO_LARGE, Trouble.UNREADABLE}, found
        assert "worth a report" not in found.said
    else:
        assert len(found.posts) <= 200


@pytest.mark.parametrize("kind", ["listing", "events", "article"])
@pytest.mark.parametrize("body", crafted.PAGES.values(), ids=crafted.PAGES)
def test_a_crafted_page_is_read_or_refused(pool: Pool, body: bytes, kind: str) -> None:
    answer = response(body, "text/html; charset=utf-8")
    task = (
        Read(HERE, sources.read_page, (answer, NOW, source("auto")))
        if kind == "article"
        else Read(HERE, sources.read, (source(kind), Memory(SourceId("s")), answer, NOW))
    )
    found = pool.read(task)
    assert isinstance(found, Page | Article | Failure)
    if isinstance(found, Failure):
        assert found.trouble is not Trouble.KILLED, found
        assert "worth a report" not in found.said
