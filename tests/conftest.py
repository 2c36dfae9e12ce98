"""Fixtures that every test may use."""

from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]


@pytest.fixture(scope="session")
def shared() -> Path:
    """The measured corpora beside the checkout; other people do not have them."""
    folder = ROOT.parent / "shared"
    if not folder.is_dir():
        pytest.skip("the measured corpora (../shared) are not here")
    return folder
