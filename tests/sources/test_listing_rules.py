"""Rules of a listing that one page at a time holds: days, summaries, authors, pictures, and what is no part of the list."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime

import pytest

from digest.model import Page, Source, SourceId
from digest.sources import listing
from digest.sources.listing import candidates, marks, titles
from digest.sources.listing.tree import OPEN_ELEMENTS, TAG_CHARACTERS, parse, tame
from tests.sources import listing_markups as markups

NOW = datetime(2026, 11, 20, 9, 0, tzinfo=UTC)
AT = "https://tarn.example/insight/"
SOURCE = Source(SourceId("tarn"), "Tarn Institute", AT)
TITLES = [item.title for item in markups.ITEMS]


def read(html: str, address: str = AT) -> Page:
    return listing.read_listing(html, SOURCE, address, NOW)


def rows(*more: str, tag: str = "li") -> Page:
    """Return what is read of a list whose items say, beside their title, one of these each."""
    said = zip(markups.ITEMS, more, strict=False)
    items = "".join(f"<{tag}><h3><a href='{item.link}'>{item.title}</a></h3>{words}</{tag}>" for item, words in said)
    return read(markups.page(f"<div>{items}</div>"))


def days(page: Page) -> list[str]:
    """Return the day of each post, "" where it was only seen."""
    return ["" if p.published.evidence[0].kind == "first seen" else f"{p.published.at:%m-%d}" for p in page.posts]


# ── days ───────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("written", "told"),
    [
        (("18 June 2026", "11 June 2026", "", "2 May 2026"), ["06-18", "06-11", "", "05-02"]),
        (("06/05/26", "06/05/26", "06/04/26", "06/04/26"), ["06-05", "06-05", "06-04", "06-04"]),
        (("06/05/26", "06/05/26", "06/05/26", "06/05/26"), ["05-06", "05-06", "05-06", "05-06"]),
        (
            ("<abbr title='2026-06-18'>Thursday</abbr>", "<abbr title='2026-06-11'>Thursday</abbr>"),
            ["06-18", "06-11"],
        ),
        (("<time datetime='June'>June 2026</time>", "<time datetime='May'>May 2026</time>"), ["", ""]),
    ],
    ids=["one is missing", "many posts of few days", "one day only", "in a title", "a month is no day"],
)
def test_the_days_of_a_list(written: Iterable[str], told: list[str]) -> None:
    assert days(rows(*(f"<p>{day}</p>" for day in written))) == told


def test_of_many_days_in_an_item_three_are_evidence() -> None:
    said = "".join(f"<p>{day} June 2026</p>" for day in (4, 3, 2, 1))
    posts = rows(*[f"{said}<p>{words}</p>" for words in ("One", "Two", "Three")]).posts
    assert [len(post.published.evidence) for post in posts] == [3, 3, 3]


def test_a_day_between_some_items_heads_those_that_follow() -> None:
    heads = ("18 June 2026", "11 June 2026", "", "9 June 2026", "2 June 2026", "")
    items = zip(heads, markups.ITEMS, strict=False)
    flat = "".join(
        (f"<p>{day}</p>" if day else "") + f"<h3><a href='{i.link}'>{i.title}</a></h3>" for day, i in items
    )
    page = read(markups.page(f"<div>{flat}</div>"))
    assert [p.title for p in page.posts] == TITLES[:6]
    assert days(page) == ["06-18", "06-11", "06-11", "06-09", "06-02", "06-02"]


# ── summary, author, picture ───────────────────────────────────────────────────────────────────────────

LONG = "The ferry to the north bank runs again after nine weeks, and a brass band was there."
NEXT = "Its crew had waited for a part that only one yard in the country still makes by hand."


@pytest.mark.parametrize(
    ("said", "summary"),
    [
        (f"<p>{LONG}</p><p>{NEXT}</p>", f"{LONG} {NEXT}"),
        (f"<p>{LONG}</p><p>Four minutes</p><p>{NEXT}</p>", LONG),
        (f"<p>{LONG}</p><p>{NEXT * 12}</p>", LONG),
    ],
    ids=["two paragraphs", "up to a label", "up to what is too long"],
)
def test_the_summary_of_an_item(said: str, summary: str) -> None:
    others = [
        said.replace("north", word).replace("Four", word).replace("crew", f"{word} crew")
        for word in ("south", "west", "east")
    ]
    assert rows(said, *others).posts[0].summary == summary


@pytest.mark.parametrize(
    ("said", "authors"),
    [
        ("<p class='author'>18 June 2026</p><p>By Ada Farrow</p>", ("Ada Farrow",)),
        ("<p>By Ada Farrow and Tom Lister, 18 June 2026</p>", ("Ada Farrow", "Tom Lister")),
        ("<p>By Team 3</p>", ()),
        ("<p>By Details</p>", ()),
        (f"<p>By Ada Farrow, {'who has long lived on the quay ' * 5}</p>", ()),
    ],
)
def test_the_authors_of_an_item(said: str, authors: tuple[str, ...]) -> None:
    assert rows(said, "<p>By Idris Vale</p>", "<p>By Mina Okoro</p>").posts[0].authors == authors


@pytest.mark.parametrize(
    ("said", "image"),
    [
        ("<img src='/icon.png'><img src='/ferry.jpg'>", "https://tarn.example/ferry.jpg"),
        ("<img data-src='/late.jpg' src='data:image/gif;base64,R0'>", "https://tarn.example/late.jpg"),
        ("<img srcset='/small.jpg, /large.jpg 2x'>", "https://tarn.example/small.jpg"),
        ("<img alt='A ferry'>", ""),
    ],
)
def test_the_picture_of_an_item(said: str, image: str) -> None:
    assert rows(said, "", "").posts[0].image == image


# ── titles ─────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("said", "title"),
    [
        ("Buses return Buses return", "Buses return"),
        ("Buses return Buses return Buses return", "Buses return"),
        ("Why buses need pat… Why buses need patient money", "Why buses need patient money"),
        ("Why buses need pat... Why buses need patient money", "Why buses need patient money"),
        ("Buses… and what came of them", "Buses… and what came of them"),
        ("no no", "no no"),
    ],
)
def test_a_title_said_twice_is_said_once(said: str, title: str) -> None:
    assert titles.once(said) == title


def test_of_two_links_to_one_post_the_longer_words_are_its_title() -> None:
    items = "".join(
        f"<li><a href='{i.link}'>{i.title[:12]}</a></li><li><a href='{i.link}'>{i.title}</a></li>"
        for i in markups.ITEMS
    )
    assert [p.title for p in read(f"<main><h1>Insight</h1><ul>{items}</ul></main>").posts] == TITLES


def test_an_item_that_says_nothing_is_refused() -> None:
    silent = "<div><h3><a href='/insight/silent/'><img src='/x.jpg'></a></h3><p>1 June 2026</p></div>"
    items = "".join(f"<div><h3><a href='{i.link}'>{i.title}</a></h3><p>{i.long_day}</p></div>" for i in markups.ITEMS)
    page = read(markups.page(f"<div>{items}{silent}</div>"))
    assert [p.title for p in page.posts] == TITLES
    assert "https://tarn.example/insight/silent/" in [one.address for one in page.refused]


# ── what is no part of the list ────────────────────────────────────────────────────────────────────────


def test_a_part_without_a_heading_that_differs_from_the_list_is_left_out() -> None:
    row = "<div class='{}'><h2><a href='{}'>{}</a></h2>{}</div>"
    own = "".join(
        row.format("post", i.link, i.title, f"<p>{i.long_day}</p><p>{i.summary}</p>") for i in markups.ITEMS
    )
    others = "".join(row.format("post", i.link, i.title, "") for i in markups.MISSED)
    page = read(f"<main><div class='posts'>{own}</div><div class='picks'>{others}</div></main>")
    why = {one.title: one.why for one in page.refused}
    assert [p.title for p in page.posts] == TITLES
    assert why[markups.MISSED[0].title] == "stands apart from the list and differs from it"


def test_what_stands_first_and_again_in_the_list_is_told_once() -> None:
    again = "".join(
        f'<div class="post"><h2><a href="{i.link}">{i.title}</a></h2><span>{i.long_day}</span></div>'
        for i in markups.ITEMS
    )
    first = (
        f'<div class="post"><div class="big"><h2><a href="{markups.ITEMS[0].link}">{TITLES[0]}</a></h2></div></div>'
    )
    page = read(markups.page(f'<div class="posts">{first}{again}</div>'))
    assert sorted(p.title for p in page.posts) == sorted(TITLES)
    assert "" not in days(page)


def test_rows_that_a_class_only_stripes_are_of_one_shape() -> None:
    striped = parse("<table>" + "<tr class='odd'><td>a</td></tr><tr><td>b</td></tr>" * 3 + "</table>")
    told = parse("<div>" + "<p class='post'>a</p><p class='notice'>b</p>" * 3 + "</div>")
    shapes = [
        {candidates.shape(e) for e in tree.elements if e.tag == tag} for tree, tag in ((striped, "tr"), (told, "p"))
    ]
    assert shapes == [{()}, {("post",), ("notice",)}]


def test_a_strange_line_before_an_item_is_no_part_of_it() -> None:
    items = [f"<p>{i.long_day}</p><h3><a href='{i.link}'>{i.title}</a></h3>" for i in markups.ITEMS]
    items[2] = (
        items[2]
        .replace("<p>", "<blockquote>Spring is here: the quay is open to all who like to walk</blockquote><i>")
        .replace("</p>", "</i>")
    )
    page = read(markups.page(f"<div>{''.join(items)}</div>"))
    assert [p.title for p in page.posts] == TITLES
    assert [bool(p.summary) for p in page.posts] == [False] * len(TITLES)


@pytest.mark.parametrize(
    ("element", "share"),
    [
        ("<nav>x</nav>", 1.0),
        ("<div role=search>x</div>", 1.0),
        ("<aside>x</aside>", 0.8),
        ("<div role=complementary>x</div>", 0.8),
        ("<div id=rightSidebar>x</div>", 0.6),
        ("<div class='related-posts'>x</div>", 0.6),
        ("<div class=newsletter>x</div>", 0.2),
        ("<div class=posts>x</div>", 0.0),
    ],
)
def test_what_stands_beside_says_so_by_its_names(element: str, share: float) -> None:
    assert marks.beside(parse(element).elements[1]) == share


def test_an_article_at_the_top_of_its_page_is_no_post_of_its_own() -> None:
    def article(place: str, title: str) -> str:
        return f"<article id='{place}'><h2>{title}</h2><p>{LONG}</p></article>"

    body = (
        article("top", "All our news") + article("ferry", "The ferry runs again") + article("kiln", "A kiln is lit")
    )
    assert [p.address for p in read(f"<main><h1>News</h1>{body}{article('weir', '2026')}</main>").posts] == [
        f"{AT}#ferry",
        f"{AT}#kiln",
    ]


def told(items: Iterable[markups.Item], tag: str = "li") -> str:
    return "".join(
        f"<{tag}><h3><a href='{i.link}'>{i.title}</a></h3><p>{i.long_day}</p><p>{i.summary}</p></{tag}>"
        for i in items
    )


FIRST, SECOND = markups.ITEMS[1:4], markups.MISSED


@pytest.mark.parametrize(
    ("second", "wanted"),
    [
        ("<div>{}</div>", FIRST),
        ("<div id=main>{}</div>", SECOND),
        ("<div id=main><div class=sidebar>{}</div></div>", FIRST),
    ],
    ids=["neither", "the second", "the second, within what is beside"],
)
def test_of_two_lists_alike_that_counts_which_stands_in_the_main_thing(
    second: str, wanted: tuple[markups.Item, ...]
) -> None:
    """By the nearest element that says what it is; else the first."""
    words = "<p>The house is open every day.</p>" * 60
    page = f"<section><ul>{told(FIRST)}</ul></section>{second.format(f'<ul>{told(SECOND)}</ul>{words * 3}')}{words}"
    assert [p.title for p in read(page).posts] == [i.title for i in wanted]


@pytest.mark.parametrize("body", ["<body class=archive>{}</body>", "<body><div id=content>{}</div></body>"])
def test_a_page_that_calls_all_of_itself_an_archive_has_no_list_for_that(body: str) -> None:
    names = ("Ways open", "Open rest", "Rest ways")
    links = "".join(f"<li><a href='/x/{number}'>{name}</a></li>" for number, name in enumerate(names))
    assert read(body.format(f"<ul>{links}</ul>")).posts == ()


@pytest.mark.parametrize(
    ("list_heading", "other_heading", "why"),
    [
        ("", "Worth a look", "stands under “Worth a look”, unlike the rest of the list"),
        ("Latest", "Worth a look", "stands under “Worth a look”, unlike the rest of the list"),
        ("Latest", "", "stands apart from the list and differs from it"),
    ],
)
def test_what_is_left_out_of_a_list_is_told_why_truly(list_heading: str, other_heading: str, why: str) -> None:
    """The heading over all of the list is no difference of a part of it."""
    first, other = (f"<h2>{words}</h2>" if words else "" for words in (list_heading, other_heading))
    beside = "".join(f"<li><h3><a href='{i.link}'>{i.title}</a></h3></li>" for i in markups.MISSED)
    page = read(f"<div>{first}<ul>{told(markups.ITEMS)}</ul>{other}<ul class=sidebar>{beside}</ul></div>")
    assert [p.title for p in page.posts] == TITLES
    assert {(one.title, one.why) for one in page.refused} == {(item.title, why) for item in markups.MISSED}


# ── deep, broken and continued pages ───────────────────────────────────────────────────────────────────


def test_a_list_deep_within_its_page_is_read() -> None:
    deep = 2 * candidates.UPWARDS
    assert [p.title for p in read("<div>" * deep + markups.articles() + "</div>" * deep).posts] == TITLES


def test_links_are_compared_as_far_up_as_pages_are_deep() -> None:
    """Not as far as hostile ones are: four thousand links at the greatest depth cost three times as much."""

    def grouped(deep: int) -> int:
        each = "<div>" * deep + "<a href='/insight/{}'>A title of some words</a>" + "</div>" * deep
        return len(candidates.groups(candidates.page_links(parse(each.format(1) + each.format(2)), AT)))

    assert grouped(candidates.UPWARDS - 1) > 0
    assert grouped(candidates.UPWARDS) == 0


@pytest.mark.parametrize(
    ("page", "kept"),
    [
        ("<p>a</p><!-- never closed <p>b", "<p>a</p><!-- never closed <p>b"),
        ("<p>a</p><script>if (1 < 2", "<p>a</p><script>if (1 < 2"),
        ("<p>a</p>" + "<b>" * (OPEN_ELEMENTS + 5), "<p>a</p>" + "<b>" * OPEN_ELEMENTS),
        (f"<p>a</p><b {'x' * TAG_CHARACTERS}>b", "<p>a</p>"),
    ],
    ids=["a comment", "a script", "too deep", "a tag too long"],
)
def test_a_page_is_cut_where_it_cannot_be_read_safely(page: str, kept: str) -> None:
    assert tame(page) == kept


@pytest.mark.parametrize(
    ("html", "address", "following"),
    [
        ('<link rel="next" href="/insight/two/">', AT, f"{AT}two/"),
        ('<link rel="next">', AT, ""),
        ("<a href='/insight/page/2/'>2</a><a href='/insight/page/3/'>3</a>", AT, f"{AT}page/2/"),
        ("<a href='/insight/page/1/'>1</a><a href='/insight/page/3/'>3</a>", f"{AT}page/2/", f"{AT}page/3/"),
        ("<a href='/insight/2/'>2</a>", AT, ""),
        ("<a href='/insight/page/2/'>²</a>", AT, ""),
        (f"<a href='/insight/page/2/'>{'2' * 5_000}</a>", AT, ""),
        ("<a href='/insight/page/2/'>٢</a>", AT, f"{AT}page/2/"),
    ],
)
def test_the_page_that_continues_a_list(html: str, address: str, following: str) -> None:
    assert listing.next_page(html, address) == following
