"""Who wrote a page and when, where only plain lines near its heading say so."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from digest.model import Article
from digest.sources.articles import read_article

NOW = datetime(2026, 7, 20, 9, tzinfo=UTC)
WORDS = (
    "The harbour wall is to be mended at last, says the council, which has found the money for it in an old fund. "
)


def article(line: str, language: str = "en") -> Article:
    page = (
        f"<html lang={language}><h1>Harbour wall to be mended</h1><p>{line}</p><p>{WORDS * 4}</p><p>{WORDS * 3}</p>"
    )
    return read_article(page, "https://tarn.example/wall", NOW)


@pytest.mark.parametrize(
    ("line", "names"),
    [
        ("By Ada Lund", ("Ada Lund",)),
        ("14 July 2026 by Ada Lund", ("Ada Lund",)),
        ("Von Ada Lund · 14. Juli 2026", ("Ada Lund",)),
        ("Words: Ada Lund and Bo van der Stern", ("Ada Lund", "Bo van der Stern")),
        ("Posted by Ada Lund, Cy O’Dell | 3 min read", ("Ada Lund", "Cy O’Dell")),
        ("By the time it is done, winter will be over", ()),
        ("By Tuesday", ()),
        ("By 5pm on 14 July", ()),
        ("Money for the wall", ()),
    ],
)
def test_a_byline_without_any_mark(line: str, names: tuple[str, ...]) -> None:
    assert article(line).authors == names


@pytest.mark.parametrize("line", ["Posted yesterday", "Gestern", "Yesterday at 10.15"])
def test_a_page_that_came_out_yesterday(line: str) -> None:
    published = article(line).published
    assert published is not None
    assert published.at.date().isoformat() == "2026-07-19"


def test_yesterday_in_a_sentence_dates_nothing() -> None:
    assert article("What was said yesterday in the town hall is not forgotten by anyone here").published is None
