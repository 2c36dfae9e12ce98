"""SpamAssassin's word on a mail, where it is installed: by its local rules only, nothing is asked of the network."""

from __future__ import annotations

import re
import shutil
import subprocess

from digest.model import SpamScore

PROGRAM = "spamassassin"
SECONDS = 60.0
_SAID = re.compile(r"score=(-?[\d.]+) required=([\d.]+) tests=([\w,\s]*?)(?:\s+\w+=|$)")


def score(octets: bytes) -> SpamScore | str:
    """Return what SpamAssassin says of a message, or in a sentence why it was not asked."""
    program = shutil.which(PROGRAM)
    if program is None:
        return "SpamAssassin is not installed."
    try:
        done = subprocess.run(  # noqa: S603 - a fixed list of arguments; the mail goes in by standard input
            [program, "--local", "--nocreate-prefs", "--cf=report_safe 0"],
            input=octets,
            capture_output=True,
            timeout=SECONDS,
            check=False,
        )
    except (OSError, subprocess.TimeoutExpired) as error:
        return f"SpamAssassin did not answer ({type(error).__name__})."
    return read(done.stdout.partition(b"\n\n")[0].decode("utf-8", "replace"))


def read(head: str) -> SpamScore | str:
    """Return the score in the header that SpamAssassin writes into a mail."""
    unfolded = re.sub(r"\r?\n[ \t]+", "", head)
    found = next((line for line in unfolded.splitlines() if line.startswith("X-Spam-Status:")), "")
    said = _SAID.search(found)
    if said is None:
        return "SpamAssassin's answer could not be read."
    rules = tuple(rule.strip() for rule in said[3].split(",") if rule.strip() not in {"", "none"})
    return SpamScore(float(said[1]), float(said[2]), rules)
