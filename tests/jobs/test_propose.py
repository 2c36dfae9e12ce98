"""Subjects that no theme covers are proposed, and let be for good when they are dismissed."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from digest import jobs
from digest import model as m
from digest.errors import NothingThere
from digest.jobs import propose
from tests.parts import Household
from tests.values import NOW, post

BEES = [f"Beekeepers of {town} count hives and honey after the {when}" for town in ("Hexley", "Marlow", "Orn", "Thornby", "Fell") for when in ("frost", "rain")]  # fmt: skip
MONEY = [f"{town} agrees its budget and the audit of {what}" for town in ("Hexley", "Marlow", "Orn", "Thornby", "Fell") for what in ("parks", "roads")]  # fmt: skip


@pytest.fixture
def parts(tmp_path: Path) -> Iterator[jobs.Parts]:
    house = Household(tmp_path)
    made = house.parts()
    posts = tuple(
        post(at, title=title, summary=f"{title}, it was said.") for at, title in enumerate([*BEES, *MONEY], 1)
    )
    visit = m.Outcome(m.Visited(m.SourceId("gazette"), NOW), m.Memory(m.SourceId("gazette")), posts)
    made.store.posts.keep(made.newsletter.id, [visit])
    yield made
    house.close()


def test_what_fits_nowhere_is_proposed_with_its_words_and_posts(parts: jobs.Parts) -> None:
    (found,) = [one for one in propose.proposals(parts) if "honey" in one.words]
    assert found.posts >= 8
    assert all("Beekeepers" in p.title for p in found.nearest)
    assert propose.proposed(parts, found.label) == found
    assert propose.proposed(parts, "honey") == found


def test_what_was_dismissed_does_not_come_back(parts: jobs.Parts) -> None:
    propose.dismiss(parts, propose.proposed(parts, "honey"))
    assert not [one for one in propose.proposals(parts) if "honey" in one.words]
    with pytest.raises(NothingThere, match="No one subject is meant by 'honey'"):
        propose.proposed(parts, "honey")
