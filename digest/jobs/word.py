"""A week skipped with a word to readers: an issue that is nothing but the word, sent as any other."""

from __future__ import annotations

from digest import editing
from digest import model as m
from digest.editing import wording
from digest.errors import NotNow, NotSound
from digest.jobs import history
from digest.jobs.examine import examine
from digest.jobs.parts import Parts

_WORD = wording.Field("word to readers", 20_000, needed=True, lines=True)


def word_to_readers(
    parts: Parts, text: str, by: str, slot: m.SlotId | None = None, *, anyway: bool = False
) -> m.Issue:
    """Return an approved issue that is a word to readers in Markdown, instead of the draft in hand; once a slot.

    What the draft holds waits for the next issue. Raises `Unfit` without words, `NotSound` as approval does, and
    what there is to say where no draft is open.
    """
    said = wording.typed(text, _WORD)
    if slot and (known := parts.store.desk.issue_of(slot)) and known.content.introduction == said:
        return known
    waiting = history.waiting(parts, slot)
    number = parts.store.desk.next_number(parts.newsletter.id)
    title, now = parts.newsletter.title, parts.clock.now()
    issue = editing.word(waiting, said, title, number=number, by=by, now=now, dated=waiting.due)
    stops = examine(parts, issue).stops
    if stops and not anyway:
        told = "\n".join(f"- {one.what} {one.how}" for one in stops)
        raise NotSound(f"The word was not approved. The mail doctor found:\n{told}", about=waiting.slot)
    kept = parts.store.desk.freeze(issue, waiting.revision)
    if kept is None or kept.slot != waiting.slot:
        raise NotNow(
            "The draft was changed at this very moment. Nothing was sent: do this again.", about=waiting.slot
        )
    return kept
