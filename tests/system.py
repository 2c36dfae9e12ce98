"""Installs what the tests need from the system where that is possible: as root, on Debian. Says what is missing else."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

NEEDED = {
    "chromium": lambda: shutil.which("chromium"),
    "postgresql": lambda: any(Path("/usr/lib/postgresql").glob("*/bin/initdb")),
    "postfix": lambda: Path("/usr/sbin/smtp-sink").exists(),
    "spamassassin": lambda: shutil.which("spamassassin"),
    "default-jre-headless": lambda: shutil.which("java"),
}


def main() -> int:
    missing = [name for name, there in NEEDED.items() if not there()]
    if not missing:
        return 0
    if os.geteuid() != 0 or not shutil.which("apt-get"):
        sys.stderr.write(f"Not installed: {', '.join(missing)}. The tests that need them will skip." + "\n")
        return 0
    sys.stderr.write(f"Installing for the tests: {', '.join(missing)}" + "\n")
    quiet = {"stdout": subprocess.DEVNULL, "env": os.environ | {"DEBIAN_FRONTEND": "noninteractive"}}
    subprocess.run(["apt-get", "update", "-q"], check=False, **quiet)
    done = subprocess.run(
        ["apt-get", "install", "-y", "-q", "--no-install-recommends", *missing], check=False, **quiet
    )
    if done.returncode:
        sys.stderr.write("Some could not be installed; the tests that need them will skip." + "\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
