"""What a run hands to the post office: deliveries that it has claimed, in the order and at the pace they may leave.

Every answer is one durable step: the fates of the mails that ended, and which mails are on their way from now.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from digest import delivery
from digest import model as m
from digest.delivery import consent, pace, refusals
from digest.jobs import readers
from digest.jobs.audience import Audience
from digest.jobs.editions import Editions
from digest.jobs.parts import Parts

BATCH = 500
"""So many deliveries are claimed at once."""

MOST_HELD = 2_000
"""So many may wait for their domain's turn before no more are claimed."""

MOST_SAID = 20

AGAIN = timedelta(seconds=1)
"""So often who else sends is looked at, where there are rates to keep."""


class Claims:
    """`ports.Hand` over an issue's deliveries."""

    def __init__(
        self,
        parts: Parts,
        issue: m.Issue,
        audience: Audience,
        editions: Editions,
        ended: Callable[[m.Posted], None],
        *,
        hurry: bool,
    ) -> None:
        self.parts, self.issue, self.audience, self.editions, self.ended = parts, issue, audience, editions, ended
        self.before = parts.clock.now() if hurry else None
        self.pace = pace.Pace(parts.rates)
        self.shared: datetime | None = None
        self.held: deque[m.Delivery] = deque()
        self.on_their_way: dict[str, m.Delivery] = {}
        self.tried = 0
        self.said: dict[str, None] = {}

    def hand(self, posted: Sequence[m.Posted], room: int) -> m.Handed:
        """Store what became of mails, and return those that leave now, at most as many as there is room for."""
        settled = [self._settled(one) for one in posted]
        while True:
            chosen, wait = ([], None) if self.parts.stopping() else self._chosen(room)
            known = self.audience.some([row.address for row in chosen])
            leaving, skipped = self._parted(chosen, known)
            may = self.parts.store.deliveries.turn(
                self.parts.run, [*settled, *skipped], leaving, self.parts.clock.now()
            )
            if may is None or not chosen:
                return m.Handed(wait=None if may is None else wait)
            messages = tuple(self._message(row, known) for row in leaving if row.address in may)
            if messages:
                return m.Handed(messages)
            settled = []

    def _settled(self, posted: m.Posted) -> m.Delivery:
        """Return a delivery with its fate. What was not tried is handed out again; who is not there is not mailed."""
        row = self.on_their_way.pop(posted.message_id)
        now = self.parts.clock.now()
        after = refusals.outcome(row, posted, now)
        if posted.fate is m.Fate.PENDING:
            self.held.append(after)
            return after
        self.tried += 1
        if posted.fate is not m.Fate.SENT and len(self.said) < MOST_SAID:
            self.said[posted.said] = None
        if refusals.is_lost(posted):
            deed = consent.Deed(row.newsletter, now, "refused by the reader's server", issue=row.issue)
            readers.end(self.parts, deed, m.Act.BOUNCED, row.address, f"its server said: {posted.said}")
        self.ended(posted)
        return after

    def _chosen(self, room: int) -> tuple[list[m.Delivery], float | None]:
        """Return deliveries whose turn it is, and in how many seconds to ask again where there were none."""
        chosen: list[m.Delivery] = []
        waiting: dict[str, float] = {}
        self._share()
        while len(chosen) < room:
            if overall := self.pace.wait("", self.parts.clock.now()):
                return chosen, overall
            self._look_through(room, chosen, waiting)
            if len(chosen) == room or len(self.held) >= MOST_HELD or not self._claim(frozenset(waiting)):
                break
        return chosen, min(waiting.values(), default=None)

    def _share(self) -> None:
        """Divide the rates among all who send the issue now, on whatever machine, looking again every second."""
        now = self.parts.clock.now()
        if not self.parts.rates.any or (self.shared and now - self.shared < AGAIN):
            return
        owners = self.parts.store.deliveries.owners(self.issue.newsletter, self.issue.number)
        self.pace.among = len(owners | {self.parts.run})
        self.shared = now

    def _look_through(self, room: int, chosen: list[m.Delivery], waiting: dict[str, float]) -> None:
        """Move those held whose domain may be mailed now into `chosen`; note how long the others' wait."""
        now = self.parts.clock.now()
        for _ in range(len(self.held)):
            if len(chosen) == room:
                return
            row = self.held.popleft()
            wait = self.pace.wait(row.domain, now)
            if wait:
                waiting[row.domain] = wait
                self.held.append(row)
            else:
                self.pace.take(row.domain, now)
                chosen.append(row)

    def _claim(self, without: frozenset[str]) -> bool:
        claimed = self.parts.store.deliveries.claim(
            self.issue.newsletter,
            self.issue.number,
            self.parts.run,
            self.parts.clock.now(),
            most=BATCH,
            before=self.before,
            without=without,
        )
        self.held.extend(claimed)
        if claimed:
            self.shared = None  # who has just come must not send at the full rate
            self._share()
        return bool(claimed)

    def _parted(
        self, chosen: Sequence[m.Delivery], known: dict[str, m.Subscriber | None]
    ) -> tuple[list[m.Delivery], list[m.Delivery]]:
        """Part those that may go from those that must not after all: asked for each, right before it leaves."""
        leaving: list[m.Delivery] = []
        skipped: list[m.Delivery] = []
        for row in chosen:
            reader = known.get(row.address)
            stories = self.editions.stories(reader) if reader else 0
            suppressed = row.address in known and reader is None
            why = delivery.why_not(reader, stories, self.parts.clock.now(), suppressed=suppressed)
            if why:
                skipped.append(replace(row, fate=m.Fate.SKIPPED, said=why))
            else:
                leaving.append(row)
        return leaving, skipped

    def _message(self, row: m.Delivery, known: dict[str, m.Subscriber | None]) -> m.Message:
        reader = known[row.address]
        assert reader is not None, "only those leave who may be mailed"  # noqa: S101 - for the type checker
        message = self.editions.message(reader, self.parts.clock.now())
        self.on_their_way[message.id] = row
        return message
