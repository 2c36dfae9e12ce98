"""Issues with their corrections applied: what the archive, the feeds and the data show.

Ids and addresses are made of frozen facts that no correction touches, so a corrected item is updated where it
stands and never repeated. The mail stays as it was sent; the next one tells what was wrong.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from digest import model as m
from digest.renditions import words
from digest.renditions.addresses import Addresses


@dataclass(frozen=True, slots=True)
class Note:
    """A correction as readers see it: `date` "28 November 2026", `machine` the same as YYYY-MM-DD.

    `label` and `address` say and lead to what was corrected; where the note stands beside it they are "".
    """

    date: str
    machine: str
    text: str
    label: str = ""
    address: str = ""


def corrected(issue: m.Issue, corrections: Iterable[m.Correction]) -> m.Issue:
    """Return the issue with the words that are right, and `corrections` (its own of those given) oldest first.

    With none of its own it is returned as it is. A story that a later correction changes again has its last words.
    """
    own = sorted(
        (one for one in corrections if (one.newsletter, one.issue) == (issue.newsletter, issue.number)),
        key=lambda one: one.number,
    )
    if not own:
        return issue
    content, head = issue.content, issue.content.lead
    events = tuple(_story(story, own) for story in content.events)
    sections = tuple(
        replace(section, stories=tuple(_story(story, own) for story in section.stories))
        for section in content.sections
    )
    right = replace(
        content,
        subject=_line(content.subject, own),
        preheader=_line(content.preheader, own),
        lead=_story(head, own) if head else None,
        sections=sections,
        events=events,
    )
    return replace(issue, content=right, corrections=tuple(own))


def of_story(issue: m.Issue, story: m.StoryId) -> tuple[m.Correction, ...]:
    """Return a story's corrections, oldest first."""
    return tuple(one for one in issue.corrections if story and one.story == story)


def updated(issue: m.Issue) -> datetime:
    """Return when the issue last changed for its readers: approved, or corrected since."""
    return max((issue.approved, *(one.made for one in issue.corrections)))


def story_updated(issue: m.Issue, story: m.StoryId) -> datetime | None:
    """Return when a story of the issue was last corrected, None where it never was."""
    return max((one.made for one in of_story(issue, story)), default=None)


def beside(corrections: Sequence[m.Correction], newsletter: m.Newsletter) -> tuple[Note, ...]:
    """Return corrections as notes that stand beside what they correct."""
    return tuple(_note(one, newsletter) for one in corrections)


def told(content: m.Content, newsletter: m.Newsletter, addresses: Addresses) -> tuple[Note, ...]:
    """Return the corrections of earlier issues that this one tells, each with where it belongs."""
    return tuple(
        replace(_note(one, newsletter), label=_label(one), address=_place(one, addresses))
        for one in content.corrections
    )


def _note(correction: m.Correction, newsletter: m.Newsletter) -> Note:
    at = correction.made.astimezone(words.zone(newsletter.time_zone))
    return Note(words.full_day(at), f"{at:%Y-%m-%d}", words.line(correction.note, words.SUMMARY))


def _label(correction: m.Correction) -> str:
    title = words.line(correction.title or correction.about, 120)
    return f"No. {correction.issue}, “{title}”" if title else f"No. {correction.issue}"


def _place(correction: m.Correction, addresses: Addresses) -> str:
    page = addresses.issue(correction.issue)
    return f"{page}#story-{addresses.key_of(correction.story)}" if correction.story else page


def _story(story: m.Story, own: Sequence[m.Correction]) -> m.Story:
    for one in own:
        if one.story == story.id:
            lead = replace(story.lead, title=one.title or story.lead.title)
            summary = m.Summary(one.summary, "text") if one.summary else story.summary
            story = replace(story, lead=lead, summary=summary)
    return story


def _line(line: str, own: Sequence[m.Correction]) -> str:
    """Return a subject or preheader without the headlines that were wrong."""
    for one in own:
        if one.title and one.about:
            line = _said(line, one)
    return line


def _said(line: str, correction: m.Correction) -> str:
    """Return a line with the corrected headline where the wrong one stood, whole or cut short at its beginning."""
    wrong, right = words.line(correction.about).rstrip("."), words.line(correction.title).rstrip(".")
    cut, ellipsis, rest = line.partition("…")
    if wrong not in line and ellipsis and wrong.startswith(cut):
        return f"{right}{rest}"
    return line.replace(wrong, right)
