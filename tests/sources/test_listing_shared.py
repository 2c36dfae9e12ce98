"""The listing pages of the measured corpora, where they are present."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path

import pytest

from digest.model import Source, SourceId
from digest.sources import listing

NOW = datetime(2026, 11, 20, 9, 0, tzinfo=UTC)


@pytest.mark.shared
@pytest.mark.parametrize("name", ["institute-blog", "magazine-listing"])
def test_every_row_of_the_rebuilt_pages_is_right(shared: Path, name: str):
    folder = shared / "seeds/html"
    wanted = json.loads((folder / "expected.json").read_text(encoding="utf-8"))[name]
    html = (folder / f"{name}.html").read_text(encoding="utf-8")
    page = listing.read_listing(html, Source(SourceId("s"), "S", wanted["url"]), wanted["url"], NOW)
    rows = [
        {
            "title": post.title,
            "date": post.published.at.date().isoformat(),
            "summary": post.summary,
            "link": post.address.removeprefix("https://" + wanted["url"].split("/")[2]),
            **({"author": ", ".join(post.authors)} if "author" in row else {}),
        }
        for post, row in zip(page.posts, wanted["items"], strict=True)
    ]
    assert rows == [{k: row[k] for k in rows[0]} for row in wanted["items"]]
    assert not {post.title for post in page.posts} & set(wanted.get("not_items", ()))
