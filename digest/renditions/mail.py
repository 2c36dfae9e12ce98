"""An edition as a mail: HTML through Jinja and MJML, and a text part with the same stories in the same order.

Every card is filled and compiled alone before it may enter the mail, because one character that MJML cannot
read would lose the whole of it. A card that fails is reduced to its title and link, and reported.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cache

from digest import model as m
from digest.errors import TemplateError
from digest.ports import Templates
from digest.renditions import fit, mjml, words
from digest.renditions.addresses import addresses as addresses_of
from digest.renditions.cards import Card
from digest.renditions.editions import Edition, edition
from digest.renditions.text import text_part

LEAD, STORY, EVENT, REDUCED, WHOLE = (
    "email/lead.mjml",
    "email/story.mjml",
    "email/event.mjml",
    "email/reduced.mjml",
    "email/issue.mjml",
)
BEFORE = "<mjml><mj-body><mj-section><mj-column><mj-text>"
AFTER = "</mj-text></mj-column></mj-section></mj-body></mjml>"


class Markup(str):
    """Text that is markup already, so that Jinja does not escape it again (its `__html__` protocol)."""

    __slots__ = ()

    def __html__(self) -> str:
        return str(self)


@dataclass(frozen=True, slots=True)
class Setting:
    """A card set in HTML; `quarantined` says why it was reduced, None where it was not."""

    html: Markup
    quarantined: m.Quarantined | None = None


def mail(
    issue: m.Issue,
    newsletter: m.Newsletter,
    templates: Templates,
    public: str,
    themes: tuple[m.ThemeId, ...] = (),
) -> m.Mail:
    """Return the mail of an issue for readers of these themes, of all where none is named.

    `stories` counts what is inside: 0 is nothing to send. Raises `TemplateError` where a template is wrong
    whatever it is given; what one post alone brings down is set aside and reported.
    """
    return mail_of(edition(issue, newsletter, addresses_of(newsletter, public), themes), templates)


def mail_of(shown: Edition, templates: Templates) -> m.Mail:
    """Return an edition as a mail that fits."""
    settings: dict[Card, Setting] = {}

    # Fitting tries several editions of the same cards: no card and no edition is made twice.
    @cache
    def html(of: Edition) -> str:
        for card, name in templates_of(of):
            if card not in settings:
                settings[card] = set_card(card, name, of, templates)
        return whole(of, templates, {card.id: settings[card].html for card in of.cards})

    fitting = fit.fitted(shown, lambda smaller: fit.encoded_size(html(smaller)))
    reduced = (settings[card].quarantined for card in fitting.cards)
    return m.Mail(
        subject=fitting.subject,
        html=html(fitting),
        text=text_part(fitting, templates),
        stories=len(fitting.cards),
        quarantined=tuple(card for card in reduced if card),
    )


def templates_of(shown: Edition) -> tuple[tuple[Card, str], ...]:
    """Return every card with the template it is set by."""
    lead = ((shown.lead, LEAD),) if shown.lead else ()
    stories = tuple((card, STORY) for part in shown.parts for card in part.cards)
    return (*lead, *stories, *((card, EVENT) for card in shown.events))


def set_card(card: Card, name: str, shown: Edition, templates: Templates) -> Setting:
    """Return a card in HTML, reduced to title and link where its template or MJML cannot take it."""
    try:
        return Setting(fill(card, name, shown, templates))
    except TemplateError as error:
        # A template that cannot set the plainest card is wrong itself: its author must hear, not the editor.
        fill(specimen(card), name, shown, templates)
        why = f"{error.what} ({name}, line {error.line})"
        return Setting(fill(card, REDUCED, shown, templates), m.Quarantined(card.id, card.title, why))


def fill(card: Card, name: str, shown: Edition, templates: Templates) -> Markup:
    """Return a card's HTML, proven to compile. Raises `TemplateError`."""
    values = {"card": card, "issue": shown, "breakable": words.breakable}
    html = templates.render(name, values)
    try:
        mjml.compile_mail(f"{BEFORE}{html}{AFTER}")
    except mjml.Uncompilable as broken:
        position = min(max(broken.fault.position - len(BEFORE), 0), max(len(html) - 1, 0))
        raise TemplateError(*templates.locate(name, values, position), broken.fault.what) from broken
    return Markup(html)


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
        image="",
        when=when,
    )


def whole(shown: Edition, templates: Templates, cards: Mapping[m.StoryId, Markup]) -> str:
    """Return the HTML of a mail from its cards. Raises `TemplateError` where the frame around them is wrong."""
    values = {"issue": shown, "cards": cards, "breakable": words.breakable}
    source = templates.render(WHOLE, values)
    try:
        return mjml.compile_mail(source)
    except mjml.Uncompilable as broken:
        file, line = templates.locate(WHOLE, values, broken.fault.position)
        raise TemplateError(file, line, broken.fault.what) from broken
