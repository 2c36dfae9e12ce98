"""Links of mails that lead by way of ours: on at once, counted without a name, and nowhere but where the issue leads."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from digest import jobs
from digest import model as m
from digest.renditions import ways
from digest.web import Site, application
from digest.web.limits import Limits
from tests.parts import Household
from tests.values import NOW, PLACE, draft, issue, newsletter, story
from tests.web.readers_at_home import Pages

PHONE = "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1.15 Mobile/15E148"
LINK = ways.name("http://gazette.example/1")
WAY = f"/l/place/1/{LINK}"


@pytest.fixture
def pages(tmp_path: Path) -> Iterator[Pages]:
    home = Household(tmp_path, newsletter(clicks=True))
    home.parts().store.desk.keep_issue(issue())
    yield Pages(home)
    home.close()


def standing_still(pages: Pages) -> Pages:
    """Let no time go by for the pages' limits, however slow the machine is."""
    pages.app = application(Site(pages.parts))
    pages.app.state.limits = Limits(now=lambda: 0.0)
    return pages


def counted(pages: Pages) -> dict[str, int]:
    return dict(pages.parts.store.clicks.of(PLACE, 1))


def test_a_reader_goes_on_at_once_and_is_nobody(pages: Pages) -> None:
    answer = pages.get(WAY, user_agent=PHONE)
    assert (answer.status, answer.headers["location"]) == (302, "http://gazette.example/1")
    assert "set-cookie" not in answer.headers
    assert (answer.headers["referrer-policy"], answer.headers["cache-control"]) == ("no-referrer", "no-store")
    assert counted(pages) == {LINK: 1}
    pages.get(WAY, user_agent=PHONE, peer="198.51.100.8")
    assert counted(pages) == {LINK: 2}
    [row] = jobs.figures(pages.parts, 1).followed
    assert (row.what, row.theme, row.times) == ("Thornby council sets budget number 1", "money", 2)


@pytest.mark.parametrize(
    "path",
    [
        "/l/place/1/000000000000",
        "/l/place/1/http:%2F%2Fevil.example",
        "/l/place/1/http://evil.example",
        f"/l/place/2/{LINK}",
        f"/l/place/-1/{LINK}",
        f"/l/other/1/{LINK}",
        f"/l/place/99999999999999999999/{LINK}",
    ],
)
def test_there_is_no_way_to_anywhere_else(pages: Pages, path: str) -> None:
    answer = pages.get(path, user_agent=PHONE)
    assert answer.status == 404
    assert "location" not in answer.headers
    assert counted(pages) == {}


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"user_agent": "Mozilla/5.0 (compatible; LinkScanner/2.1; +https://scan.example)"},
        {"user_agent": "curl/8.5.0"},
        {"user_agent": PHONE, "sec_purpose": "prefetch;prerender"},
        {"user_agent": PHONE, "x_moz": "prefetch"},
        {"user_agent": PHONE, "sec_fetch_mode": "no-cors"},
    ],
)
def test_programs_are_led_on_and_not_counted(pages: Pages, headers: dict[str, str]) -> None:
    assert pages.get(WAY, **headers).status == 302
    assert pages.ask(WAY, "HEAD", b"", user_agent=PHONE).status == 302
    assert counted(pages) == {}


def test_whoever_presses_twice_counts_once_and_whoever_opens_all_at_once_is_a_program(tmp_path: Path) -> None:
    home = Household(tmp_path, newsletter(clicks=True))
    stories = tuple(story(number) for number in range(2, 30))
    content = replace(issue().content, sections=(m.Section(m.ThemeId("money"), stories),))
    home.parts().store.desk.keep_issue(issue(content=content))
    pages = standing_still(Pages(home))
    for _ in range(3):
        pages.get(WAY, user_agent=PHONE)
    assert counted(pages) == {LINK: 1}
    for number in range(2, 30):
        assert (
            pages.get(f"/l/place/1/{ways.name(f'http://gazette.example/{number}')}", user_agent=PHONE).status == 302
        )
    assert sum(counted(pages).values()) == 6
    home.close()


def test_old_mails_lead_on_when_nothing_is_counted_any_more(pages: Pages) -> None:
    pages.home.letter = newsletter()
    pages = Pages(pages.home)
    assert pages.get(WAY, user_agent=PHONE).headers["location"] == "http://gazette.example/1"
    assert counted(pages) == {}


def test_the_links_of_a_test_mail_lead_on_too(pages: Pages) -> None:
    """A preview is what will be sent, so its links are those of the issue that is not there yet."""
    store = pages.parts.store
    waiting = draft("place/send@2026-06-19")
    coming = replace(waiting, content=replace(waiting.content, lead=story(7)))
    store.history.append(coming, m.Step(waiting.slot, 1, "digest", NOW, m.Composed(), "composed the draft"), coming)
    way = f"/l/place/2/{ways.name('http://gazette.example/7')}"
    assert way in jobs.preview(pages.parts, coming).html
    assert pages.get(way, user_agent=PHONE).headers["location"] == "http://gazette.example/7"
    assert dict(store.clicks.of(PLACE, 2)) == {}


def test_readers_are_told_before_they_agree(pages: Pages) -> None:
    assert "counts how often each is followed" in pages.get("/subscribe").text
    pages.home.letter = newsletter()
    assert "counts how often" not in Pages(pages.home).get("/subscribe").text
