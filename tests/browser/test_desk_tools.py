"""The tools of the desk through a browser: issues compared, other settings tried, an issue made anew."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from digest import jobs
from digest import model as m
from digest.jobs import history
from tests.browser.desk_house import ANN, House, house
from tests.editing.desk_made import waiting
from tests.jobs.test_propose import BEES, MONEY
from tests.parts import rss
from tests.values import post, story


@pytest.fixture
def desk(tmp_path: Path, browser: Browser) -> Iterator[House]:
    """A house with an issue that is out, posts that were collected, and the next draft open."""
    with house(tmp_path, browser) as made:
        feed = rss("Budget of Thornby settled", "Bridge at Lorne opened")
        made.home.crew.serve("http://gazette.example/feed", feed, "text/xml")
        made.home.clock.forward(hours=-2)
        jobs.collect(made.parts)
        made.home.clock.forward(hours=2)
        jobs.approve(made.parts, ANN.name, anyway=True)
        jobs.publish(made.parts, 1)
        later = replace(waiting(), slot=m.SlotId("place/send@2026-06-19"), left_out=())
        history.composed(made.parts, replace(later, content=replace(later.content, events=(), lead=story(77))))
        yield made
        assert made.said == []


def test_issues_are_compared(desk: House) -> None:
    """What came, what went: the last issue with the draft, by the form."""
    page = desk.somebody()
    page.get_by_role("button", name="Issues", exact=True).click()
    page.select_option("#compare-with", "")
    page.locator("#issues form").get_by_role("button", name="Compare").click()
    shown = page.locator("#ask")
    expect(shown).to_contain_text("From issue 1 to the draft")
    expect(shown).to_contain_text("Only in the second 1")
    expect(shown).to_contain_text("budget number 77")
    shown.get_by_role("button", name="Close").click()
    expect(shown).to_be_hidden()


def test_an_issue_is_made_anew_byte_for_byte(desk: House) -> None:
    page = desk.somebody()
    page.get_by_role("button", name="Issues", exact=True).click()
    page.get_by_role("button", name="Make anew: issue 1").click()
    shown = page.locator("#ask")
    expect(shown).to_contain_text("are the same as published, byte for byte")
    expect(shown.locator("tbody tr").first).to_contain_text("the same")


def test_what_if_a_source_were_not_there(desk: House) -> None:
    """What would go is listed; a mistake is told in a sentence and what was chosen stays; nothing changed."""
    before = desk.draft()
    page = desk.somebody()
    page.get_by_role("button", name="Sources", exact=True).click()
    page.get_by_text("What if a source or a limit were different?").click()
    page.get_by_label("Tried on").select_option("1")
    page.get_by_label("Of a source").fill("many")
    page.get_by_role("button", name="Show the difference").click()
    expect(page.locator("#trouble")).to_contain_text("“many” is no whole number.")
    expect(page.get_by_label("Of a source")).to_have_value("many")
    page.get_by_label("Of a source").fill("")
    page.locator("#sources fieldset").get_by_label("The Gazette").check()
    page.get_by_role("button", name="Show the difference").click()
    shown = page.locator("#ask")
    expect(shown).to_contain_text("What if: without The Gazette")
    expect(shown).to_contain_text("Would go 2")
    expect(shown).to_contain_text("Bridge at Lorne opened")
    expect(page.locator("#trouble")).to_be_hidden()
    assert desk.draft() == before
    desk.said[:] = [one for one in desk.said if "422" not in one]


def test_a_subject_without_a_theme_is_dismissed_with_a_click(desk: House) -> None:
    """And a file that is not there to be written to is told in a sentence, with what was typed still in its field."""
    _bees(desk)
    page = desk.somebody()
    page.get_by_role("button", name="Themes", exact=True).click()
    page.get_by_label("Called").first.fill("Bees and hives")
    page.get_by_role("button", name="Make it a theme").first.click()
    expect(page.locator("#trouble")).to_contain_text("no file of this newsletter")
    expect(page.get_by_label("Called").first).to_have_value("Bees and hives")
    page.get_by_role("button", name="Dismiss it").first.click()
    expect(page.locator("#saved")).to_contain_text("will not be proposed again")
    expect(page.locator("#themes")).to_contain_text("Nothing that came asks for a theme of its own.")
    desk.said[:] = [one for one in desk.said if "404" not in one]


def test_the_draft_is_composed_anew(desk: House) -> None:
    """Asked first; what has come since is in it, and the edits are still there."""
    jobs.edit.edit(desk.parts, m.Introduce("Good morning."), jobs.history.Asked("Ben Orr"))
    page = desk.somebody()
    page.get_by_role("button", name="Compose anew").click()
    expect(page.locator("#ask")).to_contain_text("All edits are made again on it")
    page.locator("#ask [type=submit]").click()
    expect(page.locator("#saved")).to_contain_text("The draft is composed anew")
    expect(page.locator("#f-introduction")).to_have_value("Good morning.")


def _bees(desk: House) -> None:
    """Let posts come about a subject that no theme covers."""
    lately = desk.home.clock.at - timedelta(hours=20)
    posts = tuple(
        post(at, title=title, summary=f"{title}, it was said.", seen=lately, published=m.Dating(lately, 0.9))
        for at, title in enumerate([*BEES, *MONEY], 100)
    )
    visit = m.Outcome(m.Visited(m.SourceId("gazette"), lately), m.Memory(m.SourceId("gazette")), posts)
    desk.parts.store.posts.keep(desk.parts.newsletter.id, [visit])
