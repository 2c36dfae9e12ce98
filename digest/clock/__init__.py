"""What a newsletter's schedule owes and when: slots, what is due of them, which issue a slot belongs to.

Everything is a function of its arguments, the present moment included.
"""

from digest.clock.due import GRACE, LATE, Owed, due
from digest.clock.slots import (
    Pair,
    issue_slot,
    local,
    moment,
    pair_of,
    pairs,
    send_slot,
    slots,
    upcoming,
    window,
    words,
)

__all__ = [
    "GRACE",
    "LATE",
    "Owed",
    "Pair",
    "due",
    "issue_slot",
    "local",
    "moment",
    "pair_of",
    "pairs",
    "send_slot",
    "slots",
    "upcoming",
    "window",
    "words",
]
