"""A mail that fits: small ones whole, large ones by giving way from below, the footer always there."""

from dataclasses import replace

import pytest

from digest import renditions
from digest.renditions import fit
from digest.renditions.addresses import addresses
from digest.renditions.editions import edition
from tests.renditions.html_read import read
from tests.renditions.issues_made import NAMES, PUBLIC, content, event, issue, newsletter, section, story

SUMMARY = "Nine schemes treated 4,300 homes. Bills fell by a fifth, but only where residents were shown how to. " * 2


def of(count: int, events: int = 3):
    """An issue of so many stories in eight themes; the lower its number, the higher a story's rank."""
    ids = [theme.id for theme in newsletter().themes]
    stories = [story(n, f"What a warm home costs, part {n}", SUMMARY, ids[n % 8]) for n in range(count)]
    sections = tuple(section(t, *(s for s in stories[1:] if s.theme == t)) for t in ids)
    return issue(content(stories[0], sections, tuple(event(9000 + n) for n in range(events))))


@pytest.mark.parametrize(
    "count", [5, 100, 200, pytest.param(500, marks=pytest.mark.slow), pytest.param(1500, marks=pytest.mark.slow)]
)
def test_no_mail_is_over_the_budget_and_none_loses_lead_events_or_footer(templates, count):
    mail = renditions.mail(of(count), newsletter(), templates, PUBLIC)
    assert fit.encoded_size(mail.html) <= fit.BUDGET
    document = read(mail.html)
    headings = [text for _, text in document.headings]
    assert "What a warm home costs, part 0" in headings
    assert headings.count("Budgets in the open: a workshop") == 3
    assert "Unsubscribe" in {text for _, text in document.links}
    shown = [text for text in headings[1:] if text not in {*NAMES, "Events"}]
    assert len(shown) == mail.stories
    assert all(title in mail.text for title in shown)


def test_what_fits_is_left_alone(templates):
    shown = edition(of(30), newsletter(), addresses(newsletter(), PUBLIC))
    assert fit.fitted(shown, lambda _: fit.BUDGET) is shown
    assert "on the web" not in renditions.mail(of(30), newsletter(), templates, PUBLIC).html


def test_summaries_go_first_and_from_below():
    shown = edition(of(10), newsletter(), addresses(newsletter(), PUBLIC))
    smaller = fit.shrunk(shown, 4)
    bare = {card.title for card in smaller.cards if not card.summary and card.when is None}
    assert bare == {f"What a warm home costs, part {n}" for n in (6, 7, 8, 9)}
    assert len(smaller.cards) == len(shown.cards)


def test_then_stories_go_to_the_web_and_are_counted(templates):
    shown = edition(of(10), newsletter(), addresses(newsletter(), PUBLIC))
    smaller = fit.shrunk(shown, 9 + 2)
    gone = {card.title for card in shown.cards} - {card.title for card in smaller.cards}
    assert gone == {f"What a warm home costs, part {n}" for n in (8, 9)}
    assert sum(part.more for part in smaller.parts) == 2
    assert smaller.contents == shown.contents


def test_readers_are_told_how_many_are_on_the_web(templates):
    mail = renditions.mail(of(500), newsletter(), templates, PUBLIC)
    links = {text: address for address, text in read(mail.html).links}
    more = [text for text in links if text.endswith(" more on the web")]
    assert more
    assert links[more[0]].startswith(f"{PUBLIC}/12/#theme-")
    assert more[0] in mail.text


def test_no_more_is_taken_away_than_needed():
    shown = edition(of(10), newsletter(), addresses(newsletter(), PUBLIC))

    def size(of) -> int:
        return sum(100 if card.summary else 40 for card in of.cards)

    whole = size(shown)
    assert size(fit.fitted(shown, size, whole - 1)) == whole - 60
    assert size(fit.fitted(shown, size, whole - 61)) == whole - 120
    assert len(fit.fitted(shown, size, 0).cards) == 4


def test_a_card_that_is_cut_is_not_reported_as_reduced(templates):
    assert renditions.mail(of(300), newsletter(), templates, PUBLIC).quarantined == ()
    whole = of(20)
    assert renditions.mail(replace(whole, number=13), newsletter(), templates, PUBLIC).quarantined == ()
