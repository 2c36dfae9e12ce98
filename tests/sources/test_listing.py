"""Listing pages: the same posts in every markup, and nothing else from the page."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import UTC, datetime
from functools import lru_cache

import pytest
from hypothesis import given
from hypothesis import strategies as st

from digest.model import Page, Source, SourceId
from digest.sources import listing
from tests.examples import examples
from tests.sources import listing_markups as markups

NOW = datetime(2026, 11, 20, 9, 0, tzinfo=UTC)
AT = "https://tarn.example/insight/"
SOURCE = Source(SourceId("tarn"), "Tarn Institute", AT)


@lru_cache(200)  # of one page the titles, addresses, dates and summaries are asked by four tests
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


@pytest.mark.parametrize("body", [markups.day_reaching_down, markups.day_given_once])
def test_a_day_given_once_in_a_table_holds_for_the_rows_below(body: Callable[[], str]):
    posts = read(markups.page(body())).posts
    pairs = [(one, two) for one, two in zip(posts[::2], posts[1::2], strict=True)]
    assert [p.title for p in posts] == [i.title for i in markups.ITEMS[: len(posts)]]
    assert [one.published.at.date() for one, _ in pairs] == [i.day for i in markups.ITEMS[: len(posts) : 2]]
    assert all(one.published.at == two.published.at for one, two in pairs)


def test_a_year_in_brackets_is_part_of_a_title_and_a_count_is_none():
    rows = "".join(
        f'<li><a href="/reports/{n}">Report on {word} ({2020 + n})</a> {n + 1} May 2026</li>'
        for n, word in enumerate(("harbours", "libraries", "verges", "kerbs"))
    )
    facets = "".join(
        f'<li><a href="?theme={word}">Themes of {word} ({n})</a></li>' for n, word in enumerate("abcdefg", 3)
    )
    page = read(f"<h1>Reports</h1><ul>{facets}</ul><ul>{rows}</ul>", "https://tarn.example/reports")
    assert [p.title for p in page.posts] == [
        f"Report on {w} ({y})"
        for w, y in zip(("harbours", "libraries", "verges", "kerbs"), (2020, 2021, 2022, 2023), strict=True)
    ]


def test_one_word_titles_are_not_exchanged_for_the_sentence_below_them():
    words = ("Ferries", "Orchards", "Levies", "Kerbs")
    rows = "".join(
        f'<div><strong><a href="/n/{n}">{word}</a></strong><p>{n + 1} June 2026</p><p>What the {word.lower()} cost last year, and who '
        "paid for them in the end, is told here at some length.</p></div>"
        for n, word in enumerate(words)
    )
    assert [p.title for p in read(f"<main><h1>Essays</h1>{rows}</main>").posts] == list(words)


# ── what is left out ───────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("name", ["missed_with_same_markup", "missed_in_another_language"])
def test_a_block_after_the_list_is_refused_with_its_heading(name: str):
    page = read(markups.page(markups.MARKUPS[name]()))
    why = {r.title: r.why for r in page.refused}
    assert {i.title for i in markups.MISSED} <= set(why)
    heading = "You may have missed" if "same" in name else "Ymgollwch yn y rhain"
    assert heading in why[markups.MISSED[0].title]


def test_a_block_in_rows_stays_out_whole():
    rows = "".join(
        f'<div class="row"><div class="col-4"><div class="card"><h5><a href="{i.link}">{i.title}</a></h5>'
        f"<p>{i.summary}</p></div></div></div>"
        for i in markups.MISSED
    )
    page = read(markups.page(markups.rows_of_cards() + f"<h2>Read next</h2>{rows}"))
    assert [p.title for p in page.posts] == [i.title for i in markups.ITEMS]


def test_sections_of_one_kind_are_one_list():
    halves = (markups.ITEMS[:4], markups.ITEMS[4:])
    main = "".join(
        f'<h2>{name}</h2><div class="part">'
        + "".join(
            f'<div class="post"><h3><a href="{i.link}">{i.title}</a></h3><p>{i.long_day}</p></div>' for i in half
        )
        + "</div>"
        for name, half in zip(("Briefings", "Essays"), halves, strict=True)
    )
    assert [p.title for p in read(markups.page(main)).posts] == [i.title for i in markups.ITEMS]


def test_a_search_link_among_documents_is_no_document():
    main = '<pre><a href="again.pl">New search</a><br><br>' + "".join(
        f"<a href='https://files.tarn.example/{n}/24{n}88P.pdf'>24{n}88P.pdf</a>   {i.day:%m/%d/%Y} {i.title}\n"
        f"   Heard by the second panel of the county, which sat at Tarn on two days in spring\n\n"
        for n, i in enumerate(markups.ITEMS)
    )
    page = read(markups.page(main + "</pre>"))
    assert [p.title for p in page.posts] == [i.title for i in markups.ITEMS]
    assert [p.published.at.date() for p in page.posts] == [i.day for i in markups.ITEMS]


def test_words_that_every_link_has_are_no_part_of_titles():
    main = "".join(
        f'<li><a href="{i.link}"><span>{i.title}</span> <span class="vh">(opens in a new tab)</span></a> {i.long_day}</li>'
        for i in markups.ITEMS
    )
    assert [p.title for p in read(markups.page(f"<ul>{main}</ul>")).posts] == [i.title for i in markups.ITEMS]


@pytest.mark.parametrize(
    "html", ["", "plain words", '{"a": 1}', "<html><body><div id=app></div></body></html>", "\0"]
)
def test_a_page_without_a_list_gives_no_posts(html: str):
    assert read(html).posts == ()


def test_menus_alone_are_no_list():
    menu = "".join(
        f'<li><a href="/{w}/">{w.title()}</a></li>' for w in ["home", "about", "people", "housing", "contact", "jobs"]
    )
    foot = "".join(
        f'<li><a href="/{w.replace(" ", "-")}/">{w.title()}</a></li>' for w in ("privacy", "how we work", "site map")
    )
    page = read(
        f"<nav><ul>{menu}</ul></nav><main><h1>Insight</h1><p>Nothing yet.</p></main><footer><ul>{foot}</ul></footer>"
    )
    assert page.posts == ()


def test_one_post_on_a_page_is_read():
    i = markups.ITEMS[0]
    main = f'<main><article><h2><a href="{i.link}">{i.title}</a></h2><time>{i.long_day}</time><p>{i.summary}</p></article></main>'
    (post,) = read(markups.page(main)).posts
    assert (post.title, post.published.at.date(), post.summary) == (i.title, i.day, i.summary)


def test_the_day_of_an_only_post_is_read_over_headings_without_words():
    card = """<div class="card"><a href="/insight/pact/"><img src="p.png" alt="" title="Towns sign a pact on rivers"></a>
      <h5></h5><h3><a href="/insight/pact/">Towns sign a pact on rivers</a></h3>
      <p>Nine towns will look after one river together, from its spring to the sea.</p><hr>
      <div><h6></h6><ul><li>7 October 2026</li></ul></div></div>"""
    other = "<div><h3>What people say</h3><p>Words of praise.</p></div>"
    posts = read(f"<main><h2>Articles</h2><div>{card}</div></main>{other}").posts
    assert [(p.title, p.published.at.date().isoformat()) for p in posts] == [
        ("Towns sign a pact on rivers", "2026-10-07")]  # fmt: skip


# ── other languages, other dates ───────────────────────────────────────────────────────────────────────

WELSH = (
    "Y gost o wneud dim am lifogydd",
    "Pwy sy’n talu am y bws olaf?",
    "Llyfrgell fach, syniad mawr",
    "Cyllideb y cyngor",
)
CHINESE = ("城市更新与地方财政的新关系", "公共交通补贴的三个问题", "乡镇图书馆为何重新开放", "地方审计积压的代价")
ARABIC = ("تمويل النقل العام في المدن", "مكتبات الأحياء تعود للعمل", "كلفة تأخر التدقيق المالي", "وعود الحكم المحلي")


@pytest.mark.parametrize("titles", [WELSH, CHINESE, ARABIC])
def test_titles_in_any_language(titles: tuple[str, ...]):
    rows = "".join(
        f'<div><span>2026-0{n}-11</span><div><a href="/n/{n}01">{t}</a></div><div>{t} {t} {t} {t}</div></div>'
        for n, t in enumerate(titles, 2)
    )
    page = read(markups.page(f"<div>{rows}</div>"))
    assert [p.title for p in page.posts] == list(titles)
    assert [p.published.at.month for p in page.posts] == [2, 3, 4, 5]


@pytest.mark.parametrize(
    ("written", "days"),
    [
        (("06/18/26", "06/11/26", "05/04/26", "04/02/26"), ("06-18", "06-11", "05-04", "04-02")),
        (("18/06/26", "11/06/26", "04/05/26", "02/04/26"), ("06-18", "06-11", "05-04", "04-02")),
        (("07/06/26", "11/05/26", "04/05/26", "02/04/26"), ("06-07", "05-11", "05-04", "04-02")),
        (("06/07/26", "05/11/26", "05/04/26", "04/02/26"), ("06-07", "05-11", "05-04", "04-02")),
    ],
)
def test_the_order_of_day_and_month_is_read_from_the_whole_list(written: tuple[str, ...], days: tuple[str, ...]):
    rows = "".join(
        f"<li><a href='{i.link}'>{i.title}</a> <i>{d}</i></li>" for i, d in zip(markups.ITEMS, written, strict=False)
    )
    posts = read(markups.page(f"<ul>{rows}</ul>")).posts
    assert tuple(f"{p.published.at:%m-%d}" for p in posts) == days


def test_a_day_without_a_year_takes_the_year_of_its_heading():
    rows = "".join(f"<li>{i.day.day} {i.day:%b} <a href='{i.link}'>{i.title}</a></li>" for i in markups.ITEMS[:4])
    page = read(
        markups.page(
            f"<div><h2>2019</h2><ul>{rows}</ul><h2>2018</h2><ul>{rows.replace('/insight/', '/old/')}</ul></div>"
        )
    )
    assert [p.published.at.year for p in page.posts] == [2019] * 4 + [2018] * 4


# ── the next visit, the next page ──────────────────────────────────────────────────────────────────────


def test_what_was_learned_keeps_to_the_list_when_another_grows_larger():
    few = (
        "<ul class='notes'>"
        + "".join(f"<li><a href='{i.link}'>{i.title}</a></li>" for i in markups.ITEMS[:3])
        + "</ul>"
    )
    first = read(markups.page(few))
    assert [p.title for p in first.posts] == [i.title for i in markups.ITEMS[:3]]
    rival = "<div class='press'>" + "".join(
        f"<p><a href='/press/{n}-new-text'>Press notice number {w} of the year</a></p>"
        for n, w in enumerate(["one", "two", "three", "four", "five", "six", "seven", "eight", "nine"])
    )
    second = read(markups.page(few + rival + "</div>"), learned=first.learned)
    assert [p.title for p in second.posts] == [i.title for i in markups.ITEMS[:3]]
    assert json.loads(second.learned)["switched"] is False


def test_a_redesign_is_met_by_last_times_addresses_and_a_switch_is_told():
    first = read(markups.page(markups.table()))
    again = read(markups.page(markups.cards_in_links()), learned=first.learned)
    assert [p.title for p in again.posts] == [i.title for i in markups.ITEMS]
    assert json.loads(again.learned)["switched"] is False
    other = "".join(
        f"<section class='w'><h4><a href='/x/{i.day}'>{i.title[::-1]}</a></h4><p>{i.summary[::-1]}</p></section>"
        for i in markups.ITEMS
    )
    assert json.loads(read(markups.page(other), learned=first.learned).learned)["switched"] is True


@pytest.mark.parametrize(
    "learned", ["{", "[]", '{"v": 1}', '{"v": 1, "way": [null, 3], "keys": "x"}', "[" * 5000, "9" * 70000]
)
def test_spoilt_memories_do_no_harm(learned: str):
    assert len(read(markups.page(markups.articles()), learned=learned).posts) == len(markups.ITEMS)


def test_the_next_page_is_found():
    assert listing.next_page(markups.page(markups.articles()), AT) == f"{AT}?page=2"
    assert listing.next_page(markups.page(markups.articles()), f"{AT}?page=3") != f"{AT}?page=3"
    assert listing.next_page('<a rel="next" href="/p/2">»</a>', AT) == "https://tarn.example/p/2"
    assert listing.next_page("<a href='https://elsewhere.example/'>Next</a><a href=/a>2</a>", AT) == ""


# ── hostile pages ──────────────────────────────────────────────────────────────────────────────────────

HOSTILE = {
    "nested": "<div>" * 100_000,
    "nested links": "".join(f"<div><a href=/{n}>one two three {n}</a>" for n in range(5_000)),
    "siblings": "".join(f"<div><a href=/{n}>one two three {n}</a></div>" for n in range(50_000)),
    "headings": "".join(f"<h2><a href=/{n}>one two three</a></h2><p>12 June 2026" for n in range(15_000)),
    "cells": "<table><tr>" + "".join(f"<td><a href=/{n}>one two three</a>" for n in range(20_000)),
    "attributes": "<p " + "a=1 " * 100_000 + "><a href=/x>y</a>",
    "comments": "<!--" * 200_000,
    "brackets": "<" * 1_000_000,
}


@pytest.mark.slow
@pytest.mark.no_cover
@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_pages_end_and_stay_within_caps(name: str):
    assert len(read(HOSTILE[name]).posts) <= 500


PIECES = st.sampled_from(
    ["<ul>", "</ul>", "<li>", "<a href=/p/one-two>", "<a href='#'>", "</a>", "<h2>", "</h2>", "<p>", "12 June 2026", "Words of a title",
     "<table><tr><td>", "</td><td>", "</tr>", "<br>", "<pre>", "\n", "<div class='post post-12'>", "</div>", "<time datetime='x'>",
     "<img src=/a.png alt='Words'>", "…", "<article>", "</article>", "<a href='//'>", "<a href='http://[::1'>", "<form>", "<dl><dt>", "<dd>"]
)  # fmt: skip


@given(st.lists(PIECES, max_size=60))
@examples(150)
def test_any_soup_gives_posts_that_can_be_opened_or_none(pieces: list[str]):
    page = read("".join(pieces))
    assert all(p.address.startswith(("http://", "https://")) and p.title for p in page.posts)
    assert len({p.address for p in page.posts}) == len(page.posts)
