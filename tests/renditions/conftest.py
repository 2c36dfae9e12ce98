"""Our own templates, for every test of renditions."""

import pytest

from digest import paths
from digest.adapters.templates import JinjaTemplates


@pytest.fixture(scope="session")
def templates() -> JinjaTemplates:
    """The templates that come with the program."""
    return JinjaTemplates([paths.templates()])
