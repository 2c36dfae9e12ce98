"""An edition as a mail: HTML through Jinja and MJML, and a text part with the same stories in the same order."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from functools import cache

from digest import model as m
from digest.errors import TemplateError
from digest.ports import Templates
from digest.renditions import fit, mjml, words
from digest.renditions.addresses import addresses as addresses_of
from digest.renditions.cards import Card
from digest.renditions.editions import Edition, edition
from digest.renditions.setting import MENTION, Setting, set_cards, templates_of
from digest.renditions.text import text_part
from digest.renditions.ways import led

WHOLE = "email/issue.mjml"
TOKEN = re.compile("\ue000(\\d+)\ue001")


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
    settings: dict[tuple[Card, str], Setting] = {}

    # Fitting tries several editions of the same cards: no card and no edition is made twice.
    @cache
    def html(of: Edition) -> str:
        wanted = templates_of(of)
        new = [one for one in wanted if one not in settings]
        settings.update(zip(new, set_cards(new, of, templates), strict=True))
        return whole(of, templates, [settings[one].html for one in wanted])

    fitting = fit.fitted(shown, lambda smaller: fit.size(html(smaller)))
    reduced = dict.fromkeys(settings[one].quarantined for one in templates_of(fitting) if one[1] != MENTION)
    return m.Mail(
        subject=fitting.subject,
        html=html(fitting),
        text=text_part(fitting, templates),
        stories=len(fitting.cards),
        quarantined=tuple(card for card in reduced if card),
    )


def whole(shown: Edition, templates: Templates, cards: Sequence[str]) -> str:
    """Return the HTML of a mail from its cards, in the order of `templates_of`. Raises `TemplateError`.

    Only the frame goes through MJML, with a token in the place of each card.
    """
    tokens = {card.id: token(at) for at, card in enumerate(shown.cards)}
    again = {card.id: token(at) for at, card in enumerate(shown.covered, len(shown.cards))}
    return TOKEN.sub(lambda found: cards[int(found[1])], frame(shown, templates, tokens, again))


def frame(
    shown: Edition,
    templates: Templates,
    cards: Mapping[m.StoryId, words.Markup],
    covered: Mapping[m.StoryId, words.Markup],
) -> str:
    """Return what stands around the cards. Raises `TemplateError` where the template is wrong."""
    values = {"issue": shown, "cards": cards, "covered": covered, "breakable": words.breakable}
    source = templates.render(WHOLE, values)
    try:
        return led(mjml.compile_mail(source), shown.ways)
    except mjml.Uncompilable as broken:
        file, line = templates.locate(WHOLE, values, broken.fault.position)
        raise TemplateError(file, line, broken.fault.what) from broken


def token(number: int) -> words.Markup:
    """Return what marks a place to be filled: characters that no text of ours can hold (words.ILLEGIBLE)."""
    return words.Markup(f"\ue000{number}\ue001")
