"""A week skipped with a word to readers: everybody gets it, and the next issue tells what this one did not."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from digest import jobs
from digest import model as m
from digest.errors import NotNow, Unfit
from digest.jobs.word import word_to_readers
from tests.parts import Household
from tests.values import NOW, newsletter, post

READERS = "address,name,themes\nann@example.org,Ann,\nben@example.org,Ben,homes\n"
TITLES = ("Thornby agrees the budget it had put off", "Homes wait for bricks", "Auditors read the budget twice")
WORD = "We are *away* until January.\n\nAll that comes out meanwhile is in the next issue."


@pytest.fixture
def house(tmp_path: Path) -> Iterator[Household]:
    made = Household(tmp_path, newsletter(), subscribers=READERS)
    parts = made.parts()
    posts = tuple(post(at, title=title, summary=f"{title}. So it was.") for at, title in enumerate(TITLES, 1))
    seen = m.Visited(m.SourceId("gazette"), NOW, found=3, new=3)
    parts.store.posts.keep(made.letter.id, [m.Outcome(seen, m.Memory(m.SourceId("gazette")), posts)])
    jobs.draft(parts)
    yield made
    made.close()


def test_everybody_gets_it_whatever_their_themes_and_once(house: Household) -> None:
    parts = house.parts()
    issue = word_to_readers(parts, WORD, "ann")
    assert word_to_readers(parts, WORD, "ann", issue.slot) == issue
    jobs.publish(parts)
    assert jobs.deliver(parts).fates == {m.Fate.SENT: 2}
    assert jobs.deliver(parts).tried == 0
    (first, _) = house.office.taken
    assert b"Subject: No issue this time: Place Weekly" in first.body
    assert "We are <em" in (parts.outbox.read("1/email.html") or b"").decode()
    with pytest.raises(NotNow, match="approved as issue 1"):
        word_to_readers(parts, "Another", "ben", issue.slot)


def test_the_next_issue_tells_what_this_one_did_not(house: Household) -> None:
    parts = house.parts()
    word_to_readers(parts, WORD, "ann")
    house.clock.forward(days=7)
    titles = {story.lead.title for story in jobs.draft(parts).content.stories}
    assert titles == set(TITLES)


def test_a_word_needs_words(house: Household) -> None:
    with pytest.raises(Unfit, match="A word to readers needs words"):
        word_to_readers(house.parts(), " \n ", "ann")
    assert house.parts().store.desk.issues(house.letter.id) == ()
