"""The API: what the desk does, for whoever bears a token; its document is made from what it does."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from digest import jobs
from digest import model as m
from digest.jobs import Parts
from digest.web import Site, application
from digest.web.api.document import document
from digest.web.api.operations import OPERATIONS, ROOT
from tests.parts import Household
from tests.values import NOW, newsletter, post
from tests.web.asking import Answer, ask

ANN = m.Colleague("ann@place.example", "Ann Lea", m.DeskRole.APPROVER)
BEN = m.Colleague("ben@place.example", "Ben Orr", m.DeskRole.READER)
TITLES = ("Thornby agrees the budget it had put off", "Homes wait for bricks", "Auditors read the budget twice")


@pytest.fixture
def home(tmp_path: Path) -> Iterator[Household]:
    made = Household(tmp_path, newsletter(people=(ANN, BEN)))
    parts = made.parts()
    posts = tuple(post(at, title=title, summary=f"{title}. So it was.") for at, title in enumerate(TITLES, 1))
    seen = m.Visited(m.SourceId("gazette"), NOW, found=3, new=3)
    parts.store.posts.keep(made.letter.id, [m.Outcome(seen, m.Memory(m.SourceId("gazette")), posts)])
    jobs.draft(parts)
    yield made
    made.close()


class Program:
    """A program of somebody's, with their token."""

    def __init__(self, parts: Parts, who: m.Colleague | None = ANN) -> None:
        self.app = application(Site(parts))
        self.token = jobs.new_token(parts, who, "a script") if who else ""

    def ask(self, method: str, path: str, body: object = None, octets: bytes | None = None, **headers: str) -> Answer:
        sent = octets if octets is not None else b"" if body is None else json.dumps(body).encode()
        shown = {"authorization": f"Bearer {self.token}"} if self.token else {}
        kind = {"content_type": "application/json"} if sent else {}
        return ask(self.app, ROOT + path, method, body=sent, **{**shown, **kind, **headers})

    def get(self, path: str) -> Any:
        answer = self.ask("GET", path)
        assert answer.status == 200, answer.text
        return json.loads(answer.text)

    def post(self, path: str, status: int = 200, **body: object) -> Any:
        answer = self.ask("POST", path, body)
        assert answer.status == status, answer.text
        return json.loads(answer.text)


@pytest.fixture
def ann(home: Household) -> Program:
    return Program(home.parts())


def story(ann: Program, words: str) -> dict[str, Any]:
    content = ann.get("/draft")["content"]
    every = [content["lead"], *(one for section in content["sections"] for one in section["stories"])]
    return next(one for one in every if one and words in one["title"])


def test_a_thursday_through_the_api(ann: Program, home: Household) -> None:
    name = story(ann, "Homes wait")["id"]
    wanted = {"kind": "retitle", "story": name, "title": "Bricks <b>are</b> late"}
    done = ann.post("/draft/edits", edit=wanted, seen=1, key="a1")
    assert (done["draft"]["revision"], done["step"]["by"], done["again"]) == (2, "Ann Lea", False)
    assert ann.post("/draft/edits", edit=wanted, seen=1, key="a1")["again"] is True
    assert "Bricks &lt;b&gt;are&lt;/b&gt; late" in ann.get("/draft/preview")["html"]
    ann.post("/draft/edits", edit={"kind": "introduce", "text": "Hello."})
    assert ann.post("/draft/undo", number=2)["draft"]["revision"] == 4
    ann.post("/draft/redo")
    assert [one["stands"] for one in ann.get("/draft/history")] == [None, True, True, None, None]
    assert ann.get("/draft/history/1")["content"]["introduction"] == ""
    written = ann.post("/draft/written", title="Our evening", event={"start": "2026-06-25T18:00:00+01:00"})
    assert [one["title"] for one in written["draft"]["content"]["events"]] == ["Our evening"]
    assert isinstance(ann.get("/draft/checks"), list)
    revision = ann.get("/draft")["revision"]
    assert ann.post("/draft/approve", 409, seen=revision - 1)["now"] == f"revision {revision}"
    assert ann.post("/draft/approve", seen=revision, anyway=True)["number"] == 1
    jobs.publish(home.parts())
    assert all(one["same"] for one in ann.get("/issues/1/rebuilt"))
    assert ann.get("/issues/1/figures")["domains"] == {}
    assert ann.get("/issues/1")["content"]["introduction"] == "Hello."
    assert ann.get("/stage")["stage"] == "approved"


def test_two_who_meet_are_told_both_versions(ann: Program) -> None:
    name = story(ann, "Homes wait")["id"]
    ann.post("/draft/edits", edit={"kind": "retitle", "story": name, "title": "One"}, seen=1)
    refused = ann.post("/draft/edits", 409, edit={"kind": "retitle", "story": name, "title": "Two"}, seen=1)
    assert (refused["was"], refused["now"]) == ("Homes wait for bricks", "One")
    assert "Two" in refused["mine"]
    assert "Ann Lea gave" in refused["theirs"][0]


@pytest.mark.parametrize(
    ("path", "body", "status", "said"),
    [
        ("/draft/edits", {"edit": {"kind": "fly", "story": "x"}}, 422, "edit"),
        ("/draft/edits", {"edit": {"kind": "retitle", "story": "x", "title": "y", "more": 1}}, 422, "more"),
        ("/draft/edits", {"edit": {"kind": "retitle", "story": "x", "title": "y"}}, 404, "There is no story x"),
        ("/draft/edits", {"edit": {"kind": "introduce", "text": "x" * 30_000}}, 422, "30,000 characters"),
        ("/draft/edits", {"edit": {"kind": "add", "post": {}}}, 422, "edit"),
        ("/draft/edits", {"edit": {"kind": "pin", "story": ""}, "key": "a b"}, 422, "key"),
        ("/draft/pages", {"address": "http://nowhere.example/"}, 409, "There is nothing at this address"),
        ("/draft/undo", {}, 409, "nothing to take back"),
        ("/draft/undo", {"number": 10**12}, 422, "number"),
        ("/what-if", {"without": ["nobody"]}, 404, "There is no source"),
        ("/issues/7/corrections", {"note": "x"}, 404, "There is no issue 7"),
        ("/nothing", {}, 404, "openapi.json"),
    ],
)
def test_what_cannot_be_done_is_one_sentence(
    ann: Program, path: str, body: dict[str, Any], status: int, said: str
) -> None:
    assert said in ann.post(path, status, **body)["error"]


def test_what_cannot_be_read_is_said_too(ann: Program) -> None:
    for octets, status in ((b"{", 422), (b"\xff", 422), (b"x" * 1_000_001, 413), (b'{"edit": "\\ud800"}', 422)):
        answer = ann.ask("POST", "/draft/edits", octets=octets)
        assert answer.status == status
        assert json.loads(answer.text)["error"]
    assert ann.ask("POST", "/draft/edits", octets=b"a=b", content_type="text/plain").status == 415


def test_whoever_may_not_is_told(home: Household) -> None:
    nobody, ben = Program(home.parts(), None), Program(home.parts(), BEN)
    assert nobody.ask("GET", "/draft").status == 401
    assert ben.ask("GET", "/draft").status == 200
    assert "needs editor" in json.loads(ben.ask("POST", "/draft/undo", {}).text)["error"]
    assert ben.ask("POST", "/draft/approve", {"seen": 1}).status == 403


def test_other_settings_are_shown_as_a_difference_and_change_nothing(ann: Program, home: Household) -> None:
    assert ann.post("/what-if")["went"] == []
    assert len(ann.post("/what-if", without=["gazette"])["went"]) == 3
    assert len(ann.post("/what-if", per_source=1)["went"]) == 2
    assert ann.get("/draft")["revision"] == 1


def test_the_document_has_every_operation_once_and_every_edit() -> None:
    made = document()
    listed = [(method.upper(), path) for path, methods in made["paths"].items() for method in methods]
    assert sorted(listed) == sorted((one.method, ROOT + one.path) for one in OPERATIONS)
    kinds = made["components"]["schemas"]["EditAsked"]["properties"]["edit"]["discriminator"]["mapping"]
    assert set(kinds) == set(m.EDITS) - {"add"}
    text = json.dumps(made)
    for name in set(re.findall(r'"#/components/schemas/(\w+)"', text)):
        assert name in made["components"]["schemas"]


def test_the_files_are_those_that_would_be_published(ann: Program, home: Household) -> None:
    shown = {one["path"]: one["text"] for one in ann.get("/draft/files?begins=1/")}
    assert set(shown) >= {"1/index.html", "1/email.html", "1/email.txt", "1/issue.json"}
    before, _, _ = ann.get("/draft/preview")["html"].partition(m.Mark.PREFERENCES)
    assert shown["1/email.html"].startswith(before)  # but for the ways that are each reader's own
    assert any(one["path"].startswith("feeds/") for one in ann.get("/draft/files"))


def test_a_token_lists_and_ends_itself(ann: Program) -> None:
    (mine,) = ann.get("/me/passes")
    assert (mine["kind"], mine["label"]) == ("token", "a script")
    assert ann.post("/me/passes/end", 404, id="no such pass")["error"]
    ann.post("/me/passes/end", id=mine["id"])
    assert ann.ask("GET", "/draft").status == 401


def test_a_week_is_skipped_with_a_word(ann: Program) -> None:
    sent = ann.post("/draft/word", text="We are *away*.")
    assert (sent["number"], sent["content"]["introduction"]) == (1, "We are *away*.")
    assert ann.ask("GET", "/draft").status == 404


def test_an_address_that_never_answers_is_one_sentence(ann: Program, home: Household) -> None:
    slow = m.Failure(m.Trouble.SLOW, "http://slow.example/", "The site did not answer within 30 seconds.")
    home.crew.answers["http://slow.example/"] = slow
    said = ann.post("/draft/pages", 409, address="http://slow.example/")["error"]
    assert said.startswith("http://slow.example/ was not added. The site did not answer within 30 seconds.")
    assert ann.get("/draft")["revision"] == 1


def test_what_themes_learn_and_lack_is_listed_and_let_be(ann: Program, home: Household) -> None:
    """What a move taught is taken back; a subject that there is not is told; who did it is on record."""
    one = story(ann, "Homes wait")["id"]
    done = ann.post("/draft/edits", edit={"kind": "move", "story": one, "theme": "money"})
    ann.post("/draft/lessons", story=one, theme="money", number=done["step"]["number"])
    (example,) = ann.get("/themes/examples")
    assert (example["theme"], example["undone"]) == ("money", None)
    ann.post("/themes/examples/forget", number=1)
    assert ann.get("/themes/examples")[0]["undone"]
    assert ann.get("/themes/proposed") == []
    assert ann.ask("POST", "/themes/proposed/dismiss", {"label": "honey"}).status == 404
    assert ann.ask("POST", "/themes/proposed/accept", {"label": "honey", "name": "Bees"}).status == 404
    assert any("moved" in record["what"] for record in ann.get("/records"))
