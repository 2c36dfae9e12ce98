"""Every address of the demo's web and what it answers: lists in each manner, post pages, furniture.

A form is a row of FORMS: a template and how to send it. JSON Feed is the one form that is not a template.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from email.utils import format_datetime
from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from digest.demo import machine
from digest.demo.content import LONDON, Outlet, Site, SitePost, World, clock_words

HTML = "text/html; charset=utf-8"
RSS = "application/rss+xml; charset=utf-8"


@dataclass(frozen=True, slots=True)
class Form:
    """How a list of posts is written and sent; `feed` names it in a page's `<link rel="alternate">`."""

    template: str
    media_type: str = HTML
    encoding: str = "utf-8"
    feed: bool = False
    full: bool = False
    dated: bool = True
    relative: bool = False
    status: int = 200


FORMS: Mapping[str, Form] = {
    "rss": Form("rss.xml", RSS, feed=True),
    "rss-full": Form("rss.xml", RSS, feed=True, full=True),
    "rss-undated": Form("rss.xml", "text/xml", feed=True, dated=False),
    "rss-1252": Form("rss.xml", "text/xml", encoding="windows-1252", feed=True),
    "rss-relative": Form("rss.xml", RSS, feed=True, relative=True),
    "rdf": Form("rdf.xml", "application/rdf+xml", feed=True),
    "atom": Form("atom.xml", "application/atom+xml; charset=utf-8", feed=True),
    "atom-full": Form("atom.xml", "application/atom+xml; charset=utf-8", feed=True, full=True),
    "json": Form("", "application/feed+json", feed=True),
    "index": Form("index.html"),
    "thrice": Form("thrice.html"),
    "byline": Form("byline.html"),
    "ledger": Form("ledger.html"),
    "cards": Form("cards.html"),
    "meetings": Form("meetings.html"),
    "events": Form("events.html"),
    "login": Form("login.html"),
    "fails": Form("failure.html", status=500),
    "moved": Form("", status=301),
    "bare-index": Form("bare_index.html"),
    "h-feed": Form("h_feed.html"),
    "shell": Form("shell.html"),
    "empty-shell": Form("shell.html"),
    "news-map": Form("news_map.xml", "application/xml; charset=utf-8"),
    "wp-json": Form("", "application/json; charset=utf-8"),
}

PER_PAGE = 4
ROBOTS = "User-agent: *\nDisallow: /private/\nAllow: /\nSitemap: {base}/sitemap.xml\n"
FURNITURE = {
    "about/": "About us",
    "contact/": "Contact",
    "privacy/": "Privacy and cookies",
    "subscribe/": "Subscribe",
    "jobs/": "Vacancies",
}


@dataclass(frozen=True, slots=True)
class Answer:
    """What the web says at one address."""

    status: int
    media_type: str
    body: bytes
    location: str = ""
    delay: float = 0.0
    gzip: bool = False
    etag: str = ""
    modified: str = ""
    headers: tuple[tuple[str, str], ...] = ()


def rebuilt(world: World, base: str, name: str, form: str, *, posts_of: str = "", prefix: str = "") -> Answer:
    """Return a site's list as it stands after a redesign: in another form, at addresses with another prefix.

    With `posts_of` it lists what another site published: the page was given to somebody else.
    """
    site, giver = world.site(name), world.site(posts_of or name)
    posts = tuple(replace(post, path=f"{prefix}{post.path}") for post in giver.posts)
    look = replace(site, posts=posts, look=giver.look if posts_of else site.look)
    return _listed(look, Outlet("", form), world, base)


def answers(world: World, base: str, *, later: bool = False) -> dict[str, Answer]:
    """Return every path of the demo's web with its answer; `later` gives the lists of a later visit."""
    found = {"/robots.txt": _text(ROBOTS.format(base=base)), "/": _directory(world, base)}
    found["/sitemap.xml"] = _maps(world, base)
    for given in (*world.sites, *world.others):
        site = _retitled(given) if later else given
        found.update({f"/{site.prefix}/{path}": _furniture(site, base, title) for path, title in FURNITURE.items()})
        found[f"/{site.prefix}/style.css"] = Answer(200, "text/css", _css(site.look))
        found.setdefault(f"/{site.prefix}/", _listed(site, Outlet("", "index"), world, base))
        for outlet in site.outlets:
            found[f"/{site.prefix}/{outlet.path}"] = _listed(site, outlet, world, base)
        for post in site.posts:
            found[post.path] = _post_page(site, post, base)
    return found


def _retitled(site: Site) -> Site:
    posts = tuple(replace(post, title=post.retitled) if post.retitled else post for post in site.posts)
    return replace(site, posts=posts)


def _listed(site: Site, outlet: Outlet, world: World, base: str) -> Answer:
    form = FORMS[outlet.form]
    posts = tuple(post for post in site.current if _is(post, outlet.shape) and outlet.theme in {"", post.theme})
    newest = max((post.at for post in posts), default=world.now)
    if outlet.form == "moved":
        return Answer(301, HTML, b"", location=base + outlet.to)
    if outlet.form == "json":
        body = _json_feed(site, outlet, posts, base)
    elif outlet.form == "wp-json":
        body = machine.wordpress(site, posts, base)
    else:
        start = max(outlet.page - 1, 0) * PER_PAGE
        shown = posts[start : start + PER_PAGE] if outlet.page else posts
        values = {"more": outlet.page and len(posts) > start + PER_PAGE, "state": machine.state(site, posts)}
        page = _render(
            form.template, site=site, outlet=outlet, posts=shown, base=base, form=form, newest=newest, **values
        )
        body = page.encode(form.encoding, "xmlcharrefreplace")
    delay = world.slow_seconds if outlet.delay else 0.0
    answer = Answer(form.status, form.media_type, body, delay=delay, gzip=outlet.gzip)
    return _validated(answer, outlet.validators, newest) if form.status == 200 else answer


def _is(post: SitePost, shape: str) -> bool:
    return shape == "" or (post.event is not None) == (shape == "event")


def _validated(answer: Answer, validators: str, newest: datetime) -> Answer:
    etag = '"' + sha256(answer.body).hexdigest()[:16] + '"' if validators in {"both", "etag"} else ""
    modified = format_datetime(newest.astimezone(UTC), usegmt=True) if validators in {"both", "modified"} else ""
    return replace(answer, etag=etag, modified=modified)


def _post_page(site: Site, post: SitePost, base: str) -> Answer:
    related = tuple(other for other in site.current if other is not post)[:3]
    template = "event.html" if post.event and site.look == "drupal" else "post.html"
    page = _render(template, site=site, post=post, base=base, related=related)
    return _validated(Answer(200, HTML, page.encode(), gzip=site.look == "wordpress"), "etag", post.at)


def _furniture(site: Site, base: str, title: str) -> Answer:
    return Answer(200, HTML, _render("furniture.html", site=site, base=base, heading=title).encode())


def _directory(world: World, base: str) -> Answer:
    return Answer(200, HTML, _render("directory.html", world=world, base=base).encode())


def _maps(world: World, base: str) -> Answer:
    """Return the index of the maps that sites keep for search engines (https://www.sitemaps.org/protocol.html)."""
    sites = (*world.sites, *world.others)
    paths = [f"/{s.prefix}/{o.path}" for s in sites for o in s.outlets if o.form == "news-map"]
    return Answer(200, "application/xml", _render("sitemap.xml", base=base, paths=paths, now=world.now).encode())


def _text(text: str) -> Answer:
    return Answer(200, "text/plain; charset=utf-8", text.encode())


def _json_feed(site: Site, outlet: Outlet, posts: tuple[SitePost, ...], base: str) -> bytes:
    """Return a JSON Feed 1.1 document (https://www.jsonfeed.org/version/1.1/)."""
    items = [
        {
            "id": f"tag:{site.id}:{post.slug}",
            "url": base + post.path,
            "title": post.title,
            "summary": post.summary,
            "content_html": _render("body.html", post=post, base=base),
            "date_published": post.at.isoformat(),
            "authors": [{"name": post.author}],
            **({"image": base + post.image} if post.image else {}),
        }
        for post in posts
    ]
    feed = {
        "version": "https://jsonfeed.org/version/1.1",
        "title": site.name,
        "description": site.tagline,
        "home_page_url": f"{base}/{site.prefix}/",
        "feed_url": f"{base}/{site.prefix}/{outlet.path}",
        "language": "en-GB",
        "items": items,
    }
    return json.dumps(feed, ensure_ascii=False, indent=1).encode()


def _render(template: str, **values: Any) -> str:  # noqa: ANN401 - a template takes values of every kind
    return _environment().get_template(template).render(**values)


def _css(look: str) -> bytes:
    return (Path(__file__).parent / "pages" / f"{look}.css").read_bytes()


@cache
def _environment() -> Environment:
    loader = FileSystemLoader(Path(__file__).parent / "pages")
    environment = Environment(loader=loader, autoescape=True, undefined=StrictUndefined, trim_blocks=True)
    environment.filters |= {
        "long": lambda at: f"{_local(at).day} {_local(at):%B %Y}",
        "short": lambda at: f"{_local(at).day} {_local(at):%b %Y}",
        "slashed": lambda at: f"{_local(at):%d/%m/%Y}",
        "american": lambda at: f"{_local(at):%B} {_local(at).day}, {_local(at).year}",
        "no_year": lambda at: f"{_local(at):%A} {_local(at).day} {_local(at):%B}",
        "clock": lambda at: clock_words(_local(at)),
        "iso": lambda at: at.isoformat(),
        "rfc822": lambda at: format_datetime(_local(at)),
        "named_zone": lambda at: f"{_local(at):%a, %d %b %Y %H:%M:%S %Z}",
    }
    environment.globals["feeds_of"] = _feeds_of
    return environment


def _local(at: datetime) -> datetime:
    return at.astimezone(LONDON)


def _feeds_of(site: Site) -> tuple[tuple[str, str], ...]:
    """Return path and media type of the feeds that a site's pages point to."""
    forms = ((outlet.path, FORMS[outlet.form]) for outlet in site.outlets)
    return tuple((f"/{site.prefix}/{path}", form.media_type.split(";")[0]) for path, form in forms if form.feed)
