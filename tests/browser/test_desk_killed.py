"""The server of the desk is killed while somebody types: what was typed waits in the browser and is saved once."""

from __future__ import annotations

import os
import re
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import Browser, expect

from digest import app, jobs
from digest.jobs import history
from tests.browser.desk_house import TITLE, head
from tests.editing.desk_made import waiting

FEED = """
title = "Place Weekly"
time_zone = "Europe/London"
[sender]
address = "digest@place.example"
[[theme]]
id = "money"
name = "Council money"
[[theme]]
id = "homes"
name = "Homes"
[[source]]
id = "gazette"
name = "The Gazette"
address = "http://gazette.example/feed"
"""


def furnish(folder: Path) -> None:
    (folder / "feeds").mkdir()
    (folder / "feeds" / "place.toml").write_text(FEED)
    (folder / "subscribers.csv").write_text("address,name,themes\nann@example.org,Ann,\n")
    with app.opened(app.read_home(folder)) as parts:
        history.composed(parts, waiting())


@contextmanager
def served(folder: Path, port: int) -> Iterator[tuple[subprocess.Popen[str], str]]:
    """Yield a process of `digest desk` and the address that it prints."""
    command = [sys.executable, "-m", "digest", "desk", "--home", str(folder), "--port", str(port)]
    environ = os.environ | {"PYTHONUNBUFFERED": "1"}
    process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=environ)
    try:
        assert process.stdout
        lines = iter(process.stdout.readline, "")
        yield process, next(found[0] for line in lines if (found := re.search(r"http://\S+/desk/enter/\S+", line)))
    finally:
        process.kill()
        process.communicate()


def test_a_killed_server_loses_nothing(tmp_path: Path, browser: Browser) -> None:
    """SIGKILL between two keystrokes; the page says so, keeps the words over a reload, and saves them once."""
    furnish(tmp_path)
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]
    page = browser.new_context().new_page()
    with served(tmp_path, port) as (process, address):
        page.goto(address)
        page.click("button[type=submit]")
        head(page, TITLE.format(2)).click()
        page.locator("#f-title-story2").click(click_count=3)
        page.keyboard.type("Typed while the server ")
        process.send_signal(signal.SIGKILL)
        process.wait()
        page.keyboard.type("was dead")
        page.locator("#f-title-story2").blur()
        expect(page.locator("#saved")).to_contain_text("Kept in this browser", ignore_case=True, timeout=20000)
    with served(tmp_path, port):
        expect(page.locator("#saved")).to_contain_text("Saved", timeout=30000)
        expect(head(page, "Typed while the server was dead")).to_be_visible()
    page.context.close()
    with app.opened(app.read_home(tmp_path)) as parts:
        draft = parts.store.desk.latest_draft(parts.newsletter.id)
        assert draft
        assert "Typed while the server was dead" in {story.lead.title for story in draft.content.stories}
        said = [line.step.said for line in history.lines(parts) if "was dead" in line.step.said]
        assert len(said) == 1
        assert jobs.review.standing(parts).stage in {"draft", "held"}
