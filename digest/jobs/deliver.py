"""An issue sent to its readers, each once.

The row is there before the mail: `pending` when the issue is planned, `sending` before the socket sees it, then
what the server said. Whoever dies between leaves `sending` behind, and the next run calls that unknown: nobody
can know whether the mail arrived, so no rule sends it again.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace

from digest import delivery, renditions
from digest import model as m
from digest.delivery import dkim, verp
from digest.errors import NotNow
from digest.jobs.parts import Parts
from digest.jobs.publish import the_issue

OPEN = (m.Fate.PENDING, m.Fate.DEFERRED)


@dataclass(frozen=True, slots=True)
class Sent:
    """How an issue's deliveries stand after a run: `tried` by this run, `fates` of all, what the list had wrong."""

    issue: m.Issue
    tried: int
    fates: dict[m.Fate, int]
    mistakes: tuple[str, ...]
    said: tuple[str, ...]

    @property
    def finished(self) -> bool:
        """True where no delivery is open."""
        return not any(self.fates.get(fate) for fate in (*OPEN, m.Fate.SENDING))


def deliver(parts: Parts, number: int | None = None, ended: Callable[[m.Posted], None] = lambda _: None) -> Sent:
    """Send the issue to every reader who has not had it; `ended` hears of each mail.

    Raises `NotNow` where another process is sending this issue, `NothingThere` where there is no issue.
    """
    issue = the_issue(parts, number)
    with parts.store.alone(f"deliver {issue.newsletter} {issue.number}") as mine:
        if not mine:
            raise NotNow(
                f"Another process is sending issue {issue.number} at this moment. Let it finish.",
                about=str(issue.number),
            )
        return _Campaign(parts, issue).run(ended)


def close_slot(parts: Parts, sent: Sent) -> None:
    """Write that the issue's slot is done where it was held for a person, who has now seen to it."""
    row = parts.store.ledger.row(sent.issue.slot)
    if row and row.state is m.SlotState.HELD:
        why = f"issue {sent.issue.number}: sent by hand"
        parts.store.ledger.put(row.slot, m.SlotState.DONE, why, parts.clock.now())


class _Campaign:
    """One run over an issue's open deliveries; keeps each edition it has made for the next reader of it."""

    def __init__(self, parts: Parts, issue: m.Issue) -> None:
        self.parts, self.issue = parts, issue
        self.rows = parts.store.deliveries
        self.segments: renditions.Segments | None = None
        self.mails: dict[tuple[m.ThemeId, ...], m.Mail] = {}
        self.editions: dict[tuple[m.ThemeId, ...], delivery.Edition] = {}
        self.on_their_way: dict[str, m.Delivery] = {}

    def run(self, ended: Callable[[m.Posted], None]) -> Sent:
        """Plan, send what is open, and count."""
        listed = delivery.readers(self.parts.subscribers(), self.parts.newsletter.themes)
        self._plan(listed.subscribers)
        tried, said = 0, []
        for posted in self.parts.office.send(self._messages(listed.subscribers)):
            tried += 1
            self._settle(posted)
            if posted.fate is not m.Fate.SENT:
                said.append(posted.said)
            ended(posted)
        fates = Counter(row.fate for row in self._all())
        mistakes = tuple(str(mistake) for mistake in listed.mistakes)
        return Sent(self.issue, tried, dict(fates), mistakes, tuple(dict.fromkeys(said)))

    def _plan(self, readers: Sequence[m.Subscriber]) -> None:
        self.rows.orphaned(self.issue.newsletter, self.issue.number, self.parts.clock.now())
        planned = delivery.plan(
            self.issue,
            readers,
            self.parts.store.suppressions.all(self.issue.newsletter),
            self.parts.newsletter,
            self._worth,
            secret=self.parts.secret,
        )
        self.rows.plan(planned)

    def _worth(self, reader: m.Subscriber) -> int:
        """Return how many stories a reader would get; a word to readers that holds none is for everybody."""
        return self._mail(reader.themes).stories or int(not self.issue.content.stories)

    def _messages(self, readers: Sequence[m.Subscriber]) -> Iterator[m.Message]:
        """Yield each open delivery's mail, its row marked as on its way first."""
        for row, reader in delivery.with_readers(self._all(), readers):
            if row.fate not in OPEN or not self.rows.claim(row, self.parts.clock.now()):
                continue
            # asked for each: who leaves while the issue goes out must not get it any more
            left = self.parts.store.suppressions.has(row.newsletter, row.address)
            why = delivery.why_not(row, reader, {row.address} if left else ())
            if reader is None or why:
                self.rows.settle(row, m.Fate.SKIPPED, why, self.parts.clock.now())
                continue
            edition = self._edition(reader.themes)
            now = self.parts.clock.now()
            message = delivery.addressed(edition, reader, secret=self.parts.secret, sent_at=now)
            self.on_their_way[message.id] = row
            if self.parts.return_path:
                message = replace(message, mail_from=verp.envelope(self.parts.return_path, message.id))
            yield dkim.signed(message, self.parts.keys, now)

    def _settle(self, posted: m.Posted) -> None:
        row = self.on_their_way.pop(posted.message_id)
        self.rows.settle(row, posted.fate, posted.said, self.parts.clock.now())

    def _all(self) -> tuple[m.Delivery, ...]:
        return self.rows.of(self.issue.newsletter, self.issue.number)

    def _mail(self, themes: tuple[m.ThemeId, ...]) -> m.Mail:
        """Return the mail for these themes: put together of an issue that was rendered once, however many choices."""
        key = tuple(sorted(themes))
        if self.segments is None:
            newsletter, templates = self.parts.newsletter, self.parts.templates
            self.segments = renditions.segments(self.issue, newsletter, templates, self.parts.public)
        if key not in self.mails:
            self.mails[key] = self.segments.mail(key)
        return self.mails[key]

    def _edition(self, themes: tuple[m.ThemeId, ...]) -> delivery.Edition:
        """Return that mail encoded up to what is personal."""
        key = tuple(sorted(themes))
        if key not in self.editions:
            mail = self._mail(key)
            self.editions[key] = delivery.edition(mail, self.issue, self.parts.newsletter, self.parts.public)
        return self.editions[key]
