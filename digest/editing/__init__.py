"""Stories into a draft, a draft into an issue."""

from digest.editing.approve import approve
from digest.editing.compose import compose

__all__ = ["approve", "compose"]
