"""What a restored copy cannot know: nothing that fell due around it leaves by itself."""

from __future__ import annotations

from datetime import datetime

from digest import clock, ports
from digest import model as m


def hold(ledger: ports.Ledger, newsletter: m.Newsletter, made: datetime, now: datetime) -> tuple[m.Slot, ...]:
    """Hold every send that fell due since the copy was made, and that it does not know the end of; return them.

    It may have been sent after the copy was made: an old schedule that wakes up would send it again.
    """
    held = []
    span = ledger.span(newsletter.id)
    since = max(span[0], made - newsletter.schedule.late) if span else made
    for pair in clock.pairs(newsletter, since, now):
        row = ledger.row(pair.send.id)
        if pair.send.off or (row and row.state not in {m.SlotState.RUNNING, m.SlotState.HELD}):
            continue
        why = f"restored from a copy of {clock.words(newsletter, made)}: it may have been sent since"
        ledger.put(pair.send, m.SlotState.HELD, why, now)
        held.append(pair.send)
    return tuple(held)
