"""Every file of the measured corpora, damaged, ends as an outcome that can be stored and shown."""

from __future__ import annotations

import gzip
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from digest import sources
from digest.adapters.parsers import Pool
from digest.model import Article, Dating, Failure, Memory, Page, Post, Response, Source, SourceId, Trouble
from digest.ports import Read
from tests.robust.damage import damaged

pytestmark = pytest.mark.shared

NOW = datetime(2026, 11, 20, 9, 0, tzinfo=UTC)
HERE = "http://a.example/news/"
ROUNDS = 2
PARTS = 4  # of each corpus, so that they are shared out among processes

CORPORA = {
    "feeds": ("auto", ("feeds", "feeds_over_time")),
    "listings": ("listing", ("listings", "listings_gov_tables", "listings_unlabelled")),
    "events": ("events", ("events_gov",)),
    "articles": ("article", ("articles_aeb", "articles_dated", "articles_fundus", "articles_linked")),
}


@pytest.fixture(scope="module")
def pool() -> Iterator[Pool]:
    with Pool(1, seconds=60) as made:  # what it costs is measured here, not how busy the machine is
        yield made


def files(shared: Path, folders: tuple[str, ...]) -> list[Path]:
    """Return the pages and feeds of some folders, of a feed followed for months every tenth state."""
    found = []
    for folder in folders:
        every = sorted(path for path in (shared / "data/web" / folder).rglob("*") if path.is_file())
        pages = [path for path in every if path.suffix not in {".csv", ".json"} or folder == "feeds"]
        found += pages[:: 10 if folder == "feeds_over_time" else 1]
    return found


def read_damaged(path: Path, seed: int, kind: str) -> list[str]:
    """Return what is wrong with the outcome; runs in a parser process."""
    body = gzip.decompress(path.read_bytes()) if path.suffix == ".gz" else path.read_bytes()
    answer = Response(HERE, 200, (), damaged(body, seed))
    source = Source(SourceId("s"), "S", HERE, kind="auto" if kind == "article" else kind)
    if kind == "article":
        return list(complaints(sources.read_page(answer, NOW, source)))
    return list(complaints(sources.read(source, Memory(source.id), answer, NOW)))


def complaints(found: object) -> Iterator[str]:
    words = repr(found)
    try:
        words.encode()
    except UnicodeEncodeError:
        yield "it holds surrogates, which no database takes"
    if "\\x00" in words or "\\ud8" in words:
        yield "it holds characters that no database takes"
    if isinstance(found, Page):
        for post in found.posts:
            yield from _of_post(post)
    elif isinstance(found, Article):
        if found.published:
            yield from _of_date(found.published)
    elif not isinstance(found, Failure):
        yield f"it is a {type(found).__name__}"


def _of_post(post: Post) -> Iterator[str]:
    if not post.title or len(post.title) > 300:
        yield f"a title of {len(post.title)} characters"
    if not post.address.startswith(("http://", "https://")):
        yield f"an address that leads nowhere: {post.address}"
    if not post.keys:
        yield "a post that nobody could know again"
    yield from _of_date(post.published)


def _of_date(dating: Dating) -> Iterator[str]:
    if not datetime(1990, 1, 1, tzinfo=UTC) <= dating.at <= NOW + timedelta(days=2):
        yield f"a date out of reason: {dating.at}"


@pytest.mark.parametrize("part", range(PARTS))
@pytest.mark.parametrize("corpus", CORPORA)
def test_a_damaged_page_is_an_outcome(pool: Pool, shared: Path, corpus: str, part: int) -> None:
    kind, folders = CORPORA[corpus]
    some = files(shared, folders)[part::PARTS]
    assert len(some) >= 4
    tasks = [
        Read(f"{path.name}, seed {seed}", read_damaged, (path, seed, kind)) for path in some for seed in range(ROUNDS)
    ]
    wrong = {task.about: told for task, told in zip(tasks, map(pool.read, tasks), strict=True) if told}
    assert not wrong


def test_a_reading_that_fails_would_be_heard_of(pool: Pool, tmp_path: Path) -> None:
    (tmp_path / "a").write_bytes(b"x")
    found = pool.read(Read("x", read_damaged, (tmp_path / "absent", 0, "feed")))
    assert isinstance(found, Failure)
    assert found.trouble is Trouble.UNREADABLE


@pytest.mark.parametrize("bad", ["\x00", "\ud800"])
def test_a_bad_character_would_be_heard_of(bad: str) -> None:
    assert list(complaints(Failure(Trouble.EMPTY, bad, "")))
