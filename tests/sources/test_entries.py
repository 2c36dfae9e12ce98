"""Reading only the entries of a feed that changed finds what reading all of them finds."""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from digest.model import Page, Post, Source, SourceId
from digest.sources import entries, feeds, identity, known
from tests.examples import examples

NOW = datetime(2026, 11, 20, 9, 0, tzinfo=UTC)
SOURCE = Source(SourceId("gazette"), "The Gazette", "https://gazette.example/feed")
HEADERS = (("content-type", "application/rss+xml"),)


def read(body: str | bytes, learned: str = "", now: datetime = NOW) -> Page:
    body = body.encode() if isinstance(body, str) else body
    page = feeds.read_feed(body, HEADERS, SOURCE, SOURCE.address, now, learned)
    assert isinstance(page, Page), page
    return page


def follow(versions: Iterable[bytes], *, short: bool) -> tuple[dict[str, Post], int]:
    """Return the posts kept after all the visits, by id, and how many entries were passed over."""
    stored: dict[str, Post] = {}
    learned, passed = "", 0
    for number, body in enumerate(versions):
        page = feeds.read_feed(body, HEADERS, SOURCE, SOURCE.address, NOW + timedelta(hours=number), learned)
        if not isinstance(page, Page):
            continue
        keys = {key: post for post in stored.values() for key in post.keys}
        asked = {key: keys[key] for key in identity.asked(page.posts) if key in keys}
        decided = known.decide(page.posts, entries.gone(asked, page.passed))
        stored |= {post.id: post for post in (*decided.new, *decided.changed)}
        learned = page.learned if short else ""
        passed += page.passed.count if page.passed else 0
    return stored, passed


def item(number: int, title: str = "", *, guid: str = "", day: int = 1, extra: str = "") -> str:
    title = title or f"The council of Thornby settles matter {number}"
    guid = guid or f"https://gazette.example/{number}"
    return (
        f"<item><title>{title}</title><link>https://gazette.example/{number}</link><guid>{guid}</guid>"
        f"<pubDate>Mon, {day:02d} Nov 2026 09:00:00 GMT</pubDate><description>Of matter {number}. {extra}</description></item>"
    )


def rss(*items: str, head: str = "<title>Gazette</title>", root: str = '<rss version="2.0">') -> str:
    return f'<?xml version="1.0"?>{root}<channel>{head}{"".join(items)}</channel></rss>'


def test_an_unchanged_feed_is_passed_over_whole() -> None:
    body = rss(item(1), item(2))
    page = read(body, read(body).learned)
    assert page.posts == ()
    assert page.passed is not None
    assert page.passed.count == 2
    assert page.kind == "feed"


def test_only_the_fresh_entry_is_read_and_the_clock_of_the_feed_says_nothing() -> None:
    before = read(rss(item(1), item(2), head="<lastBuildDate>Mon, 02 Nov 2026 09:00:00 GMT</lastBuildDate>"))
    page = read(
        rss(item(3), item(1), item(2), head="<lastBuildDate>Tue, 03 Nov 2026 09:00:00 GMT</lastBuildDate>"),
        before.learned,
    )
    assert [post.title for post in page.posts] == ["The council of Thornby settles matter 3"]
    assert page.passed is not None
    assert page.passed.count == 2
    assert read(rss(item(3), item(1), item(2)), page.learned).passed is None, "the head changed"


ALL = (
    ("a changed head", lambda: rss(item(1), item(2), head="<title>Gazette</title><language>cy</language>"), 2),
    (
        "a guid shared with what is passed over",
        lambda: rss(item(9, guid="https://gazette.example/1"), item(1), item(2)),
        3,
    ),
    ("an entry that holds nothing", lambda: rss(item(1), item(2), "<item/>"), 2),
    ("an end without a beginning", lambda: rss(item(1), item(2), "</item>", item(3)), 2),
    ("more entries than are kept", lambda: rss(*map(item, range(1, 203))), 200),
    ("an entry cut off", lambda: rss(item(1), item(2)).replace("</item></channel>", ""), 2),
    ("entries within entries", lambda: rss(item(1), item(2, extra="</description><item></item><description>")), 2),
)


@pytest.mark.parametrize(("make", "count"), [(make, count) for _, make, count in ALL], ids=[name for name, *_ in ALL])
def test_no_shortcut_is_taken_with(make: Callable[[], str], count: int) -> None:
    learned = read(rss(item(1), item(2))).learned
    page = read(make(), learned)
    assert page.passed is None
    assert len(page.posts) >= count


def test_a_date_in_doubt_is_read_again_until_it_is_past() -> None:
    body = rss(item(1, day=28), item(2))
    before = read(body)
    assert before.posts[0].published.flag
    page = read(body, before.learned)
    assert [post.address for post in page.posts] == ["https://gazette.example/1"]
    later = read(body, page.learned, NOW + timedelta(days=20))
    assert [post.published.flag for post in later.posts] == [""]
    assert read(body, later.learned).posts == ()


def test_an_older_title_of_a_post_that_stands_there_does_not_draw_a_fresh_one_to_it() -> None:
    versions = [
        rss(item(1, "Notes on the week in council"), item(2)),
        rss(item(1, "Notes on the week, corrected"), item(2)),
        rss(item(3, "Notes on the week in council"), item(1, "Notes on the week, corrected"), item(2)),
    ]
    short, passed = follow([text.encode() for text in versions], short=True)
    assert passed == 3
    assert sorted(post.address[-1] for post in short.values()) == ["1", "2", "3"]


@pytest.mark.parametrize(
    "learned",
    ["", "{", "[]", '{"way": ["li"]}', '{"entries": []}', '{"frame": 1, "entries": {"a": 1}}', "[" * 10_000],
)
def test_what_another_reader_learned_is_nothing(learned: str) -> None:
    assert len(read(rss(item(1), item(2)), learned).posts) == 2


CDATA = "<![CDATA[<item> is a word </item> ]]>"


def test_words_in_cdata_and_comments_part_no_entries() -> None:
    body = rss(item(1, extra=CDATA), "<!-- <item> -->", item(2))
    cut = entries.cut(body)
    assert cut is not None
    assert len(cut.entries) == 2
    assert "".join(a + b for a, b in zip(cut.frame, (*cut.entries, ""), strict=True)) == body


NUMBERS = st.integers(0, 6)
ITEMS = st.builds(
    item,
    NUMBERS,
    st.sampled_from(["", "Weekly bulletin", "A longer title of the week", "A longer title of another week"]),
    guid=st.sampled_from(["", "", "", "same", "tag:1"]),
    day=st.integers(1, 28),
    extra=st.sampled_from(["", CDATA, "It was agreed."]),
)


@examples(150)
@given(st.lists(st.lists(ITEMS, max_size=5), min_size=2, max_size=5))
def test_whatever_comes_the_same_posts_are_kept(versions: list[list[str]]) -> None:
    bodies = [rss(*items).encode() for items in versions]
    assert follow(bodies, short=True)[0] == follow(bodies, short=False)[0]


@pytest.mark.slow
@pytest.mark.no_cover
@pytest.mark.shared
def test_feeds_followed_for_months_keep_the_same_posts(shared: Path) -> None:
    folders = [path for path in sorted((shared / "data/web/feeds_over_time").iterdir()) if path.is_dir()]
    assert folders
    total = 0
    for folder in folders:
        with (folder / "timeline.csv").open(encoding="utf-8") as lines:
            rows = [list(row.values()) for row in csv.DictReader(lines)]
        bodies = [(folder / name).read_bytes() for row in rows for name in row if name and (folder / name).is_file()]
        short, passed = follow(bodies[:25], short=True)
        assert short == follow(bodies[:25], short=False)[0], folder.name
        total += passed
    assert total > 1_000
