"""What a person should see to, told to the operator by mail: each thing once, and again when it comes again."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence

from digest import model as m
from digest.delivery import notes
from digest.jobs.parts import Parts
from digest.jobs.posting import posted
from digest.jobs.status import status


def alert(parts: Parts) -> tuple[m.Want, ...]:
    """Mail the operator what is new among what a person should see to; return it.

    Something is told once a mail server has taken the mail; what has gone is forgotten, so that it is told anew when
    it comes again. Without an operator's address nothing is mailed, and nothing counts as told.
    """
    with parts.store.alone(f"alert {parts.newsletter.id}") as mine:
        if not mine or not parts.operator:
            return ()
        found = status(parts)
        told = parts.store.told.keys(parts.newsletter.id)
        wants = {want.key: want for want in found.wants}
        parts.store.told.forget(parts.newsletter.id, told - set(wants))
        new = tuple(want for key, want in wants.items() if key not in told)
        if not new or not _mailed(parts, new):
            return ()
        parts.store.told.add(parts.newsletter.id, [want.key for want in new], parts.clock.now())
        return new


def _mailed(parts: Parts, new: Sequence[m.Want]) -> bool:
    now = parts.clock.now()
    things = "one thing" if len(new) == 1 else f"{len(new)} things"
    subject = f"{parts.newsletter.title}: {things} to see to"
    key = hashlib.sha256(f"{now.isoformat()} {[want.key for want in new]}".encode()).hexdigest()[:24]
    text = "\n".join(_lines(parts, new))
    message = notes.note(parts.newsletter, parts.operator, subject, text, key=f"alert.{key}", sent_at=now)
    return posted(parts.office, message)[0].fate is m.Fate.SENT


def _lines(parts: Parts, new: Sequence[m.Want]) -> Iterator[str]:
    yield f"This is the program that sends {parts.newsletter.title}. Each of these is told once."
    for want in new:
        yield ""
        yield want.what
        yield f"  {want.do}"
    yield ""
    yield "How everything stands: digest status"
