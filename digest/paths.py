"""Where the files that travel with the program are: in an installed wheel, else in the checkout."""

from __future__ import annotations

from pathlib import Path

PACKAGE = Path(__file__).resolve().parent


def carried(name: str) -> Path:
    """Return the folder of this name that came with the program.

    A wheel carries it as `digest/_data/NAME` (see pyproject.toml); a checkout has it beside the package.
    """
    installed = PACKAGE / "_data" / name
    return installed if installed.is_dir() else PACKAGE.parent / name


def templates() -> Path:
    """Return the folder of our own Jinja templates."""
    return carried("templates")


def feeds() -> Path:
    """Return the folder of the newsletters and source lists that we bring along."""
    return carried("feeds")
