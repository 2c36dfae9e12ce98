"""An issue put right after it is out: archive and feeds at once, its readers by the next issue."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from digest import model as m
from digest.errors import NothingThere, NotNow
from digest.jobs import history
from digest.jobs.parts import Parts
from digest.jobs.publish import Written, publish, the_issue
from digest.renditions.addresses import addresses
from digest.renditions.corrections import corrected


@dataclass(frozen=True, slots=True)
class Corrected:
    """A correction as it is stored; `new` is False where it was there already.

    `written` is None where the issue was never published.
    """

    correction: m.Correction
    new: bool
    written: Written | None


@dataclass(frozen=True, slots=True)
class Right:
    """What is right: for a story its headline, its summary or both, "" for what stays; and a note for readers.

    `story` is anything that names one story of the issue: its id, the name in its anchor, words of its headline.
    """

    story: str = ""
    title: str = ""
    summary: str = ""
    note: str = ""


def correct(parts: Parts, number: int, right: Right, by: str) -> Corrected:
    """Return the correction, stored beside its issue and published; the same a second time is the first one.

    Raises `NothingThere` without such an issue or story, `NotNow` where nothing would change.
    """
    issue = the_issue(parts, number)
    with parts.store.alone(f"correct {issue.newsletter} {issue.number}") as mine:
        if not mine:
            raise NotNow(f"Somebody else is correcting issue {number} at this moment. Run this again.")
        earlier = corrections_of(parts, issue)
        before = corrected(issue, earlier)
        story = _story(parts, before, right.story) if right.story else None
        wanted = _correction(parts, issue, story, right, by)
        known = _known(wanted, earlier)
        if known is None:
            _worth_it(wanted, story)
        kept = known or parts.store.corrections.add(wanted)
        _into_the_draft(parts)
    published = parts.outbox.read(f"{issue.number}/index.html") is not None
    return Corrected(kept, known is None, publish(parts, issue.number) if published else None)


def corrections_of(parts: Parts, issue: m.Issue) -> tuple[m.Correction, ...]:
    """Return an issue's corrections, oldest first."""
    return tuple(one for one in parts.store.corrections.all(issue.newsletter) if one.issue == issue.number)


def _into_the_draft(parts: Parts) -> None:
    """Put what readers have not been told yet into the draft that waits, as a revision of it."""
    desk = parts.store.desk
    waiting = desk.latest_draft(parts.newsletter.id)
    if waiting is None:
        return
    telling = untold(parts, desk.issues(parts.newsletter.id))
    if telling != waiting.content.corrections:
        history.recomposed(
            parts,
            lambda base: replace(base, content=replace(base.content, corrections=telling)),
            "put the corrections of earlier issues into the draft",
        )


def untold(parts: Parts, issues: Sequence[m.Issue]) -> tuple[m.Correction, ...]:
    """Return the corrections that none of these issues has told its readers, oldest first."""
    told = {(one.issue, one.number) for issue in issues for one in issue.content.corrections}
    every = parts.store.corrections.all(parts.newsletter.id)
    waiting = [one for one in every if (one.issue, one.number) not in told]
    return tuple(sorted(waiting, key=lambda one: (one.made, one.issue, one.number)))


def _known(wanted: m.Correction, earlier: Sequence[m.Correction]) -> m.Correction | None:
    """Return the last correction of the same thing if it says the same; one that was changed since does not count."""
    last = next((one for one in reversed(earlier) if one.story == wanted.story), None)
    return last if last and last.same == wanted.same else None


def _correction(parts: Parts, issue: m.Issue, story: m.Story | None, right: Right, by: str) -> m.Correction:
    sent = next((one for one in issue.content.stories if story and one.id == story.id), None)
    bare = m.Correction(
        newsletter=issue.newsletter,
        issue=issue.number,
        number=0,
        made=parts.clock.now(),
        by=by,
        story=story.id if story else m.StoryId(""),
        note=_line(right.note),
        title=_line(right.title),
        summary=_line(right.summary),
        about=sent.lead.title if sent else "",
    )
    return bare if bare.note else replace(bare, note=_note(bare))


def _note(correction: m.Correction) -> str:
    """Return what readers are told where the editor gave no words of their own."""
    if correction.title and correction.summary:
        return f"The headline, which was “{correction.about}”, and the summary have been corrected."
    if correction.title:
        return f"The headline has been corrected; it was “{correction.about}”."
    return "The summary has been corrected." if correction.summary else ""


def _worth_it(wanted: m.Correction, story: m.Story | None) -> None:
    """Raise `NotNow` where the correction would change no word."""
    if (wanted.title or wanted.summary) and story is None:
        raise NotNow("A headline or summary belongs to a story: say which with --story.", about=str(wanted.issue))
    if not wanted.note:
        raise NotNow("Nothing is corrected: give --note, or --story with --title or --summary.")
    if story and wanted.title == story.lead.title and wanted.summary in {"", story.summary.text}:
        raise NotNow(f"The headline is “{wanted.title}” already: nothing was corrected.", about=str(wanted.issue))


def _story(parts: Parts, issue: m.Issue, name: str) -> m.Story:
    """Return the one story that is meant. Raises `NothingThere` where none is, or several are."""
    by = addresses(parts.newsletter, parts.public)
    plain = name.strip().removeprefix("story-").casefold()
    stories = issue.content.stories
    exact = [story for story in stories if plain in {story.id.casefold(), by.key(story)}]
    found = exact or [s for s in stories if plain in _names(issue, s) or s.id.casefold().startswith(plain)]
    if len(found) == 1:
        return found[0]
    said = f"{len(found)} stories of issue {issue.number} fit" if found else f"No story of issue {issue.number} fits"
    raise NothingThere(f"{said} {name!r}. To see them with their ids: digest correct {issue.number}", about=name)


def _names(issue: m.Issue, story: m.Story) -> str:
    """Return the headlines that a story has and had: who gives a command twice still names it by the old one."""
    had = (one.about for one in issue.corrections if one.story == story.id)
    return "\n".join((story.lead.title, *had)).casefold()


def _line(text: str) -> str:
    """Return what somebody typed as one line without control characters."""
    return " ".join("".join(c if c.isprintable() else " " for c in text).split())
