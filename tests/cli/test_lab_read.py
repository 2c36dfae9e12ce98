"""`digest lab read`: stored files read through the command line, one line out for each line in."""

from __future__ import annotations

import gzip
import json
from pathlib import Path
from typing import Any

from click.testing import CliRunner

from digest.cli.lab import lab

FEED = """<rss version="2.0"><channel><title>T</title>
<item><title>Deal</title><link>/d</link><pubDate>2026-06-09</pubDate></item>
<item><title>Plan</title><link>/p</link><pubDate>Tue, 09 Jun 2026 09:00:00 BST</pubDate></item>
<item><title>Note</title><link>/n</link></item></channel></rss>"""


def run(folder: Path, *rows: dict[str, str] | str) -> list[dict[str, Any]]:
    manifest = folder / "manifest.jsonl"
    manifest.write_text("\n".join(row if isinstance(row, str) else json.dumps(row) for row in rows))
    done = CliRunner().invoke(lab, ["read", "--batch", str(manifest), "--now", "2026-06-11", "--workers", "1"])
    assert done.exit_code == 0, done.output
    return [json.loads(line) for line in done.output.splitlines()]


def test_each_line_is_answered_in_order_whatever_is_wrong_with_the_others(tmp_path: Path) -> None:
    feed, page = tmp_path / "feed.xml", tmp_path / "page.html.gz"
    feed.write_text(FEED)
    words = "".join(f"<p>Paragraph {number} says that the market is full on most days.</p>" for number in range(9))
    page.write_bytes(
        gzip.compress(f"<html><title>Market</title><article><h1>Market</h1>{words}</article></html>".encode())
    )
    (tmp_path / "bad.gz").write_bytes(b"not packed")
    lines = run(
        tmp_path,
        {"path": str(feed), "url": "https://towns.example/feed", "as": "feed"},
        {"path": str(tmp_path / "absent.xml"), "url": "https://towns.example/", "as": "feed"},
        "no json",
        {"path": str(feed), "url": "", "as": "auto"},
        {"path": str(feed), "url": "", "as": "poem"},
        {"path": str(page), "url": "https://towns.example/m", "as": "article"},
        {"path": str(tmp_path / "bad.gz"), "url": "https://towns.example/m", "as": "article"},
    )
    assert [bool(line["error"]) for line in lines] == [False, True, True, False, True, False, True]
    posts = lines[0]["posts"]
    assert [(post["title"], post["url"]) for post in posts] == [
        ("Deal", "https://towns.example/d"),
        ("Plan", "https://towns.example/p"),
        ("Note", "https://towns.example/n"),
    ]
    assert posts[0]["published"] == "2026-06-09"
    assert posts[1]["published"].startswith("2026-06-09T")
    assert posts[2]["published"] is None
    assert lines[3]["kind"] == "feed"
    assert "Paragraph 8" in lines[5]["article"]["text"]
    assert lines[5]["posts"] == []
