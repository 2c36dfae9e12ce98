"""Articles read from pages in several markups; posts completed with them."""

import html
import json
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from digest.model import Article, DateEvidence, Dating, Post, PostId, SourceId
from digest.sources import dates, metadata, page_dates
from digest.sources.articles import complete, read_article

NOW = datetime(2026, 11, 23, 9, tzinfo=UTC)
ADDRESS = "https://kerb.example/news/kerbs-lowered"
TITLE = "Marlbury lowers every kerb in its town centre"
BODY = [
    "Marlbury Council has finished lowering the kerbs of its town centre, two years after residents first asked for it.",
    "The works took eighteen months and cost a little more than planned, the council’s highways committee was told.",
    "Ada Brook, who chairs the committee, said: “People with prams and wheelchairs can now cross where they want to.”",
    "The next towns to follow are Fernley and Ostbridge, where surveys are due to begin in spring.",
]
PROMOTION = ["Photo by Ned Ferry", "Subscribe to our newsletter"]
TAIL = [
    ("h3", "More articles..."),
    (
        "p",
        "Our conferences bring together leaders of industry to listen, learn and work together on streets of all kinds.",
    ),
]


def paragraphs(date=""):
    text = "".join(f"<p>{html.escape(words)}</p>" for words in [*BODY, *PROMOTION])
    return f"<h1>{TITLE}</h1>{date}{text}" + "".join(f"<{tag}>{words}</{tag}>" for tag, words in TAIL)


def in_article(date=""):
    return f"<main><article>{paragraphs(date)}</article></main>"


def in_table(date=""):
    return f"<table><tr><td>{paragraphs(date)}</td><td><ul><li><a href='/x'>Home</a></li></ul></td></tr></table>"


def in_divs(date=""):
    blocks = "".join(f"<div><div>{words}</div></div>" for words in [*BODY, *PROMOTION, *(words for _, words in TAIL)])
    return f"<div><h2>{TITLE}</h2>{date}{blocks}</div>"


def in_breaks(date=""):
    words = "<br><br>".join([*BODY, *PROMOTION, *(words for _, words in TAIL)])
    return f"<h1>{TITLE}</h1>{date}<div>{words}</div>"


def page(body, head=""):
    menu = '<nav><a href="/">Home</a> <a href="/news">News</a></nav>'
    title = f"<title>{TITLE} | Kerb Weekly</title>"
    return f'<html lang="en-GB"><head>{title}{head}</head><body>{menu}{body}<footer>© 2025 Kerb Weekly</footer></body></html>'


DATES = {
    "meta": ('<meta property="article:published_time" content="2026-10-07T10:12:00+01:00">', ""),
    "json-ld": (
        '<script type="application/ld+json">'
        + json.dumps({"@graph": [{"@type": "WebSite", "name": "Kerb"}, {"@type": "NewsArticle", "headline": TITLE,
                      "datePublished": "2026-10-07T10:12:00+01:00", "author": {"name": "Liz Hill"}}]})
        + "</script>",
        "",
    ),
    "time": ("", '<time datetime="2026-10-07">7 Oct</time>'),
    "prose": ("", "<p class='meta'>By Liz Hill | 7 October 2026</p>"),
}  # fmt: skip


@pytest.mark.parametrize("kind", DATES)
@pytest.mark.parametrize("markup", [in_article, in_table, in_divs, in_breaks])
def test_text_title_and_date_in_any_markup(markup, kind):
    head, date = DATES[kind]
    article = read_article(page(markup(date), head), ADDRESS, NOW)
    assert article.title == TITLE
    assert [words for words in BODY if words in article.text] == BODY
    assert not [words for words in [*PROMOTION, *(words for _, words in TAIL)] if words in article.text]
    assert article.published.at.date().isoformat() == "2026-10-07"
    assert article.published.evidence[0].kind == kind
    assert article.event is None
    assert article.language == "en-GB"


def test_paragraphs_are_parted_by_blank_lines():
    assert read_article(page(in_article()), ADDRESS, NOW).text == "\n\n".join(BODY)


def test_a_body_parted_by_an_advertisement_is_read_whole():
    def half(some):
        return "<div class='body'>" + "".join(f"<p>{words}</p>" for words in some) + "</div>"

    more = [words.replace("council", "board") for words in BODY]
    body = f"<h1>{TITLE}</h1><div class=grid>{half(BODY)}</div><div class=ad>Advertisement</div><div class=grid>{half(more)}</div>"
    assert [words for words in BODY + more if words not in read_article(page(body), ADDRESS, NOW).text] == []


def amid(place: int, other: str) -> str:
    said = [f"<p>{words}</p>" for words in BODY]
    return f"<main><article><h1>{TITLE}</h1>{''.join([*said[:place], other, *said[place:]])}</article></main>"


def test_of_several_pictures_the_first_that_is_named_counts():
    head = "".join(f'<meta property="og:image" content="{said}">' for said in ("", "/a.jpg", "/b.jpg"))
    assert (
        read_article(page(in_article(), f"<meta content='/c.jpg'>{head}"), ADDRESS, NOW).image
        == "https://kerb.example/a.jpg"
    )


def test_a_heading_without_words_is_no_title():
    assert read_article(f"<h1> </h1><h1>{TITLE}</h1><p>{BODY[0]}</p>", ADDRESS, NOW).title == TITLE
    assert read_article(f"<h1>{'kerbs ' * 80}</h1><h1>{TITLE}</h1><p>{BODY[0]}</p>", ADDRESS, NOW).title == TITLE


@pytest.mark.parametrize(
    "body",
    [
        amid(0, "<h4>Newsletter</h4><p>Each Friday, by mail.</p>"),
        amid(3, "<div><div><h4>More articles...</h4></div></div>"),
        amid(3, "<div><h4>Related articles</h4><ul><li><a href='/x'>Rents rise</a></li></ul></div>"),
    ],
    ids=["before it has begun", "in a box", "in a box with links"],
)
def test_a_heading_of_another_matter_ends_no_article_that_goes_on(body):
    text = read_article(page(body), ADDRESS, NOW).text
    assert [words for words in BODY if words not in text] == []


def test_a_paragraph_marked_as_something_else_is_put_back_where_its_neighbours_are_the_text():
    linked, short = f"<a href='/x'>{BODY[2].replace('prams', 'trolleys')}</a>", "Ada Brook agreed with that."
    odd = "".join(f"<p class='related'>{words}</p>" for words in (BODY[3], linked, short))
    body = f"<main><h1>{TITLE}</h1><div class='body'>{''.join(f'<p>{words}</p>' for words in BODY[:3])}{odd}</div></main>"
    assert read_article(page(body), ADDRESS, NOW).text == "\n\n".join(BODY)


AUTHORED = '{"@type": "NewsArticle", "headline": "Kerbs", "author": %s}'


@pytest.mark.parametrize(
    ("said", "authors"),
    [
        (
            '[{"name": ["Liz Hill", "Ned Ferry"]}, {"name": {"given": "Sam"}}, "Ada Brook"]',
            ("Liz Hill", "Ned Ferry", "Ada Brook"),
        ),
        ("[]", ()),
    ],
)
def test_an_undated_article_in_data_says_who_wrote_it(said, authors):
    head = f'<script type="application/ld+json">{AUTHORED % said}</script>'
    assert read_article(page(in_article(), head), ADDRESS, NOW).authors == authors


@pytest.mark.parametrize(
    ("said", "address"),
    [
        ('"/a.jpg"', "https://kerb.example/a.jpg"),
        ('["/a.jpg", "/b.jpg"]', "https://kerb.example/a.jpg"),
        ('[{"@type": "ImageObject", "url": "/a.jpg"}]', "https://kerb.example/a.jpg"),
        ('{"contentUrl": "/a.jpg"}', "https://kerb.example/a.jpg"),
        ("[]", ""),
        ("7", ""),
    ],
)
def test_the_picture_that_data_names(said, address):
    head = f'<meta property="og:image"><script type="application/ld+json">{{"@type": "Article", "image": {said}}}</script>'
    assert read_article(page(in_article(), head), ADDRESS, NOW).image == address


@pytest.mark.parametrize(
    ("head", "expected"),
    [
        ('<link rel="canonical" href="/news/kerbs-lowered?utm_source=x">', ADDRESS),
        ('<link rel="canonical" href="https://kerb.example/">', ADDRESS),
        ('<link rel="canonical" href="https://elsewhere.example/a">', ADDRESS),
        ('<link rel="canonical" href="https://www.kerb.example/news/1">', "https://www.kerb.example/news/1"),
    ],
)
def test_the_canonical_address_is_believed_on_its_own_site(head, expected):
    assert read_article(page(in_article(), head), ADDRESS, NOW).address == expected


@pytest.mark.parametrize(
    ("head", "body", "title"),
    [
        ("", f"<h1>Kerb Weekly</h1><h2>{TITLE}</h2>", TITLE),
        (
            f'<meta property="og:title" content="{TITLE} - Kerb Weekly"><meta property="og:site_name" content="Kerb Weekly">',
            "",
            TITLE,
        ),
        ("", f"<h1><a href='/'>Kerb Weekly</a></h1><h1>{TITLE}</h1>", TITLE),
        ("", f"<h1> </h1><h1>{TITLE}</h1><footer><h1>Write to us</h1></footer>", TITLE),
        ("", f"<aside><h1>{TITLE} before others</h1></aside><h1>{TITLE}</h1>", TITLE),
        (
            f'<meta property="og:title" content="Kerb Weekly | {TITLE}"><meta property="og:site_name" content="Kerb Weekly">',
            "",
            TITLE,
        ),
    ],
)
def test_the_sites_name_is_no_part_of_the_title(head, body, title):
    text = "".join(f"<p>{words}</p>" for words in BODY)
    assert read_article(page(body + text, head), ADDRESS, NOW).title == title


@pytest.mark.parametrize(
    ("words", "authors"),
    [
        ("<span class='byline'>By Liz Hill and Ned Ferry</span>", ("Liz Hill", "Ned Ferry")),
        ("<a rel='author' href='/liz'>Liz Hill</a>", ("Liz Hill",)),
        ("<span class='author'>Admin</span>", ()),
        (f"<div class='author'>Liz Hill has written of kerbs for {'many, ' * 20}many years</div>", ()),
    ],
)
def test_who_wrote_it(words, authors):
    assert read_article(page(in_article(words)), ADDRESS, NOW).authors == authors


def test_what_says_updated_is_at_best_a_guess():
    published = read_article(page(in_article("<p>Updated 20 October 2026</p>")), ADDRESS, NOW).published
    assert published is None or (published.confidence <= 0.4 and published.flag == "a day named on the page")


def test_dates_of_other_articles_are_none_of_this_one():
    aside = "<aside class='related'><time datetime='2026-11-01'>1 Nov</time></aside>"
    assert read_article(page(in_article() + aside), ADDRESS, NOW).published is None


def test_a_day_in_the_address_is_evidence():
    published = read_article(page(in_article()), "https://kerb.example/2026/10/07/kerbs", NOW).published
    assert (published.at.date().isoformat(), published.evidence[0].kind) == ("2026-10-07", "address")


def test_of_the_dates_in_data_the_first_that_can_be_read_counts():
    said = '{"@type": "Article", "datePublished": "soon", "dateCreated": "2026-10-07"}'
    head = f'<script type="application/ld+json">{said}</script>'
    assert read_article(page(in_article(), head), ADDRESS, NOW).published.at.day == 7


def test_a_date_deep_within_what_is_no_article_is_none_of_it():
    deep = "<div>" * 20 + "<span>1 October 2026</span>" + "</div>" * 20
    assert read_article(page(f"{in_article()}<nav>{deep}</nav>"), ADDRESS, NOW).published is None


def test_two_dates_that_disagree_are_kept_and_told():
    head = '<meta property="article:published_time" content="2026-10-07T10:12:00Z">'
    article = read_article(page(in_article("<p class='published'>Published 9 October 2026</p>"), head), ADDRESS, NOW)
    assert article.published.at.day == 7
    assert "9 October 2026" in article.published.flag


def test_the_day_of_an_event_is_not_the_day_of_publication():
    body = (
        "<h1>Kerbs for all: a webinar | Wednesday 9 December from 11.00 a.m. to 12.00 p.m.</h1>"
        "<p>We ask what a lowered kerb costs, who pays for it, and who has to wait for it in the years to come.</p>"
        "<p>Speakers included:</p><ul><li>Ada Brook, Regional Director, Bright Roads</li><li>Sam Wood, KERB (chair)</li></ul>"
    )
    article = read_article(f"<html><head><title>Kerbs for all</title></head><body>{body}</body></html>", ADDRESS, NOW)
    assert article.published is None
    assert article.event.name == "Kerbs for all: a webinar"
    assert (article.event.start, article.event.end) == (
        datetime(2026, 12, 9, 11, tzinfo=UTC),
        datetime(2026, 12, 9, 12, tzinfo=UTC),
    )
    assert [(person.name, person.role, person.organisation) for person in article.event.speakers] == [
        ("Ada Brook", "Regional Director", "Bright Roads"),
        ("Sam Wood", "chair", "KERB"),
    ]
    assert article.event.online


@pytest.mark.parametrize(
    "hostile",
    ["", "\0" * 100, "<div>" * 50_000 + "x", "<script type='application/ld+json'>" + '{"a":[' * 10_000,
     "<p " + " ".join(f"a{n}=1" for n in range(5_000)) + ">x", "<a href=x>" * 5_000, "<meta name=date content=x>" * 3_000, "<frameset><frame src=x>"],
)  # fmt: skip
def test_hostile_pages_are_read_without_harm(hostile):
    article = read_article(hostile, ADDRESS, NOW)
    assert article.address == ADDRESS
    assert article.published is None


# ── completing a post ──────────────────────────────────────────────────────────────────────────────────


def a_post(**changes):
    feed = DateEvidence("feed", "Wed, 07 Oct 2026", datetime(2026, 10, 7, tzinfo=UTC), whole_day=True)
    post = Post(
        PostId("p"), SourceId("s"), "", ADDRESS, "The source’s title", "The source’s summary", "",
        Dating(feed.at, 0.94, whole_day=True, evidence=(feed,)), NOW,
    )  # fmt: skip
    return replace(post, **changes)


def an_article(**changes):
    seen = DateEvidence("json-ld", "2026-10-07T10:12:00+01:00", datetime.fromisoformat("2026-10-07T10:12:00+01:00"))
    article = Article(
        ADDRESS, TITLE, "\n\n".join(BODY), "Its summary", ("Liz Hill",), Dating(seen.at, 0.95, evidence=(seen,))
    )
    return replace(article, **changes)


def test_a_post_gains_text_author_and_the_time_of_day():
    post = complete(a_post(), an_article())
    assert post.complete
    assert (post.title, post.summary, post.authors) == ("The source’s title", "The source’s summary", ("Liz Hill",))
    assert post.text == "\n\n".join(BODY)
    assert (post.published.at.hour, post.published.whole_day) == (10, False)
    assert [one.kind for one in post.published.evidence] == ["json-ld", "feed"]
    assert not post.published.flag


def test_a_page_that_says_less_takes_nothing_away():
    rich = a_post(text="x" * 900, authors=("Ada Brook",))
    post = complete(rich, an_article(text="", authors=(), published=None))
    assert (post.text, post.authors, post.published) == (rich.text, rich.authors, rich.published)


def test_a_page_and_a_feed_that_disagree_are_told():
    other = DateEvidence("json-ld", "1 October 2026", datetime(2026, 10, 1, tzinfo=UTC), whole_day=True)
    post = complete(a_post(), an_article(published=Dating(other.at, 0.95, evidence=(other,))))
    assert "7 October 2026" in post.published.flag or "1 October 2026" in post.published.flag
    assert len(post.published.evidence) == 2


def test_a_date_first_seen_gives_way_to_the_pages():
    first = DateEvidence("first seen", "", NOW)
    post = complete(a_post(published=Dating(NOW, 0.2, evidence=(first,))), an_article())
    assert post.published.at.day == 7
    assert [one.kind for one in post.published.evidence] == ["json-ld"]


@pytest.mark.shared
@pytest.mark.parametrize("name", ["magazine-article", "magazine-article-2"])
def test_pages_rebuilt_from_real_ones(shared, name):
    folder = shared / "seeds" / "html"
    expected = json.loads((folder / "expected.json").read_text())[name]
    article = read_article((folder / f"{name}.html").read_text(), expected["url"], NOW)
    assert article.title == expected["title"]
    assert article.published.at.date().isoformat() == expected["published"]
    assert [words for words in expected["must_contain"] if words not in article.text] == []
    assert [words for words in expected["must_not_contain"] if words in article.text] == []


class Counting(page_dates.Manner):
    """A manner that counts what it is asked to read."""

    asked = 0

    def read(self, words: str) -> dates.Moment | None:
        Counting.asked += 1
        return super().read(words)


def test_of_a_page_of_dates_those_nearest_to_its_heading_are_read(monkeypatch):
    """However many stand above it, its own is found; however many there are, three hundred are read."""
    monkeypatch.setattr(Counting, "asked", 0)
    others = "".join(f"<p>{day % 28 + 1} May 2024</p>" for day in range(1000))
    dated = metadata.sheet(page(f"{others}<h1>{TITLE}</h1><p>7 October 2026</p>{others}"), ADDRESS)
    found = page_dates.evidence(dated, Counting(NOW), TITLE)
    assert [one.words for one in found] == ["7 October 2026"]
    assert Counting.asked == 300
