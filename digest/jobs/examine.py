"""The doctor called to a mail: what leaves is made, its links are asked for, and what is found is kept."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import PurePath

from digest import delivery, editing, renditions
from digest import model as m
from digest.errors import TemplateError
from digest.jobs.parts import Parts
from digest.ports import Visit
from digest.renditions import doctor

FRESH, DEAD_FRESH = timedelta(days=3), timedelta(hours=6)
"""How long a link that answered is believed, and one that did not."""

DEAD_STATUS = frozenset((404, 410))
DEAD = (m.Trouble.UNREACHABLE, m.Trouble.GONE, m.Trouble.REDIRECTS, m.Trouble.FORBIDDEN)
READER = "reader@example.org"


def examine(parts: Parts, issue: m.Issue, *, thorough: bool = False) -> m.Findings:
    """Return what is found in an issue's mail; a template that cannot be filled is all that is found then.

    `thorough` asks the web for the links that nobody asked lately, and a spam filter where one is installed;
    else only what is known of the links is used.
    """
    try:
        return _examined(parts, issue, thorough=thorough)
    except TemplateError as error:
        why, how = "No mail can be made of it.", "Mend it there; `digest check` tries your own templates."
        return m.Findings((m.Finding("templates", m.Severity.STOP, f"{error}.", why, how, error.file, error.line),))


def _examined(parts: Parts, issue: m.Issue, *, thorough: bool) -> m.Findings:
    # links are looked at for where they lead, whether or not they lead there by way of ours
    newsletter, now = replace(parts.newsletter, clicks=False), parts.clock.now()
    mail = renditions.mail(issue, newsletter, parts.templates, parts.public)
    reader = m.Subscriber(READER)
    message = delivery.personal(
        mail, reader, issue, newsletter, public=parts.public, secret=parts.secret, sent_at=now
    )
    earlier = {one.number: one.content.subject for one in parts.store.desk.issues(newsletter.id)}
    case = doctor.Case(
        doctor.message(message.body),
        parts.public,
        issue,
        mail.stories,
        {number: said for number, said in earlier.items() if number < issue.number},
        quarantined=mail.quarantined,
    )
    return doctor.examine(_informed(parts, case, message.body, thorough=thorough))


def examine_draft(parts: Parts, waiting: m.Draft, *, thorough: bool = False) -> m.Findings:
    """Return what is found in the mail that a draft would become, and keep it beside that revision."""
    if not waiting.content.stories:
        return m.Findings()
    number = parts.store.desk.next_number(parts.newsletter.id)
    issue = editing.approve(waiting, number=number, by="doctor", now=waiting.composed, dated=waiting.due)
    found = examine(parts, issue, thorough=thorough)
    parts.store.examinations.keep(waiting.slot, waiting.revision, found.all, parts.clock.now())
    return found


def examine_file(parts: Parts | None, name: str, octets: bytes, *, thorough: bool = True) -> m.Findings:
    """Return what is found in a file: a message, or where its name ends in .html a page.

    Without `parts` no link is asked for, and every address counts as another's.
    """
    is_page = PurePath(name).suffix.lower() in {".html", ".htm"}
    letter = doctor.page(octets.decode("utf-8", "replace")) if is_page else doctor.message(octets)
    case = doctor.Case(letter, parts.public if parts else "")
    if parts is None:
        return doctor.examine(case)
    return doctor.examine(_informed(parts, case, b"" if is_page else octets, thorough=thorough))


def _informed(parts: Parts, case: doctor.Case, octets: bytes, *, thorough: bool) -> doctor.Case:
    """Return the case with what is known of its links and, where all is to be asked, of a spam filter."""
    addresses = doctor.to_check(case.letter, parts.public)
    links = _links(parts, addresses, ask=thorough)
    return replace(case, links=links, spam=parts.spam(octets) if thorough and octets else "")


def _links(parts: Parts, addresses: Sequence[str], *, ask: bool) -> dict[str, m.Checked]:
    """Return where links lead: as they were found lately, the others asked for once where `ask` says so."""
    now = parts.clock.now()
    stored = parts.store.links.known(addresses, now - FRESH)
    known = {one: found for one, found in stored.items() if not found.dead or now - found.asked < DEAD_FRESH}
    if not ask:
        return known
    waiting = [address for address in addresses if address not in known]
    found = list(parts.crew.run(_asked(address, now) for address in waiting))
    parts.store.links.keep(found)
    return known | {one.address: one for one in found}


def not_known(parts: Parts, addresses: Sequence[str]) -> tuple[str, ...]:
    """Return those of the addresses that nobody asked lately, so that nothing is known of them."""
    known = _links(parts, addresses, ask=False)
    return tuple(one for one in addresses if one not in known)


def _asked(address: str, now: datetime) -> Visit[m.Checked]:
    """Ask for one link, as politely as for any page.

    A server that will not tell a program (403, 429, robots.txt) or has trouble today (5xx, slow) is not dead.
    """
    answer: m.Response | m.Failure = yield m.Request(address)
    if isinstance(answer, m.Failure):
        return m.Checked(address, now, said=answer.said, dead=answer.trouble in DEAD)
    moved = answer.permanent if answer.status < 400 and answer.permanent != address else ""
    return m.Checked(address, now, answer.status, moved, dead=answer.status in DEAD_STATUS)
