"""A reader leaves: their address is suppressed, whatever the list of subscribers says later."""

from __future__ import annotations

from digest.delivery import tokens
from digest.jobs.parts import Parts


def unsubscribe(parts: Parts, token: str) -> bool:
    """Suppress the address in a token of ours; a second time changes nothing. False where the token is not ours."""
    newsletter = parts.newsletter.id
    address = tokens.unseal(parts.secret, tokens.UNSUBSCRIBE, newsletter, token)
    if address is None:
        return False
    parts.store.suppressions.add(newsletter, address, "unsubscribed by the link of a mail", parts.clock.now())
    return True
