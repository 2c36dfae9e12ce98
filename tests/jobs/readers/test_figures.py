"""Who left after an issue, by domain and theme, and nobody by name."""

from __future__ import annotations

from digest import jobs
from digest import model as m
from digest.delivery import tokens
from tests.jobs.readers.acts import MONEY, subscribe
from tests.parts import Household
from tests.values import issue


def test_leaving_by_a_mail_counts_for_its_issue_domain_and_theme(home: Household) -> None:
    parts = home.parts()
    subscribe(home, parts, "cat@one.example", MONEY)
    subscribe(home, parts, "dan@one.example")
    parts.store.desk.keep_issue(issue())
    jobs.deliver(parts, 1)
    for address in ("cat@one.example", "dan@one.example"):
        token = tokens.seal(parts.secret, tokens.UNSUBSCRIBE, parts.newsletter.id, address, "1")
        assert jobs.unsubscribe(parts, token)
    found = jobs.figures(parts, 1)
    assert found.ended_domains == {"one.example": {m.Act.LEFT: 2}}
    assert found.ended_themes == {"money": {m.Act.LEFT: 1}, "": {m.Act.LEFT: 1}}
    assert found.domains["one.example"] == {m.Fate.SENT: 2}
    assert "cat@" not in str(found)
