"""Cards set in HTML, each proven to compile alone, because one that MJML cannot read would lose the whole mail.

All cards of a mail are proven in one pass; only where that fails is each compiled by itself. A card that fails is
reduced to its title and link, and reported.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cache

from digest import model as m
from digest.errors import TemplateError
from digest.ports import Templates
from digest.renditions import mjml, words
from digest.renditions.cards import Card
from digest.renditions.editions import Edition
from digest.renditions.ways import led

LEAD, STORY, EVENT, MENTION, REDUCED = (
    f"email/{name}.mjml" for name in ("lead", "story", "event", "covered", "reduced")
)
BEFORE = "<mjml><mj-body><mj-section><mj-column><mj-text>"
SEAM = "</mj-text><mj-text>"
AFTER = "</mj-text></mj-column></mj-section></mj-body></mjml>"


@dataclass(frozen=True, slots=True)
class Setting:
    """A card in HTML as MJML writes it; `quarantined` says why it was reduced, None where it was not."""

    html: str
    quarantined: m.Quarantined | None = None


def templates_of(shown: Edition) -> tuple[tuple[Card, str], ...]:
    """Return every card with the template it is set by, in the order of reading; the most covered come twice."""
    lead = ((shown.lead, LEAD),) if shown.lead else ()
    stories = tuple((card, STORY) for part in shown.parts for card in part.cards)
    covered = ((card, MENTION) for card in shown.covered)
    return (*lead, *stories, *((card, EVENT) for card in shown.events), *covered)


def set_cards(cards: Sequence[tuple[Card, str]], shown: Edition, templates: Templates) -> list[Setting]:
    """Return each card in HTML, in order; reduced where its template or MJML cannot take it."""
    if together := _together(cards, shown, templates):
        made = [Setting(html) for html in together]
    else:
        made = [set_card(card, name, shown, templates) for card, name in cards]
    return [replace(one, html=led(one.html, shown.ways)) for one in made] if shown.ways else made


def _together(cards: Sequence[tuple[Card, str]], shown: Edition, templates: Templates) -> list[str] | None:
    """Return all cards in HTML, compiled in one pass; None where any of them would not compile alone.

    Each card is a text element of its own. One that ends inside an element, a comment or an attribute swallows
    the seam behind it, and the seam is then found in what comes out, where no element of MJML ever is.
    """
    try:
        filled = [templates.render(name, _values(card, shown)) for card, name in cards]
        html = mjml.compile_mail(f"{BEFORE}{SEAM.join(filled)}{AFTER}", apart=filled)
    except (TemplateError, mjml.Uncompilable):
        return None
    before, seam, after = _around()
    found = html.removeprefix(before).removesuffix(after).split(seam)
    return found if "mj-text" not in html and len(found) == len(cards) else None


@cache
def _around() -> tuple[str, str, str]:
    """Return what MJML writes before, between and after text elements."""
    before, seam, after = mjml.compile_mail(f"{BEFORE}{{}}{SEAM}{{}}{AFTER}").split("{}")
    return before, seam, after


def set_card(card: Card, name: str, shown: Edition, templates: Templates) -> Setting:
    """Return a card in HTML, reduced to title and link where its template or MJML cannot take it."""
    try:
        return Setting(fill(card, name, shown, templates))
    except TemplateError as error:
        # A template that cannot set the plainest card is wrong itself: its author must hear, not the editor.
        fill(specimen(card), name, shown, templates)
        why = f"{error.what} ({name}, line {error.line})"
        return Setting(fill(card, REDUCED, shown, templates), m.Quarantined(card.id, card.title, why))


def fill(card: Card, name: str, shown: Edition, templates: Templates) -> str:
    """Return a card's HTML, compiled alone. Raises `TemplateError`."""
    values = _values(card, shown)
    html = templates.render(name, values)
    try:
        compiled = mjml.compile_mail(f"{BEFORE}{html}{AFTER}")
    except mjml.Uncompilable as broken:
        position = min(max(broken.fault.position - len(BEFORE), 0), max(len(html) - 1, 0))
        raise TemplateError(*templates.locate(name, values, position), broken.fault.what) from broken
    before, _, after = _around()
    return compiled.removeprefix(before).removesuffix(after)


def specimen(card: Card) -> Card:
    """Return a card of the same kind with nothing in it that could be hard to set."""
    when = card.when and replace(card.when, words="Monday 1 June", place="Leeds", speakers="")
    return replace(
        card,
        title="Title",
        summary="Summary.",
        source="Source",
        address="https://example.org/",
        also=(),
        earlier=(),
        authors=(),
        language="",
        direction="",
        image=None,
        when=when,
    )


def _values(card: Card, shown: Edition) -> dict[str, object]:
    return {"card": card, "issue": shown, "breakable": words.breakable}
