"""The five documents of real sites, read through `digest lab read`: every row right."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

KINDS = {"listing": "listing", "article": "article", "event": "event"}


@pytest.fixture(scope="module")
def read(shared: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, tuple[dict[str, Any], dict[str, Any]]]:
    """What was expected of each document, and what was read."""
    folder = shared / "seeds" / "html"
    expected = json.loads((folder / "expected.json").read_text())
    manifest = tmp_path_factory.mktemp("seeds") / "manifest.jsonl"
    rows = [
        {"path": str(folder / f"{name}.html"), "url": e["url"], "as": KINDS[e["kind"]]}
        for name, e in expected.items()
    ]
    manifest.write_text("".join(json.dumps(row) + "\n" for row in rows))
    command = [sys.executable, "-m", "digest", "lab", "read", "--batch", str(manifest)]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    answers = {Path(a["path"]).stem: a for a in map(json.loads, done.stdout.splitlines())}
    return {name: (expected[name], answers[name]) for name in expected}


@pytest.mark.shared
@pytest.mark.parametrize("name", ["institute-blog", "magazine-listing"])
def test_a_listing_has_every_item_and_nothing_else(name: str, read: dict[str, Any]) -> None:
    expected, answer = read[name]
    rows = [
        {
            "title": post["title"],
            "date": (post["published"] or "")[:10],
            "summary": post["summary"],
            "author": post["authors"][0] if post["authors"] else None,
        }
        for post in answer["posts"]
    ]
    assert rows == [
        {"title": e["title"], "date": e["date"], "summary": e["summary"], "author": e.get("author")}
        for e in expected["items"]
    ]
    assert all(post["url"].endswith(e["link"]) for post, e in zip(answer["posts"], expected["items"], strict=True))
    assert not {post["title"] for post in answer["posts"]} & set(expected.get("not_items", ()))


@pytest.mark.shared
@pytest.mark.parametrize("name", ["magazine-article", "magazine-article-2"])
def test_an_article_has_its_text_and_nothing_around_it(name: str, read: dict[str, Any]) -> None:
    expected, answer = read[name]
    article = answer["article"]
    assert article["title"] == expected["title"]
    assert article["published"][:10] == expected["published"]
    flat = " ".join(article["text"].split())
    assert [part for part in expected["must_contain"] if " ".join(part.split()) not in flat] == []
    assert [part for part in expected["must_not_contain"] if " ".join(part.split()) in flat] == []


@pytest.mark.shared
def test_the_event_has_its_year_its_hours_and_its_speakers(read: dict[str, Any]) -> None:
    expected, answer = read["event-page"]
    [event] = [post["event"] for post in answer["posts"] if post["event"]]
    assert event["name"] == expected["name"]
    assert event["start"] == expected["start"]
    assert event["end"] == expected["end"]
    assert event["timezone"] == expected["timezone"]
    assert [speaker["name"] for speaker in event["speakers"]] == expected["speakers"]
