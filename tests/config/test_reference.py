"""docs/settings.md is what the definitions say."""

import runpy
import warnings
from dataclasses import fields
from pathlib import Path

from digest.config import reference, settings
from digest.config.tables import NewsletterFile

PAGE = Path(__file__).resolve().parents[2] / "docs" / "settings.md"


def test_the_page_is_current():
    assert PAGE.read_text("utf-8") == reference.page(), "run: python -m digest.config.reference > docs/settings.md"


def test_the_page_is_written_by_the_module_itself(capsys):
    with warnings.catch_warnings(action="ignore", category=RuntimeWarning):  # it is imported above
        runpy.run_module("digest.config.reference", run_name="__main__")
    assert capsys.readouterr().out == reference.page()


def test_every_setting_has_a_row():
    page = reference.page()
    assert all(f"`{settings.variable(key)}`" in page for key in settings.every())
    assert all(f"`{one.name}`" in page or f"[{one.name}]" in page for one in fields(NewsletterFile))
