"""The desk through a browser, as people use it: a whole Thursday, two at once, keys alone, a phone, and accidents."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from digest import jobs
from digest import model as m
from tests.browser.desk_house import ANN, BEN, RUTH, TITLE, House, head, house, saved

DEAF = "window.fetch = ((f) => (a, o) => /state.mark=./.test(a) ? new Promise(() => {}) : f(a, o))(window.fetch); 0"
"""A page that does not hear what the others do."""


@pytest.fixture
def desk(tmp_path: Path, browser: Browser) -> Iterator[House]:
    with house(tmp_path, browser) as made:
        yield made
        assert made.said == []


def opened(page: Page, number: int) -> Page:
    """Open a story and return where its fields are."""
    head(page, TITLE.format(number)).click()
    expect(page.locator(f"#o-story{number} form")).to_be_visible()
    return page


def test_a_complete_thursday(desk: House) -> None:
    """Retitle, rewrite, move, pin, drop, bring in, introduce, look at it in every way, check, approve."""
    page = desk.somebody()
    opened(page, 2)
    page.fill("#f-title-story2", "Bins to be collected twice")
    page.locator("#f-title-story2").blur()
    expect(head(page, "Bins to be collected twice")).to_be_visible()
    page.fill("#f-summary-story2", "Twice a week from June.")
    page.locator("#f-summary-story2").blur()
    saved(page)
    expect(page.frame_locator("#preview").get_by_text("Twice a week from June.")).to_be_visible()
    page.select_option("#f-theme-story2", "homes")
    expect(page.locator("[data-theme=homes] .head", has_text="Bins to be")).to_be_visible()
    page.get_by_role("button", name="Only this once").click()
    page.locator("#o-story2").get_by_role("button", name="Put at the top").click()
    expect(page.locator("[data-list=lead] .head")).to_have_text("Bins to be collected twice")
    opened(page, 4)
    page.locator("#o-story4").get_by_role("button", name="Drop").click()
    expect(page.locator("#s-story4")).to_have_count(0)
    page.fill("#f-introduction", "Good morning from **Thornby**.")
    page.locator("#f-introduction").blur()
    page.fill("#f-subject", "Bins, and more")
    page.locator("#f-subject").blur()
    saved(page)
    page.get_by_role("button", name=re.compile("Left out")).click()
    page.fill("#find", "old news")
    expect(page.locator("#out-rows li")).to_have_count(1)
    page.get_by_role("button", name=f"Bring in {TITLE.format(8)}").click()
    page.get_by_role("button", name="Draft", exact=True).click()
    expect(page.locator("#list #s-story8")).to_be_visible()
    for look in ("Phone", "Dark", "Images off", "Text", "Feed", "Desktop"):
        page.get_by_role("button", name=look, exact=True).click()
        expect(page.frame_locator("#preview").get_by_text("Bins to be collected twice").first).to_be_visible()
    expect(page.locator("#checks summary")).to_contain_text("Checks:")
    page.get_by_role("button", name="Approve", exact=True).click()
    expect(page.locator("#ask")).to_contain_text("2 people")
    page.locator("#ask [type=submit]").click()
    expect(page.locator("#bar")).to_contain_text("Issue 1, approved by Ann Lea")
    (issue,) = desk.parts.store.desk.issues(desk.parts.newsletter.id)
    assert issue.content.lead
    assert (issue.content.lead.lead.title, issue.content.subject) == ("Bins to be collected twice", "Bins, and more")
    assert [story.id for story in issue.content.stories] == [
        "story2",
        "story8",
        "story1",
        "story3",
        "story5",
        "story6",
        "story7",
    ]


def test_two_editors_meet(desk: House) -> None:
    """The second sees both versions and chooses; nothing either typed is lost."""
    ann, ben = desk.somebody(ANN), desk.somebody(BEN)
    for page in (ann, ben):
        opened(page, 2)
    ben.evaluate(DEAF)
    ann.fill("#f-title-story2", "Ann's headline")
    ann.locator("#f-title-story2").blur()
    saved(ann)
    expect(head(ann, "Ann's headline")).to_be_visible()
    ben.fill("#f-title-story2", "Ben's headline")
    ben.locator("#f-title-story2").blur()
    dialog = ben.locator("#ask")
    expect(dialog).to_contain_text("Ann's headline")
    expect(dialog).to_contain_text("Ben's headline")
    assert TITLE.format(2) not in desk.titles()
    assert "Ann's headline" in desk.titles()
    dialog.get_by_role("button", name="Use mine").click()
    expect(head(ben, "Ben's headline")).to_be_visible()
    saved(ben)
    assert "Ben's headline" in desk.titles()
    desk.said[:] = [one for one in desk.said if "409" not in one]


def test_what_another_does_arrives_by_itself(desk: House) -> None:
    """And leaves alone what is being typed here."""
    ann, ben = desk.somebody(ANN), desk.somebody(BEN)
    expect(ann.locator("#here")).to_have_text("Also open: Ben Orr", timeout=15000)
    ann.locator("#f-introduction").focus()
    ann.keyboard.type("Half a sen")
    opened(ben, 3)
    ben.locator("#o-story3").get_by_role("button", name="Drop").click()
    expect(ann.locator("#s-story3")).to_have_count(0, timeout=15000)
    ann.keyboard.type("tence")
    ann.locator("#f-introduction").blur()
    saved(ann)
    expect(ann.locator("#f-introduction")).to_have_value("Half a sentence")
    expect(ben.locator("#f-introduction")).to_have_value("Half a sentence", timeout=15000)


def test_undo_after_loading_the_page_again(desk: House) -> None:
    """The history is the server's: what was done before can be taken back, by anybody."""
    page = desk.somebody()
    opened(page, 2)
    page.locator("#o-story2").get_by_role("button", name="Drop").click()
    expect(page.locator("#s-story2")).to_have_count(0)
    saved(page)
    page.reload()
    page.get_by_role("button", name="Undo", exact=True).click()
    expect(page.locator("#s-story2")).to_be_visible()
    page.get_by_role("button", name="History", exact=True).click()
    expect(page.locator("#history")).to_contain_text("taken back")
    other = desk.somebody(BEN)
    other.get_by_role("button", name="Redo", exact=True).click()
    expect(other.locator("#s-story2")).to_have_count(0)
    other.get_by_role("button", name="History", exact=True).click()
    other.get_by_role("button", name=re.compile("Return here: after composed")).click()
    other.get_by_role("button", name="Draft", exact=True).click()
    expect(other.locator("#s-story2")).to_be_visible()


def test_with_keys_alone(desk: House) -> None:
    """Go through the stories, move, pin, drop, undo, retitle, ask for the keys: no mouse."""
    page = desk.somebody()
    page.keyboard.press("j")
    page.keyboard.press("j")
    expect(page.locator("#t-story2")).to_be_focused()
    page.keyboard.press("Alt+ArrowDown")
    expect(page.locator("[data-theme=money] .card").nth(1)).to_have_attribute("id", "s-story2")
    saved(page)
    expect(page.locator("#t-story2")).to_be_focused()
    page.keyboard.press("p")
    expect(page.locator("[data-list=lead] #s-story2")).to_be_visible()
    page.keyboard.press("u")
    expect(page.locator("[data-list=lead] #s-story1")).to_be_visible()
    page.locator("#t-story4").focus()
    page.keyboard.press("x")
    expect(page.locator("#s-story4")).to_have_count(0)
    page.locator("#t-story2").focus()
    page.keyboard.press("Enter")
    expect(page.locator("#f-title-story2")).to_be_visible()
    page.keyboard.press("Tab")
    expect(page.locator("#f-title-story2")).to_be_focused()
    page.keyboard.press("Control+a")
    page.keyboard.type("By keys")
    page.keyboard.press("Enter")
    expect(head(page, "By keys")).to_be_visible()
    page.keyboard.press("?")
    expect(page.locator("#keys")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.locator("#keys")).to_be_hidden()
    saved(page)
    assert [s.id for s in desk.draft().content.stories] == [
        "story1",
        "story3",
        "story2",
        "story5",
        "story6",
        "story7",
    ]
    assert "By keys" in desk.titles()


def test_dragging(desk: House) -> None:
    """By its handle into another theme and to the top."""
    page = desk.somebody()
    page.locator("#s-story5 .grip").drag_to(page.locator("#s-story2"))
    saved(page)
    expect(page.locator("[data-theme=money] #s-story5")).to_be_visible()
    assert "story5" in {
        s.id for section in desk.draft().content.sections if section.theme == "money" for s in section.stories
    }


@pytest.mark.parametrize("width", [360, 768, 1280])
def test_no_screen_is_too_narrow(desk: House, width: int) -> None:
    """Nothing is wider than the screen, whatever is open; on a phone the preview is a tap away."""
    page = desk.somebody(viewport={"width": width, "height": 740})
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    opened(page, 3)
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    for pane in ("Left out", "History", "Sources", "Issues", "Themes"):
        page.get_by_role("button", name=re.compile(f"^{pane}")).click()
        expect(page.locator(".pane:visible")).not_to_be_empty()
        assert page.evaluate("document.documentElement.scrollWidth") <= width
    if width < 860:
        page.get_by_role("button", name="Preview", exact=True).click()
        expect(page.locator("#preview")).to_be_visible()
        assert page.evaluate("document.documentElement.scrollWidth") <= width
    page.get_by_role("button", name="Approve", exact=True).click()
    expect(page.locator("#ask [type=submit]")).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_a_session_that_ends_in_the_middle_of_an_edit(desk: House) -> None:
    """What was typed stays, and is saved as soon as its writer has signed in again."""
    page = desk.somebody()
    opened(page, 2)
    for one in jobs.passes_of(desk.parts, ANN):
        jobs.end_pass(desk.parts, ANN, one.id)
    page.fill("#f-title-story2", "Typed without a session")
    page.locator("#f-title-story2").blur()
    expect(page.locator("#saved")).to_contain_text("Not signed in")
    expect(page.locator("#trouble")).to_contain_text("kept in this browser")
    assert "Typed without a session" not in desk.titles()
    desk.enter(page)
    expect(head(page, "Typed without a session")).to_be_visible()
    saved(page)
    assert "Typed without a session" in desk.titles()
    desk.said[:] = [one for one in desk.said if "401" not in one]


def test_who_only_reads_can_change_nothing(desk: House) -> None:
    page = desk.somebody(RUTH)
    expect(page.locator("#f-subject")).to_be_disabled()
    expect(page.get_by_role("button", name="Approve", exact=True)).to_have_count(0)
    page.locator("#t-story2").focus()
    page.keyboard.press("x")
    expect(page.locator("#s-story2")).to_be_visible()
    assert "story2" in {story.id for story in desk.draft().content.stories}


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_serious(desk: House, axe: str, scheme: str) -> None:
    """In every view: the list, a story opened, each pane, each question, the keys, the door, oneself."""
    page = desk.somebody(color_scheme=scheme, bypass_csp=True)
    found: dict[str, list[str]] = {}

    def look(name: str) -> None:
        page.evaluate(axe)
        result = page.evaluate("axe.run(document, { resultTypes: ['violations'], iframes: false })")
        serious = [one for one in result["violations"] if one["impact"] in {"serious", "critical"}]
        found[name] = [f"{one['id']}: {node['html'][:150]}" for one in serious for node in one["nodes"]]
        assert result["passes"]

    look("draft")
    opened(page, 3)
    look("story")
    for pane in ("Left out", "History", "Sources", "Issues", "Themes"):
        page.get_by_role("button", name=re.compile(f"^{pane}")).click()
        expect(page.locator(".pane:visible")).not_to_be_empty()
        look(pane)
    for question in ("Test to me", "Skip this week", "Approve"):
        page.get_by_role("button", name=question, exact=True).click()
        expect(page.locator("#ask h2")).to_be_visible()
        look(question)
        page.keyboard.press("Escape")
    page.get_by_role("button", name="Keys").click()
    look("keys")
    for path in ("/desk/me", "/desk/record", "/desk/enter"):
        if path == "/desk/enter":
            page.context.clear_cookies()
        page.goto(desk.address + path)
        look(path)
    assert {name: one for name, one in found.items() if one} == {}


def test_scripts_in_headlines_stay_words(desk: House) -> None:
    """A headline made of markup is shown as it is, everywhere."""
    evil = '<img src=x onerror="alert(1)"><script>alert(2)</script>'
    page = desk.somebody()
    asked: list[str] = []
    page.on("dialog", lambda dialog: asked.append(dialog.message) or dialog.dismiss())
    opened(page, 2)
    page.fill("#f-title-story2", evil)
    page.locator("#f-title-story2").blur()
    expect(head(page, evil)).to_be_visible()
    for pane in ("History", "Draft"):
        page.get_by_role("button", name=pane, exact=True).click()
        expect(page.locator(".pane:visible").get_by_text(evil[:20]).first).to_be_visible()
    assert asked == []
    assert evil in desk.titles()


def test_too_much_is_refused_and_stays_in_its_field(desk: House) -> None:
    """Two megabytes pasted: a sentence, nothing changed, nothing gone; shortened, it is saved."""
    page = desk.somebody()
    page.evaluate("document.getElementById('f-introduction').value = 'x'.repeat(2000000)")
    page.locator("#f-introduction").press("End")
    page.keyboard.type("y")
    page.locator("#f-introduction").blur()
    expect(page.locator("#trouble")).to_contain_text("1 MB", timeout=20000)
    assert page.evaluate("document.getElementById('f-introduction').value.length") == 2000001
    assert desk.draft().content.introduction == ""
    page.fill("#f-introduction", "Shorter.")
    page.locator("#f-introduction").blur()
    saved(page)
    assert desk.draft().content.introduction == "Shorter."
    desk.said[:] = [one for one in desk.said if "413" not in one]


def test_a_story_that_went_in_another_tab(desk: House) -> None:
    """One sentence says so, and the rest of the page goes on."""
    page = desk.somebody()
    page.evaluate(DEAF)
    jobs.edit.edit(desk.parts, m.Drop(m.StoryId("story2")), jobs.history.Asked("Ben Orr"))
    head(page, TITLE.format(2)).click()
    expect(page.locator("#trouble")).to_contain_text("not in the draft any more")
    desk.said[:] = [one for one in desk.said if "404" not in one]
