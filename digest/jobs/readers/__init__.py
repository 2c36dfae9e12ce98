"""Readers: signing up, choosing, leaving, lists and imports, and the letters about it all."""

from digest.jobs.readers.choosing import Choice, choice, choose, kept, opened_by
from digest.jobs.readers.leaving import end, erase, release, unsubscribe
from digest.jobs.readers.letters import Words, message_of, post, rendered, words
from digest.jobs.readers.lists import Imported, import_readers, take_list
from digest.jobs.readers.signing_up import answer, ask, confirm, forget_unconfirmed, wording

__all__ = [
    "Choice",
    "Imported",
    "Words",
    "answer",
    "ask",
    "choice",
    "choose",
    "confirm",
    "end",
    "erase",
    "forget_unconfirmed",
    "import_readers",
    "kept",
    "message_of",
    "opened_by",
    "post",
    "release",
    "rendered",
    "take_list",
    "unsubscribe",
    "wording",
    "words",
]
