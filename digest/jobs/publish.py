"""An issue's renditions, written to the outbox."""

from __future__ import annotations

from dataclasses import dataclass

from digest import model as m
from digest import renditions
from digest.errors import NothingThere
from digest.jobs import hub, pictures
from digest.jobs.parts import Parts


@dataclass(frozen=True, slots=True)
class Written:
    """What publishing did: every path of the issue, those whose bytes changed, and the cards reduced.

    `untold` is why the hub does not know of it, "" where it does or none is set.
    """

    issue: m.Issue
    paths: tuple[str, ...]
    changed: tuple[str, ...]
    quarantined: tuple[m.Quarantined, ...]
    untold: str = ""


def publish(parts: Parts, number: int | None = None) -> Written:
    """Write the issue's renditions, the feeds and the archive; unchanged files stay untouched. Tell the hub of feeds.

    It is told of those that changed. Where none did it is told of all: somebody publishes again, or a run was killed
    before it came to that.
    Raises `NothingThere` where there is no such issue, `OutboxError`, `TemplateError`.
    """
    issue = the_issue(parts, number)
    issues = parts.store.desk.issues(parts.newsletter.id)
    corrections = parts.store.corrections.all(parts.newsletter.id)
    published = renditions.publish(issue, issues, parts.newsletter, parts.templates, parts.public, corrections)
    written = (*published.renditions, *pictures.files(parts, issue), *pictures.logo(parts))
    changed = parts.outbox.write(written)
    paths = tuple(rendition.path for rendition in written)
    untold = hub.tell(parts, hub.feeds(changed) or hub.feeds(paths))
    return Written(issue, paths, changed, published.quarantined, untold)


def publish_all(parts: Parts) -> tuple[str, ...]:
    """Write every issue's renditions anew, as after a change of templates or address; return the paths that changed.

    Raises `OutboxError`, `TemplateError`.
    """
    issues = parts.store.desk.issues(parts.newsletter.id)
    corrections = parts.store.corrections.all(parts.newsletter.id)
    made = renditions.publish_all(issues, parts.newsletter, parts.templates, parts.public, corrections)
    shown = (file for issue in issues for file in pictures.files(parts, issue))
    changed = parts.outbox.write((*made, *shown, *pictures.logo(parts)))
    hub.tell(parts, hub.feeds(changed))
    return changed


def the_issue(parts: Parts, number: int | None) -> m.Issue:
    """Return the issue of that number, or the newest. Raises `NothingThere`."""
    desk = parts.store.desk
    issues = desk.issues(parts.newsletter.id)
    issue = desk.issue(parts.newsletter.id, number) if number else (issues[0] if issues else None)
    if issue is None:
        what = f"There is no issue {number}." if number else "There is no issue yet."
        raise NothingThere(f"{what} Approve a draft with: digest approve", about=str(number or ""))
    return issue
