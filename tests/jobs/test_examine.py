"""The doctor before approval: what stops it, what does not, and that links are asked for politely."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from digest import jobs
from digest import model as m
from digest.errors import NotSound
from tests.parts import Household, rss

FEED = "http://gazette.example/feed"
ONE, TWO = "http://gazette.example/1", "http://gazette.example/2"


@pytest.fixture
def home(tmp_path: Path) -> Iterator[Household]:
    made = Household(tmp_path)
    made.crew.serve(FEED, rss("Thornby council sets its budget", "Larkwell library opens"), "application/rss+xml")
    made.crew.serve(ONE, "<p>Here.</p>")
    yield made
    made.close()


@pytest.fixture
def parts(home: Household) -> jobs.Parts:
    """A draft waits."""
    ours = home.parts()
    jobs.collect(ours)
    home.clock.forward(minutes=5)
    jobs.draft(ours)
    home.crew.asked.clear()
    return ours


def override(home: Household, name: str, text: str) -> None:
    file = home.folder / "templates" / name
    file.parent.mkdir(parents=True)
    file.write_text(text)


COUNTING = """{% extends "ours/email/issue.mjml" %}
{% block footer %}{{ super() }}
<mj-section><mj-column><mj-text><img src="https://count.example/open.gif" /></mj-text></mj-column></mj-section>
{% endblock %}
"""


def test_what_must_not_go_out_stops_the_approval_and_is_kept(parts: jobs.Parts, home: Household) -> None:
    override(home, "email/issue.mjml", COUNTING)
    with pytest.raises(NotSound, match=r"count\.example") as refused:
        jobs.approve(parts, "ann")
    assert "--anyway" in str(refused.value)
    assert parts.store.desk.issues(parts.newsletter.id) == ()
    waiting = parts.store.desk.latest_draft(parts.newsletter.id)
    assert waiting is not None
    kept = parts.store.examinations.of(waiting.slot, waiting.revision)
    assert {one.check for one in kept or ()} == {"requests", "alt"}


def test_a_person_may_say_anyway(parts: jobs.Parts, home: Household) -> None:
    override(home, "email/issue.mjml", COUNTING)
    assert jobs.approve(parts, "ann", anyway=True).number == 1


def test_a_template_that_cannot_be_filled_is_told_with_its_line(parts: jobs.Parts, home: Household) -> None:
    override(home, "email/story.mjml", "<h3>{{ card.title }}</h3>\n{{ card.nothing }}\n")
    with pytest.raises(NotSound, match=r"story\.mjml:2"):
        jobs.approve(parts, "ann")


def test_a_sound_draft_is_approved_and_nothing_is_found(parts: jobs.Parts) -> None:
    issue = jobs.approve(parts, "ann")
    assert parts.store.examinations.of(issue.slot, 1) == ()


def test_without_thoroughness_nobody_is_asked(parts: jobs.Parts, home: Household) -> None:
    jobs.approve(parts, "ann")
    assert home.crew.asked == []


def thorough(parts: jobs.Parts) -> tuple[m.Finding, ...]:
    waiting = parts.store.desk.latest_draft(parts.newsletter.id)
    assert waiting is not None
    found = jobs.examine_draft(parts, waiting, thorough=True)
    return tuple(one for one in found.all if one.check == "links")


def test_links_are_asked_for_once_and_again_when_they_may_have_changed(parts: jobs.Parts, home: Household) -> None:
    dead = thorough(parts)
    assert [(one.severity, one.where) for one in dead] == [("note", "“Larkwell library opens”")]
    assert Counter(home.crew.asked) == {ONE: 1, TWO: 1}
    assert thorough(parts) == dead
    assert Counter(home.crew.asked) == {ONE: 1, TWO: 1}
    home.clock.forward(hours=7)
    home.crew.serve(TWO, "<p>There.</p>")
    assert thorough(parts) == ()
    assert Counter(home.crew.asked) == {ONE: 1, TWO: 2}
    home.clock.forward(days=3, hours=1)
    assert thorough(parts) == ()
    assert Counter(home.crew.asked) == {ONE: 2, TWO: 3}


@pytest.mark.parametrize(
    ("answer", "found"),
    [
        (m.Response(TWO, 200, (), b""), []),
        (m.Response("http://gazette.example/new", 200, (), b"", permanent="http://gazette.example/new"), ["moved"]),
        (m.Response("http://gazette.example/today", 200, (), b""), []),
        (m.Response(TWO, 404, (), b""), ["dead"]),
        (m.Response(TWO, 410, (), b""), ["dead"]),
        (m.Response(TWO, 403, (), b""), []),
        (m.Response(TWO, 503, (), b""), []),
        (m.Failure(m.Trouble.UNREACHABLE, TWO, "There is no such host."), ["dead"]),
        (m.Failure(m.Trouble.ROBOTS, TWO, "Not for programs."), []),
        (m.Failure(m.Trouble.SLOW, TWO, "It did not answer."), []),
    ],
)
def test_only_what_leads_nowhere_is_dead(
    parts: jobs.Parts, home: Household, answer: m.Response | m.Failure, found: list[str]
) -> None:
    home.crew.answers[TWO] = answer
    assert [word for one in thorough(parts) for word in ("dead", "moved") if f" {word}" in one.what] == found


def test_an_issue_and_a_file_are_looked_over_too(parts: jobs.Parts) -> None:
    issue = jobs.approve(parts, "ann")
    jobs.publish(parts)
    asked = replace(parts, spam=lambda _: m.SpamScore(0.1, 5.0))
    assert [one.check for one in jobs.examine(asked, issue, thorough=True).all] == ["links"]
    page = parts.outbox.read("1/email.html") or b""
    assert [one.check for one in jobs.examine_file(parts, "email.html", page, thorough=False).all] == [
        "links"
    ]  # known from before
    broken = page.replace(b' lang="en-GB"', b"")
    assert jobs.examine_file(parts, "email.html", broken, thorough=False).stops[0].check == "lang"
    assert [one.check for one in jobs.examine_file(None, "email.html", broken).all if one.check != "links"] == [
        "lang"
    ]


def test_links_are_looked_at_for_where_they_lead_also_where_they_are_counted(
    parts: jobs.Parts, home: Household
) -> None:
    """What is dead is found behind our own way to it, and no way of ours is asked for."""
    counted = replace(parts, newsletter=replace(parts.newsletter, clicks=True))
    waiting = parts.store.desk.latest_draft(parts.newsletter.id)
    assert waiting is not None
    assert f"{parts.public}/l/" in jobs.preview(counted, waiting).html
    found = jobs.examine_draft(counted, waiting, thorough=True)
    assert found == jobs.examine_draft(parts, waiting, thorough=True)
    assert TWO in home.crew.asked
    assert not [address for address in home.crew.asked if "/l/" in address]
