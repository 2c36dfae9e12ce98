"""A reader leaves, or is no reader any more: suppressed at once, whatever any list says later."""

from __future__ import annotations

from digest import model as m
from digest.delivery import consent, tokens
from digest.jobs.parts import Parts
from digest.jobs.readers.letters import letter


def unsubscribe(
    parts: Parts, token: str, how: str = "the link of a mail", *, client: str = "", reason: str = ""
) -> bool:
    """Take off the reader of a token of ours; a second time changes nothing. False where the token is not ours."""
    newsletter = parts.newsletter.id
    opened = tokens.unsealed(parts.secret, tokens.UNSUBSCRIBE, newsletter, token)
    if opened is None:
        return False
    address, word = opened
    issue = int(word) if word.isascii() and word.isdigit() and len(word) < 9 else 0
    deed = consent.Deed(newsletter, parts.clock.now(), how, client=client, issue=issue, reason=reason)
    end(parts, deed, m.Act.LEFT, address)
    return True


def end(parts: Parts, deed: consent.Deed, act: m.Act, address: str, why: str = "") -> bool:
    """End a subscription and suppress its address; False where that was so before. Who leaves hears goodbye, once."""

    def decide(key: str, standing: m.Standing) -> m.Change:
        change = consent.ended(deed, act, key, standing, why)
        if act is not m.Act.LEFT or not consent.is_mailed(standing):
            return change
        goodbye = letter(parts, m.LetterKind.GOODBYE, key, deed.at.isoformat())
        return m.Change(change.consent, remove=change.remove, suppress=change.suppress, letter=goodbye)

    changes = parts.store.readers.change(deed.newsletter, (address,), decide)
    return any(change.suppress for change in changes)


def release(parts: Parts, address: str, why: str) -> bool:
    """Let an address be mailed again that was suppressed; False where it was not.

    The publisher's list is read again at the next occasion, even if it stayed as it was: the address may stand there.
    """
    deed = consent.Deed(parts.newsletter.id, parts.clock.now(), "released by the publisher", reason=why)
    changes = parts.store.readers.change(
        deed.newsletter, (address,), lambda key, standing: consent.released(deed, key, standing)
    )
    parts.store.readers.keep_list(deed.newsletter, "", (), deed.at)
    return any(change.release for change in changes)


def erase(parts: Parts, address: str, why: str = "asked for by the reader") -> bool:
    """Take away all that is held about an address but a keyed hash; False where nothing was held."""
    suppression = m.Suppression(parts.newsletter.id, address, m.Act.ERASED, why, parts.clock.now())
    return parts.store.readers.erase(suppression)
