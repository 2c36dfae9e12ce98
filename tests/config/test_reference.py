"""docs/settings.md is what the definitions say."""

from dataclasses import fields
from pathlib import Path

from digest.config import reference, settings
from digest.config.tables import NewsletterFile

PAGE = Path(__file__).resolve().parents[2] / "docs" / "settings.md"


def test_the_page_is_current():
    assert PAGE.read_text("utf-8") == reference.page(), "run: python -m digest.config.reference > docs/settings.md"


def test_every_setting_has_a_row():
    page = reference.page()
    assert all(f"`{settings.variable(key)}`" in page for key in settings.every())
    assert all(f"`{one.name}`" in page or f"[{one.name}]" in page for one in fields(NewsletterFile))
