"""What a look over a mail finds, and where links and pictures lead."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class Severity(StrEnum):
    """`stop`: it must not go out like this. `note`: worth knowing."""

    STOP = "stop"
    NOTE = "note"


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that is wrong with a mail: what, where, why it matters, how to mend it.

    `check` names the check that found it. `where` is the story or part, `line` that of the HTML (from 1; 0 where
    there is none). `mended` is True where the program has seen to it by itself and `how` says in which way.
    """

    check: str
    severity: Severity
    what: str
    why: str
    how: str
    where: str = ""
    line: int = 0
    mended: bool = False


@dataclass(frozen=True, slots=True)
class Checked:
    """Where a link led when it was last asked: `status` 0 and `said` where no answer came.

    `moved` is the address that it leads to for good, "" where it does not.
    """

    address: str
    asked: datetime
    status: int = 0
    moved: str = ""
    said: str = ""
    dead: bool = False


@dataclass(frozen=True, slots=True)
class SpamScore:
    """What a spam filter says of a mail: points, those from which it is spam, and the rules that were met."""

    points: float
    limit: float
    rules: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Scaled:
    """A picture made ours: JPEG bytes and their pixels."""

    body: bytes
    width: int
    height: int


@dataclass(frozen=True, slots=True)
class Findings:
    """All that was found in one mail, in the order of the checks."""

    all: tuple[Finding, ...] = ()

    @property
    def stops(self) -> tuple[Finding, ...]:
        """Those that a mail must not go out with."""
        return tuple(one for one in self.all if one.severity is Severity.STOP)
