"""What became of an issue, as its editors see it on the desk."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from digest import jobs
from digest import model as m
from digest.delivery import tokens
from digest.jobs import Parts, readers
from digest.renditions import ways
from digest.web import Site, application
from tests.parts import Household
from tests.values import PLACE, issue, newsletter
from tests.web.test_desk import ANN, somebody
from tests.web.visitor import Visitor


@pytest.fixture
def home(tmp_path: Path) -> Iterator[Household]:
    made = Household(tmp_path, newsletter(people=(ANN,)))
    made.subscribers = "address,name,themes\nann@example.org,Ann,money\nben@example.com,Ben,\n<b>@x.example,X,\ncat@example.org,Cat,\n"
    made.office.decide = lambda message: (
        (m.Fate.FAILED, "550 5.7.1 no") if "ben" in message.rcpt_to else (m.Fate.SENT, "250 ok")
    )
    yield made
    made.close()


@pytest.fixture
def parts(home: Household) -> Parts:
    opened = home.parts()
    opened.store.desk.keep_issue(issue())
    return opened


def rows(page: str) -> dict[str, list[str]]:
    """Return the cells of every row of every table by its first."""
    found = re.findall(r'<th scope="row"[^>]*>(.*?)</th>(.*?)</tr>', page)
    return {name: re.findall(r"<td[^>]*>(.*?)</td>", cells) for name, cells in found}


def heads(page: str) -> list[list[str]]:
    return [
        re.findall(r'<th scope="col"[^>]*>(.*?)</th>', head)
        for head in re.findall(r"<thead[^>]*>(.*?)</thead>", page)
    ]


def test_an_issue_that_was_not_sent_says_so(parts: Parts) -> None:
    page = somebody(parts, ANN).get("/desk/figures/1")
    assert (page.status, "It has not been sent." in page.text) == (200, True)
    assert somebody(parts, ANN).get("/desk/figures/9").status == 404
    assert Visitor(application(Site(parts))).get("/desk/figures/1").status in {303, 401}


def test_sums_by_domain_and_theme_and_who_left(parts: Parts) -> None:
    jobs.deliver(parts, 1)
    token = tokens.seal(parts.secret, tokens.UNSUBSCRIBE, PLACE, "cat@example.org", "1")
    assert readers.unsubscribe(parts, token)
    page = somebody(parts, ANN).get("/desk/figures/1").text
    assert "mail is settled." in page
    assert heads(page)[0] == ["Domain", "sent", "failed", "left"]
    assert rows(page)["example.org"] == ["2", "0", "1"]
    assert rows(page)["example.com"] == ["0", "1", "0"]
    assert rows(page)["Council money"] == ["1", "0", "0"]
    assert "Left since" in page
    assert "Nobody can know" not in page
    assert "Links are not counted" in page
    for address in ("ann@", "ben@", "cat@"):
        assert address not in page.replace(ANN.address, "")


def test_what_nobody_can_know_is_for_a_person(home: Household, parts: Parts) -> None:
    home.office.decide = lambda _: (m.Fate.UNKNOWN, "no answer")
    jobs.deliver(parts, 1)
    page = somebody(parts, ANN).get("/desk/figures/1").text
    assert "digest deliveries unknown --issue 1" in page


def test_links_that_were_followed_stand_by_story_and_theme(home: Household, parts: Parts) -> None:
    counted = replace(parts, newsletter=replace(parts.newsletter, clicks=True))
    for _ in range(2):
        parts.store.clicks.add(PLACE, 1, ways.name("http://gazette.example/1"))
    page = somebody(counted, ANN).get("/desk/figures/1").text
    assert rows(page)["Thornby council sets budget number 1"] == ["2"]
    assert rows(page)["Council money"] == ["2"]
    assert "not by whom" in page
