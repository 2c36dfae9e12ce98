"""What some sites of the demo's web say to programs only: an interface, and the state of a page drawn by scripts."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import UTC

from digest.demo.content import Site, SitePost


def wordpress(site: Site, posts: Sequence[SitePost], base: str) -> bytes:
    """Return the posts as WordPress gives them (https://developer.wordpress.org/rest-api/reference/posts/)."""
    rows = [
        {
            "id": number,
            "date": f"{post.at:%Y-%m-%dT%H:%M:%S}",
            "date_gmt": f"{post.at.astimezone(UTC):%Y-%m-%dT%H:%M:%S}",
            "guid": {"rendered": f"{base}/{site.prefix}/?p={number}"},
            "slug": post.slug,
            "link": base + post.path,
            "title": {"rendered": post.title},
            "excerpt": {"rendered": f"<p>{post.summary}</p>", "protected": False},
            "_embedded": {"author": [{"id": 1, "name": post.author}]},
        }
        for number, post in enumerate(posts, 101)
    ]
    return json.dumps(rows).encode()


def state(site: Site, posts: Sequence[SitePost]) -> str:
    """Return the state from which a page's scripts would draw its list, safe to stand in a script element."""
    rows = [
        {
            "id": post.slug,
            "headline": post.title,
            "standfirst": post.summary,
            "path": post.path,
            "publishedAt": post.at.isoformat(),
            "byline": {"author": {"name": post.author}},
        }
        for post in posts
    ]
    menu = [
        {"title": "About us", "path": f"/{site.prefix}/about/"},
        {"title": "Jobs", "path": f"/{site.prefix}/jobs/"},
    ]
    found = {"props": {"pageProps": {"menu": menu, "collection": {"total": len(rows), "nodes": rows}}}}
    return json.dumps(found).replace("<", "\\u003c")
