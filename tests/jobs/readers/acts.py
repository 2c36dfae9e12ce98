"""What readers and others do, as one line each, and what can be seen of it."""

from __future__ import annotations

import email
import email.policy
import re
from email.message import EmailMessage

from digest import model as m
from digest.delivery import tokens
from digest.jobs import Parts, readers
from tests.parts import Household

ANN = "ann@example.org"
MONEY = m.ThemeId("money")


def sign_up(home: Household, parts: Parts, address: str = ANN, *themes: m.ThemeId) -> None:
    """Send the form and let it be answered."""
    wish = m.Ask(
        parts.newsletter.id,
        "sign-up",
        address,
        home.clock.now(),
        themes,
        "html",
        "/subscribe",
        "shown",
        "192.0.2.0/24",
    )
    readers.ask(parts, wish)
    readers.answer(parts)


def ask_key(home: Household, parts: Parts, address: str = ANN) -> None:
    """Ask for the key to one's data and let it be answered."""
    readers.ask(parts, m.Ask(parts.newsletter.id, "key", address, home.clock.now()))
    readers.answer(parts)


def letters(home: Household, address: str = ANN) -> list[EmailMessage]:
    """Return the letters that reached an address."""
    found = []
    for one in home.office.taken:
        if one.rcpt_to == address:
            mail = email.message_from_bytes(one.body, policy=email.policy.default)
            assert isinstance(mail, EmailMessage)
            found.append(mail)
    return found


def text_of(mail: EmailMessage) -> str:
    part = mail.get_body(("plain",))
    assert part is not None
    return str(part.get_content())


def token_in(mail: EmailMessage, path: str) -> str:
    """Return the token of the link below that path."""
    found = re.search(rf"/{path}/place/(\S+)", text_of(mail))
    assert found is not None
    return found[1]


def subscribe(home: Household, parts: Parts, address: str = ANN, *themes: m.ThemeId) -> None:
    """Sign up and confirm."""
    sign_up(home, parts, address, *themes)
    assert readers.confirm(parts, token_in(letters(home, address)[-1], "c"))


def leave(parts: Parts, address: str = ANN) -> None:
    token = tokens.seal(parts.secret, tokens.UNSUBSCRIBE, parts.newsletter.id, address)
    assert readers.unsubscribe(parts, token)


def mailed(parts: Parts) -> list[str]:
    return [one.address for one in parts.store.readers.stream(parts.newsletter.id)]


def acts(parts: Parts, address: str = ANN) -> list[str]:
    return [one.act.value for one in parts.store.readers.consents(parts.newsletter.id, address)]
