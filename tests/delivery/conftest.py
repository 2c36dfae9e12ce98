"""An issue, a newsletter and a mail to send, all invented."""

from __future__ import annotations

from datetime import time, timedelta

import pytest

from digest import model as m
from tests.delivery.harbour import SENT_AT


@pytest.fixture
def newsletter() -> m.Newsletter:
    schedule = m.Schedule(timedelta(hours=1), (m.Occasion(time(12), (3,)),), (m.Occasion(time(7), (4,)),))
    themes = (
        m.Theme(m.ThemeId("finance"), "Council finance", "Money."),
        m.Theme(m.ThemeId("homes"), "Homes", "Houses."),
    )
    sender = m.Sender("Harbour Weekly", "digest@harbour.example", "editor@harbour.example", "1 Quay, Harbour")
    return m.Newsletter(
        m.NewsletterId("harbour"), "Harbour Weekly", "", "en-GB", "Europe/London", sender, schedule, (), themes
    )


@pytest.fixture
def issue() -> m.Issue:
    content = m.Content("Ships come in", "", "", None, (), (), SENT_AT - timedelta(days=7), SENT_AT)
    return m.Issue(m.NewsletterId("harbour"), 12, m.SlotId("weekly@2026-11-27"), SENT_AT, SENT_AT, "editor", content)


@pytest.fixture
def mail() -> m.Mail:
    leave = m.Mark.UNSUBSCRIBE
    html = f'<html><body><h1>Ships &amp; quays</h1><p>Naïve café — 5 = 5.</p><a href="{leave}">Leave</a> <a href="{m.Mark.PREFERENCES}">Choose</a></body></html>\n'
    return m.Mail(
        "Ships come in",
        html,
        f"Ships & quays\n\nNaïve café — 5 = 5.\n\nLeave: {leave}\nChoose: {m.Mark.PREFERENCES}\n",
        3,
    )
