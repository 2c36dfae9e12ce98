"""Every command twice: the same rows, the same files, no second mail."""

from __future__ import annotations

import os
import signal
import subprocess
from typing import Any

from sqlalchemy import select

from digest.adapters.store import schema
from digest.adapters.store.engine import reading
from tests.features.conftest import FEW, Home

LASTING = (schema.posts, schema.post_keys, schema.drafts, schema.issues, schema.deliveries, schema.slots)
"""Not `sources`: the time of a visit is what a second collection changes."""


def _rows(home: Home) -> dict[str, list[Any]]:
    store = home.store()
    with reading(store.engine) as connection:
        rows = {table.name: sorted(map(tuple, connection.execute(select(table))), key=repr) for table in LASTING}
    store.close()
    return rows


def _files(home: Home) -> dict[str, tuple[int, int]]:
    root = home.folder / "outbox"
    return {str(path): (path.stat().st_ino, path.stat().st_mtime_ns) for path in root.rglob("*") if path.is_file()}


def test_every_command_twice_does_it_once(home: Home) -> None:
    for command in ("check", "collect", "draft", "show", "approve", "publish", "send", "week"):
        home.run(command, status=None)
        rows, files, mails = _rows(home), _files(home), len(home.mailbox.letters)
        again = home.run(command, status=None)
        assert "Traceback" not in again.stderr
        assert _rows(home) == rows, command
        assert _files(home) == files, command
        assert len(home.mailbox.letters) == mails, command
    assert len(home.mailbox.letters) == 5


def test_what_nobody_can_know_is_not_sent_again(home: Home) -> None:
    home.approve()
    home.mailbox.drop_after_data = 1
    first = home.run("send", status=1)
    assert "1 unknown" in first.stdout
    received = len(home.mailbox.letters)
    second = home.run("send", status=1)
    assert "1 unknown" in second.stdout
    assert len(home.mailbox.letters) == received == 5


def test_what_the_server_put_off_goes_out_the_next_time(home: Home) -> None:
    home.approve()
    home.mailbox.defer_once.add("priya.nair@example.org")
    assert "1 deferred" in home.run("send", status=1).stdout
    assert "5 sent" in home.run("send").stdout
    assert len(home.mailbox.to("priya.nair@example.org")) == 1


def test_who_left_gets_no_mail_and_a_new_list_does_not_bring_them_back(home: Home) -> None:
    home.approve()
    store = home.store()
    from datetime import UTC, datetime

    store.suppressions.add("demo", "tom.adeyemi@example.com", "asked", datetime.now(UTC))  # type: ignore[arg-type]  # a plain string is the id
    store.close()
    home.run("send")
    home.change("subscribers.csv", "tom.adeyemi@example.com", "Tom.Adeyemi@Example.COM")
    home.run("send")
    assert home.mailbox.to("tom.adeyemi@example.com") == []
    assert len(home.mailbox.letters) == 4


def test_up_runs_the_week_by_itself_and_a_restart_repeats_nothing(home: Home) -> None:
    home.only(*FEW)
    _due_within_the_hour(home)
    first = _up_until(home, "send@", "state=")
    assert "5 sent" in first
    assert len(home.mailbox.letters) == 5
    rows = _rows(home)
    again = _up_until(home, "is up")
    assert "send@" not in again
    assert len(home.mailbox.letters) == 5
    assert _rows(home)["deliveries"] == rows["deliveries"]
    assert _rows(home)["issues"] == rows["issues"]


def _due_within_the_hour(home: Home) -> None:
    """Move draft and send so that both fall into the first hour that a new ledger looks back on."""
    import re
    from datetime import UTC, datetime, timedelta
    from zoneinfo import ZoneInfo

    now = datetime.now(UTC).astimezone(ZoneInfo("Europe/London"))
    text = home.newsletter_file().read_text("utf-8")
    for key, minutes in (("draft", 20), ("send", 10)):
        at = now - timedelta(minutes=minutes)
        text = re.sub(rf'^{key} = ".*"$', f'{key} = "{at:%A %H:%M}"', text, flags=re.MULTILINE)
    home.newsletter_file().write_text(text, "utf-8")


def _up_until(home: Home, *words: str) -> str:
    """Run `digest up` until it says the words in one line, stop it as a service manager would; return what it said."""
    command = home.command("up", "--port", "0")
    environ = home.environ() | {"PYTHONUNBUFFERED": "1"}
    with subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, env=environ
    ) as process:
        assert process.stdout is not None
        said = []
        for line in process.stdout:
            said.append(line)
            if all(word in line for word in words):
                break
        os.kill(process.pid, signal.SIGTERM)
        said.extend(process.stdout)
        assert process.wait() == 0, "".join(said)
    return "".join(said)
