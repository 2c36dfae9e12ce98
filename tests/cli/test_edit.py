"""The draft changed from a terminal, looked back upon, and past issues compared and proven."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from digest import app, jobs
from digest import model as m
from digest.cli import digest
from digest.errors import NothingThere
from tests.parts import Household
from tests.values import NOW, newsletter, post

TITLES = ("Thornby agrees the budget it had put off", "Homes wait for bricks", "Auditors read the budget twice")
Run = Callable[..., Result]


@pytest.fixture
def house(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Household]:
    made = Household(tmp_path, newsletter())
    parts = made.parts()
    posts = tuple(post(at, title=title, summary=f"{title}. So it was.") for at, title in enumerate(TITLES, 1))
    seen = m.Visited(m.SourceId("gazette"), NOW, found=3, new=3)
    parts.store.posts.keep(made.letter.id, [m.Outcome(seen, m.Memory(m.SourceId("gazette")), posts)])
    jobs.draft(parts)

    @contextmanager
    def opened(_home: object, _name: object = None) -> Iterator[jobs.Parts]:
        yield made.parts()

    monkeypatch.setattr(app, "read_home", lambda _: None)
    monkeypatch.setattr(app, "opened", opened)
    yield made
    made.close()


@pytest.fixture
def run(house: Household) -> Run:
    def ran(*words: str, **settings: Any) -> Result:
        return CliRunner().invoke(digest, [*words], catch_exceptions=False, **settings)

    return ran


def test_every_edit_has_its_command(run: Run) -> None:
    listed = run("edit", "--help").output
    names = (
        "retitle summary theme place pin merge split lead drop bring add note event introduction subject preheader"
    )
    for name in names.split():
        assert f"  {name} " in listed
    assert len(names.split()) == len(m.EDITS)


def test_an_evening_in_a_terminal(run: Run, house: Household) -> None:
    said = run("edit", "retitle", "homes wait", "Bricks are late", "--by", "ann").output
    assert "Done: ann gave “Homes wait for bricks” the headline “Bricks are late”." in said
    assert "digest undo 2" in said
    run("edit", "introduction", "-", input="Dear *all*,\n\nhello.\n")
    run("edit", "merge", "Auditors", "bricks")
    run("edit", "lead", "bricks", "auditors read")
    run("edit", "note", "bricks", "See page 4.")
    run("edit", "drop", "thornby", "--reason", "we had it")
    run("edit", "bring", "thornby")
    run("edit", "place", "thornby", "--theme", "homes")
    run("edit", "subject", "This week")
    draft = house.parts().store.desk.latest_draft(house.letter.id)
    assert draft is not None
    assert (draft.content.introduction, draft.content.subject, draft.revision) == (
        "Dear *all*,\n\nhello.",
        "This week",
        10,
    )
    listed = run("history").output
    assert "10  Thu 12:00" in listed
    assert "dropped “Thornby agrees the budget it had put off”: we had it" in " ".join(listed.split())
    run("undo", "2")
    assert "(taken back)" in run("history").output
    run("redo")
    assert "returned to how it was after step 1" in run("return", "1").output
    again = json.loads(run("edit", "subject", "Once", "--key", "k", "--json").output)
    assert json.loads(run("edit", "subject", "Once", "--key", "k", "--json").output)["step"] == again["step"]


def test_what_is_not_meant_is_asked_back(run: Run) -> None:
    with pytest.raises(NothingThere, match="There is no story 'fish' in the draft"):
        run("edit", "drop", "fish")
    with pytest.raises(NothingThere, match=r"No report fits 'fish'.*is told by: post2 The Gazette"):
        run("edit", "split", "homes wait", "fish")
    with pytest.raises(NothingThere, match="There are: money, homes"):
        run("edit", "theme", "homes wait", "fish")
    assert "Say which story" in CliRunner().invoke(digest, ["edit", "pin"]).output


def test_an_issue_is_compared_and_proven(run: Run, house: Household) -> None:
    parts = house.parts()
    jobs.approve(parts, "ann", anyway=True)
    jobs.publish(parts)
    assert "are the same, byte for byte" in run("rebuild", "1").output
    parts.outbox.write([m.Rendition("1/email.txt", "text/plain", b"tampered")])
    changed = run("rebuild", "1")
    assert changed.exit_code == 1
    assert "published was" in changed.output
    assert "Nothing differs" in run("compare", "1", "1").output
    assert "WENT: 2" in run("what-if", "--issue", "1", "--per-source", "1").output
    assert "WENT: 3" in run("what-if", "--issue", "1", "--without", "gazette").output
    assert run("what-if", "--issue", "1", "--days", "14").output.startswith("Nothing differs")


def test_the_draft_is_compared_with_the_last_issue(run: Run, house: Household) -> None:
    jobs.approve(house.parts(), "ann", anyway=True)
    house.clock.forward(days=7)
    jobs.draft(house.parts())
    said = run("compare", "1").output
    assert "WENT: 3" in said
    assert "Subject:" in said
