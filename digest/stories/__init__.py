"""Posts into stories under themes, ranked, each with its reasons.

What needs numpy is loaded when it is asked for: numpy takes a tenth of the time in which the program starts.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from digest.stories import emerging, lessons, telling, themes
    from digest.stories.telling import tell

__all__ = ["emerging", "lessons", "tell", "telling", "themes"]


def __getattr__(name: str) -> object:
    """Return `tell` or one of the modules, loaded now (PEP 562)."""
    if name not in __all__:
        raise AttributeError(f"module 'digest.stories' has no attribute {name!r}")
    return import_module("digest.stories.telling").tell if name == "tell" else import_module(f"digest.stories.{name}")
