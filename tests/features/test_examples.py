"""The examples of docs/examples, run as a reader of the documents would run them."""

from __future__ import annotations

import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

from digest import demo

EXAMPLES = Path(__file__).resolve().parents[2] / "docs" / "examples"


def run(name: str, *arguments: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-W", "error", str(EXAMPLES / name), *arguments]
    return subprocess.run(command, capture_output=True, text=True, check=True, timeout=240)


def test_posts_of_ones_own_become_stories_under_themes() -> None:
    said = run("posts_of_your_own.py").stdout
    assert "ferries: Night ferry to Larkholm" in said
    assert "also in quay-weekly: Larkholm night ferry returns" in said
    assert "fishing: Trawler skippers" in said


def test_a_newsletters_file_becomes_pages_and_feeds(tmp_path: Path) -> None:
    now = datetime.now(UTC)
    with demo.serving(demo.world(now)) as base:
        file = tmp_path / "demo.toml"
        file.write_text(demo.newsletter_toml(base, now), "utf-8")
        done = run("a_page_from_feeds.py", str(file), str(tmp_path), "--local")
    assert str(tmp_path / "outbox" / "1" / "email.html") in done.stdout
    assert "<rss" in (tmp_path / "outbox" / "feeds" / "stories.xml").read_text("utf-8")
    assert done.stderr.count("\n") == 2  # two of the demo's sources are broken, and said to be


def test_a_mail_goes_to_its_readers_once(tmp_path: Path) -> None:
    with demo.mailbox() as mailbox:
        once = run("a_mail_to_readers.py", str(tmp_path), mailbox.host, str(mailbox.port)).stdout
        again = run("a_mail_to_readers.py", str(tmp_path), mailbox.host, str(mailbox.port)).stdout
    assert "2 tried, 2 sent" in once
    assert "0 tried, 2 sent" in again
    assert sorted(letter.recipients[0] for letter in mailbox.letters) == ["ann@example.org", "bo@example.org"]
    assert all(b"Night ferry to Larkholm" in letter.body for letter in mailbox.letters)


def test_a_program_without_the_guard_is_told_where_to_put_it(tmp_path: Path) -> None:
    letter = tmp_path / "letter.toml"
    letter.write_text(demo.newsletter_toml("http://127.0.0.1:9", datetime.now(UTC)), "utf-8")
    program = tmp_path / "unguarded.py"
    program.write_text(f"import digest\ndigest.collect(digest.read_newsletter({str(letter)!r}))\n", "utf-8")
    done = subprocess.run([sys.executable, str(program)], capture_output=True, text=True, check=False, timeout=240)
    assert done.returncode == 1
    assert done.stderr.endswith(
        'Call digest.collect below `if __name__ == "__main__":`, for its processes import your program.\n'
    )
