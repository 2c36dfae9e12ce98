"""Stories into a draft, a draft changed by editors and changed back, a draft into an issue."""

from digest.editing.approve import approve, word
from digest.editing.clashes import Clash, clash
from digest.editing.compose import compose
from digest.editing.edits import apply, settled
from digest.editing.history import fold, is_edit, standing
from digest.editing.places import find
from digest.editing.wording import said, tidied

__all__ = [
    "Clash",
    "apply",
    "approve",
    "clash",
    "compose",
    "find",
    "fold",
    "is_edit",
    "said",
    "settled",
    "standing",
    "tidied",
    "word",
]
