"""Posts for the tests of stories: invented, each by a few words."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from digest import model as m
from tests.values import NOW, newsletter

ROLES = {
    "institute": m.Role.INSTITUTE,
    "ministry": m.Role.GOVERNMENT,
    "gazette": m.Role.MAGAZINE,
    "mercury": m.Role.MAGAZINE,
    "wire": m.Role.NEWS,
}
SOURCES = tuple(
    m.Source(m.SourceId(name), name.title(), f"http://{name}.example/", role=role) for name, role in ROLES.items()
)
THEMES = (
    m.Theme(m.ThemeId("money"), "Council money", "Budgets and taxes.", ("section 114", "council tax", "audit")),
    m.Theme(m.ThemeId("homes"), "Homes", "Building and keeping homes.", ("housing", "tenants", "planning consent")),
    m.Theme(m.ThemeId("roads"), "Roads and transport", "Roads, buses and trains.", ("potholes", "bus", "bridge")),
)
PLACE = newsletter(sources=SOURCES, themes=THEMES)


def post(name: str, source: str, title: str, *, days: float = 1.0, **changes: Any) -> m.Post:
    """A post of a source, so many days before NOW."""
    at = NOW - timedelta(days=days)
    values: dict[str, Any] = {
        "summary": "",
        "text": "",
        "published": m.Dating(at, 0.9, evidence=(m.DateEvidence("feed", "then", at),)),
        "seen": at,
        "keys": (f"url:{name}",),
    }
    return m.Post(
        m.PostId(name), m.SourceId(source), name, f"http://{source}.example/{name}", title, **(values | changes)
    )


def event(start: datetime, **changes: Any) -> m.Event:
    """An event with a moment."""
    return m.Event("A meeting", start, **changes)


LAUNCH = (
    post(
        "a",
        "institute",
        "The Patient Kerb: who pays for the streets we walk on",
        summary="Our new report for the Larkhill Institute finds that 412 councils spend £9.3m a year less on pavements, and asks for a Kerb Fund.",
        text="The Patient Kerb is written by Orla Finch. It proposes a Kerb Fund.",
    ),
    post(
        "b",
        "gazette",
        "Pavements are short of £9.3m, think tank warns",
        summary="A report by the Larkhill Institute, The Patient Kerb, says pavements in 412 councils are short of £9.3m.",
        text="Orla Finch, its author, wants a Kerb Fund for pavements.",
    ),
    post(
        "c",
        "wire",
        "Call for a fund as walkers stumble",
        summary="Orla Finch of the Larkhill Institute asks for a Kerb Fund: pavements lack £9.3m in 412 councils.",
        text="The Patient Kerb appeared this morning.",
    ),
)
"""One launch, reported by three outlets under headlines that share no word that counts."""
