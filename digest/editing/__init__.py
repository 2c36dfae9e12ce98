"""Stories into a draft, a draft into an issue."""

from digest.editing.approve import approve
from digest.editing.compose import compose
from digest.editing.edits import again, apply, undo

__all__ = ["again", "apply", "approve", "compose", "undo"]
