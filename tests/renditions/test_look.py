"""A newsletter's own look: colours, fonts and logo reach mail and pages, and nothing else does."""

import pytest

from digest import model as m
from digest import renditions
from digest.renditions import doctor, words
from tests.renditions.issues_made import PUBLIC, content, event, issue, newsletter, section, story

LOOK = m.Look(
    accent="#7a1f5c",
    accent_dark="#f0a6d8",
    logo="brand/mark.PNG",
    logo_alt="A bridge",
    heading_font='Charter, "Bitstream Charter", serif',
    text_font="Verdana, sans-serif",
)


def files(templates, look):
    whole = issue(content(story(1), (section("council", story(4)),), (event(),)))
    published = renditions.publish(whole, (), newsletter(look=look), templates, PUBLIC)
    return {r.path: r.body.decode() for r in published.renditions}


def test_colours_fonts_and_logo_are_in_mail_and_pages(templates):
    made = files(templates, LOOK)
    mail, page, home = made["12/email.html"], made["12/index.html"], made["index.html"]
    assert f'<img src="{PUBLIC}/logo.png" alt="A bridge" height="40"' in mail
    assert '<img class="logo" src="../logo.png" alt="A bridge" height="40">' in page
    assert '<img class="logo" src="logo.png"' in home
    for name in ("#7a1f5c", "#f0a6d8", "Charter,", "Verdana"):
        assert name in mail, name
        assert name in page, name
    assert "Georgia" not in mail + page
    assert doctor.examine(doctor.Case(doctor.page(mail), PUBLIC)).all == ()


def test_without_them_there_are_ours(templates):
    made = files(templates, m.Look())
    assert "<img" not in made["12/email.html"] + made["index.html"]
    assert "Georgia,serif" in made["12/email.html"]


@pytest.mark.parametrize(
    "stack", ["a;b", "x}body{", 'a"onload="x', "url(http://a.example/f)", "a,,b", "</style>", "'a"]
)
def test_a_font_that_would_be_more_than_a_font_is_none(stack):
    assert words.fonts(stack) == ""


@pytest.mark.parametrize("stack", ["Georgia, serif", "system-ui,-apple-system,'Segoe UI',sans-serif", '"A B", serif'])
def test_stacks_of_fonts_stay(stack):
    assert words.fonts(stack) == stack.replace('"', "'")
