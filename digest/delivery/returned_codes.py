"""What the codes and words of mail servers mean: RFC 5321 (4.2), RFC 3463, and what servers say in plain words."""

from __future__ import annotations

import re
from typing import Literal

ADDRESS = r"[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]+@[A-Za-z0-9]++(?:[.-]++[A-Za-z0-9]++)*+(?!_)"
ADDRESSES = re.compile(ADDRESS)
STATUS = re.compile(r"(?<![\d.])([245])\.(\d{1,3})\.(\d{1,3})(?![\d.])")
REPLY = re.compile(r"(?<![\d.:/-])([45])\d\d(?=[ -](?!\d))")
SOFT = re.compile(
    r"(?i)full\b|quota|over ?limit|exceed|too (?:big|large|much|many)|tempor|try again|retr(?:y|ies)|delay|"
    r"timed? ?out|deferred|later|blocked|spam|policy|blacklist|block ?list|reputation|rate|congest|refused|busy|"
    r"expired|greylist"
)
HARD = re.compile(
    r"(?i)unknown|no such|(?:does|did) ?n[o']t exist|not found|no (?:mailbox|account|user)|invalid|disabled|inactive|"
    r"not (?:a )?(?:known|valid|listed|exist)|unrouteable|undefined|deactivated|"
    r"suspended|bad (?:address|destination)"
)


def kind(status: str, words: str) -> Literal["hard", "soft"]:
    """Return whether an address is lost: permanent, about the address and not about us, the mail or a full box.

    RFC 3463: 5.1.x speaks of the address, 5.2.1 of a disabled mailbox; 5.2.2 is full, 5.3 and 5.4 the system and the
    network, 5.6 and 5.7 the mail and the policy.
    """
    if status.startswith("4"):
        return "soft"
    if status and not status.endswith(".0.0"):
        return "hard" if re.match(r"5\.(1\.(?!8)|2\.1$|4\.4$)", status) else "soft"
    if HARD.search(words):
        return "hard"
    return "soft" if SOFT.search(words) else "hard"


def status(words: str) -> str:
    """Return the most telling status in a text: one that says more than 5.0.0, else a reply code's class."""
    found = [".".join(parts) for parts in STATUS.findall(words) if parts[0] != "2"]
    telling = next((one for one in found if not one.endswith(".0.0")), "")
    if telling or found:
        return telling or found[0]
    code = REPLY.search(words)
    return f"{code.group(1)}.0.0" if code else ""


def exact(words: str) -> str:
    """Return the status in a text where it says more than its class, else ""."""
    found = status(words)
    return "" if found.endswith(".0.0") else found


def first_address(words: str) -> str:
    """Return the first mail address in a text, "" where there is none.

    A name inside a mail system (`user@queue_daemon`, with or without a route before it) is no address.
    """
    found = ADDRESSES.search(words.replace("rfc822;", " ").replace("RFC822;", " "))
    return found.group() if found else ""
