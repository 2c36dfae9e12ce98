"""The only way from a draft to an issue."""

from __future__ import annotations

from datetime import datetime

from digest import errors
from digest import model as m


def approve(draft: m.Draft, *, number: int, by: str, now: datetime, dated: datetime) -> m.Issue:
    """Return the draft as an issue, frozen as it stands. Raises `NotNow` where there is nothing in it.

    `number` is the issue's, from 1; `by` who approved ("policy" where nobody did); `dated` the day it bears.
    """
    if not draft.content.stories:
        raise errors.NotNow(
            f"the draft of {draft.slot} holds no story, so there is nothing to approve; collect again or widen "
            "the window, then draft again",
            about=draft.slot,
        )
    return m.Issue(draft.newsletter, number, draft.slot, dated, now, by, draft.content)


def word(draft: m.Draft, text: str, title: str, *, number: int, by: str, now: datetime, dated: datetime) -> m.Issue:
    """Return an issue that is nothing but a word to readers, instead of what the draft holds.

    Its window is empty, so that the next issue tells what this one did not. `title` is the newsletter's.
    """
    since = draft.content.since
    content = m.Content(f"No issue this time: {title}", "", text, None, (), (), since, since)
    return m.Issue(draft.newsletter, number, draft.slot, dated, now, by, content)
