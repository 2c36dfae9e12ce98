"""What is asked before it is done, and then done: approve, test, skip, stop. Each names whom it concerns."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, Response

from digest import jobs
from digest import model as m
from digest.errors import DigestError, NothingThere, NotNow
from digest.jobs import review, teach
from digest.jobs.word import word_to_readers
from digest.renditions import words
from digest.web import entry, pages
from digest.web.desk import cards, change, page


@dataclass(frozen=True, slots=True)
class Question:
    """What the page asks: a title, sentences, what stands in the way, and the button that does it ("" for none)."""

    title: str
    said: tuple[str, ...]
    do: str = ""
    button: str = ""
    bad: tuple[str, ...] = ()
    field: str = ""
    area: str = ""
    danger: bool = False
    hidden: tuple[tuple[str, str], ...] = ()
    other: str = ""


def ask(request: Request, signed: m.Signed) -> Response:
    """Return the question of that name."""
    parts = pages.parts_of(request)
    question = QUESTIONS.get(request.path_params["what"])
    if question is None:
        raise HTTPException(404)
    return _asked(parts, question(parts, signed.who))


def lesson(request: Request, _: m.Signed) -> Response:
    """Ask whether a move that was made is to teach the themes, and show what it would change."""
    parts, given = pages.parts_of(request), request.query_params
    planned = teach.plan(parts, given.get("story", ""), given.get("theme", "") or "other")
    name = cards.theme_name(parts.newsletter, planned.theme)
    moves = planned.lesson.moves
    count = words.count(len(moves), "story", "stories")
    would = f"Of this draft and the last issues, {count} would then stand elsewhere:" if moves else ""
    shown = tuple(
        f"“{one.story.lead.title}”: {cards.theme_name(parts.newsletter, one.was)} → "
        f"{cards.theme_name(parts.newsletter, one.now)}"
        for one in moves[:6]
    )
    question = Question(
        f"Should the themes learn from this? “{planned.story.lead.title}” → {name}",
        (would or "It would change nothing in this draft or the last issues, and be remembered for the next.",),
        "/desk/learn",
        "Learn from it",
        bad=shown,
        hidden=(("story", planned.story.id), ("theme", given.get("theme", "")), ("change", given.get("change", ""))),
        other="Only this once",
    )
    return _asked(parts, question)


def approve(request: Request, signed: m.Signed, form: entry.Form) -> Response:
    """Approve the draft that the page showed; one that was changed meanwhile is asked about again."""
    parts = pages.parts_of(request)

    def act() -> str:
        seen = form.get("revision", "")
        if not (seen.isascii() and seen.isdigit()) or len(seen) > 9:
            raise NotNow("What was looked at is not known. Load the page again, then approve it.")
        anyway = form.get("anyway") == "yes"
        issue = jobs.approve(parts, signed.who.name, _open(parts).slot, seen=int(seen), anyway=anyway)
        jobs.record(parts, signed.who, "approved", f"issue {issue.number}")
        return f"Issue {issue.number} is approved."

    return _done(request, signed, act)


def test(request: Request, signed: m.Signed, _: entry.Form) -> Response:
    """Send the draft to whoever asks."""
    parts = pages.parts_of(request)

    def act() -> str:
        posted = review.test(parts, signed.who)
        if posted.fate is not m.Fate.SENT:
            raise NothingThere(f"The mail server did not take it: {posted.said}")
        return f"A test is on its way to {signed.who.address}."

    return _done(request, signed, act)


def skip(request: Request, signed: m.Signed, form: entry.Form) -> Response:
    """Skip the slot in hand, or take it up again."""
    parts = pages.parts_of(request)

    def act() -> str:
        if form.get("again") == "yes":
            review.unskip(parts, signed.who)
            return "Taken up again: it waits for an approval."
        said = form.get("readers", "").strip()
        if said and signed.who.may(m.DeskRole.APPROVER):
            issue = word_to_readers(parts, said, signed.who.name, _open(parts).slot)
            jobs.record(parts, signed.who, "sent a word instead of the issue", f"issue {issue.number}")
            return f"Issue {issue.number} is the word to readers. The stories wait for the next one."
        review.skip(parts, signed.who, " ".join(form.get("word", "").split())[:500])
        return "Skipped: nothing is sent this time."

    return _done(request, signed, act)


def compose(request: Request, signed: m.Signed, _: entry.Form) -> Response:
    """Tell the draft's stories anew from the posts there are now; the edits that stand are made again on it."""
    parts = pages.parts_of(request)

    def act() -> str:
        draft = _open(parts)
        slot = m.Slot(draft.slot, draft.newsletter, m.Job.SEND, draft.due)
        after = jobs.draft(parts, slot, again=True)
        if after.revision == draft.revision:
            return "Nothing is new since the draft was composed."
        return "The draft is composed anew; your edits were made again on it."

    return _done(request, signed, act)


def stop(request: Request, signed: m.Signed, _: entry.Form) -> Response:
    """Stop what has not left yet."""
    parts = pages.parts_of(request)
    return _done(request, signed, lambda: review.stop(parts, signed.who))


def go_on(request: Request, signed: m.Signed, _: entry.Form) -> Response:
    """Let what was stopped go out after all."""
    parts = pages.parts_of(request)
    return _done(request, signed, lambda: review.go_on(parts, signed.who))


def _done(request: Request, signed: m.Signed, act: Callable[[], str]) -> Response:
    parts = pages.parts_of(request)
    try:
        said = act()
        return JSONResponse(page.fresh(request, review.standing(parts), signed.who) | {"said": said})
    except DigestError as error:
        return change.refused(error)


def _asked(parts: jobs.Parts, question: Question) -> Response:
    values = {name: getattr(question, name) for name in Question.__slots__}
    return HTMLResponse(parts.templates.render("web/desk/ask.html", values))


def _approve(parts: jobs.Parts, _: m.Colleague) -> Question:
    draft = _open(parts)
    if not draft.content.stories:
        return Question("There is nothing to approve", ("No story is in this draft.",), other="Back")
    people = _people(parts)
    number = parts.store.desk.next_number(parts.newsletter.id)
    late = draft.due <= parts.clock.now()
    when = "at once: its time has passed" if late else pages.moment(draft.due, parts.newsletter.time_zone)
    stories = words.count(len(draft.content.stories), "story", "stories")
    found = jobs.examine_draft(parts, draft)
    stops = bool(found.stops)
    said = (
        f"“{draft.content.subject}”, {stories}.",
        f"It goes to {people} {when if late else f'on {when}'}. After that it does not change any more.",
        *_links_said(parts, draft),
        *(("The mail doctor found what should not go out like this:",) if stops else ()),
    )
    bad = tuple(_finding(one) for one in (*found.stops, *_dead(found)))
    hidden = (("revision", str(draft.revision)), *((("anyway", "yes"),) if stops else ()))
    button = f"Approve it as it is, for {people}" if stops else f"Approve for {people}"
    return Question(f"Approve issue {number}?", said, "/desk/approve", button, bad, hidden=hidden, danger=stops)


def _links_said(parts: jobs.Parts, draft: m.Draft) -> tuple[str, ...]:
    """Return that some links were not looked up yet, for whoever is about to approve."""
    waiting = jobs.unasked(parts, draft)
    if not waiting:
        return ()
    links = words.count(waiting, "link")
    return (f"{links} {'was' if waiting == 1 else 'were'} not looked up yet; Checks says when that is done.",)


def _dead(found: m.Findings) -> tuple[m.Finding, ...]:
    """Return what was found of links that do not stop an approval: those that lead nowhere any more, or elsewhere."""
    return tuple(one for one in found.all if one.check == "links" and one.severity is m.Severity.NOTE)


def _finding(one: m.Finding) -> str:
    return f"{one.what}{f' ({one.where})' if one.where else ''} {one.how}"


def _test(_: jobs.Parts, who: m.Colleague) -> Question:
    if not who.address:
        said = "Whoever runs the program has no mail address here. Sign in by a link that is mailed to you."
        return Question("A test has nowhere to go", (said,), other="Back")
    said = "The mail as it would be sent, with TEST before its subject. Its way to leave takes nobody off."
    return Question(f"Send a test to {who.address}?", (said,), "/desk/test", "Send it to 1 person: me")


def _skip(parts: jobs.Parts, who: m.Colleague) -> Question:
    draft = _open(parts)
    row = parts.store.ledger.row(draft.slot)
    when = pages.moment(draft.due, parts.newsletter.time_zone)
    if row and row.state is m.SlotState.SKIPPED:
        said = f"The issue of {when} was {row.why}. Taken up again it waits for an approval."
        return Question("Take it up again?", (said,), "/desk/skip", "Take it up again", hidden=(("again", "yes"),))
    people = _people(parts)
    said = f"{people} get no issue on {when}. Its stories may come in the next one."
    area = f"A word to the {people}, in Markdown; left empty, they get nothing" if _approves(who) else ""
    return Question(
        "Skip this week?", (said,), "/desk/skip", "Skip it", field="Why, for the record", area=area, danger=True
    )


def _compose(parts: jobs.Parts, _: m.Colleague) -> Question:
    draft = _open(parts)
    when = pages.moment(draft.composed, parts.newsletter.time_zone)
    said = (
        f"It was composed on {when}.",
        "Its stories are told again from all that has come since, with the themes as they are now.",
        "All edits are made again on it; one whose story is gone waits for it.",
    )
    return Question("Compose the draft anew?", said, "/desk/compose", "Compose it anew")


def _approves(who: m.Colleague) -> bool:
    return who.may(m.DeskRole.APPROVER)


def _stop(parts: jobs.Parts, _: m.Colleague) -> Question:
    now = review.standing(parts)
    if now.issue is None or now.stage not in {"approved", "sending"}:
        return Question("There is nothing to stop", ("Nothing is going out.",), other="Back")
    waiting = now.fates.get(m.Fate.PENDING, 0) if now.fates else review.concerned(parts)
    sent = sum(now.fates.values()) - now.fates.get(m.Fate.PENDING, 0)
    people = words.count(waiting, "person", "people")
    said = f"{people} have not had issue {now.issue.number} yet and will not get it unless somebody goes on."
    had = f"{words.count(sent, 'person', 'people')} had it already; that cannot be taken back." if sent else ""
    return Question(
        "Stop the presses?", tuple(filter(None, (said, had))), "/desk/stop", f"Stop it for {people}", danger=True
    )


def _go_on(parts: jobs.Parts, _: m.Colleague) -> Question:
    now = review.standing(parts)
    if now.issue is None or now.stage != "stopped":
        return Question("Nothing is stopped", ("There is nothing to go on with.",), other="Back")
    waiting = now.fates.get(m.Fate.PENDING, 0) if now.fates else review.concerned(parts)
    people = words.count(waiting, "person", "people")
    late = now.issue.dated <= parts.clock.now()
    when = "at once" if late else f"on {pages.moment(now.issue.dated, parts.newsletter.time_zone)}"
    said = f"Issue {now.issue.number} then goes to the {people} who have not had it, {when}."
    return Question("Let it go out after all?", (said,), "/desk/go-on", f"Let it go to {people}")


def _people(parts: jobs.Parts) -> str:
    return words.count(review.concerned(parts), "person", "people")


def _open(parts: jobs.Parts) -> m.Draft:
    draft = parts.store.desk.latest_draft(parts.newsletter.id)
    if draft is None:
        raise NothingThere("No draft is open now. Load the page again.")
    return draft


QUESTIONS: dict[str, Callable[[jobs.Parts, m.Colleague], Question]] = {
    "approve": _approve,
    "test": _test,
    "skip": _skip,
    "compose": _compose,
    "stop": _stop,
    "go-on": _go_on,
}
