"""The template that docs/templates.md shows, used as it says."""

from __future__ import annotations

import re
from pathlib import Path

from tests.features.conftest import Home

PAGE = Path(__file__).resolve().parents[2] / "docs" / "templates.md"


def test_the_block_that_is_shown_puts_its_line_above_our_footer(home: Home) -> None:
    (shown,) = re.findall(r"```jinja\n(.*?)```", PAGE.read_text("utf-8"), re.DOTALL)
    own = home.folder / "templates" / "email" / "issue.mjml"
    own.parent.mkdir(parents=True, exist_ok=True)
    own.write_text(shown, "utf-8")
    home.run("check")
    home.approve()
    home.run("publish")
    mail = (home.folder / "outbox" / "1" / "email.html").read_text("utf-8")
    assert 0 < mail.index("back room.") < mail.index("You get this mail because")

    own.write_text(shown.replace("issue.title", "issue.titel"), "utf-8")
    assert "templates/email/issue.mjml:4:" in home.run("check", status=2).stdout
