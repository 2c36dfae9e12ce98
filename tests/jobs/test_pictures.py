"""The lead's picture on its way from a publisher to the mail."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from digest import jobs
from digest import model as m
from digest.jobs.edit import edit
from digest.jobs.history import Asked
from tests.parts import Household, rss
from tests.renditions.test_pictures import drawn

FEED, PICTURE = "http://gazette.example/feed", "http://cdn.example/mill.png"


@pytest.fixture
def home(tmp_path: Path) -> Iterator[Household]:
    made = Household(tmp_path)
    item = f'<enclosure url="{PICTURE}" type="image/png" length="9"/>'
    feed = rss("Thornby council sets its budget").replace("</item>", f"{item}</item>")
    made.crew.serve(FEED, feed, "application/rss+xml")
    made.crew.answers[PICTURE] = m.Response(PICTURE, 200, (("content-type", "image/png"),), drawn("PNG"))
    yield made
    made.close()


def drafted(home: Household) -> tuple[jobs.Parts, m.Draft]:
    parts = home.parts()
    jobs.collect(parts)
    home.clock.forward(minutes=5)
    return parts, jobs.draft(parts)


def test_it_is_served_by_us_in_mail_and_page_with_its_size_and_alt(home: Household) -> None:
    parts, _ = drafted(home)
    jobs.approve(parts, "ann")
    written = jobs.publish(parts)
    assert "1/lead.jpg" in written.changed
    assert (parts.outbox.read("1/lead.jpg") or b"")[:3] == b"\xff\xd8\xff"
    mail = (parts.outbox.read("1/email.html") or b"").decode()
    page = (parts.outbox.read("1/index.html") or b"").decode()
    ours = f'src="{parts.public}/1/lead.jpg" alt="Picture from The Gazette"'
    assert f'{ours} width="552"' in mail  # no height: without pictures its words take one line
    assert f'{ours} width="1200" height="675"' in page
    assert "cdn.example" not in mail + page
    assert home.crew.asked.count(PICTURE) == 1


def test_a_draft_that_is_made_again_asks_for_it_no_more(home: Household) -> None:
    parts, first = drafted(home)
    assert first.content.picture
    assert jobs.draft(parts, again=True).content.picture == first.content.picture
    assert home.crew.asked.count(PICTURE) == 1


@pytest.mark.parametrize(
    ("answer", "said"),
    [
        (m.Response(PICTURE, 404, (), b""), "404"),
        (m.Response(PICTURE, 200, (("content-type", "image/png"),), b"<svg/>"), "no JPEG"),
        (m.Failure(m.Trouble.SLOW, PICTURE, "The site did not answer."), "did not answer"),
    ],
)
def test_without_it_the_issue_goes_out_and_the_editor_hears_why(
    home: Household, answer: m.Response | m.Failure, said: str
) -> None:
    home.crew.answers[PICTURE] = answer
    parts, waiting = drafted(home)
    assert waiting.content.picture is None
    assert any("picture was left out" in note and said in note for note in waiting.notes)
    jobs.approve(parts, "ann")
    assert "1/lead.jpg" not in jobs.publish(parts).paths
    assert b"<img" not in (parts.outbox.read("1/email.html") or b"")


def test_a_picture_stays_with_its_story_only(home: Household) -> None:
    """An editor puts another story on top."""
    parts, waiting = drafted(home)
    assert waiting.content.lead
    assert waiting.content.picture
    edit(parts, m.Pin(m.StoryId("")), Asked("ann"))
    issue = jobs.approve(parts, "ann")
    assert issue.content.picture is None


def test_a_preview_shows_it_before_it_is_published(home: Household) -> None:
    parts, _ = drafted(home)
    assert (jobs.published(parts, "1/lead.jpg") or b"")[:3] == b"\xff\xd8\xff"
    assert jobs.published(parts, "2/lead.jpg") is None
    assert jobs.published(parts, "index.html") is None
