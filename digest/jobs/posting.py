"""A few mails sent at once and waited for: a link, a trial. Issues go by `deliver`, which keeps a row of each."""

from __future__ import annotations

from collections.abc import Sequence

from digest import model as m
from digest import ports


def posted(office: ports.PostOffice, *messages: m.Message) -> tuple[m.Posted, ...]:
    """Return what became of each message, in order; one that no server could be asked about is deferred."""
    waiting, fates = list(messages), {}

    def hand(ended: Sequence[m.Posted], room: int) -> m.Handed:
        fates.update({one.message_id: one for one in ended if one.fate is not m.Fate.PENDING})
        given, waiting[:] = waiting[:room], waiting[room:]
        return m.Handed(tuple(given))

    why = office.send(hand)
    return tuple(fates.get(one.id, m.Posted(one.id, m.Fate.DEFERRED, why)) for one in messages)
