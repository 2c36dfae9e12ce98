"""The table of the API: every operation with its address, who may, what is sent and what is answered."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from digest import jobs
from digest import model as m
from digest.web.api import acts, learned
from digest.web.api import answers as a
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
    _get("/draft", acts.draft, a.Waiting),
    _get("/draft/history", acts.steps, tuple[a.Happened, ...]),
    _get("/draft/history/{number}", acts.draft_then, a.Waiting),
    _get("/draft/preview", acts.preview, a.Mail, themes="Ids of the themes a reader has chosen, with commas."),
    _get("/draft/files", acts.files, tuple[a.Page, ...], begins="The beginning of their path in the outbox."),
    _get("/draft/checks", acts.checks, tuple[m.Finding, ...]),
    _get("/draft/stories/{story}/lesson", acts.lesson, a.Lesson, theme="The theme that the story would be moved to."),
    _post("/draft/edits", acts.make, a.Done, b.EditAsked),
    _post("/draft/pages", acts.add_page, a.Done, b.Address),
    _post("/draft/written", acts.add_written, a.Done, b.Written),
    _post("/draft/undo", acts.take_back, a.Done, b.Which),
    _post("/draft/redo", acts.again, a.Done, b.Which),
    _post("/draft/return", acts.go_back, a.Done, b.To),
    _post("/draft/compose", acts.compose, a.Waiting, b.Nothing),
    _post("/draft/lessons", acts.learn, a.Said, b.Learn),
    _post("/draft/test", acts.test, a.Said, b.Nothing),
    _post("/draft/skip", acts.skip, a.Said, b.Skip),
    _post("/draft/unskip", acts.unskip, a.Said, b.Nothing),
    _post("/draft/approve", acts.approve, a.Printed, b.Approve, APPROVER),
    _post("/draft/word", acts.word, a.Printed, b.Word, APPROVER),
    _get("/stage", acts.stage, a.Stage),
    _post("/stop", acts.stop, a.Said, b.Nothing, APPROVER),
    _get("/why", acts.why, a.Because, of="A post's id, its address, or words of its title."),
    _get("/issues", acts.issues, tuple[a.Printed, ...]),
    _get("/issues/{number}", acts.issue, a.Printed),
    _get(
        "/issues/{number}/difference", acts.compare, a.Differs, with_="Another issue; the draft where none is named."
    ),
    _get("/issues/{number}/figures", acts.figures, jobs.Figures),
    _get("/issues/{number}/rebuilt", acts.rebuild, tuple[a.File, ...]),
    _post("/issues/{number}/corrections", acts.correct, a.Said, b.Correct),
    _post("/what-if", acts.what_if, a.Differs, b.WhatIf, READER),
    _get("/me/passes", acts.passes, tuple[a.Held, ...]),
    _post("/me/passes/end", acts.end, a.Said, b.End, READER),
    _get("/themes/proposed", learned.proposals, tuple[a.Proposed, ...]),
    _post("/themes/proposed/accept", learned.accept, a.Said, b.Accept),
    _post("/themes/proposed/dismiss", learned.dismiss, a.Said, b.Dismiss),
    _get("/themes/examples", learned.examples, tuple[m.Example, ...]),
    _post("/themes/examples/forget", learned.forget, a.Said, b.Forget),
    Operation("GET", "/records", APPROVER, learned.records, tuple[m.Record, ...]),
    _get("/sources", acts.sources, tuple[a.SourceState, ...]),
)
"""Every operation. The document is made from this table, and so are the routes."""
