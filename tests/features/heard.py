"""Processes whose every line is heard as it is said, so that a test waits for what happens and not for a clock."""

from __future__ import annotations

import queue
import subprocess
import threading
import time
from collections.abc import Callable, Sequence
from pathlib import Path


class Heard:
    """Several processes, what they say, and a file of all of it to look at afterwards."""

    def __init__(self, log: Path) -> None:
        self._log, self._lines = log, queue.SimpleQueue[str]()

    def start(self, command: Sequence[str], folder: Path | None = None) -> subprocess.Popen[str]:
        """Start a process and listen to it until it ends."""
        made = subprocess.Popen(
            command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, bufsize=1, cwd=folder
        )
        threading.Thread(target=self._listen, args=(made,), daemon=True).start()
        return made

    def _listen(self, process: subprocess.Popen[str]) -> None:
        assert process.stdout
        with process.stdout, self._log.open("a", encoding="utf-8") as log:
            for line in process.stdout:
                log.write(line)
                self._lines.put(line)

    def until(self, true: Callable[[], bool], seconds: float) -> bool:
        """Return whether it comes true within so many seconds; it is asked whenever some process said something."""
        end = time.monotonic() + seconds
        while not true():
            try:
                self._lines.get(timeout=max(0.0, end - time.monotonic()))
            except queue.Empty:
                return true()
        return True
