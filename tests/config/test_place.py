"""The newsletter that comes with the program."""

import csv
from collections import Counter
from pathlib import Path

import pytest

from digest import config
from digest import model as m
from digest.config import opml

FILE = Path(__file__).resolve().parents[2] / "feeds" / "place.toml"


@pytest.fixture(scope="module")
def place() -> m.Newsletter:
    return config.read_newsletter(FILE.read_text("utf-8"), "feeds/place.toml")


def test_it_has_sources_of_every_sort_each_with_its_evidence(place):
    assert len(place.sources) >= 40
    assert all(source.evidence for source in place.sources)
    assert set(Counter(source.role for source in place.sources)) >= {
        m.Role.INSTITUTE,
        m.Role.MAGAZINE,
        m.Role.GOVERNMENT,
        m.Role.AUDIT,
    }


def test_it_has_fourteen_themes_with_a_sentence_and_keywords(place):
    assert len(place.themes) == 14
    assert all(theme.description.endswith(".") and 8 <= len(theme.keywords) <= 20 for theme in place.themes)
    words = Counter(word.casefold() for theme in place.themes for word in theme.keywords)
    assert [word for word, count in words.items() if count > 1] == [], "a keyword of two themes says nothing"


def test_the_list_for_other_readers_is_current(place):
    written = FILE.with_suffix(".opml").read_text("utf-8")
    assert written == opml.write(place), "run: digest sources export feeds/place.opml -n place"


@pytest.mark.shared
def test_its_addresses_are_those_that_were_collected(place, shared):
    with (shared / "data" / "web" / "sources.csv").open(encoding="utf-8", newline="") as rows:
        collected = {row["url"] for row in csv.DictReader(rows)}
    assert {source.address for source in place.sources} <= collected
