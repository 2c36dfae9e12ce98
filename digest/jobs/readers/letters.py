"""Letters: mails to one reader about their subscription. Each is a row before it leaves, and leaves once."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import timedelta

from digest import model as m
from digest.delivery import consent, dkim, letters, tokens, verp
from digest.errors import TemplateError
from digest.jobs.parts import Parts

AT_ONCE = 50
BACK_OFF = (timedelta(minutes=2), timedelta(minutes=15), timedelta(hours=2), timedelta(hours=12))
"""How long a letter that a server put off waits for its next try; after the last it has failed."""


def letter(parts: Parts, kind: m.LetterKind, address: str, about: str) -> m.Letter:
    """Return the letter to be sent, the same however often it is asked for."""
    newsletter = parts.newsletter
    name = tokens.fingerprint(parts.secret, "letter", newsletter.id, kind, address, about)
    message_id = letters.message_id(newsletter, kind, name)
    return m.Letter(name, newsletter.id, kind, address, message_id, about, parts.clock.now())


def post(parts: Parts) -> int:
    """Send the letters that are due and return how many left; where another process is at it, it sends them."""
    sent = 0
    with parts.store.alone(f"letters {parts.newsletter.id}") as mine:
        if not mine:
            return 0
        parts.store.letters.orphaned(parts.newsletter.id, parts.clock.now())
        while due := parts.store.letters.due(parts.newsletter.id, parts.clock.now(), AT_ONCE):
            sent += sum(_posted(parts, one) for one in due)
    return sent


def _posted(parts: Parts, one: m.Letter) -> bool:
    """Send one letter; its row says so before the mail leaves."""
    now = parts.clock.now()
    if not parts.store.letters.claim(one, now):
        return False
    if why := _why_not(one, parts.store.readers.standing(one.newsletter, one.address)):
        parts.store.letters.settle(one, m.Fate.SKIPPED, why, now)
        return False
    try:
        message = message_of(parts, one)
    except TemplateError as error:
        parts.store.letters.settle(one, m.Fate.FAILED, str(error), now)
        return False
    [posted] = parts.office.send([dkim.signed(message, parts.keys, now)])
    fate, again = posted.fate, None
    if fate is m.Fate.DEFERRED:
        fate, again = (fate, now + BACK_OFF[one.tries]) if one.tries < len(BACK_OFF) else (m.Fate.FAILED, None)
    parts.store.letters.settle(one, fate, posted.said, parts.clock.now(), again)
    return fate is m.Fate.SENT


def _why_not(one: m.Letter, standing: m.Standing) -> str:
    """Return why a letter must not leave after all, "" where it may: much happens between its making and its turn."""
    if not consent.may_ask(standing):
        return "This address must not be mailed."
    welcome = one.kind is m.LetterKind.WELCOME and not consent.is_mailed(standing)
    return "The subscription has ended." if welcome else ""


def message_of(parts: Parts, one: m.Letter) -> m.Message:
    """Return a letter as a message, from its templates. Raises `TemplateError`."""
    values = _values(parts, one)
    text = parts.templates.render(f"letters/{one.kind}.txt", values)
    page = parts.templates.render(f"letters/{one.kind}.html", values)
    message = letters.message(parts.newsletter, one, text, page, parts.clock.now())
    path = parts.return_path
    return replace(message, mail_from=verp.envelope(path, message.id)) if path else message


def _values(parts: Parts, one: m.Letter) -> dict[str, object]:
    newsletter = parts.newsletter

    def link(purpose: str, word: str = "") -> str:
        return tokens.web_address(parts.public, parts.secret, purpose, newsletter.id, one.address, word)

    return {
        "newsletter": newsletter.title,
        "language": newsletter.language,
        "look": newsletter.look,
        "_": words(parts),
        "confirm": link(tokens.CONFIRM, one.about),
        "preferences": link(tokens.CHOOSE),
        "unsubscribe": link(tokens.UNSUBSCRIBE),
        "key": link(tokens.KEY, one.about),
        "home": f"{parts.public}/",
        "sign_up": f"{parts.public}/subscribe",
        "contact": newsletter.sender.reply_to or newsletter.sender.address,
        "postal_address": newsletter.sender.postal_address,
    }


class Words(dict[str, str]):
    """Sentences by their English: what has no translation stays English."""

    def __call__(self, english: str) -> str:
        """Return the sentence in this language."""
        return self.get(english, english)


def words(parts: Parts) -> Words:
    """Return the sentences of readers' pages and letters in the newsletter's language."""
    language = parts.newsletter.language.partition("-")[0].lower()
    try:
        read = json.loads(parts.templates.render(f"words/{language}.json", {}))
    except (TemplateError, ValueError):
        return Words()
    return Words({str(english): str(said) for english, said in read.items() if said})
