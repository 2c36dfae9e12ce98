"""The table of the API: every operation with its address, who may, what is sent and what is answered."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from digest import model as m
from digest.web.api import acts
from digest.web.api import bodies as b

READER, EDITOR, APPROVER = m.DeskRole.READER, m.DeskRole.EDITOR, m.DeskRole.APPROVER
ROOT = "/api/v1"


@dataclass(frozen=True, slots=True)
class Operation:
    """One thing that can be asked. `answer` is the type of what comes back, `query` what may stand after the "?"."""

    method: str
    path: str
    role: m.DeskRole
    act: Callable[[acts.Call], Any]
    answer: Any
    body: type[b.Body] | None = None
    query: dict[str, str] = field(default_factory=dict)

    @property
    def name(self) -> str:
        """What it is called in the document: its function's name."""
        return self.act.__name__


def _get(path: str, act: Callable[[acts.Call], Any], answer: object, **query: str) -> Operation:
    return Operation("GET", path, READER, act, answer, query={name.rstrip("_"): said for name, said in query.items()})


def _post(
    path: str, act: Callable[[acts.Call], Any], answer: object, body: type[b.Body], role: m.DeskRole = EDITOR
) -> Operation:
    return Operation("POST", path, role, act, answer, body)


OPERATIONS: tuple[Operation, ...] = (
    _get("/draft", acts.draft, b.Waiting),
    _get("/draft/history", acts.steps, tuple[b.Happened, ...]),
    _get("/draft/history/{number}", acts.draft_then, b.Waiting),
    _get("/draft/preview", acts.preview, b.Mail, themes="Ids of the themes a reader has chosen, with commas."),
    _get("/draft/files", acts.files, tuple[b.Page, ...], begins="The beginning of their path in the outbox."),
    _get("/draft/checks", acts.checks, tuple[m.Finding, ...]),
    _get("/draft/stories/{story}/lesson", acts.lesson, b.Lesson, theme="The theme that the story would be moved to."),
    _post("/draft/edits", acts.make, b.Done, b.EditAsked),
    _post("/draft/pages", acts.add_page, b.Done, b.Address),
    _post("/draft/written", acts.add_written, b.Done, b.Written),
    _post("/draft/undo", acts.take_back, b.Done, b.Which),
    _post("/draft/redo", acts.again, b.Done, b.Which),
    _post("/draft/return", acts.go_back, b.Done, b.To),
    _post("/draft/compose", acts.compose, b.Waiting, b.Nothing),
    _post("/draft/lessons", acts.learn, b.Said, b.Learn),
    _post("/draft/test", acts.test, b.Said, b.Nothing),
    _post("/draft/skip", acts.skip, b.Said, b.Skip),
    _post("/draft/unskip", acts.unskip, b.Said, b.Nothing),
    _post("/draft/approve", acts.approve, b.Printed, b.Approve, APPROVER),
    _post("/draft/word", acts.word, b.Printed, b.Word, APPROVER),
    _get("/stage", acts.stage, b.Stage),
    _post("/stop", acts.stop, b.Said, b.Nothing, APPROVER),
    _get("/why", acts.why, b.Because, of="A post's id, its address, or words of its title."),
    _get("/issues", acts.issues, tuple[b.Printed, ...]),
    _get("/issues/{number}", acts.issue, b.Printed),
    _get(
        "/issues/{number}/difference", acts.compare, b.Differs, with_="Another issue; the draft where none is named."
    ),
    _get("/issues/{number}/rebuilt", acts.rebuild, tuple[b.File, ...]),
    _post("/issues/{number}/corrections", acts.correct, b.Said, b.Correct),
    _post("/what-if", acts.what_if, b.Differs, b.WhatIf, READER),
    _get("/me/passes", acts.passes, tuple[b.Held, ...]),
    _post("/me/passes/end", acts.end, b.Said, b.End, READER),
    _get("/sources", acts.sources, tuple[b.SourceState, ...]),
)
"""Every operation. The document is made from this table, and so are the routes."""
