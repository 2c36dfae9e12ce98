"""Senders that are there at once: a process that has imported the program and forks one whenever it is asked.

Each is a process of its own, with its own lock, connections and run, and dies like any other; only the second that
Python takes to import everything is saved, two hundred times.
"""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager


class Hive:
    """Asks the process for senders."""

    def __init__(self, process: subprocess.Popen[str]) -> None:
        self.process = process

    def start(self, *words: str) -> int:
        """Return the process id of a new `digest` with these words."""
        self._ask("start", *words)
        return int(self._answer())

    def wait(self) -> int:
        """Return the exit status of the last one started, negative where a signal ended it."""
        self._ask("wait")
        return int(self._answer())

    def _ask(self, *words: str) -> None:
        assert self.process.stdin
        self.process.stdin.write("\t".join(words) + "\n")
        self.process.stdin.flush()

    def _answer(self) -> str:
        assert self.process.stdout
        return self.process.stdout.readline()


@contextmanager
def humming() -> Iterator[Hive]:
    """Run the process that forks."""
    words = [sys.executable, "-m", "tests.proofs.hive"]
    with subprocess.Popen(words, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        yield Hive(process)
        process.stdin.close()


def main() -> None:
    from digest import app, cli, jobs  # noqa: F401 - what every sender needs, imported once
    from digest.adapters import keys, outbox, smtp, spam, store, templates  # noqa: F401 - as above
    from digest.cli import send  # noqa: F401 - as above

    child = 0
    for line in sys.stdin:
        verb, *words = line.rstrip("\n").split("\t")
        if verb == "wait":
            _, status = os.waitpid(child, 0)
            answer = os.waitstatus_to_exitcode(status)
        else:
            child = answer = os.fork()
            if not child:
                _become(words)
        sys.stdout.write(f"{answer}\n")
        sys.stdout.flush()


def _become(words: list[str]) -> None:
    """Be `digest` with these words, silent; never returns."""
    from digest import cli

    nowhere = os.open(os.devnull, os.O_RDWR)
    for stream in (0, 1, 2):
        os.dup2(nowhere, stream)
    sys.argv = ["digest", *words]
    try:
        cli.main()
    except SystemExit as end:
        os._exit(end.code if isinstance(end.code, int) else 1)
    os._exit(0)


if __name__ == "__main__":
    main()
