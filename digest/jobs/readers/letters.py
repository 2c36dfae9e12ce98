"""Letters: mails to one reader about their subscription. Each is a row before it leaves, and leaves once."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import timedelta

from digest import model as m
from digest.delivery import consent, dkim, letters, tokens, verp
from digest.errors import TemplateError
from digest.jobs.parts import Parts
from digest.jobs.posting import posted
from digest.ports import Templates

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
    [said] = posted(parts.office, dkim.signed(message, parts.keys, now))
    fate, again = said.fate, None
    if fate is m.Fate.DEFERRED:
        fate, again = (fate, now + BACK_OFF[one.tries]) if one.tries < len(BACK_OFF) else (m.Fate.FAILED, None)
    parts.store.letters.settle(one, fate, said.said, parts.clock.now(), again)
    return fate is m.Fate.SENT


def _why_not(one: m.Letter, standing: m.Standing) -> str:
    """Return why a letter must not leave after all, "" where it may: much happens between its making and its turn."""
    if not consent.may_ask(standing):
        return "This address must not be mailed."
    welcome = one.kind is m.LetterKind.WELCOME and not consent.is_mailed(standing)
    return "The subscription has ended." if welcome else ""


def message_of(parts: Parts, one: m.Letter) -> m.Message:
    """Return a letter as a message, from its templates. Raises `TemplateError`."""
    text, page = rendered(parts.newsletter, parts.templates, parts.public, parts.secret, one)
    message = letters.message(parts.newsletter, one, text, page, parts.clock.now())
    path = parts.return_path
    return replace(message, mail_from=verp.envelope(path, message.id)) if path else message


def rendered(
    newsletter: m.Newsletter, templates: Templates, public: str, secret: bytes, one: m.Letter
) -> tuple[str, str]:
    """Return a letter's text, its subject first, and its page. Raises `TemplateError`."""

    def link(purpose: str, word: str = "") -> str:
        return tokens.web_address(public, secret, purpose, newsletter.id, one.address, word)

    values = {
        "newsletter": newsletter.title,
        "language": newsletter.language,
        "look": newsletter.look,
        "_": spoken(newsletter, templates),
        "confirm": link(tokens.CONFIRM, one.about),
        "preferences": link(tokens.CHOOSE),
        "unsubscribe": link(tokens.UNSUBSCRIBE),
        "key": link(tokens.KEY, one.about),
        "home": f"{public}/",
        "sign_up": f"{public}/subscribe",
        "contact": newsletter.sender.reply_to or newsletter.sender.address,
        "postal_address": newsletter.sender.postal_address,
    }
    text, page = (templates.render(f"letters/{one.kind}.{form}", values) for form in ("txt", "html"))
    return text, page


class Words(dict[str, str]):
    """Sentences by their English: what has no translation stays English."""

    def __call__(self, english: str) -> str:
        """Return the sentence in this language."""
        return self.get(english, english)


def words(parts: Parts) -> Words:
    """Return the sentences of readers' pages and letters in the newsletter's language."""
    return spoken(parts.newsletter, parts.templates)


def spoken(newsletter: m.Newsletter, templates: Templates) -> Words:
    """Return the sentences of a newsletter's language, none where there is no file of them."""
    language = newsletter.language.partition("-")[0].lower()
    try:
        read = json.loads(templates.render(f"words/{language}.json", {}))
    except (TemplateError, ValueError):
        return Words()
    return Words({str(english): str(said) for english, said in read.items() if said})
