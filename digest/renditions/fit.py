"""An edition made to fit: Gmail cuts a mail at 102 KB, and with it the footer and the way to unsubscribe.

Lower-ranked stories give way first: their summaries, then the stories themselves, which stay on the web with
a line that says how many. The lead, the events and the footer are never cut.
"""

from __future__ import annotations

from binascii import b2a_qp
from bisect import bisect_left
from collections.abc import Callable
from dataclasses import replace

from digest.renditions.cards import Card
from digest.renditions.editions import Edition, Part

BUDGET = 95_000 - 800
"""Octets of the HTML part as it leaves, less what the reader's own two addresses take more than their marks."""


def encoded_size(html: str) -> int:
    """Return the octets of a mail's HTML on its way, in quoted-printable with CRLF (RFC 2045, 6.7)."""
    encoded = b2a_qp(html.encode("utf-8", "replace"))
    return len(encoded) + encoded.count(b"\n")


def size(html: str) -> int:
    """Return the octets of a mail's HTML on its way, or a little more where even that is within the budget."""
    most = at_most(html)
    return most if most <= BUDGET else encoded_size(html)


def at_most(html: str) -> int:
    """Return what a piece of a mail's HTML cannot exceed on its way; the pieces of a mail add up.

    What is longer on its way is an octet beyond ASCII, a sign of equality, a control character or what ends a line
    (each at most two octets more), and every 73rd octet a soft break.
    """
    octets = html.encode("utf-8", "replace")
    longer = len(octets) - len(html.encode("ascii", "ignore")) + octets.count(b"=") + 2 * octets.count(b"\n") + 2
    return (len(octets) + 2 * longer) * 76 // 73 + 2


def fitted(shown: Edition, size: Callable[[Edition], int], budget: int = BUDGET) -> Edition:
    """Return the edition with as few steps of shrinking as make its `size` at most `budget`, else with all."""
    if size(shown) <= budget:
        return shown
    steps = 2 * sum(len(part.cards) for part in shown.parts)
    # Every step makes the mail smaller, so the first that is enough is found in a few tries.
    enough = bisect_left(range(steps), True, key=lambda step: size(shrunk(shown, step)) <= budget)  # noqa: FBT003 - what is looked for
    return shrunk(shown, enough)


def shrunk(shown: Edition, steps: int) -> Edition:
    """Return the edition after so many steps: first each story to its headline, lowest first, then to the web."""
    order = lowest_first(shown)
    lines = {card.id for card in order[:steps]}
    gone = {card.id for card in order[: max(0, steps - len(order))]}

    def smaller(part: Part) -> Part:
        kept = tuple(headline(card) if card.id in lines else card for card in part.cards if card.id not in gone)
        return replace(part, cards=kept, more=len(part.cards) - len(kept))

    return replace(shown, parts=tuple(smaller(part) for part in shown.parts))


def lowest_first(shown: Edition) -> list[Card]:
    """Return the cards of the themes, the first to give way first: by rank, of equals the later on the page."""
    from_below = [card for part in shown.parts for card in part.cards][::-1]
    return sorted(from_below, key=lambda card: card.rank)


def headline(card: Card) -> Card:
    """Return a card with only its headline, source and date."""
    return replace(card, summary="", remark="", also=(), earlier=())
