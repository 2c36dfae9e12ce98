"""Bad input gets one clear sentence, a right exit status, and loses nothing."""

from __future__ import annotations

import sqlite3
import subprocess
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread

import pytest

from tests.features.conftest import Home


def _sentence(done: subprocess.CompletedProcess[str]) -> str:
    assert "Traceback" not in done.stdout + done.stderr
    assert done.stderr.strip(), "nothing was said"
    return done.stderr


def test_wrong_settings_are_told_all_at_once_with_their_lines(home: Home) -> None:
    home.change("feeds/demo.toml", 'time_zone = "Europe/London"', 'time_zone = "Europe/Londinium"')
    home.change("feeds/demo.toml", 'unreviewed = "send"', 'unreviewed = "perhaps"')
    home.change("digest.toml", "pause_seconds = 0", 'pause_seconds = "long"')
    said = _sentence(home.run("collect", status=2))
    assert len(said.strip().splitlines()) == 3
    assert "feeds/demo.toml:4: " in said
    assert "digest.toml:9: " in said


def test_a_template_with_a_mistake_is_told_by_file_and_line(home: Home) -> None:
    home.approve()
    template = home.folder / "templates" / "web" / "issue.html"
    template.parent.mkdir(parents=True)
    template.write_text("<html>\n{% if issue %}\n{{ issue.nothing_of_the_kind }}\n", "utf-8")
    said = _sentence(home.run("publish", status=2))
    assert f"{template}:" in said
    assert not home.outbox() if (home.folder / "outbox").exists() else True
    template.unlink()
    home.run("publish")


def test_a_database_from_a_newer_version_is_left_alone(home: Home) -> None:
    home.run("collect")
    with sqlite3.connect(home.folder / "digest.db") as raw:
        raw.execute("UPDATE alembic_version SET version_num = '9999'")
    raw.close()
    said = _sentence(home.run("draft", status=3))
    assert "newer version" in said


def test_a_missing_list_of_subscribers_says_how_to_write_one(home: Home) -> None:
    home.approve()
    (home.folder / "subscribers.csv").unlink()
    assert "address,name,themes" in _sentence(home.run("send", status=1))


@pytest.mark.parametrize(
    ("command", "said"),
    [
        ("approve", "digest draft"),
        ("publish", "digest approve"),
        ("send", "digest approve"),
        ("show", "digest draft"),
    ],
)
def test_a_step_out_of_order_says_which_comes_first(home: Home, command: str, said: str) -> None:
    assert said in _sentence(home.run(command, status=1))


def test_a_mail_server_that_is_away_puts_everything_off(home: Home) -> None:
    home.approve()
    port = f"port = {home.mailbox.port}"
    home.change("digest.toml", port, "port = 9")
    done = home.run("send", status=1)
    assert "5 pending. No mail left now." in done.stdout
    assert "Check smtp.host and smtp.port" in " ".join(done.stdout.split())
    home.change("digest.toml", "port = 9", port)
    assert "5 sent" in home.run("send").stdout


def test_an_outbox_that_cannot_be_written_is_told_and_the_issue_waits(home: Home) -> None:
    home.approve()
    (home.folder / "outbox").write_text("a file where a folder should be")
    assert "outbox" in _sentence(home.run("publish", status=3))
    (home.folder / "outbox").unlink()
    home.run("publish")


Answer = Callable[[BaseHTTPRequestHandler], None]


@contextmanager
def _site(answer: Answer) -> Iterator[str]:
    """Serve one page on loopback that answers as told."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            answer(self)

        def log_message(self, *_: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}/feed"
    finally:
        server.shutdown()
        server.server_close()


def _endless(handler: BaseHTTPRequestHandler) -> None:
    handler.send_response(200)
    handler.send_header("content-type", "application/rss+xml")
    handler.end_headers()
    try:
        handler.wfile.write(b"<rss><channel>")
        for _ in range(1000):
            handler.wfile.write(b"<item><title>again</title></item>" * 2000)
    except OSError:
        pass


def _login(handler: BaseHTTPRequestHandler) -> None:
    _page(handler, b"<html><title>Sign in</title><form><input type=password name=p><button>Sign in</button></form>")


def _garbage(handler: BaseHTTPRequestHandler) -> None:
    _page(handler, bytes(range(256)) * 40, "application/rss+xml; charset=utf-8")


def _page(handler: BaseHTTPRequestHandler, body: bytes, kind: str = "text/html") -> None:
    handler.send_response(200)
    handler.send_header("content-type", kind)
    handler.send_header("content-length", str(len(body)))
    handler.end_headers()
    handler.wfile.write(body)


@pytest.mark.parametrize("answer", [_endless, _login, _garbage], ids=["endless", "login", "garbage"])
def test_a_source_that_answers_nonsense_is_one_line_of_the_report(home: Home, answer: Answer) -> None:
    with _site(answer) as address:
        with home.newsletter_file().open("a", encoding="utf-8") as file:
            file.write(f'\n[[source]]\nid = "nonsense"\nname = "Nonsense"\naddress = "{address}"\n')
        done = home.run("collect")
    assert "nonsense" in done.stdout
    assert "3 failed" in done.stdout
    assert "Traceback" not in done.stdout + done.stderr


def test_a_traceback_is_shown_only_to_who_asks(home: Home, tmp_path: Path) -> None:
    done = subprocess.run(
        [*home.command("send")[:3], "--debug", *home.command("send")[3:]], capture_output=True, text=True, check=False
    )
    assert "Traceback" in done.stderr
    assert done.returncode == 1
