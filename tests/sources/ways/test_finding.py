"""The best way in from one address: tiers in order, compared with the page, within a budget."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

import pytest

from digest.model import Failure, Page, Post, Request, Response, Source, SourceId, Trouble
from digest.sources.raw import Raw, to_post
from digest.sources.ways.finding import BUDGET, Found, find
from digest.sources.ways.likeness import is_front, stands_for
from tests.fakes import FakeCrew

NOW = datetime(2026, 6, 11, 12, 0, tzinfo=UTC)
SITE = "https://quay.example"
AT = f"{SITE}/planning/"
TITLES = [f"Report on pier number {word}" for word in ("one", "two", "three", "four", "five", "six")]


DOWN = "no answer at all"


def source(address: str = AT) -> Source:
    return Source(SourceId("new"), "new", address)


@dataclass
class Web:
    """A web that is a table; everything else is not found."""

    pages: dict[str, str] = field(default_factory=dict)
    asked: list[str] = field(default_factory=list)
    headers: tuple[tuple[str, str], ...] = (("content-type", "text/html; charset=utf-8"),)

    def __call__(self, request: Request) -> Response | Failure:
        self.asked.append(request.address)
        body = self.pages.get(request.address)
        if body is DOWN:
            return Failure(Trouble.UNREACHABLE, request.address, "Nobody answers.")
        return Response(request.address, 200 if body is not None else 404, self.headers, (body or "").encode())

    def find(self, address: str = AT, budget: int = BUDGET) -> Found | Failure:
        (found,) = FakeCrew(self).run([find(source(address), NOW, budget)])
        return found

    def found(self, address: str = AT, budget: int = BUDGET) -> Found:
        found = self.find(address, budget)
        assert isinstance(found, Found), found
        assert len(self.asked) == found.requests <= budget
        return found


def day(number: int) -> datetime:
    return NOW - timedelta(days=number + 1)


def cards(titles: list[str], head: str = "") -> str:
    items = "".join(
        f'<article><h2><a href="/planning/{title[-4:].strip()}-{number}">{title}</a></h2>'
        f'<time datetime="{day(number):%Y-%m-%d}">{day(number):%d %B %Y}</time><p>{title}, told briefly.</p></article>'
        for number, title in enumerate(titles)
    )
    return f"<html><head><title>Planning | Quay News</title>{head}</head><body><main>{items}</main></body></html>"


def rss(titles: list[str], path: Callable[[int, str], str] = lambda n, t: f"/planning/{t[-4:].strip()}-{n}") -> str:
    items = "".join(
        f"<item><title>{title}</title><link>{SITE}{path(number, title)}</link>"
        f"<pubDate>{day(number):%a, %d %b %Y} 09:00:00 GMT</pubDate></item>"
        for number, title in enumerate(titles)
    )
    return f"<rss version='2.0'><channel><title>Quay</title>{items}</channel></rss>"


def alternate(href: str) -> str:
    return f'<link rel="alternate" type="application/rss+xml" href="{href}">'


def test_a_feed_named_on_the_page_is_taken_first() -> None:
    web = Web({AT: cards(TITLES, alternate("/planning.xml")), f"{SITE}/planning.xml": rss(TITLES)})
    found = web.found()
    assert found.way
    assert (found.way.kind, found.way.address, found.requests) == ("feed", f"{SITE}/planning.xml", 2)
    assert found.way.sure > 0.9


def test_the_feed_of_the_whole_site_does_not_stand_for_a_section() -> None:
    mixed = [
        title
        for pair in zip(TITLES, (f"Other matter {n} of the town" for n in range(6)), strict=True)
        for title in pair
    ]
    section = rss(mixed, lambda n, t: f"/planning/{t[-4:].strip()}-{n // 2}" if n % 2 == 0 else f"/other/{n}")
    web = Web({AT: cards(TITLES, alternate("/feed.xml")), f"{SITE}/feed.xml": section})
    found = web.found()
    assert found.way
    assert found.way.kind == "listing"
    assert [post.title for post in found.way.page.posts] == TITLES
    (aside,) = [one for one in found.tried if "other posts" in one.said]
    assert (aside.address, "6 of its 12" in aside.said) == (f"{SITE}/feed.xml", True)


def test_a_feed_that_nobody_names_is_found_at_a_usual_address() -> None:
    web = Web({AT: cards(TITLES), f"{AT}feed/": rss(TITLES)})
    found = web.found()
    assert found.way
    assert (found.way.label, found.way.address) == ("feed at a usual address", f"{AT}feed/")


def test_a_json_feed_is_found_at_a_usual_address() -> None:
    items = [
        {"title": t, "url": f"/planning/{t[-4:].strip()}-{n}", "date_published": f"{day(n):%Y-%m-%d}"}
        for n, t in enumerate(TITLES)
    ]
    feed = json.dumps({"version": "https://jsonfeed.org/version/1.1", "title": "Quay", "items": items})
    found = Web({AT: cards(TITLES), f"{SITE}/feed.json": feed}).found()
    assert found.way
    assert found.way.label == "JSON Feed at a usual address"


def test_without_any_other_way_the_list_itself_is_read_within_the_budget() -> None:
    found = Web({AT: cards(TITLES)}).found()
    assert found.way
    assert (found.way.kind, found.site) == ("listing", "Quay News")
    labels = [one.label for one in found.tried]
    assert (
        labels.index("feed named on the page")
        < labels.index("WordPress interface")
        < labels.index("list on the page")
    )


def test_when_the_budget_is_spent_what_costs_nothing_is_still_tried() -> None:
    found = Web({AT: cards(TITLES, alternate("/a.xml") + alternate("/b.xml"))}).found(budget=2)
    assert found.way
    assert (found.way.kind, found.requests) == ("listing", 2)
    assert any("budget" in one.said for one in found.tried)


def test_a_way_without_dates_waits_for_one_with_them() -> None:
    undated = rss(TITLES).replace("pubDate", "x")
    found = Web({AT: cards(TITLES, alternate("/undated.xml")), f"{SITE}/undated.xml": undated}).found()
    assert found.way
    assert found.way.kind == "listing"
    bare = cards(TITLES, alternate("/undated.xml")).replace("<time", "<!--").replace("</time>", "-->")
    found = Web({AT: bare, f"{SITE}/undated.xml": undated}).found()
    assert found.way
    assert found.way.kind == "feed"


def test_state_whose_addresses_lead_nowhere_is_not_believed() -> None:
    rows = [{"title": t, "slug": f"pier-{n}", "date": f"{day(n):%Y-%m-%d}"} for n, t in enumerate(TITLES)]
    shell = f'<html><title>Shell</title><div id="app"></div><script type="application/json">{json.dumps(rows)}</script></html>'
    assert Web({AT: shell}).found().way is None
    found = Web({AT: shell, f"{AT}pier-0": "<p>there</p>"}).found()
    assert found.way
    assert found.way.kind == "state"


def test_an_address_that_is_a_feed_needs_no_search() -> None:
    found = Web({f"{SITE}/x.xml": rss(TITLES)}).found(f"{SITE}/x.xml")
    assert found.way
    assert (found.way.kind, found.site, found.requests) == ("feed", "Quay", 1)


URLS = '<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">{}</urlset>'
INDEX = '<sitemapindex xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">{}</sitemapindex>'
SHELL = "<html><title>Shell</title><div id=app></div></html>"


def maps() -> dict[str, str]:
    """Return a site that shows nothing and has an index of three maps, the last of which names its posts."""
    urls = "".join(
        f"<url><loc>{AT}pier-{n}-is-mended</loc><lastmod>{day(n):%Y-%m-%d}</lastmod></url>" for n in range(6)
    )
    parts = "".join(f"<sitemap><loc>{SITE}/post-{n}.xml</loc></sitemap>" for n in (1, 2, 3))
    found = {
        AT: SHELL,
        f"{SITE}/robots.txt": f"Sitemap: {SITE}/all-maps.xml",
        f"{SITE}/all-maps.xml": INDEX.format(parts),
    }
    found |= {
        f"{SITE}/post-3.xml": DOWN,
        f"{SITE}/post-2.xml": URLS.format(""),
        f"{SITE}/post-1.xml": URLS.format(urls),
    }
    return found


def test_a_site_that_shows_nothing_is_followed_by_its_map_whatever_of_it_is_broken() -> None:
    web = Web(maps())
    found = web.found()
    assert found.way
    assert (found.way.kind, found.way.address) == ("sitemap", AT)
    assert [post.title for post in found.way.page.posts][:2] == ["Pier 0 is mended", "Pier 1 is mended"]
    assert found.way.but == "the page shows no list to compare it with"
    assert web.asked[-4:] == [f"{SITE}/all-maps.xml", *(f"{SITE}/post-{n}.xml" for n in (3, 2, 1))]


def test_maps_are_followed_within_the_budget() -> None:
    whole = Web(maps())
    whole.found()
    for last in (f"{SITE}/all-maps.xml", f"{SITE}/post-3.xml"):
        web = Web(maps())
        assert web.found(budget=whole.asked.index(last) + 1).way is None
        assert web.asked[-1] == last


def test_a_feed_that_is_down_or_empty_says_so_and_the_next_is_tried() -> None:
    head = alternate("/down.xml") + alternate("/empty.xml")
    found = Web({AT: cards(TITLES, head), f"{SITE}/down.xml": DOWN, f"{SITE}/empty.xml": rss([])}).found()
    assert found.way
    assert found.way.kind == "listing"
    assert {one.said for one in found.tried if one.label == "feed named on the page"} == {
        "Nobody answers.",
        "holds no posts",
    }


@pytest.mark.parametrize(
    ("body", "trouble"),
    [
        (DOWN, Trouble.UNREACHABLE),
        ("just words", Trouble.UNREADABLE),
        ("<title>Sign in</title><form><input type=password></form>", Trouble.LOGIN),
        ("%PDF-1.7", Trouble.UNREADABLE),
    ],
)
def test_what_is_no_page_is_a_failure(body: str, trouble: Trouble) -> None:
    found = Web({AT: body}).find()
    assert isinstance(found, Failure)
    assert found.trouble is trouble


def test_a_site_is_named_as_it_calls_itself() -> None:
    own = '<meta property="og:site_name" content="The Quay">'
    assert Web({AT: cards(TITLES, own)}).found().site == "The Quay"
    assert Web({AT: cards(TITLES, '<meta name="application-name">')}).found().site == "Quay News"
    assert Web({AT: SHELL.replace("<title>Shell</title>", "")}).found().site == "quay.example"


def test_nothing_is_found_on_a_page_that_says_nothing() -> None:
    found = Web({AT: "<html><title>Hello</title><p>Under construction.</p></html>"}).found()
    assert found.way is None
    assert {one.label for one in found.tried} >= {
        "list on the page",
        "h-feed on the page",
        "state embedded in the page",
    }


def test_an_address_that_does_not_answer_is_a_failure() -> None:
    found = Web().find()
    assert isinstance(found, Failure)
    assert found.trouble is Trouble.STATUS


# ── likeness ───────────────────────────────────────────────────────────────────────────────────────────


def page(*titles: str, host: str = SITE) -> Page:
    posts = [to_post(Raw(title, f"{host}/{title.replace(' ', '-')}"), source(), host, NOW) for title in titles]
    return Page("feed", tuple(post for post in posts if isinstance(post, Post)))


def test_a_feed_stands_for_the_page_it_repeats() -> None:
    assert stands_for(page(*TITLES), page(*TITLES))
    assert stands_for(page(*TITLES), page(*TITLES[:3])), "a page may show fewer"
    assert stands_for(page(*TITLES[:3]), page(*TITLES)), "a feed may go less far back"
    assert stands_for(page(*TITLES, host="https://go.example"), page(*TITLES)), "a feed may send its readers round"
    assert not stands_for(page("Another thing altogether", "And one more of these"), page(*TITLES))
    assert not stands_for(page(), page(*TITLES))


def test_a_front_page_shows_a_choice() -> None:
    feed, shown = page(*TITLES), page(TITLES[0], TITLES[5])
    assert stands_for(feed, shown, front=True)
    assert not stands_for(feed, shown)
    assert is_front("https://www.quay.example/index.html")
    assert not is_front(AT)


def test_a_front_page_leads_to_the_list_of_its_news_where_that_holds_more() -> None:
    front = cards(TITLES[:3]).replace(
        "<main>", '<nav><a href="/planning">News</a><a href="/people">People</a></nav><main>'
    )
    found = Web({f"{SITE}/": front, f"{SITE}/planning": cards(TITLES)}).found(f"{SITE}/")
    assert found.way is not None
    assert (found.way.kind, found.way.address) == ("listing", f"{SITE}/planning")
    assert len(found.way.page.posts) == len(TITLES)


def test_a_front_page_is_followed_itself_where_its_news_are_others() -> None:
    front = cards(TITLES[:3]).replace("<main>", '<nav><a href="/press">Press</a></nav><main>')
    others = [f"Quite another matter number {number}" for number in range(6)]
    found = Web({f"{SITE}/": front, f"{SITE}/press": cards(others)}).found(f"{SITE}/")
    assert found.way is not None
    assert (found.way.kind, found.way.address) == ("listing", f"{SITE}/")


def test_a_front_page_that_lists_nothing_leads_to_its_news() -> None:
    front = '<html><body><h1>Quay</h1><p>We study kerbs.</p><a href="/insights/">Our insights</a></body></html>'
    found = Web({f"{SITE}/": front, f"{SITE}/insights/": cards(TITLES)}).found(f"{SITE}/")
    assert found.way is not None
    assert (found.way.kind, found.way.address) == ("listing", f"{SITE}/insights/")
