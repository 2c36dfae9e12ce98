"""A server killed in the middle of an edit: the edit is there whole or not at all, and asked again it is made once."""

from __future__ import annotations

import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from digest import jobs
from digest import model as m
from digest.jobs import Asked, history
from digest.jobs.edit import edit
from tests.parts import Household
from tests.values import NOW, newsletter, post

ROOT = Path(__file__).resolve().parents[2]
SERVER = """
import os, signal, sys
from pathlib import Path
from sqlalchemy import event
from digest import model as m
from digest.jobs import Asked
from digest.jobs.edit import edit
from tests.parts import Household

folder, point, story = Path(sys.argv[1]), sys.argv[2], sys.argv[3]
parts = Household(folder).parts("server")
engine = parts.store.engine

def die(*_):
    os.kill(os.getpid(), signal.SIGKILL)

def at(connection, cursor, statement, *_):
    if statement.startswith(point):
        die()

event.listen(engine, "before_cursor_execute", at)
if point == "commit":
    event.listen(engine, "commit", die)
edit(parts, m.Retitle(m.StoryId(story), "Ours"), Asked("ann", seen=1, key="k1"))
if point == "answer":
    die()
"""


@pytest.fixture
def house(tmp_path: Path) -> Iterator[Household]:
    made = Household(tmp_path, newsletter())
    parts = made.parts()
    posts = tuple(post(at, title=f"Matter {at} of Thornby is settled at last") for at in range(1, 4))
    seen = m.Visited(m.SourceId("gazette"), NOW, found=3, new=3)
    parts.store.posts.keep(made.letter.id, [m.Outcome(seen, m.Memory(m.SourceId("gazette")), posts)])
    jobs.draft(parts)
    yield made
    made.close()


@pytest.mark.parametrize(
    ("point", "made"),
    [("SELECT", False), ("UPDATE drafts", False), ("INSERT INTO steps", False), ("commit", False), ("answer", True)],
)
def test_an_edit_is_whole_or_not_there_and_asked_again_is_made_once(house: Household, point: str, made: bool) -> None:
    parts = house.parts()
    story = jobs.draft(parts).content.stories[0]
    words = [sys.executable, "-c", SERVER, str(house.folder), point, story.id]
    ended = subprocess.run(words, cwd=ROOT, capture_output=True, timeout=200, check=False)
    assert ended.returncode == -signal.SIGKILL, ended.stderr.decode()
    assert (jobs.draft(parts).revision, len(history.lines(parts))) == ((2, 2) if made else (1, 1))
    again = edit(parts, m.Retitle(story.id, "Ours"), Asked("ann", seen=1, key="k1"))
    assert again.again is made
    assert [line.step.key for line in history.lines(parts)] == ["", "k1"]
    assert jobs.draft(parts).content.stories[0].lead.title == "Ours"
