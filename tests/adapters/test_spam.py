"""What SpamAssassin says, read; and asked where it is installed."""

from __future__ import annotations

import shutil

import pytest

from digest import paths
from digest.adapters import spam
from digest.adapters.templates import JinjaTemplates
from digest.model import SpamScore
from tests.renditions.doctor.mails import case_of, issue_of

HEAD = """X-Spam-Checker-Version: SpamAssassin 4.0.1
X-Spam-Status: No, score=-0.1 required=5.0 tests=MSGID_SHORT,NO_RECEIVED,
\tNO_RELAYS autolearn=ham autolearn_force=no version=4.0.1
Subject: X"""


def test_the_header_is_read_folded_or_not() -> None:
    assert spam.read(HEAD) == SpamScore(-0.1, 5.0, ("MSGID_SHORT", "NO_RECEIVED", "NO_RELAYS"))
    assert spam.read("X-Spam-Status: Yes, score=7.2 required=5.0 tests=none version=4") == SpamScore(7.2, 5.0, ())
    assert spam.read("Subject: no such header") == "SpamAssassin's answer could not be read."


def test_without_the_program_the_reason_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shutil, "which", lambda _: None)
    assert spam.score(b"Subject: x\r\n\r\nx") == "SpamAssassin is not installed."


@pytest.mark.skipif(not shutil.which(spam.PROGRAM), reason="SpamAssassin is not installed")
def test_an_ordinary_issue_is_far_from_spam() -> None:
    _, octets = case_of(issue_of(30), JinjaTemplates([paths.templates()]))
    said = spam.score(octets)
    assert isinstance(said, SpamScore), said
    assert said.points <= 0.5, said
