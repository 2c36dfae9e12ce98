"""What would be sent and what was published, to be looked at: nothing is stored."""

from __future__ import annotations

from digest import model as m
from digest import renditions
from digest.jobs.draft import as_issue
from digest.jobs.parts import Parts
from digest.jobs.pictures import picture_of_draft


def preview(parts: Parts, waiting: m.Draft, themes: tuple[m.ThemeId, ...] = ()) -> m.Mail:
    """Return the draft's mail exactly as it would be sent now, to a reader of all themes or of some.

    Raises `TemplateError`, `NotNow` where it is empty.
    """
    issue = as_issue(parts, waiting)
    if themes:
        return renditions.segments(issue, parts.newsletter, parts.templates, parts.public).mail(themes)
    return renditions.mail(issue, parts.newsletter, parts.templates, parts.public)


def published(parts: Parts, path: str) -> bytes | None:
    """Return a file of the outbox, or the waiting draft's picture where it will be; None where there is neither."""
    return parts.outbox.read(path) or picture_of_draft(parts, path)
