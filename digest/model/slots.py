"""What the schedule owes, and how it ended."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from digest.model.names import NewsletterId, RunId, SlotId


class Job(StrEnum):
    """What a slot owes."""

    COLLECT = "collect"
    DRAFT = "draft"
    SEND = "send"


@dataclass(frozen=True, slots=True)
class Slot:
    """A moment at which the schedule owes something; `off` says why it owes nothing after all, such as a holiday."""

    id: SlotId
    newsletter: NewsletterId
    job: Job
    at: datetime
    off: str = ""


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

    def doubtful(self, now: datetime) -> bool:
        """Return whether a clock that was wrong wrote this: more than a day ahead of now.

        Such a row does not keep its slot from being worked on when it is due; but what was sent, was sent.
        """
        sent = self.slot.job is Job.SEND and self.state is SlotState.DONE
        return not sent and self.changed is not None and self.changed - now > timedelta(days=1)
