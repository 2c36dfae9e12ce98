"""What the schedule owes, and how it ended."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from digest.model.names import NewsletterId, RunId, SlotId


class Job(StrEnum):
    """What a slot owes."""

    COLLECT = "collect"
    DRAFT = "draft"
    SEND = "send"


@dataclass(frozen=True, slots=True)
class Slot:
    """A moment at which the schedule owes something."""

    id: SlotId
    newsletter: NewsletterId
    job: Job
    at: datetime


class SlotState(StrEnum):
    """How a slot stands; all but `running` are final unless a person says otherwise (`held`)."""

    RUNNING = "running"
    DONE = "done"
    SKIPPED = "skipped"
    HELD = "held"
    MISSED = "missed"


@dataclass(frozen=True, slots=True)
class SlotRow:
    """A slot as the ledger has it: who took it, when, how it ended and why."""

    slot: Slot
    state: SlotState
    why: str = ""
    run: RunId | None = None
    changed: datetime | None = None
