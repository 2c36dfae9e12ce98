"""The mails of one issue, each choice of themes put together once and kept for its next reader."""

from __future__ import annotations

from collections import OrderedDict
from dataclasses import replace
from datetime import datetime

from digest import delivery, renditions
from digest import model as m
from digest.delivery import dkim, verp
from digest.jobs.parts import Parts

KEPT = 300
"""So many editions are kept, those used last: each takes as much memory as a mail."""

Choice = tuple[m.ThemeId, ...]


class Editions:
    """Makes the message of one reader; an issue is rendered once, however many choices there are."""

    def __init__(self, parts: Parts, issue: m.Issue) -> None:
        self.parts, self.issue = parts, issue
        self._segments: renditions.Segments | None = None
        self._stories: dict[Choice, int] = {}
        self._editions: OrderedDict[tuple[Choice, str], delivery.Edition] = OrderedDict()

    def stories(self, reader: m.Subscriber) -> int:
        """Return how many stories a reader's mail has; a word to readers that holds none counts for everybody."""
        choice = _choice(reader)
        if choice not in self._stories:
            self._stories[choice] = self._mail(choice).stories or int(not self.issue.content.stories)
        return self._stories[choice]

    def message(self, reader: m.Subscriber, now: datetime) -> m.Message:
        """Return a reader's mail, with its way back and its signatures."""
        message = delivery.addressed(self._edition(reader), reader, secret=self.parts.secret, sent_at=now)
        if self.parts.return_path:
            message = replace(message, mail_from=verp.envelope(self.parts.return_path, message.id))
        return dkim.signed(message, self.parts.keys, now)

    def _edition(self, reader: m.Subscriber) -> delivery.Edition:
        wanted = (_choice(reader), reader.format)
        found = self._editions.pop(wanted, None)
        if found is None:
            mail = self._mail(wanted[0])
            found = delivery.edition(mail, self.issue, self.parts.newsletter, self.parts.public, reader.format)
            if len(self._editions) >= KEPT:
                self._editions.popitem(last=False)
        self._editions[wanted] = found
        return found

    def _mail(self, choice: Choice) -> m.Mail:
        if self._segments is None:
            newsletter, templates = self.parts.newsletter, self.parts.templates
            self._segments = renditions.segments(self.issue, newsletter, templates, self.parts.public)
        return self._segments.mail(choice)


def _choice(reader: m.Subscriber) -> Choice:
    return tuple(sorted(reader.themes))
