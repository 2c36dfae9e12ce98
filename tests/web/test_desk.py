"""The desk's addresses: who may do what, what a refusal says, and how large the page of a full draft is."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from digest import jobs
from digest import model as m
from digest.jobs import Parts, history
from digest.web import Site, application
from tests.editing.desk_made import waiting
from tests.parts import Household, rss
from tests.values import draft, newsletter, story
from tests.web.visitor import Visitor

ANN = m.Colleague("ann@place.example", "Ann Lea", m.DeskRole.APPROVER)
BEN = m.Colleague("ben@place.example", "Ben Orr", m.DeskRole.EDITOR)
RUTH = m.Colleague("ruth@place.example", "Ruth Fox", m.DeskRole.READER)
EVERY_PAGE = (
    *("/desk/", "/desk/state", "/desk/story/story2", "/desk/out", "/desk/history", "/desk/sources", "/desk/issues"),
    *(
        "/desk/checks",
        "/desk/preview/desktop",
        "/desk/ask/approve",
        "/desk/what-if?stories=3",
        "/desk/lesson?story=story2&theme=homes",
        "/desk/me",
    ),
)


@pytest.fixture
def home(tmp_path: Path) -> Iterator[Household]:
    made = Household(tmp_path, newsletter(people=(ANN, BEN, RUTH)))
    yield made
    made.close()


@pytest.fixture
def parts(home: Household) -> Parts:
    opened = home.parts()
    history.composed(opened, waiting())
    return opened


def somebody(parts: Parts, who: m.Colleague) -> Visitor:
    one = Visitor(application(Site(parts)))
    one.enter(jobs.link(parts, who))
    return one


def for_nobody(parts: Parts, html: str) -> str:
    unsubscribe, preferences = (f"{parts.public}/{room}/place/sample" for room in "up")
    return html.replace(m.Mark.UNSUBSCRIBE, unsubscribe).replace(m.Mark.PREFERENCES, preferences)


def change(one: Visitor, **fields: str) -> tuple[int, Any]:
    answer = one.post("/desk/change", **fields)
    return answer.status, json.loads(answer.body)


@pytest.mark.parametrize("path", EVERY_PAGE)
def test_nobody_sees_anything_without_signing_in(parts: Parts, path: str) -> None:
    """Not even at this machine; a browser is led to the door, a script is told."""
    stranger = Visitor(application(Site(parts)))
    page = stranger.get(path)
    assert (page.status, page.headers["location"]) == (303, "/desk/enter")
    told = stranger.get(path, sec_fetch_mode="cors", accept="application/json")
    assert told.status == 401
    assert "sign in again" in told.text
    assert "Thornby" not in page.text + told.text


@pytest.mark.parametrize("path", EVERY_PAGE)
def test_a_reader_may_look_at_everything_but_lessons(parts: Parts, path: str) -> None:
    page = somebody(parts, RUTH).get(path)
    assert page.status == (403 if "lesson" in path else 200)


@pytest.mark.parametrize(
    ("who", "path", "status"),
    [
        (RUTH, "/desk/change", 403),
        (RUTH, "/desk/test", 403),
        (RUTH, "/desk/skip", 403),
        (BEN, "/desk/approve", 403),
        (BEN, "/desk/stop", 403),
        (BEN, "/desk/go-on", 403),
        (BEN, "/desk/change", 200),
    ],
)
def test_each_role_does_its_own(parts: Parts, who: m.Colleague, path: str, status: int) -> None:
    answer = somebody(parts, who).post(path, kind="drop", story="story2", seen="1")
    assert answer.status == status


@pytest.mark.parametrize(
    "path", ["/desk/change", "/desk/learn", "/desk/test", "/desk/skip", "/desk/approve", "/desk/stop", "/desk/go-on"]
)
def test_another_site_changes_nothing(parts: Parts, path: str) -> None:
    """With the cookie alone, from elsewhere or without the session's key, nothing is done."""
    ann = somebody(parts, ANN)
    before = jobs.review.standing(parts)
    assert ann.post(path, origin="https://evil.example", kind="drop", story="story2").status == 403
    assert ann.post(path, form_key=None, kind="drop", story="story2").status == 403
    assert ann.get(path).status in {404, 405}
    assert jobs.review.standing(parts) == before


def test_a_change_is_made_once_whatever_its_key_is_sent(parts: Parts) -> None:
    ann = somebody(parts, ANN)
    fields = {"kind": "retitle", "story": "story2", "title": "Anew", "seen": "1", "key": "k1"}
    first, again = change(ann, **fields), change(ann, **fields)
    assert (first[0], again[0]) == (200, 200)
    assert first[1]["revision"] == again[1]["revision"] == 2
    assert "Anew" in first[1]["list"]


def test_a_story_is_added_by_address_or_by_hand(home: Household, parts: Parts) -> None:
    """A page is read; where it cannot be, the sentence says so and nothing is added."""
    ann = somebody(parts, ANN)
    told = "<p>" + "The council of Wexcombe opened a bridge for walkers over the canal on Monday. " * 6
    home.crew.serve(
        "https://wexcombe.example/bridge", f"<title>A bridge for walkers</title><h1>A bridge for walkers</h1>{told}"
    )
    by_address = json.loads(ann.post("/desk/add", address="https://wexcombe.example/bridge", theme="*").body)
    assert "A bridge for walkers" in by_address["list"]
    by_hand = json.loads(ann.post("/desk/add", title="Written by us", summary="All of it.", theme="homes").body)
    assert "Written by us" in by_hand["list"]
    gone = ann.post("/desk/add", address="https://nobody.example/")
    assert gone.status == 409
    assert "write the story by hand" in gone.text


def test_a_stale_change_is_refused_with_both_versions(parts: Parts) -> None:
    ann, ben = somebody(parts, ANN), somebody(parts, BEN)
    change(ann, kind="retitle", story="story2", title="Ann's", seen="1")
    status, told = change(ben, kind="retitle", story="story2", title="Ben's", seen="1")
    assert (status, told["kind"], told["now"]) == (409, "Stale", "Ann's")
    assert "Ann Lea" in told["error"]
    assert change(ben, kind="retitle", story="story3", title="Ben's", seen="1")[0] == 200


@pytest.mark.parametrize(
    ("fields", "status", "words"),
    [
        ({"kind": "drop", "story": "nothing"}, 404, "no story"),
        ({"kind": "explode"}, 409, "no change called"),
        ({"kind": "retitle", "story": "story2"}, 409, "lacks its title"),
        ({"kind": "retitle", "story": "story2", "title": ""}, 422, "headline"),
        ({"kind": "move", "story": "story2", "theme": "nowhere"}, 404, "no theme"),
        ({"kind": "undo", "seen": "٣"}, 409, "nothing to take back"),
        ({"kind": "undo", "number": "99999999999999999999"}, 409, "nothing to take back"),
        ({"kind": "back", "number": "77"}, 404, "77"),
    ],
)
def test_a_refusal_is_one_sentence(parts: Parts, fields: dict[str, str], status: int, words: str) -> None:
    before = parts.store.desk.latest_draft(parts.newsletter.id)
    got, told = change(somebody(parts, ANN), **fields)
    assert (got, words in told["error"]) == (status, True), told
    assert parts.store.desk.latest_draft(parts.newsletter.id) == before


def test_ten_megabytes_are_refused_and_nothing_is_lost(parts: Parts) -> None:
    answer = somebody(parts, ANN).post("/desk/change", kind="introduce", text="x" * 10_000_000)
    assert answer.status == 413
    assert "shorten it" in answer.text


def test_a_draft_that_was_changed_meanwhile_is_not_approved(parts: Parts) -> None:
    """Who approves has seen what goes out."""
    ann = somebody(parts, ANN)
    change(ann, kind="drop", story="story2", seen="1")
    assert ann.post("/desk/approve", revision="1", anyway="yes").status in {404, 409}
    assert parts.store.desk.issues(parts.newsletter.id) == ()
    assert ann.post("/desk/approve", revision="2", anyway="yes").status == 200
    assert [record.what for record in parts.store.records.last(parts.newsletter.id, 1)] == ["approved"]


def test_a_week_is_skipped_with_a_word_or_none(home: Household, parts: Parts) -> None:
    """An editor skips; an approver may tell readers why, which is an issue of nothing but that."""
    ann, ben = somebody(parts, ANN), somebody(parts, BEN)
    assert "A word to the 2 people" in ann.get("/desk/ask/skip").text
    assert "A word to" not in ben.get("/desk/ask/skip").text
    assert ben.post("/desk/skip", word="Easter", readers="Not for me to say").status == 200
    assert parts.store.desk.issues(parts.newsletter.id) == ()
    ann.post("/desk/skip", again="yes")
    told = json.loads(ann.post("/desk/skip", readers="No issue this week: *Easter*.").body)
    assert "word to readers" in told["said"]
    (issue,) = parts.store.desk.issues(parts.newsletter.id)
    assert (issue.content.stories, issue.content.introduction) == ((), "No issue this week: *Easter*.")


def test_questions_name_how_many_people_they_concern(parts: Parts) -> None:
    ann = somebody(parts, ANN)
    assert "for 2 people" in ann.get("/desk/ask/approve").text
    assert "2 people" in ann.get("/desk/ask/skip").text
    ann.post("/desk/approve", revision="1", anyway="yes")
    assert "Stop it for 2 people" in ann.get("/desk/ask/stop").text
    ann.post("/desk/stop")
    assert "Let it go to 2 people" in ann.get("/desk/ask/go-on").text


@pytest.mark.parametrize("look", ["desktop", "phone", "bare", "dark", "text", "feed"])
def test_the_preview_can_run_nothing(parts: Parts, look: str) -> None:
    """No script, no form, no frame; without images where they are off. The bytes are those that would be sent."""
    answer = somebody(parts, ANN).get(f"/desk/preview/{look}")
    policy = answer.headers["content-security-policy"]
    assert "default-src 'none'" in policy
    assert "script-src" not in policy
    assert "allow-scripts" not in policy
    assert ("img-src 'none'" in policy) == (look == "bare")
    if look in {"desktop", "phone", "bare"}:
        waits = parts.store.desk.latest_draft(parts.newsletter.id)
        assert waits
        mail = jobs.preview(parts, waits)
        assert answer.text == for_nobody(parts, mail.html)


def test_a_preview_for_a_reader_of_some_themes(parts: Parts) -> None:
    ann = somebody(parts, ANN)
    some = ann.get("/desk/preview/desktop?as=homes").text
    waits = parts.store.desk.latest_draft(parts.newsletter.id)
    assert waits
    mail = jobs.preview(parts, waits, (m.ThemeId("homes"),))
    assert some == for_nobody(parts, mail.html)
    assert "budget number 2<" not in some


def test_the_page_runs_only_files_of_ours(parts: Parts) -> None:
    page = somebody(parts, ANN).get("/desk/")
    policy = page.headers["content-security-policy"]
    assert "unsafe" not in policy
    assert "script-src 'self'" in policy
    assert not re.search(r"\sstyle=|\son[a-z]+=|<script>|hx-on", page.text)
    assert set(re.findall(r'(?:src|href)="(https?://[^"]+)"', page.text)) == set()


def test_a_draft_of_two_hundred_stories_is_a_page_below_300_kb(tmp_path: Path) -> None:
    """Headlines, sources and reports as long as real ones are."""
    long = "Councils in the north ask for a settlement over three years and warn of cuts to libraries, number {}"
    stories = [story(n, "money" if n % 2 else "homes") for n in range(1, 201)]
    stories = [replace(one, lead=replace(one.lead, title=long.format(n))) for n, one in enumerate(stories)]
    sections = tuple(
        m.Section(m.ThemeId(t), tuple(s for s in stories[1:] if s.theme == t)) for t in ("money", "homes")
    )
    home = Household(tmp_path, newsletter(people=(ANN,)))
    parts = home.parts()
    history.composed(parts, draft(content=replace(draft().content, lead=stories[0], sections=sections)))
    page = somebody(parts, ANN).get("/desk/")
    home.close()
    assert page.text.count('class="card"') == 200
    assert len(page.body) < 300_000


def test_issues_are_compared_with_one_another_and_with_the_draft(home: Household, parts: Parts) -> None:
    ann = somebody(parts, ANN)
    jobs.approve(parts, ANN.name, anyway=True)
    later = replace(waiting(), slot=m.SlotId("place/send@2026-06-19"), left_out=())
    history.composed(parts, replace(later, content=replace(later.content, events=(), lead=story(77))))
    page = ann.get("/desk/compare?one=1").text
    assert "From issue 1 to the draft" in page
    assert "budget number 77" in page
    jobs.approve(parts, ANN.name, anyway=True)
    assert "/desk/compare?one=1&amp;with=2" in ann.get("/desk/issues").text
    assert "From issue 1 to issue 2" in ann.get("/desk/compare?one=1&with=2").text
    for asked, status in {"one=9&with=1": 404, "one=1&with=x": 422, "one=1&with=99999999999": 422, "": 422}.items():
        assert ann.get(f"/desk/compare?{asked}").status == status


def test_an_issue_is_made_anew_and_compared_byte_for_byte(home: Household, parts: Parts) -> None:
    """Before it is published nothing is there to compare with; a file that was touched since is told."""
    ann = somebody(parts, ANN)
    jobs.approve(parts, ANN.name, anyway=True)
    assert "not in the outbox" in ann.get("/desk/rebuilt/1").text
    jobs.publish(parts, 1)
    page = ann.get("/desk/rebuilt/1").text
    assert "are the same as published, byte for byte" in page
    assert "published was" not in page
    (home.folder / "outbox" / "1" / "email.txt").write_text("touched")
    assert "published was" in ann.get("/desk/rebuilt/1").text
    assert ann.get("/desk/rebuilt/9").status == 404


def test_an_approved_issue_is_shown_as_it_goes_out_and_stopping_says_who_has_it(parts: Parts) -> None:
    """Until it is published it has no page; its mail is in the preview, the very bytes that were approved."""
    ann = somebody(parts, ANN)
    issue = jobs.approve(parts, ANN.name, anyway=True)
    assert "not published yet" in ann.get("/desk/issues").text
    shown = ann.get("/desk/preview/desktop").text
    assert shown == for_nobody(parts, jobs.preview_of(parts, issue).html)
    assert "Thornby" in ann.get("/desk/preview/feed").text
    assert ann.post("/desk/stop").status == 200
    assert "Stopped: nobody has had it" in ann.get("/desk/").text
    jobs.publish(parts, 1)
    assert 'href="/1/email.html"' in ann.get("/desk/issues").text
    assert jobs.published(parts, "1/email.html") is not None


def test_what_if_says_what_would_be_and_changes_nothing(home: Household, parts: Parts) -> None:
    """A source less, a weight, a limit; nothing asked for, and what is none of these, is told in a sentence."""
    feed = rss("Budget of Thornby settled", "Bridge at Lorne opened")
    home.crew.serve("http://gazette.example/feed", feed, "text/xml")
    home.clock.forward(hours=-2)
    jobs.collect(parts)
    home.clock.forward(hours=2)
    ann, before = somebody(parts, ANN), jobs.review.standing(parts)
    page = ann.get("/desk/what-if?without=gazette").text
    assert "What if: without The Gazette" in page
    assert "Would go" in page
    assert "Bridge at Lorne opened" in page
    assert "at most 1 stories" in ann.get("/desk/what-if?stories=1&weigh=gazette&weight=0.5").text
    for asked in ("", "days=x", "days=0", "stories=501", "weigh=gazette", "weigh=gazette&weight=nan"):
        assert ann.get(f"/desk/what-if?{asked}", accept="application/json").status == 422
    for asked in ("without=nobody", "issue=9&stories=3"):
        assert ann.get(f"/desk/what-if?{asked}").status == 404
    assert jobs.review.standing(parts) == before


def test_an_unsure_story_offers_its_two_nearest_themes(home: Household, parts: Parts) -> None:
    """One press moves it there; then there is nothing more to choose."""
    near = (m.Placement(m.ThemeId("money"), 0.3), m.Placement(m.ThemeId("homes"), 0.2))
    base = waiting()
    unsure = replace(base.content.sections[1].stories[0], choices=near)
    sections = (base.content.sections[0], m.Section(m.ThemeId(""), (unsure,)))
    history.composed(parts, replace(base, content=replace(base.content, sections=sections)))
    ann = somebody(parts, ANN)
    assert "no theme for sure" in ann.get("/desk/").text
    page = ann.get("/desk/story/story5").text
    assert 'data-act="under" data-theme="money"' in page
    assert 'data-act="under" data-theme="homes"' in page
    assert 'data-act="under"' not in somebody(parts, RUTH).get("/desk/story/story5").text
    change(ann, kind="move", story="story5", theme="homes", seen="2")
    assert 'data-act="under"' not in ann.get("/desk/story/story5").text


def test_without_a_draft_the_page_says_what_to_do(tmp_path: Path) -> None:
    home = Household(tmp_path, newsletter(people=(ANN,)))
    page = somebody(home.parts(), ANN).get("/desk/")
    home.close()
    assert page.status == 200
    assert "digest draft" in page.text
    assert "Approve" not in page.text
