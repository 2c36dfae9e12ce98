"""`digest worker` with a hasty clock: `python -m tests.features.one_worker HOME`.

Where the pipe `HOME/amid` is there, the first worker that comes into the midst of a stage stops there: it tells stage and
process by the pipe, and waits until something comes by the pipe `HOME/go-on`.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

from digest.adapters import outbox
from digest.adapters.store.posts import SqlPosts
from digest.cli import up, worker
from digest.jobs.claims import Claims

MIDST: dict[str, tuple[Any, str]] = {
    "collect": (SqlPosts, "keep"),  # some visits are stored, the others not
    "draft": (SqlPosts, "between"),  # the posts are read, the draft is not stored
    "publish": (outbox, "_lay"),  # a file is written, the others not
    "deliver": (Claims, "_settled"),  # a mail has left, its row says `sending`
}
"""For each stage a call in the midst of it, after which it stops; before it, for deliveries."""

up.TICK_SECONDS = 1


def halt_amid(stage: str, home: Path) -> None:
    """Let this process stop in the midst of a stage, where it is the first to come there."""
    owner, name = MIDST[stage]
    call: Callable[..., Any] = getattr(owner, name)

    def halting(*args: Any, **more: Any) -> Any:
        if stage == "deliver":
            _halt(home, stage)
            return call(*args, **more)
        value = call(*args, **more)
        _halt(home, stage)
        return value

    setattr(owner, name, halting)


def _halt(home: Path, stage: str) -> None:
    try:
        (home / f"first-to-{stage}").touch(exist_ok=False)
    except FileExistsError:
        return
    (home / "amid").write_text(f"{stage} {os.getpid()}", "utf-8")
    (home / "go-on").read_text("utf-8")


if __name__ == "__main__":
    if (folder := Path(sys.argv[1]) / "amid").exists():
        for each in MIDST:
            halt_amid(each, folder.parent)
    worker.worker.main(["--home", sys.argv[1]], standalone_mode=False)
