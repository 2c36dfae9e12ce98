"""How places are shared."""

from __future__ import annotations

from dataclasses import replace

from digest import model as m
from digest.stories.fairness import fairness
from tests.values import issue, newsletter, post, story


def of(source: str, number: int, *others: str) -> m.Story:
    lead = post(number, source=m.SourceId(source))
    return story(number, lead=lead, others=tuple(post(100 + at, source=m.SourceId(o)) for at, o in enumerate(others)))


def test_shares_add_up_and_name_who_had_nothing() -> None:
    stories = (of("gazette", 1, "wire", "wire", "gazette"), of("gazette", 2), of("gazette", 3), of("wire", 4))
    made = issue(1)
    made = replace(made, content=replace(made.content, lead=None, sections=(m.Section(m.ThemeId("money"), stories),)))
    found = fairness([made], newsletter().sources)
    assert [(s.source, s.leads, s.named, s.share) for s in found.shares] == [
        ("gazette", 3, 0, 0.75),
        ("wire", 1, 1, 0.25),
        ("institute", 0, 0, 0.0),
    ]
    assert (found.places, found.issues, found.equal) == (4, 1, 1.6)


def test_without_issues_there_are_no_shares_to_speak_of() -> None:
    found = fairness([], newsletter().sources)
    assert (found.places, found.equal, {s.share for s in found.shares}) == (0, 0.0, {0.0})
