"""A worker killed, or the database server stopped, in the midst of each stage: the issue is as if nothing had happened."""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest

from digest import model as m
from tests.features.conftest import database, furnished
from tests.features.one_worker import MIDST
from tests.features.test_workers import NAME, SOURCES, Crew, _begin, _restart, _sent, _store, _wait, _whole

pytestmark = pytest.mark.slow


@dataclass(frozen=True)
class Outcome:
    """What an issue came to, without what differs from one run to the next: moments, numbers of ports."""

    stories: dict[str, list[tuple[str, list[str]]]]
    files: list[str]
    accounted: list[str]


@contextmanager
def _crew(folder: Path, postgres: str) -> Iterator[Crew]:
    folder.mkdir()
    with furnished(folder) as home, database(postgres) as url:
        home.only(*SOURCES)
        text = (folder / "digest.toml").read_text("utf-8")
        (folder / "digest.toml").write_text(f'database = "{url}"\n{text}', "utf-8")
        made = Crew(home)
        try:
            yield made
        finally:
            made.stop()


def _outcome(crew: Crew) -> Outcome:
    with closing(_store(crew.home)) as store:
        (issue,) = store.desk.issues(NAME)
        unknown = {row.address for row in store.deliveries.of(NAME, 1) if row.fate is m.Fate.UNKNOWN}
    content = issue.content
    parts = {section.theme: section.stories for section in content.sections} | {"events": content.events}
    told = {name: [_told(story) for story in stories] for name, stories in parts.items()}
    lead = [_told(content.lead)] if content.lead else []
    mailed = {reader for letter in crew.home.mailbox.letters for reader in letter.recipients}
    files = sorted(re.sub("event-[0-9a-f]+", "event", file) for file in crew.home.outbox())  # named for its address
    return Outcome(told | {"lead": lead}, files, sorted(mailed | unknown))


def _told(story: m.Story) -> tuple[str, list[str]]:
    return story.lead.title, sorted(post.title for post in story.posts)


@pytest.fixture(scope="module")
def undisturbed(tmp_path_factory: pytest.TempPathFactory, postgres: str) -> Outcome:
    with (
        _crew(tmp_path_factory.mktemp("undisturbed") / "home", postgres) as crew,
        closing(_store(crew.home)) as store,
    ):
        _begin(store)
        for _ in range(3):
            crew.start()
        _wait(crew, store, lambda: _sent(store))
        crew.stop()
        _whole(crew.home, store)
        assert [row.fate for row in store.deliveries.of(NAME, 1)] == [m.Fate.SENT] * 5
        return _outcome(crew)


def _killed(crew: Crew, worker: int, postgres: str) -> None:
    crew.kill_that(worker)


def _without_server(crew: Crew, worker: int, postgres: str) -> None:
    _restart(postgres, lambda: (crew.home.folder / "go-on").write_text("go on", "utf-8"))


@pytest.mark.timeout(900)
@pytest.mark.parametrize("accident", [_killed, _without_server], ids=["worker killed", "server stopped"])
def test_an_accident_amid_every_stage_changes_nothing(
    tmp_path: Path, postgres: str, undisturbed: Outcome, accident: Callable[[Crew, int, str], None]
) -> None:
    with _crew(tmp_path / "home", postgres) as crew, closing(_store(crew.home)) as store:
        amid = crew.home.folder / "amid"
        os.mkfifo(amid)
        os.mkfifo(crew.home.folder / "go-on")
        _begin(store)
        for _ in range(3):
            crew.start()
        for stage in MIDST:
            said, worker = amid.read_text("utf-8").split()
            assert (said, _sent(store)) == (stage, False)
            accident(crew, int(worker), postgres)
        _wait(crew, store, lambda: _sent(store))
        crew.stop()
        _whole(crew.home, store)
        assert _outcome(crew) == undisturbed
