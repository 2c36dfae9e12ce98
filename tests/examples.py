"""How many examples a property tries."""

from __future__ import annotations

from hypothesis import settings


def examples(count: int) -> settings:
    """Return settings for so many examples where other properties try a hundred; a profile means more of all, or fewer."""
    return settings(max_examples=max(1, count * settings().max_examples // 100), deadline=None)
