"""What cannot be stored, and what breaks off, costs itself alone: the others of the round are kept."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pytest

from digest import jobs
from digest import model as m
from digest.errors import Refused, StoreError
from digest.sources import known
from tests.parts import Household, rss
from tests.values import newsletter

FEED, OTHER = "http://gazette.example/feed", "http://towns.example/"
POISON = "Ferry \ud800 news"


@pytest.fixture
def home(tmp_path: Path) -> Iterator[Household]:
    made = Household(tmp_path, newsletter())
    made.crew.serve(FEED, rss("Kerbs come down in town", "Ferry news from the pier"), "application/rss+xml")
    made.crew.serve(OTHER, rss("Bins go out on Mondays", site="http://towns.example"), "application/rss+xml")
    yield made
    made.close()


def poisoned(outcome: m.Outcome) -> m.Outcome:
    """Return an outcome whose posts about ferries hold what no database takes."""
    posts = tuple(replace(post, title=POISON) if "Ferry" in post.title else post for post in outcome.posts)
    return replace(outcome, posts=posts)


@dataclass
class Spoiling:
    """A crew that spoils what visits bring home."""

    crew: Any
    spoil: Any = poisoned

    def run(self, visits: Any) -> Iterator[Any]:
        yield from map(self.spoil, self.crew.run(visits))


def collected(home: Household, **changes: Any) -> tuple[jobs.Collected, list[str]]:
    parts = replace(home.parts(), **changes)
    came = jobs.collect(parts)
    titles = [post.title for post in parts.store.posts.between(home.letter.id, m_past(home), m_future(home))]
    return came, sorted(titles)


def m_past(home: Household) -> Any:
    return home.clock.now().replace(year=2000)


def m_future(home: Household) -> Any:
    return home.clock.now().replace(year=2100)


def test_a_post_that_no_database_takes_is_told_and_all_others_are_kept(home: Household) -> None:
    came, titles = collected(home, crew=Spoiling(home.crew))
    assert titles == ["Bins go out on Mondays", "Kerbs come down in town"]
    (gazette,) = (visit for visit in came.visits if visit.source == "gazette")
    assert gazette.new == 1
    assert any("could not be stored" in one.said for one in gazette.unread)
    assert not came.failed


def test_a_memory_that_no_database_takes_fails_its_source_alone(home: Household) -> None:
    def spoil(outcome: m.Outcome) -> m.Outcome:
        if outcome.memory.asked != FEED:
            return outcome
        return replace(outcome, memory=replace(outcome.memory, learned=POISON))

    came, titles = collected(home, crew=Spoiling(home.crew, spoil))
    assert [visit.failure.trouble for visit in came.failed if visit.failure] == [m.Trouble.UNREADABLE]
    assert "Bins go out on Mondays" in titles
    came, titles = collected(home)
    assert not came.failed
    assert "Ferry news from the pier" in titles


def test_a_defect_in_one_visit_is_that_visits_failure(home: Household, monkeypatch: pytest.MonkeyPatch) -> None:
    decide = known.decide

    def breaks(found: Sequence[m.Post], *rest: Any, **more: Any) -> known.Decided:
        if any("Ferry" in post.title for post in found):
            raise KeyError("ferry")
        return decide(found, *rest, **more)

    monkeypatch.setattr(known, "decide", breaks)
    came, titles = collected(home)
    assert titles == ["Bins go out on Mondays"]
    (failure,) = (visit.failure for visit in came.failed if visit.failure)
    assert "defect of this program (KeyError" in failure.said


def test_a_database_that_is_gone_ends_the_round_after_keeping_what_had_ended(home: Household) -> None:
    class Cut(Spoiling):
        def run(self, visits: Any) -> Iterator[Any]:
            yield next(iter(self.crew.run(visits)))
            raise StoreError("The database does not answer.")

    with pytest.raises(StoreError, match="does not answer"):
        collected(home, crew=Cut(home.crew))
    titles = [post.title for post in home.parts().store.posts.between(home.letter.id, m_past(home), m_future(home))]
    assert len(titles) in (1, 2)


def test_refused_is_an_error_of_the_store() -> None:
    assert issubclass(Refused, StoreError)
