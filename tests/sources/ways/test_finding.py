"""The best way in from one address: tiers in order, compared with the page, within a budget."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from digest.model import Failure, Page, Post, Request, Response, Source, SourceId, Trouble
from digest.sources.raw import Raw, to_post
from digest.sources.ways.finding import BUDGET, Found, find
from digest.sources.ways.likeness import is_front, stands_for
from tests.fakes import FakeCrew

NOW = datetime(2026, 6, 11, 12, 0, tzinfo=UTC)
SITE = "https://quay.example"
AT = f"{SITE}/planning/"
TITLES = [f"Report on pier number {word}" for word in ("one", "two", "three", "four", "five", "six")]


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
