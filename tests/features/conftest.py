"""The program as its users have it: a home folder, a sector on loopback, a real mail server, the command line."""

from __future__ import annotations

import os
import subprocess
import sys
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import pytest
from click.testing import CliRunner

from digest import demo
from digest.adapters.store import SqlStore, open_store
from digest.cli import main

FEW = ("wire", "kerb", "tollhouse")
"""Sources that make an issue: what is tried after collecting need not wait for all of them."""

SETTINGS = """
public = "http://127.0.0.1:8400"

[smtp]
port = {smtp}

[fetch]
allow_private = true
pause_seconds = 0
timeout_seconds = 5
"""


@dataclass
class Home:
    """A newsletter's folder and the commands run in it."""

    folder: Path
    mailbox: demo.Mailbox
    world: demo.World
    base: str

    def run(self, *words: str, status: int | None = 0) -> subprocess.CompletedProcess[str]:
        """Run `digest …` from its very door; `status` is what it must end with, None for any.

        In this process: it starts sooner, warnings are errors in it, and what it ran is counted as tested.
        """
        done = ran(self.command(*words)[3:])
        if status is not None:
            assert done.returncode == status, f"{words}: {done.returncode}\n{done.stdout}\n{done.stderr}"
        return done

    def command(self, *words: str) -> list[str]:
        return [sys.executable, "-m", "digest", *words, "--home", str(self.folder)]

    def environ(self) -> dict[str, str]:
        return os.environ | {"PYTHONWARNINGS": "default"}

    def store(self) -> SqlStore:
        return open_store("sqlite:///digest.db", self.folder)

    def newsletter_file(self) -> Path:
        return self.folder / "feeds" / "demo.toml"

    def only(self, *sources: str) -> None:
        """Take all other sources out of the newsletter's file: what is tried with few is tried sooner."""
        head, *tables = self.newsletter_file().read_text("utf-8").split("[[source]]")
        kept = [table for table in tables if any(f'id = "{source}"' in table for source in sources)]
        assert len(kept) == len(sources)
        self.newsletter_file().write_text("[[source]]".join([head, *kept]), "utf-8")

    def approve(self) -> None:
        """Bring an issue of a few sources to where it is approved: for what is tried after that."""
        self.only(*FEW)
        for command in ("collect", "draft", "approve"):
            self.run(command)

    def change(self, file: str, old: str, new: str) -> None:
        place = self.folder / file
        text = place.read_text("utf-8")
        assert old in text
        place.write_text(text.replace(old, new), "utf-8")

    def outbox(self) -> dict[str, bytes]:
        root = self.folder / "outbox"
        return {str(path.relative_to(root)): path.read_bytes() for path in root.rglob("*") if path.is_file()}


def ran(words: list[str], typed: str | None = None) -> subprocess.CompletedProcess[str]:
    """Run the command line with these words as a shell would, without a process of its own."""
    with pytest.MonkeyPatch.context() as patch, CliRunner().isolation(input=typed) as (out, err, *_):
        patch.setattr(sys, "argv", ["digest", *words])
        with pytest.raises(SystemExit) as ended:
            main()
        sys.stdout.flush()
        sys.stderr.flush()
        return subprocess.CompletedProcess(
            words, int(ended.value.code or 0), *(f.getvalue().decode() for f in (out, err))
        )


@pytest.fixture
def home(tmp_path: Path) -> Iterator[Home]:
    with furnished(tmp_path) as made:
        yield made


@contextmanager
def furnished(folder: Path) -> Iterator[Home]:
    """Yield a home in a folder, with a sector and a mail server of its own."""
    now = datetime.now(UTC)
    world = demo.world(now, slow_seconds=0.2)  # in the demo two seconds, so that it is seen
    with demo.serving(world) as base, demo.mailbox() as mailbox:
        (folder / "feeds").mkdir()
        (folder / "feeds" / "demo.toml").write_text(demo.newsletter_toml(base, now), "utf-8")
        (folder / "subscribers.csv").write_text(demo.subscribers_csv(), "utf-8")
        (folder / "digest.toml").write_text(SETTINGS.format(smtp=mailbox.port), "utf-8")
        yield Home(folder, mailbox, world, base)


@pytest.fixture
def own_postgres(postgres: str) -> Iterator[str]:
    """The address of an empty database of its own on the tests' PostgreSQL."""
    with database(postgres) as made:
        yield made


@contextmanager
def database(postgres: str) -> Iterator[str]:
    """Yield the address of an empty database, thrown away afterwards."""
    import psycopg

    name = f"own_{uuid.uuid4().hex[:12]}"
    with psycopg.connect(postgres, autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name}")
    yield f"{postgres.rpartition('/')[0]}/{name}"
    with psycopg.connect(postgres, autocommit=True) as connection:
        connection.execute(f"DROP DATABASE {name} WITH (FORCE)")
