"""What the operations of the API do: each calls a job and answers with a value of `bodies`."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from digest import jobs
from digest import model as m
from digest.errors import NothingThere
from digest.jobs import history, review, teach, tools
from digest.jobs import why as because
from digest.jobs.edit import edit, redo, return_to, undo
from digest.jobs.history import Asked
from digest.jobs.word import word_to_readers
from digest.web.api import answers as a
from digest.web.api import views


@dataclass(frozen=True, slots=True)
class Call:
    """One call of the API: who calls, what was in the address and after its "?", and what was sent."""

    parts: jobs.Parts
    who: m.Colleague
    path: dict[str, str]
    query: dict[str, str]
    body: Any

    def asked(self) -> Asked:
        """Return who asks for a change, and what they know of the draft."""
        return Asked(self.who.name or self.who.address, self.body.seen, self.body.key)

    def number(self) -> int:
        """Return the number in the address. Raises `NothingThere` where it is none."""
        return number(self.path["number"])

    def wanted(self, name: str) -> int | None:
        """Return a number after the "?", None where it is not there."""
        return number(self.query[name]) if self.query.get(name) else None


def number(words: str) -> int:
    """Return a number from 1 as it stands in an address. Raises `NothingThere`."""
    if not (words.isascii() and words.isdigit() and len(words) < 10 and int(words)):
        raise NothingThere(f"{words[:40]!r} is no number from 1.", about=words[:40])
    return int(words)


def draft(call: Call) -> a.Waiting:
    """Return the draft in hand."""
    return views.draft(history.waiting(call.parts))


def steps(call: Call) -> tuple[a.Happened, ...]:
    """Return what happened to the draft in hand, oldest first."""
    return tuple(views.step(line) for line in history.lines(call.parts))


def draft_then(call: Call) -> a.Waiting:
    """Return the draft as it was after a step."""
    return views.draft(history.at(call.parts, call.number()))


def make(call: Call) -> a.Done:
    """Make an edit."""
    said = call.body.edit.model_dump()
    made = m.EDITS[said.pop("kind")](**said)
    return views.done(edit(call.parts, made, call.asked()))


def add_page(call: Call) -> a.Done:
    """Add the page at an address as a story."""
    theme = None if call.body.theme is None else m.ThemeId(call.body.theme)
    return views.done(jobs.add_by_address(call.parts, call.body.address, theme, call.asked()))


def add_written(call: Call) -> a.Done:
    """Add a story by hand."""
    body, happens = call.body, call.body.event
    event = (
        m.Event(
            body.title[:300],
            happens.start,
            happens.end,
            zone=call.parts.newsletter.time_zone,
            whole_day=happens.whole_day,
            place=happens.place,
            online=happens.online,
        )
        if happens
        else None
    )
    proposed = jobs.written(call.parts, jobs.ByHand(body.title, body.summary, body.address, body.source, event))
    theme = None if body.theme is None else m.ThemeId(body.theme)
    return views.done(jobs.add_story(call.parts, proposed, theme, call.asked()))


def take_back(call: Call) -> a.Done:
    """Take an edit back."""
    return views.done(undo(call.parts, call.asked(), call.body.number))


def again(call: Call) -> a.Done:
    """Make an edit again."""
    return views.done(redo(call.parts, call.asked(), call.body.number))


def go_back(call: Call) -> a.Done:
    """Return to a moment."""
    return views.done(return_to(call.parts, call.body.number, call.asked()))


def compose(call: Call) -> a.Waiting:
    """Compose the draft anew, with the edits that stand."""
    return views.draft(jobs.draft(call.parts, again=True))


def preview(call: Call) -> a.Mail:
    """Return the very mail."""
    themes = tuple(m.ThemeId(name) for name in call.query.get("themes", "").split(",") if name)
    mail = jobs.preview(call.parts, history.waiting(call.parts), themes)
    reduced = tuple(str(one.story) for one in mail.quarantined)
    return a.Mail(mail.subject, mail.html, mail.text, mail.stories, reduced)


def files(call: Call) -> tuple[a.Page, ...]:
    """Return the files that would be published, those whose path begins so: the page, text, feeds, calendars."""
    begins = call.query.get("begins", "")
    made = jobs.as_published(call.parts, history.waiting(call.parts))
    return tuple(
        a.Page(path, body.decode("utf-8", "replace")) for path, body in made.items() if path.startswith(begins)
    )


def passes(call: Call) -> tuple[a.Held, ...]:
    """Return what lets whoever asks in: sessions and tokens."""
    found = jobs.passes_of(call.parts, call.who)
    return tuple(a.Held(one.id, one.kind.value, one.label, one.made, one.until) for one in found)


def end(call: Call) -> a.Said:
    """End a session or a token of whoever asks."""
    one = jobs.end_pass(call.parts, call.who, call.body.id)
    return a.Said(f"{one.label or one.kind.value} lets nobody in any more.")


def checks(call: Call) -> tuple[m.Finding, ...]:
    """Return what the mail doctor finds in the draft."""
    return jobs.examine_draft(call.parts, history.waiting(call.parts)).all


def stage(call: Call) -> a.Stage:
    """Return how the issue in hand stands."""
    now = review.standing(call.parts)
    fates = {fate.value: count for fate, count in now.fates.items()}
    people = review.concerned(call.parts)
    revision, issue = now.draft.revision if now.draft else 0, now.issue.number if now.issue else 0
    return a.Stage(now.stage, now.slot or "", revision, issue, people, fates)


def approve(call: Call) -> a.Printed:
    """Approve the draft."""
    waiting = history.waiting(call.parts)
    by = call.who.name or call.who.address
    issue = jobs.approve(call.parts, by, waiting.slot, seen=call.body.seen, anyway=call.body.anyway)
    jobs.record(call.parts, call.who, "approved", f"issue {issue.number}")
    return views.issue(issue, whole=False)


def word(call: Call) -> a.Printed:
    """Send readers a word instead of the issue."""
    by = call.who.name or call.who.address
    issue = word_to_readers(call.parts, call.body.text, by, anyway=call.body.anyway)
    jobs.record(call.parts, call.who, "sent a word instead of the issue", f"issue {issue.number}")
    return views.issue(issue, whole=True)


def test(call: Call) -> a.Said:
    """Send a test to whoever asks."""
    posted = review.test(call.parts, call.who)
    return a.Said(f"The mail server answered: {posted.fate.value}. {posted.said}".strip())


def skip(call: Call) -> a.Said:
    """Skip the issue in hand."""
    return a.Said(review.skip(call.parts, call.who, call.body.word).why)


def unskip(call: Call) -> a.Said:
    """Take a skipped issue up again."""
    review.unskip(call.parts, call.who)
    return a.Said("The issue is taken up again: it waits for approval.")


def stop(call: Call) -> a.Said:
    """Stop the presses."""
    return a.Said(review.stop(call.parts, call.who))


def lesson(call: Call) -> a.Lesson:
    """Return what a move would teach."""
    return _lesson(teach.plan(call.parts, call.path["story"], call.query.get("theme", "")))


def learn(call: Call) -> a.Said:
    """Let the themes learn from a move."""
    planned = teach.plan(call.parts, call.body.story, call.body.theme)
    lines = history.lines(call.parts) if call.body.number else ()
    made = next((one.step for one in lines if one.step.number == call.body.number), None)
    example = teach.learn(call.parts, planned, call.who.name or call.who.address, made)
    return a.Said(f"Learned as example {example.number}.")


def why(call: Call) -> a.Because:
    """Return all that is known of a post's place."""
    found = because.why(call.parts, call.query.get("of", ""))
    dating = found.post.published
    dated = "; ".join(f"{one.kind}: {one.words}" for one in dating.evidence) or dating.flag
    themes = tuple((str(one.theme), one.score, one.evidence) for one in found.themes)
    stands = tuple(a.Place(one.where, one.story.id, one.why) for one in found.stands)
    reasons = found.story.reasons if found.story else ()
    return a.Because(views.report(found.post), dated, themes, stands, found.said, reasons)


def issues(call: Call) -> tuple[a.Printed, ...]:
    """Return all issues, newest first, without their content."""
    every = call.parts.store.desk.issues(call.parts.newsletter.id)
    return tuple(views.issue(one, whole=False) for one in every)


def issue(call: Call) -> a.Printed:
    """Return an issue."""
    return views.issue(jobs.the_issue(call.parts, call.number()), whole=True)


def figures(call: Call) -> jobs.Figures:
    """Return what became of an issue: sums by domain and theme, who left after it, which links were followed."""
    return jobs.figures(call.parts, call.number())


def correct(call: Call) -> a.Said:
    """Correct an issue that is out."""
    right = jobs.Right(call.body.story, call.body.title, call.body.summary, call.body.note)
    done = jobs.correct(call.parts, call.number(), right, call.who.name or call.who.address)
    return a.Said(done.correction.note)


def compare(call: Call) -> a.Differs:
    """Return how an issue differs from another, or from the draft."""
    return views.difference(tools.compare(call.parts, call.number(), call.wanted("with")))


def what_if(call: Call) -> a.Differs:
    """Return what other settings would give."""
    body = call.body
    otherwise = tools.Otherwise(
        without=tuple(m.SourceId(name) for name in body.without),
        weights=tuple((m.SourceId(name), weight) for name, weight in body.weights.items()),
        days=body.days,
        stories=body.stories,
        per_theme=body.per_theme,
        per_source=body.per_source,
        events=body.events,
    )
    return views.difference(tools.what_if(call.parts, otherwise, body.issue))


def rebuild(call: Call) -> tuple[a.File, ...]:
    """Return an issue's files made anew beside those that were published."""
    found = tools.rebuilt(call.parts, call.number())
    return tuple(a.File(one.path, one.made, one.published, one.same) for one in found)


def sources(call: Call) -> tuple[a.SourceState, ...]:
    """Return how each source is, and its share of the places."""
    shares = {one.source: one for one in tools.shares(call.parts).shares}
    healths = {one.source: one for one in jobs.healths(call.parts)}
    return tuple(
        a.SourceState(
            one.id,
            one.name,
            healths[one.id].state.value,
            healths[one.id].evidence,
            shares[one.id].leads,
            shares[one.id].share,
        )
        for one in call.parts.newsletter.sources
    )


def _lesson(planned: teach.Planned) -> a.Lesson:
    moves = tuple(
        a.Elsewhere(one.story.id, one.story.lead.title, str(one.was), str(one.now)) for one in planned.lesson.moves
    )
    return a.Lesson(planned.story.id, planned.theme, planned.lesson.phrases, moves)
