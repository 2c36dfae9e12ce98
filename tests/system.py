"""Installs what the tests need from the system where that is possible: as root, on Debian. Says what is missing else."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

SHELL = "chromium-headless-shell"
"""The browser without what only a screen needs: the same pages for half the work."""


def browser() -> str | None:
    """Return where a browser is, None where none is installed."""
    return next(filter(None, map(shutil.which, (SHELL, "chromium", "google-chrome"))), None)


NEEDED = {
    "chromium": browser,
    "postgresql": lambda: any(Path("/usr/lib/postgresql").glob("*/bin/initdb")),
    "postfix": lambda: Path("/usr/sbin/smtp-sink").exists(),
    "spamassassin": lambda: shutil.which("spamassassin"),
    "default-jre-headless": lambda: shutil.which("java"),
}


def main() -> int:
    able = os.geteuid() == 0 and shutil.which("apt-get")
    wanted = [] if not able or shutil.which(SHELL) else [SHELL]
    missing = [name for name, there in NEEDED.items() if not there()]
    if not wanted and not missing:
        return 0
    if not able:
        sys.stderr.write(f"Not installed: {', '.join(missing)}. The tests that need them will skip." + "\n")
        return 0
    sys.stderr.write(f"Installing for the tests: {', '.join(dict.fromkeys([*wanted, *missing]))}" + "\n")
    _apt("update")
    if wanted:  # by itself: an older Debian does not know it, and an unknown name keeps all others out
        _apt("install", "-y", "--no-install-recommends", *wanted)
    missing = [name for name, there in NEEDED.items() if not there()]
    if missing and not _apt("install", "-y", "--no-install-recommends", *missing):
        sys.stderr.write("Some could not be installed; the tests that need them will skip." + "\n")
    return 0


def _apt(*words: str) -> bool:
    quiet = os.environ | {"DEBIAN_FRONTEND": "noninteractive"}
    return not subprocess.run(["apt-get", "-q", *words], check=False, stdout=subprocess.DEVNULL, env=quiet).returncode


if __name__ == "__main__":
    sys.exit(main())
