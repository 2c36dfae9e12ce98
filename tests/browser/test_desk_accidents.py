"""Accidents at the desk: whatever happens, one clear sentence, and nothing that was typed is lost."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from digest import jobs
from digest import model as m
from digest.adapters.store import engine
from digest.jobs.history import Asked
from tests.browser.desk_house import TITLE, House, head, house, saved
from tests.browser.test_desk import DEAF, opened

AN_HOUR_AHEAD = "{ const now = Date.now; Date.now = () => now() + 3600000; }"


@pytest.fixture
def desk(tmp_path: Path, browser: Browser) -> Iterator[House]:
    with house(tmp_path, browser) as made:
        yield made
        assert made.said == []


def heard(desk: House, *expected: str) -> None:
    """Take what a browser says by itself of an answer that was no 200 from what may not be said."""
    desk.said[:] = [one for one in desk.said if not any(status in one for status in expected)]


def test_the_database_is_locked(tmp_path: Path, browser: Browser, monkeypatch: pytest.MonkeyPatch) -> None:
    """It is said, tried again, and saved as soon as the other has done; reading goes on meanwhile."""
    monkeypatch.setattr(engine, "BUSY_SECONDS", 9)  # so that what is said before it stands for a while
    with house(tmp_path, browser) as desk:
        page = desk.somebody()
        opened(page, 2)
        desk.home.clock.forward(minutes=2)
        with closing(sqlite3.connect(desk.home.folder / "digest.db", isolation_level=None)) as other:
            other.execute("BEGIN IMMEDIATE")
            page.fill("#f-title-story2", "Typed against a lock")
            page.locator("#f-title-story2").blur()
            expect(page.locator("#saved")).to_contain_text("Still saving", timeout=15000)
            expect(page.locator("#saved")).to_contain_text("The database is in use by something else", timeout=30000)
            expect(page.locator("#saved")).to_contain_text("kept on this page and tried again")
            expect(page.locator("#f-title-story2")).to_have_value("Typed against a lock")
            other.execute("COMMIT")
        expect(page.locator("#saved")).to_contain_text("Saved", timeout=30000)
        assert "Typed against a lock" in desk.titles()
        heard(desk, "503")
        assert desk.said == []


def test_the_clock_of_the_browser_is_an_hour_ahead(desk: House) -> None:
    """The countdown goes by the server's clock, and changes are saved as ever."""
    desk.home.clock.forward(minutes=30)  # not at the full hour, which a slow machine is past when the page counts
    page = desk.somebody()
    said = page.locator("#when .count").text_content()
    assert said
    assert "in 18 h" in said
    page.add_init_script(AN_HOUR_AHEAD)
    page.reload()
    expect(head(page, TITLE.format(2))).to_be_visible()
    page.evaluate("window.dispatchEvent(new Event('focus'))")
    expect(page.locator("#when .count")).to_have_text(said)
    page.fill("#f-introduction", "Good morning.")
    page.locator("#f-introduction").blur()
    saved(page)
    assert desk.draft().content.introduction == "Good morning."


def test_the_clock_of_the_server_is_set_back_an_hour(desk: House) -> None:
    """Edits keep the order in which they were made, and are taken back in it; nobody is signed out."""
    page = desk.somebody()
    page.fill("#f-introduction", "First.")
    page.locator("#f-introduction").blur()
    expect(page.locator("#saved")).to_contain_text("Saved 12:00")
    desk.home.clock.forward(hours=-1)
    page.fill("#f-introduction", "Second.")
    page.locator("#f-introduction").blur()
    expect(page.locator("#saved")).to_contain_text("Saved 11:00")
    page.get_by_role("button", name="Undo", exact=True).click()
    expect(page.locator("#f-introduction")).to_have_value("First.")
    assert desk.draft().content.introduction == "First."


def test_ten_megabytes_are_pasted(desk: House) -> None:
    """A sentence, nothing changed, nothing gone; shortened, it is saved."""
    page = desk.somebody()
    field = "document.getElementById('f-introduction')"
    page.evaluate(f"{field}.focus(); {field}.value = 'Ten letters. '.repeat(800000)")
    page.evaluate(
        f"{field}.dispatchEvent(new InputEvent('input', {{ bubbles: true, inputType: 'insertFromPaste' }}))"
    )
    page.locator("#f-introduction").blur()
    expect(page.locator("#trouble")).to_contain_text("1 MB", timeout=20000)
    expect(page.locator("#saved")).to_contain_text("still in its field")
    assert page.evaluate(f"{field}.value.length") == 10_400_000
    assert desk.draft().content.introduction == ""
    page.fill("#f-introduction", "Shorter.")
    page.locator("#f-introduction").blur()
    saved(page)
    assert desk.draft().content.introduction == "Shorter."


def test_an_address_never_answers(desk: House) -> None:
    """What was typed stays, so that the story can be written by hand."""
    address = "http://silent.example/report"
    desk.home.crew.answers[address] = m.Failure(m.Trouble.SLOW, address, "The site did not answer in 20 seconds.")
    page = desk.somebody()
    page.get_by_text("Add a story").click()
    page.fill("#add-address", address)
    page.locator("#add-form button").click()
    expect(page.locator("#trouble")).to_contain_text("The site did not answer in 20 seconds.")
    expect(page.locator("#add-address")).to_have_value(address)
    page.fill("#add-title", "A report that nobody can read yet")
    page.locator("#add-form button").click()
    expect(head(page, "A report that nobody can read yet")).to_be_visible()
    expect(page.locator("#trouble")).to_be_hidden()
    assert "A report that nobody can read yet" in desk.titles()
    heard(desk, "409", "404", "422")


def test_a_story_is_edited_that_another_dropped(desk: House) -> None:
    """Both versions are shown, and the words can be taken elsewhere; nothing is decided for anybody."""
    page = desk.somebody()
    opened(page, 2)
    page.evaluate(DEAF)
    jobs.edit.edit(desk.parts, m.Drop(m.StoryId("story2")), Asked("Ben Orr"))
    page.fill("#f-summary-story2", "Twice a week from June, says the council.")
    page.locator("#f-summary-story2").blur()
    dialog = page.locator("#ask")
    expect(dialog).to_contain_text("Ben Orr dropped")
    expect(dialog).to_contain_text("Twice a week from June, says the council.")
    dialog.get_by_role("button", name="Use mine").click()
    expect(page.locator("#s-story2")).to_be_visible()
    saved(page)
    told = next(story for story in desk.draft().content.stories if story.id == "story2")
    assert told.summary.text == "Twice a week from June, says the council."
    heard(desk, "409", "404")


def test_a_story_is_edited_that_another_made_part_of_one(desk: House) -> None:
    """It cannot be brought back by itself: what was typed is shown, to be taken elsewhere."""
    page = desk.somebody()
    opened(page, 2)
    page.evaluate(DEAF)
    jobs.edit.edit(desk.parts, m.Merge(m.StoryId("story2"), m.StoryId("story4")), Asked("Ben Orr"))
    page.fill("#f-summary-story2", "Twice a week from June, says the council.")
    page.locator("#f-summary-story2").blur()
    expect(page.locator("#ask")).to_contain_text("Ben Orr")
    page.locator("#ask").get_by_role("button", name="Use mine").click()
    expect(page.locator("#trouble")).to_contain_text("to take elsewhere: Twice a week from June, says the council.")
    heard(desk, "409", "404")
