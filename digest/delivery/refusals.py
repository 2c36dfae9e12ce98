"""What becomes of a delivery by what a post office said: sent, tried again, given up, not mailed again."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import datetime, timedelta

from digest.model import Delivery, Fate, Posted

FIRST_PAUSE = timedelta(minutes=10)
LONGEST_PAUSE = timedelta(hours=6)
TRIED_FOR = timedelta(days=2)

_STATUS = re.compile(r"(?<![\d.])5\.(\d{1,3})\.(\d{1,3})(?![\d.])")
# RFC 3463, 3.2 and 3.3, RFC 7505, RFC 6522's registry: the mailbox or its domain is none, has moved, is closed
_ABOUT_THE_ADDRESS = frozenset({"1.1", "1.2", "1.3", "1.6", "1.10", "2.1"})
_NOBODY_HERE = re.compile(
    r"(?i)(?:no such|unknown|invalid|non-?existent|unrouteable) (?:local )?"
    r"(?:user|recipient|mailbox|address|account|person)|"
    r"(?:user|recipient|mailbox|address|account)(?: \S+)? (?:is |was )?(?:unknown|not found|not known|"
    r"invalid|disabled|inactive|closed|does(?: not|n't) exist)|"
    r"(?:does(?: not|n't) have|no) (?:an? |a )?(?:\S+ )?(?:account|mailbox) (?:here|with|by)|"
    r"nobody (?:here|of that name|by)"
)
_ABOUT_US = re.compile(
    r"(?i)spam|block|black|reput|polic|denied|relay|authenticat|rate|limit|quota|full|spf|dkim|dmarc|listed|banned|"
    r"too (?:many|big|large)|sender"
)


def outcome(delivery: Delivery, posted: Posted, now: datetime) -> Delivery:
    """Return the delivery as it is after a post office had it: what was put off with the moment of its next try.

    After `TRIED_FOR` from the first try it has failed. What was not tried is as it was.
    """
    if posted.fate is Fate.PENDING:
        return replace(delivery, fate=Fate.PENDING, said="")
    tries, since = delivery.tries + 1, delivery.since or now
    tried = replace(delivery, fate=posted.fate, said=posted.said, tries=tries, since=since, due=None)
    if posted.fate is not Fate.DEFERRED:
        return tried
    due = now + min(FIRST_PAUSE * 2 ** min(tries - 1, 16), LONGEST_PAUSE)
    if due > since + TRIED_FOR:
        return replace(tried, fate=Fate.FAILED, said=f"Given up after {tries} tries in two days: {posted.said}")
    return replace(tried, due=due)


def is_lost(posted: Posted) -> bool:
    """Tell whether a refusal says that there is nobody at the address: then it must not be mailed any more.

    Refusals of what we sent, of who we are, or of a mailbox that is full are no reason: the next issue may arrive.
    """
    if posted.fate is not Fate.FAILED:
        return False
    status = _STATUS.search(posted.said)
    if status:
        return f"{status[1]}.{status[2]}" in _ABOUT_THE_ADDRESS
    return bool(
        re.match(r"55[0134]\b", posted.said)
        and _NOBODY_HERE.search(posted.said)
        and not _ABOUT_US.search(posted.said)
    )
