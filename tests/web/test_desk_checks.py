"""What the doctor finds, on the desk: each finding leads to where it can be mended; links are looked up in time."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from digest import jobs
from digest import model as m
from digest.jobs import Parts, history
from digest.web import Site, application
from digest.web.desk import checks
from tests.editing.desk_made import LETTER, waiting
from tests.parts import Household
from tests.renditions.test_pictures import drawn
from tests.values import newsletter, post, story
from tests.web.visitor import Visitor

ANN = m.Colleague("ann@place.example", "Ann Lea", m.DeskRole.APPROVER)
RUTH = m.Colleague("ruth@place.example", "Ruth Fox", m.DeskRole.READER)
LONG = "Thornby council sets a budget that is so long that no line of a list has room for all of it, says the mayor"
PICTURE = "http://cdn.example/mill.png"


@pytest.fixture
def home(tmp_path: Path) -> Iterator[Household]:
    made = Household(tmp_path, newsletter(people=(ANN, RUTH)))
    yield made
    made.close()


@pytest.fixture
def parts(home: Household) -> Parts:
    opened = home.parts()
    history.composed(opened, waiting())
    return opened


def somebody(parts: Parts, who: m.Colleague = ANN) -> Visitor:
    one = Visitor(application(Site(parts)))
    one.enter(jobs.link(parts, who))
    return one


def finding(check: str = "links", what: str = "It is wrong.", where: str = "") -> m.Finding:
    return m.Finding(check, m.Severity.STOP, what, "For a reason.", "Mend it.", where)


@pytest.mark.parametrize(
    ("one", "story_id", "place"),
    [
        (finding(where="“Thornby council sets budget number 3”"), "story3", ""),
        (finding(where=f"“{LONG[:79].rstrip()}…”"), "story5", ""),
        (finding(what=f"The link “{LONG[:60]}” is dead: gone.", where="“Homes”"), "story5", ""),
        (finding(where="“Council money”"), "", "g-theme-money"),
        (finding(where="“Events”"), "", "g-events-"),
        (finding(where="at the top"), "", "f-introduction"),
        (finding("subject", "The subject is that of issue 4."), "", "f-subject"),
        (finding("headers", "The mail has no date.", "in the headers"), "", ""),
        (finding(where="“Thornby”"), "", ""),
    ],
)
def test_a_finding_leads_to_its_card_or_its_field(one: m.Finding, story_id: str, place: str) -> None:
    """Headlines are named in quotes, cut short, or inside of what is said."""
    base = waiting()
    long = replace(base.content.sections[1].stories[0], lead=post(5, title=LONG))
    sections = (base.content.sections[0], m.Section(m.ThemeId(""), (long,)))
    draft = replace(base, content=replace(base.content, sections=sections))
    found = checks.story_of(draft, one)
    assert (found, found or checks.place_of(LETTER, draft, one)) == (story_id, story_id or place)


def test_what_is_found_in_a_real_mail_leads_to_its_card(home: Household) -> None:
    """A link that no mail program opens is found under a headline that the mail breaks for narrow screens."""
    title = "Nobody reads " + "Donaudampfschifffahrtsgesellschaft" * 3
    base = waiting()
    bad = replace(story(4), lead=post(4, title=title, address="http://127.0.0.1/x"))
    sections = (m.Section(m.ThemeId("money"), (*base.content.sections[0].stories[:2], bad)),)
    opened = replace(home.parts(), public="https://weekly.example")
    history.composed(opened, replace(base, content=replace(base.content, sections=sections)))
    page = somebody(opened).get("/desk/checks").text
    assert "leads to this machine" in page
    assert 'data-go="story4"' in page


def test_links_are_looked_up_for_whoever_edits_and_told_before_the_approval(home: Household, parts: Parts) -> None:
    """At first it is said that nobody asked yet; then a dead one is named; a reader's look asks the web for nothing."""
    gone = "http://gazette.example/2"
    home.crew.answers[gone] = m.Response(gone, 404, (), b"")
    ruth, ann = somebody(parts, RUTH), somebody(parts)
    assert "not looked up yet" in ruth.get("/desk/checks?links=ask").text
    assert home.crew.asked == []
    assert "looking up 9 links" in ann.get("/desk/checks").text
    assert "9 links were not looked up yet" in ann.get("/desk/ask/approve").text
    assert home.crew.asked == []
    page = ann.get("/desk/checks?links=ask").text
    assert gone in home.crew.asked
    assert "is dead: the server answered 404" in page
    assert 'data-go="story2"' in page
    assert "looking up" not in page
    question = ann.get("/desk/ask/approve").text
    assert "is dead" in question
    assert "not looked up" not in question
    assert 'name="anyway"' not in question


def test_a_page_that_asks_while_its_draft_is_approved_is_told_nothing(home: Household, parts: Parts) -> None:
    """It is no mistake of the page, which would stand in the browser's console as one."""
    ann = somebody(parts)
    jobs.approve(parts, ANN.name, anyway=True)
    answer = ann.get("/desk/checks?links=ask")
    assert (answer.status, answer.text) == (204, "")


def test_the_picture_of_a_story_that_leads_now_is_fetched_at_once(home: Household) -> None:
    """The preview shows what would be sent, without waiting for the approval."""
    home.crew.answers[PICTURE] = m.Response(PICTURE, 200, (("content-type", "image/png"),), drawn("PNG"))
    base, opened = waiting(), home.parts()
    pictured = replace(story(4), lead=post(4, image=PICTURE))
    sections = (m.Section(m.ThemeId("money"), (*base.content.sections[0].stories[:2], pictured)),)
    history.composed(opened, replace(base, content=replace(base.content, sections=sections)))
    ann = somebody(opened)
    assert "lead.jpg" not in ann.get("/desk/preview/desktop").text
    assert ann.post("/desk/change", kind="pin", story="story4", seen="1").status == 200
    assert "1/lead.jpg" in ann.get("/desk/preview/desktop").text
    assert ann.get("/1/lead.jpg").body[:3] == b"\xff\xd8\xff"
    assert "fetched the lead" in ann.get("/desk/history").text
    ann.post("/desk/change", kind="undo")
    ann.post("/desk/change", kind="redo")
    assert home.crew.asked == [PICTURE]
    jobs.approve(opened, ANN.name, anyway=True)
    assert "1/lead.jpg" in ann.get("/desk/preview/desktop").text
    assert ann.get("/1/lead.jpg").body[:3] == b"\xff\xd8\xff"
