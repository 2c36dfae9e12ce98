"""What an editor does with stories at the desk, by its buttons: merge, split, lead, events, themes and their lessons."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from digest import jobs
from digest import model as m
from digest.jobs import history
from tests.browser.desk_house import ANN, TITLE, House, head, house, saved
from tests.editing.desk_made import HOMES, MONEY, OTHER, found, waiting


@pytest.fixture
def desk(tmp_path: Path, browser: Browser) -> Iterator[House]:
    with house(tmp_path, browser, _unsure(waiting())) as made:
        yield made
        assert made.said == []


def _unsure(draft: m.Draft) -> m.Draft:
    """Return the draft with story 5 that two themes come near to, and story 4 that may be told by story 2."""
    money, other = draft.content.sections
    near = replace(other.stories[0], choices=(m.Placement(MONEY, 0.31), m.Placement(HOMES, 0.22)))
    four = replace(money.stories[2], related=(m.Related(money.stories[0].id, TITLE.format(2), "Both name Thornby."),))
    sections = (m.Section(MONEY, (*money.stories[:2], four)), m.Section(OTHER, (near,)))
    return replace(draft, content=replace(draft.content, sections=sections))


def opened(page: Page, number: int) -> Page:
    """Open a story and return the page, where its fields are now."""
    head(page, TITLE.format(number)).click()
    expect(page.locator(f"#o-story{number} form")).to_be_visible()
    return page


def posts(desk: House, number: int) -> list[str]:
    return [post.id for post in found(desk.draft(), f"story{number}").posts]


def test_two_stories_are_told_as_one_and_taken_apart_again(desk: House) -> None:
    """Chosen from the list of stories; undone, both are there as before."""
    page = desk.somebody()
    opened(page, 4)
    page.select_option("#f-into-story4", label=TITLE.format(2))
    expect(page.locator("#s-story4")).to_have_count(0)
    saved(page)
    assert posts(desk, 2) == ["post2", "post4"]
    opened(page, 2)
    expect(page.locator("#o-story2 .reports").first).to_contain_text(TITLE.format(4))
    page.keyboard.press("Escape")
    page.get_by_role("button", name="Undo", exact=True).click()
    expect(page.locator("#s-story4")).to_be_visible()
    assert (posts(desk, 2), posts(desk, 4)) == (["post2"], ["post4"])


def test_what_may_be_the_same_matter_is_merged_with_one_press(desk: House) -> None:
    page = desk.somebody()
    opened(page, 4)
    expect(page.locator("#o-story4")).to_contain_text("Both name Thornby.")
    page.get_by_role("button", name=f"Tell together: {TITLE.format(2)}").click()
    expect(page.locator("#s-story2")).to_have_count(0)
    saved(page)
    assert posts(desk, 4) == ["post4", "post2"]


def test_a_report_is_split_off_or_leads(desk: House) -> None:
    """The institute's report is let lead; another becomes a story of its own."""
    page = desk.somebody()
    opened(page, 3)
    reports = page.locator("#o-story3 .reports li")
    expect(reports).to_have_count(3)
    page.locator("#o-story3").get_by_role("button", name="Let it lead: institute").click()
    expect(reports.first).to_contain_text("leads")
    expect(reports.first).to_contain_text(TITLE.format(31))
    assert posts(desk, 3)[0] == "post31"
    page.locator("#o-story3").get_by_role("button", name="Split off").last.click()
    expect(reports).to_have_count(2)
    saved(page)
    assert "post3" not in posts(desk, 3) or "post32" not in posts(desk, 3)
    told = [post.id for story in desk.draft().content.stories for post in story.posts]
    assert sorted(told) == sorted(p for p in told if told.count(p) == 1)
    assert {"post3", "post31", "post32"} <= set(told)


def test_an_event_goes_out_of_the_events_and_among_them_again(desk: House) -> None:
    page = desk.somebody()
    opened(page, 6)
    page.locator("#o-story6").get_by_role("button", name="Out of the events").click()
    expect(page.locator("[data-theme=homes] #s-story6")).to_be_visible()
    expect(page.locator("#o-story6 form")).to_be_visible()
    page.locator("#o-story6").get_by_role("button", name="Among the events").click()
    expect(page.locator("[data-list=events] #s-story6")).to_be_visible()
    saved(page)
    assert [story.id for story in desk.draft().content.events] == ["story6", "story7"]


def test_an_unsure_story_goes_where_one_press_says(desk: House) -> None:
    """The two nearest themes are buttons; the press moves it and asks about learning, once."""
    page = desk.somebody()
    expect(page.locator("#s-story5")).to_contain_text("no theme for sure")
    opened(page, 5)
    page.locator("#o-story5").get_by_role("button", name="Council money").click()
    expect(page.locator("[data-theme=money] #s-story5")).to_be_visible()
    expect(page.locator("#s-story5")).not_to_contain_text("no theme for sure")
    expect(page.locator("#o-story5 .unsure")).to_have_count(0)
    expect(page.locator("#trouble")).to_contain_text("Should the themes learn from that?")
    assert found(desk.draft(), "story5").theme == MONEY


def test_a_move_asks_once_whether_to_learn_and_shows_what_that_would_change(desk: House) -> None:
    """Shown over the draft and past issues before it counts; taken back with the move, and again with it."""
    jobs.approve(desk.parts, ANN.name, anyway=True)
    later = replace(_unsure(waiting()), slot=m.SlotId("place/send@2026-06-19"))
    history.composed(desk.parts, later)
    page = desk.somebody()
    examples = desk.parts.store.examples
    opened(page, 5)
    page.select_option("#f-theme-story5", "homes")
    page.get_by_role("button", name="Show what it would change").click()
    asked = page.locator("#ask")
    expect(asked).to_contain_text("Should the themes learn from this?")
    expect(asked).to_contain_text("the last issues")
    assert examples.all(desk.parts.newsletter.id) == ()
    asked.get_by_role("button", name="Learn from it").click()
    expect(page.locator("#saved")).to_contain_text("Learned as example 1")
    expect(page.locator("#trouble")).to_be_hidden()
    assert [one.theme for one in examples.all(desk.parts.newsletter.id)] == [HOMES]
    page.get_by_role("button", name="Undo", exact=True).click()
    expect(page.locator("[data-theme=homes] #s-story5")).to_have_count(0)
    saved(page)
    assert all(one.undone for one in examples.all(desk.parts.newsletter.id))


def test_a_story_is_dropped_with_a_reason(desk: House) -> None:
    """The reason stands where it was left out, for everybody."""
    page = desk.somebody()
    opened(page, 4)
    page.get_by_label("Why it is dropped").fill("Told better by the institute")
    page.keyboard.press("Enter")
    expect(page.locator("#s-story4")).to_have_count(0)
    saved(page)
    page.get_by_role("button", name="Left out").click()
    expect(page.locator("#out")).to_contain_text("dropped by Ann Lea: Told better by the institute")


def test_with_a_thumb(desk: House) -> None:
    """On a phone: retitle, put at the top, look at the mail, approve, by touch alone."""
    page = desk.somebody(viewport={"width": 360, "height": 740}, has_touch=True, is_mobile=True)
    head(page, TITLE.format(2)).tap()
    page.locator("#f-title-story2").fill("By thumb")
    page.locator("#o-story2").get_by_role("button", name="Put at the top").tap()
    expect(page.locator("[data-list=lead] .head")).to_have_text("By thumb")
    page.get_by_role("button", name="Preview", exact=True).tap()
    page.get_by_role("button", name="Phone", exact=True).tap()
    expect(page.frame_locator("#preview").get_by_text("By thumb").first).to_be_visible()
    page.get_by_role("button", name="Approve", exact=True).tap()
    page.locator("#ask [type=submit]").tap()
    expect(page.locator("#bar")).to_contain_text("Issue 1, approved by Ann Lea")
    (issue,) = desk.parts.store.desk.issues(desk.parts.newsletter.id)
    assert issue.content.lead
    assert issue.content.lead.lead.title == "By thumb"


def test_only_this_once_teaches_nothing(desk: House) -> None:
    page = desk.somebody()
    opened(page, 5)
    page.select_option("#f-theme-story5", "homes")
    page.get_by_role("button", name="Only this once").click()
    expect(page.locator("#trouble")).to_be_hidden()
    saved(page)
    assert desk.parts.store.examples.all(desk.parts.newsletter.id) == ()
