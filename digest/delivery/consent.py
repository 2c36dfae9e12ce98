"""What an act of a reader, an editor or a mail server does to a subscription: standing in, change out.

The rules, all in one place:

- nobody is mailed before they have confirmed, but those whom the publisher lists or imports, on a stated basis;
- whoever leaves, bounces, complains or is erased is suppressed, and no list or import lifts that;
- only a person lifts it: by confirming a new sign-up, which they must make themselves. After a complaint not even
  that: the mail that asks for the confirmation would be unwanted mail, too. An editor may release such an address.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime

from digest.delivery import addresses, headers
from digest.model import (
    Act,
    Ask,
    Change,
    Consent,
    NewsletterId,
    Standing,
    Subscriber,
    Subscription,
    Suppression,
    ThemeId,
)

NEVER_ASKED_AGAIN = (Act.COMPLAINED, Act.REMOVED)
"""After these a sign-up is not answered by mail."""

WHY = {
    Act.LEFT: "unsubscribed",
    Act.BOUNCED: "its server does not take our mail",
    Act.COMPLAINED: "its reader called our mail unwanted",
    Act.REMOVED: "taken off by the publisher",
    Act.ERASED: "erased at the reader's wish",
}


@dataclass(frozen=True, slots=True)
class Deed:
    """Who did what, when and where: what every line of the record needs to know."""

    newsletter: NewsletterId
    at: datetime
    how: str
    where: str = ""
    shown: str = ""
    client: str = ""
    basis: str = ""
    issue: int = 0
    reason: str = ""

    def consent(self, address: str, act: Act, themes: tuple[ThemeId, ...]) -> Consent:
        """Return this deed as a line of the record."""
        return Consent(
            self.newsletter,
            addresses.key(address),
            act,
            self.at,
            headers.one_line(self.how)[:200],
            where=headers.one_line(self.where)[:500],
            shown=self.shown,
            client=self.client,
            basis=headers.one_line(self.basis)[:500],
            themes=themes,
            issue=self.issue,
            reason=headers.one_line(self.reason)[:500],
        )


def is_mailed(standing: Standing) -> bool:
    """Return whether issues go to this address."""
    subscription = standing.subscription
    return bool(subscription and subscription.state == "subscribed" and not standing.suppression)


def may_ask(standing: Standing) -> bool:
    """Return whether a sign-up may be answered by a mail."""
    return not (standing.suppression and standing.suppression.act in NEVER_ASKED_AGAIN)


def asked(ask: Ask, standing: Standing) -> Change:
    """Return what a sign-up does: it waits for its confirmation, and is in the record from now on."""
    if is_mailed(standing) or not may_ask(standing):
        return Change()
    deed = Deed(ask.newsletter, ask.at, "sent the sign-up form", ask.where, ask.shown, ask.client)
    reader = Subscriber(addresses.normal(ask.address), "", ask.themes, ask.format)
    put = Subscription(ask.newsletter, reader, "asked", "page", ask.at, asked=ask.at, own_choice=True)
    return Change(consent=deed.consent(ask.address, Act.ASKED, ask.themes), put=put)


def confirmed(deed: Deed, asked_at: datetime, standing: Standing) -> Change:
    """Return what confirming a sign-up does: nothing where it is not the last one, or is confirmed already."""
    before = standing.subscription
    if before is None or before.state != "asked" or before.asked != asked_at or not may_ask(standing):
        return Change()
    return Change(
        consent=deed.consent(before.reader.address, Act.CONFIRMED, before.reader.themes),
        put=replace(before, state="subscribed", since=deed.at),
        release=True,
    )


def chosen(deed: Deed, choice: Subscriber, standing: Standing) -> Change:
    """Return what saving preferences does; `choice` has the new themes, format and pause."""
    before = standing.subscription
    if before is None or not is_mailed(standing):
        return Change()
    reader = replace(before.reader, themes=choice.themes, format=choice.format, paused_until=choice.paused_until)
    if reader == before.reader:
        return Change()
    put = replace(before, reader=reader, own_choice=True)
    return Change(consent=deed.consent(reader.address, Act.CHANGED, reader.themes), put=put)


def ended(deed: Deed, act: Act, address: str, standing: Standing, why: str = "") -> Change:
    """Return what the end of a subscription does, for whichever cause; nothing where it had ended before.

    An address that is not among the readers is suppressed all the same: it may stand on a list that comes tomorrow.
    """
    if standing.suppression and standing.subscription is None:
        return Change()
    key = addresses.key(address)
    themes = standing.subscription.reader.themes if standing.subscription else ()
    return Change(
        consent=deed.consent(key, act, themes),
        remove=True,
        suppress=Suppression(deed.newsletter, key, act, why or WHY[act], deed.at),
    )


def listed(deed: Deed, reader: Subscriber, standing: Standing) -> Change:
    """Return what a line of the home folder's list does: a new reader, or the themes of one who never chose."""
    before = standing.subscription
    if standing.suppression:
        return Change()
    if before is None or before.state == "asked":
        put = Subscription(deed.newsletter, reader, "subscribed", "list", deed.at)
        return Change(consent=deed.consent(reader.address, Act.LISTED, reader.themes), put=put)
    if before.origin != "list":
        return Change()
    wanted = _as_listed(before, reader)
    if wanted == before.reader:
        return Change()
    consent = (
        deed.consent(reader.address, Act.CHANGED, wanted.themes) if wanted.themes != before.reader.themes else None
    )
    return Change(consent=consent, put=replace(before, reader=wanted))


def _as_listed(before: Subscription, line: Subscriber) -> Subscriber:
    themes = before.reader.themes if before.own_choice else line.themes
    return replace(before.reader, address=line.address, name=line.name, themes=themes)


def unlisted(deed: Deed, standing: Standing) -> Change:
    """Return what it does to be on the list no more: whoever came by it goes, and may come again."""
    before = standing.subscription
    if before is None or before.origin != "list":
        return Change()
    return Change(consent=deed.consent(before.reader.address, Act.REMOVED, before.reader.themes), remove=True)


def imported(deed: Deed, reader: Subscriber, standing: Standing) -> Change:
    """Return what a row of an import does: a new reader, or nothing."""
    before = standing.subscription
    if standing.suppression or (before and before.state == "subscribed"):
        return Change()
    put = Subscription(deed.newsletter, reader, "subscribed", "import", deed.at)
    return Change(consent=deed.consent(reader.address, Act.IMPORTED, reader.themes), put=put)


def released(deed: Deed, address: str, standing: Standing) -> Change:
    """Return what an editor's release does: the address may sign up again; nobody is subscribed by it."""
    if standing.suppression is None:
        return Change()
    return Change(consent=deed.consent(address, Act.RELEASED, ()), release=True)
