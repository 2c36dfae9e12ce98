"""Links of a mail that lead by way of ours, where a newsletter counts them."""

from __future__ import annotations

import html
import re
from dataclasses import replace

from digest import paths, renditions
from digest.adapters.templates import JinjaTemplates
from digest.renditions import ways
from tests.renditions.issues_made import PUBLIC, newsletter
from tests.renditions.test_segments import EVERY_CHOICE, eight_themes

OURS = JinjaTemplates([paths.templates()])
COUNTED = newsletter(clicks=True)
WAY = re.compile(rf"{re.escape(PUBLIC)}/l/[^/]+/\d+/([0-9a-f]{{12}})")


def _issue():
    made = eight_themes()
    words = "Read [the plan](https://plan.example/a?b=1&c=2) first."
    return replace(made, content=replace(made.content, introduction=words))


def _links(page: str) -> list[str]:
    return [html.unescape(one) for one in re.findall(r'<a href="([^"]+)"', page)]


def test_nothing_is_counted_unless_it_is_switched_on() -> None:
    mail = renditions.mail(_issue(), newsletter(), OURS, PUBLIC)
    assert not WAY.search(mail.html)
    assert "counts how often" not in mail.html
    assert not newsletter().clicks


def test_every_link_to_elsewhere_leads_by_way_of_ours_and_on_to_where_it_led() -> None:
    bare, led = (renditions.mail(_issue(), one, OURS, PUBLIC) for one in (newsletter(), COUNTED))
    targets = ways.targets(_issue())
    back = [targets[way[1]] if (way := WAY.fullmatch(one)) else one for one in _links(led.html)]
    assert back == _links(bare.html)
    others = [one for one in _links(led.html) if not WAY.fullmatch(one)]
    assert all(one.startswith((PUBLIC, "#")) or one.endswith(".mark.invalid/") for one in others)
    assert "https://plan.example/a?b=1&c=2" in back
    assert "counts how often each is followed" in led.html
    assert led.text == bare.text


def test_all_readers_have_the_same_links_in_every_choice_of_themes() -> None:
    """Joined editions stay byte for byte what is made directly, and a link has one way in all of them."""
    issue = _issue()
    parts = renditions.segments(issue, COUNTED, OURS, PUBLIC)
    for choice in ((), *EVERY_CHOICE[::17]):
        assert parts.mail(choice) == renditions.mail(issue, COUNTED, OURS, PUBLIC, choice)
        assert set(WAY.findall(parts.mail(choice).html)) <= set(ways.targets(issue))
    assert None not in parts.joints.values()


def test_what_was_followed_is_told_by_story_and_theme() -> None:
    issue = _issue()
    first, second = issue.content.sections[0].stories[:2]
    counts = {
        ways.name(first.lead.address): 3,
        ways.name(second.lead.address): 5,
        ways.name("https://plan.example/a?b=1&c=2"): 1,
        "0123456789ab": 9,
    }
    told = [(row.what, row.theme, row.times) for row in ways.followed(issue, counts)]
    theme = issue.content.sections[0].theme
    assert (second.lead.title, theme, 5) in told
    assert told[-1] == (ways.INTRODUCTION, None, 1)
    assert sum(times for _, _, times in told) >= 9
