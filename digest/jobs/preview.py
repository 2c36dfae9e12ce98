"""What would be sent and what was published, to be looked at: nothing is stored."""

from __future__ import annotations

from digest import model as m
from digest import renditions
from digest.errors import TemplateError
from digest.jobs.draft import as_issue
from digest.jobs.examine import not_known
from digest.jobs.parts import Parts
from digest.jobs.pictures import picture_of_draft
from digest.renditions import doctor


def preview(parts: Parts, waiting: m.Draft, themes: tuple[m.ThemeId, ...] = ()) -> m.Mail:
    """Return the draft's mail exactly as it would be sent now, to a reader of all themes or of some.

    Raises `TemplateError`, `NotNow` where it is empty.
    """
    return preview_of(parts, as_issue(parts, waiting), themes)


def preview_of(parts: Parts, issue: m.Issue, themes: tuple[m.ThemeId, ...] = ()) -> m.Mail:
    """Return an issue's mail exactly as it is sent, to a reader of all themes or of some. Raises `TemplateError`."""
    known = tuple(theme.id for theme in parts.newsletter.themes if theme.id in themes)
    if known:
        return renditions.segments(issue, parts.newsletter, parts.templates, parts.public).mail(known)
    return renditions.mail(issue, parts.newsletter, parts.templates, parts.public)


def unasked(parts: Parts, waiting: m.Draft) -> int:
    """Return to how many addresses a draft's mail leads that nobody asked lately; what makes no mail has none."""
    if not waiting.content.stories:
        return 0
    try:
        mail = preview(parts, waiting)
    except TemplateError:
        return 0
    links = doctor.to_check(doctor.page(mail.html), parts.public)
    return len(not_known(parts, [one for one in links if one not in tuple(m.Mark)]))


def as_published(parts: Parts, waiting: m.Draft) -> dict[str, bytes]:
    """Return every file that would be written if the draft were approved now, by its path in the outbox.

    The page, the mail, feeds, calendars, indexes: made by the function that publishes. Raises as `preview`.
    """
    issue, issues = as_issue(parts, waiting), parts.store.desk.issues(parts.newsletter.id)
    corrections = parts.store.corrections.all(parts.newsletter.id)
    made = renditions.publish(issue, issues, parts.newsletter, parts.templates, parts.public, corrections)
    return {one.path: one.body for one in made.renditions}


def published(parts: Parts, path: str) -> bytes | None:
    """Return a file of the outbox, or the waiting draft's picture where it will be; None where there is neither."""
    return parts.outbox.read(path) or picture_of_draft(parts, path)
