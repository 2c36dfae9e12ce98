"""Small values of the model for tests, each complete and each changed by keyword."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, time, timedelta
from typing import Any

from digest import model as m

NOW = datetime(2026, 6, 11, 11, 0, tzinfo=UTC)
"""A Thursday, noon in London: the cut-off of `newsletter()`."""

PLACE = m.NewsletterId("place")


def newsletter(**changes: Any) -> m.Newsletter:
    """A newsletter that drafts on Thursday at noon and sends on Friday at seven, London time."""
    schedule = m.Schedule(timedelta(hours=1), (m.Occasion(time(12), (3,)),), (m.Occasion(time(7), (4,)),))
    themes = (
        m.Theme(m.ThemeId("money"), "Council money", "Budgets, taxes and audits of councils.", ("budget", "audit")),
        m.Theme(m.ThemeId("homes"), "Homes", "Building and keeping homes.", ("housing", "homes")),
    )
    sources = (
        m.Source(m.SourceId("gazette"), "The Gazette", "http://gazette.example/feed", role=m.Role.MAGAZINE),
        m.Source(m.SourceId("institute"), "Institute of Towns", "http://towns.example/", role=m.Role.INSTITUTE),
    )
    sender = m.Sender("Place Weekly", "digest@place.example", postal_address="1 Market Square, Thornby")
    base = m.Newsletter(PLACE, "Place Weekly", "", "en-GB", "Europe/London", sender, schedule, sources, themes)
    return replace(base, **changes)


def post(number: int = 1, **changes: Any) -> m.Post:
    """A post of the Gazette, one of many."""
    base = m.Post(
        id=m.PostId(f"post{number}"),
        source=m.SourceId("gazette"),
        guid=f"g{number}",
        address=f"http://gazette.example/{number}",
        title=f"Thornby council sets budget number {number}",
        summary=f"The council of Thornby agreed its budget number {number} on Monday evening.",
        text="",
        published=m.Dating(NOW - timedelta(days=1), 0.9, evidence=(m.DateEvidence("feed", "yesterday", NOW),)),
        seen=NOW - timedelta(hours=20),
        keys=(f"guid:g{number}", f"url:gazette.example/{number}"),
        complete=True,
    )
    return replace(base, **changes)


def story(number: int = 1, theme: str = "money", **changes: Any) -> m.Story:
    """A story of one post under a theme."""
    lead = post(number)
    placements = (m.Placement(m.ThemeId(theme), 0.7, ("budget",)),) if theme else ()
    base = m.Story(m.StoryId(f"story{number}"), lead, (), placements, m.Summary(lead.summary, "source"), 0.5)
    return replace(base, **changes)


def draft(slot: str = "place/send@2026-06-12", **changes: Any) -> m.Draft:
    """A draft of two stories for a slot."""
    content = m.Content(
        subject="Thornby sets its budget",
        preheader="and one more",
        introduction="",
        lead=story(1),
        sections=(m.Section(m.ThemeId("money"), (story(2),)),),
        events=(),
        since=NOW - timedelta(days=7),
        until=NOW,
    )
    due = datetime(2026, 6, 12, 6, 0, tzinfo=UTC)
    return replace(m.Draft(PLACE, m.SlotId(slot), due, 1, NOW, content), **changes)


def issue(number: int = 1, slot: str = "place/send@2026-06-12", **changes: Any) -> m.Issue:
    """An approved issue; only tests make one without `editing.approve`."""
    made = draft(slot)
    return replace(m.Issue(PLACE, number, m.SlotId(slot), made.due, NOW, "ann", made.content), **changes)


def delivery(number: int = 1, **changes: Any) -> m.Delivery:
    """A pending delivery of issue 1 to one reader."""
    address = f"reader{number}@example.org"
    return replace(m.Delivery(PLACE, 1, address, f"<{number}@place.example>", m.Fate.PENDING), **changes)


FILE = """
title = "Place Weekly"
[sender]
name = "Place Weekly"
address = "digest@place.example"
postal_address = "1 Market Square, Thornby"
[schedule]
collect = "hourly"
draft = "Thursday 12:00"
send = "Friday 07:00"
[[theme]]
id = "money"
name = "Council money"
description = "Budgets, taxes and audits of councils."
keywords = ["budget", "audit"]
[[theme]]
id = "homes"
name = "Homes"
description = "Building and keeping homes."
keywords = ["housing", "homes"]
[[source]]
id = "gazette"
name = "The Gazette"
address = "http://gazette.example/feed"
role = "magazine"
"""
"""A newsletter's file, as somebody would write it: two themes, one source."""
