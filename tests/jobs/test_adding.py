"""A story added by address or by hand: fetched through the crew, and a page that cannot be read is one sentence."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from digest import jobs, renditions
from digest import model as m
from digest.errors import NotNow, Unfit
from digest.jobs import Asked
from digest.jobs.edit import edit
from tests.parts import Household, rss
from tests.values import NOW

PAGE = """<html lang="en-GB"><head><title>Wharf mended | Harbour Board</title>
<meta property="og:title" content="The old wharf is mended"><meta property="article:published_time" content="2026-06-10T09:00:00Z">
</head><body><article><h1>The old wharf is mended</h1><p>{}</p></article></body></html>"""
TEXT = "The wharf of Quayholm was mended this spring with oak from the council's own homes and budget. " * 8
ADDRESS = "http://harbour.example/news/wharf"


@pytest.fixture
def house(tmp_path: Path) -> Iterator[Household]:
    made = Household(tmp_path)
    made.crew.serve(made.letter.sources[0].address, rss("Thornby agrees its budget", "Homes are built"), "text/xml")
    made.crew.serve(ADDRESS, PAGE.format(TEXT))
    parts = made.parts()
    jobs.collect(parts)
    made.clock.forward(minutes=1)
    jobs.draft(parts)
    yield made
    made.close()


def test_a_page_is_fetched_read_and_added_as_a_story(house: Household) -> None:
    parts = house.parts()
    done = jobs.add_by_address(parts, f" {ADDRESS}#top ", m.ThemeId("homes"), Asked("ann"))
    story = next(one for one in done.draft.content.stories if "wharf" in one.lead.title)
    assert (story.theme, story.lead.address, story.lead.source) == ("homes", ADDRESS, "harbour.example")
    assert story.summary.text.startswith("The wharf of Quayholm was mended")
    assert story.lead.published.at.isoformat() == "2026-06-10T09:00:00+00:00"
    with pytest.raises(NotNow, match="tells of this already"):
        jobs.add_by_address(parts, ADDRESS, None, Asked("ann"))
    assert "wharf" in jobs.preview(parts, done.draft).html


def test_what_was_left_out_is_brought_in_instead(house: Household) -> None:
    parts = house.parts()
    jobs.add_by_address(parts, ADDRESS, None, Asked("ann"))
    story = next(one for one in jobs.draft(parts).content.stories if "wharf" in one.lead.title)
    edit(parts, m.Drop(story.id, "later"), Asked("ann"))
    again = jobs.add_by_address(parts, ADDRESS, None, Asked("ben"))
    assert isinstance(again.step.what, m.Bring)


@pytest.mark.parametrize(
    ("address", "answer", "said"),
    [
        (
            ADDRESS,
            m.Failure(m.Trouble.SLOW, ADDRESS, "It did not answer within 30 seconds."),
            "did not answer within",
        ),
        (ADDRESS, m.Response(ADDRESS, 404, (), b""), "404"),
        ("http://nowhere.example/", None, "There is nothing at this address"),
        ("javascript:alert(1)", None, "is no address of a page"),
        ("https://", None, "is no address of a page"),
        ("x" * 10_000, None, "is no address of a page"),
    ],
)
def test_a_page_that_cannot_be_read_is_one_sentence_and_nothing_changes(
    house: Household, address: str, answer: m.Response | m.Failure | None, said: str
) -> None:
    if answer:
        house.crew.answers[address] = answer
    parts = house.parts()
    before = jobs.draft(parts)
    with pytest.raises(NotNow, match=f"{said}.*Nothing was changed: try again later, or write") as refused:
        jobs.add_by_address(parts, address, None, Asked("ann"))
    assert len(str(refused.value)) < 600
    assert jobs.draft(parts) == before


def test_a_story_is_written_by_hand(house: Household) -> None:
    parts = house.parts()
    meeting = m.Event("Open evening", NOW.replace(day=25))
    typed = jobs.ByHand("Our <open>\nevening", "Come and see us.", event=meeting)
    done = jobs.add_story(parts, jobs.written(parts, typed), None, Asked("ann"))
    (story,) = done.draft.content.events
    assert (story.lead.title, story.summary.text, story.lead.source) == (
        "Our <open> evening",
        "Come and see us.",
        "Place Weekly",
    )
    assert "Our &lt;open&gt; evening" in jobs.preview(parts, done.draft).html


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        (jobs.ByHand(""), "A headline needs words"),
        (jobs.ByHand("A", address="javascript:alert(1)"), "is no address"),
        (jobs.ByHand("A", "x" * 10_000), "may have 600"),
    ],
)
def test_what_cannot_be_written_is_said(house: Household, typed: jobs.ByHand, said: str) -> None:
    with pytest.raises(Unfit, match=said):
        jobs.written(house.parts(), typed)


def test_the_preview_is_what_is_sent_and_published(house: Household) -> None:
    parts = house.parts()
    waiting = jobs.draft(parts)
    mail, files = jobs.preview(parts, waiting), jobs.as_published(parts, waiting)
    homes, unknown = m.ThemeId("homes"), m.ThemeId("none of ours")
    of_homes = renditions.mail(
        jobs.as_issue(parts, waiting), parts.newsletter, parts.templates, parts.public, (homes,)
    )
    assert jobs.preview(parts, waiting, (homes, unknown)) == of_homes
    assert jobs.preview(parts, waiting, (unknown,)) == mail
    jobs.approve(parts, "ann")
    jobs.publish(parts)
    before, _, _ = mail.html.partition(m.Mark.PREFERENCES)
    assert files["1/email.html"].decode().startswith(before)  # but for the ways that are each reader's own
    assert {path: parts.outbox.read(path) for path in files} == files
