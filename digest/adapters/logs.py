"""What the program writes while it runs by itself: a line an event, with run and slot, for people or for machines."""

from __future__ import annotations

import json
import logging
import time
from collections.abc import Callable, Mapping
from typing import TextIO

_FIELDS = ("newsletter", "run", "slot", "state")


def set_up(form: str, about: Callable[[], Mapping[str, str]], stream: TextIO | None = None) -> None:
    """Write what our own modules log, as "text" or "json", to a stream (None: standard error as it is now).

    `about` says what is being worked on.
    """
    handler = logging.StreamHandler(stream)
    handler.setFormatter(_Json(about) if form == "json" else _Text(about))
    ours = logging.getLogger("digest")
    ours.handlers[:] = [handler]
    ours.setLevel(logging.INFO)
    ours.propagate = False


class _Form(logging.Formatter):
    def __init__(self, about: Callable[[], Mapping[str, str]]) -> None:
        super().__init__()
        self.about = about

    def fields(self, record: logging.LogRecord) -> dict[str, str]:
        """Return what the event is about: what the record says, before what is being worked on."""
        said = {name: str(getattr(record, name)) for name in _FIELDS if getattr(record, name, "")}
        return {**self.about(), **said}


class _Text(_Form):
    def format(self, record: logging.LogRecord) -> str:
        """Return "12:00:01 INFO slot=place/send@2026-11-27 run=… done: issue 3"."""
        at = time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(record.created))
        fields = " ".join(f"{name}={value}" for name, value in self.fields(record).items())
        trace = f"\n{self.formatException(record.exc_info)}" if record.exc_info else ""
        line = " ".join(part for part in (at, record.levelname, fields, record.getMessage()) if part)
        return "".join(one if one.isprintable() else " " for one in line) + trace


class _Json(_Form):
    def format(self, record: logging.LogRecord) -> str:
        """Return one JSON object."""
        at = time.strftime("%Y-%m-%dT%H:%M:%S", time.gmtime(record.created)) + f".{int(record.msecs):03}Z"
        said = {"at": at, "level": record.levelname.lower(), **self.fields(record), "said": record.getMessage()}
        if record.exc_info:
            said["trace"] = self.formatException(record.exc_info)
        return json.dumps(said, ensure_ascii=False)
