"""The hub is told of feeds that changed, once they lie in the outbox; whatever it does, the issue is out."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from digest import jobs
from digest import model as m
from tests.parts import Household, TableCrew, rss
from tests.values import newsletter

FEED, HUB = "http://gazette.example/feed", "https://hub.example.org/"


class Hub(TableCrew):
    """A web with a hub in it that remembers what it was told, and what lay in the outbox then."""

    def __init__(self, status: int = 202) -> None:
        super().__init__()
        self.told: list[tuple[tuple[str, str], ...]] = []
        self.answers[HUB] = m.Response(HUB, status, (), b"")

    def _answer(self, step):  # type: ignore[no-untyped-def]  # as its parent has it
        if isinstance(step, m.Request) and step.form:
            self.told.append(step.form)
        return super()._answer(step)


@pytest.fixture
def home(tmp_path: Path) -> Iterator[Household]:
    made = Household(tmp_path, replace(newsletter(), hub=HUB), crew=Hub())
    told = rss("Thornby council sets its budget", "Larkwell builds homes at its old station")
    # each under a theme of its own: what they are told at length must not speak of both
    made.crew.serve(FEED, told.replace("the budget for homes and streets has to be settled", "nothing was settled"))
    yield made
    made.close()


@pytest.fixture
def parts(home: Household) -> jobs.Parts:
    """An issue is approved."""
    ours = home.parts()
    jobs.collect(ours)
    home.clock.forward(minutes=5)
    jobs.draft(ours)
    jobs.approve(ours, "ann")
    return ours


def topics(home: Household) -> list[list[str]]:
    assert isinstance(home.crew, Hub)
    assert all(form[0] == ("hub.mode", "publish") for form in home.crew.told)
    return [[value for name, value in form if name == "hub.url"] for form in home.crew.told]


def test_it_is_told_of_the_feeds_that_changed(home: Household, parts: jobs.Parts) -> None:
    assert jobs.publish(parts).untold == ""
    (told,) = topics(home)
    assert f"{parts.public}/feeds/issues.xml" in told
    assert {address.rpartition(".")[2] for address in told} == {"xml", "atom", "json"}
    jobs.correct(parts, 1, jobs.Right("thornby", "Thornby council delays its budget"), "ann")
    again = topics(home)[1]
    assert f"{parts.public}/feeds/stories.atom" in again
    assert set(again) < set(told)


def test_published_again_it_is_told_again_of_all(home: Household, parts: jobs.Parts) -> None:
    """The run before may have been killed after the files and before the hub."""
    jobs.publish(parts)
    jobs.publish(parts)
    first, second = topics(home)
    assert sorted(first) == sorted(second)


@pytest.mark.parametrize(
    ("answer", "said"),
    [
        (m.Response(HUB, 503, (), b""), "The hub answered 503."),
        (m.Failure(m.Trouble.SLOW, HUB, "It did not answer."), "It did not answer."),
    ],
)
def test_a_hub_in_trouble_keeps_nothing_back(home: Household, parts: jobs.Parts, answer, said: str) -> None:
    home.crew.answers[HUB] = answer
    written = jobs.publish(parts)
    assert written.untold == said
    assert parts.outbox.read("1/index.html")


def test_without_a_hub_nobody_is_told(home: Household, parts: jobs.Parts) -> None:
    jobs.publish(replace(parts, newsletter=replace(parts.newsletter, hub="")))
    assert topics(home) == []
