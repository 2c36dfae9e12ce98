"""A newsletter from what a sector publishes: collected, grouped by theme, looked over, sent.

`import digest` gives the program as functions (`collect`, `group`, `render`, `send`, see `digest.library`);
nothing is loaded before it is asked for.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

__version__ = "0.1.0"

if TYPE_CHECKING:
    from digest.library import Collection, Edition, collect, group, read_newsletter, render, send

__all__ = ["Collection", "Edition", "collect", "group", "read_newsletter", "render", "send"]


def __getattr__(name: str) -> object:
    """Return a name of the library, loaded now (PEP 562): the command must not pay for it."""
    if name not in __all__:
        raise AttributeError(f"module 'digest' has no attribute {name!r}")
    from digest import library

    return getattr(library, name)
