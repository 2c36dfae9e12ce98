"""The mail as a message: its size, headers, subject, and whether its two parts say the same."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from email.utils import parseaddr, parsedate_to_datetime

from digest.model import Finding, Severity
from digest.renditions.doctor import tree
from digest.renditions.doctor.letter import Case, Letter

STOP, NOTE = Severity.STOP, Severity.NOTE
CLIPPED, BUDGET = 102_000, 95_000
"""Octets: where Gmail cuts a mail, and where we stop well before."""

LONGEST_SUBJECT, LONGEST_LINE = 100, 998
ONCE = ("from", "to", "subject", "date", "message-id", "reply-to", "list-unsubscribe", "list-unsubscribe-post")
ADDRESS = re.compile(r"https?://[^\s<>\"]+")
GAPS = re.compile(r"[\s\u200b\u00ad\ufeff]+")


def size(case: Case) -> Iterator[Finding]:
    """Find a mail that Gmail will cut, or that is near it."""
    octets = case.letter.size
    if octets <= BUDGET:
        return
    why = "Gmail cuts a mail at 102 KB: the rest, with the footer and the way to leave, is behind a link."
    how = "Fewer stories (stories in [issue]), or a template with less markup around each."
    what = f"The HTML part has {octets / 1000:.1f} KB on its way; {BUDGET // 1000} KB is our budget."
    yield Finding("size", STOP if octets > CLIPPED else NOTE, what, why, how)


def subject(case: Case) -> Iterator[Finding]:
    """Find a subject that is empty, too long, or that an earlier issue had."""
    said, why = case.letter.subject.strip(), "It is the line that a mail is opened for."
    if not said:
        yield Finding("subject", STOP, "The mail has no subject.", why, "Give the draft a subject.")
    if len(said) > LONGEST_SUBJECT:
        what = f"The subject has {len(said)} characters; inboxes show 40 to 70 of them."
        yield Finding("subject", NOTE, what, why, "Put the first thing first, and leave out the rest.")
    for number, other in case.earlier.items():
        if said and _flat(other) == _flat(said):
            what = f"The subject is that of issue {number}."
            how = "Change the headline of the lead, or the subject."
            yield Finding("subject", NOTE, what, "Mail programs fold mails of one subject together as one.", how)
            return


def headers(case: Case) -> Iterator[Finding]:
    """Find headers that are missing, twice there, or not as they have to be."""
    letter = case.letter
    if not letter.headers:
        return
    for name in ONCE:
        if len(letter.header(name)) > 1:
            yield _header(
                f"The header {name} is there {len(letter.header(name))} times.", "Send it once (RFC 5322, 3.6)."
            )
    for check in (_from, _date, _message_id, _leave, _one_click, _short_lines):
        if what := check(letter):
            yield _header(*what)


def _header(what: str, how: str) -> Finding:
    why = "Mail servers refuse such mails, or put them with the spam."
    return Finding("headers", STOP, what, why, how, "in the headers")


def _first(letter: Letter, name: str) -> str:
    return next(iter(letter.header(name)), "")


def _from(letter: Letter) -> tuple[str, str] | None:
    address = parseaddr(_first(letter, "from"))[1]
    local, _, domain = address.rpartition("@")
    fine = local and domain and " " not in address
    return None if fine else ("The mail does not say whom it is from.", "Set address in [sender].")


def _date(letter: Letter) -> tuple[str, str] | None:
    try:
        parsedate_to_datetime(_first(letter, "date"))
    except (ValueError, TypeError, IndexError):
        return (
            "The mail has no date that can be read.",
            "Write one as RFC 5322 does: Fri, 27 Nov 2026 07:00:00 +0000.",
        )
    return None


def _message_id(letter: Letter) -> tuple[str, str] | None:
    fine = re.fullmatch(r"<[^<>@\s]+@[^<>@\s]+>", _first(letter, "message-id"))
    return None if fine else ("The mail has no Message-ID of the form <name@host>.", "Write one (RFC 5322, 3.6.4).")


def _leave(letter: Letter) -> tuple[str, str] | None:
    said = _first(letter, "list-unsubscribe")
    ways = re.findall(r"<(https://|http://|mailto:)[^<>\s]+>", said)
    if "mailto:" in ways and len(ways) > 1:
        return None
    missing = "an address of the web" if ways == ["mailto:"] else "a mail address" if ways else "anything"
    return f"List-Unsubscribe does not name {missing}.", "Name both: <https://…>, <mailto:…> (RFC 2369, RFC 8058)."


def _one_click(letter: Letter) -> tuple[str, str] | None:
    fine = _first(letter, "list-unsubscribe-post") == "List-Unsubscribe=One-Click"
    return None if fine else ("Leaving takes more than one click.", "Send List-Unsubscribe-Post (RFC 8058, 3.1).")


def _short_lines(letter: Letter) -> tuple[str, str] | None:
    long = [name for name, value in letter.headers if any(len(word) > LONGEST_LINE for word in value.split())]
    return (f"The header {long[0]} has a line of more than 998 octets.", "Fold or shorten it.") if long else None


def parts(case: Case) -> Iterator[Finding]:
    """Find a mail without one of its parts, or with them in the wrong order."""
    letter = case.letter
    if not letter.headers:
        return
    for kind, said in (("text", letter.text), ("HTML", letter.html)):
        if not said.strip():
            why = "Some read mail as text only, some as HTML only; filters mistrust mails with one of the two."
            yield Finding("parts", STOP, f"The mail has no {kind} part.", why, "Send both (RFC 2046, 5.1.4).")
    if letter.parts[:2] == ("text/html", "text/plain"):
        why = "A mail program shows the last part that it can: everybody gets the text."
        yield Finding("parts", STOP, "The HTML part stands before the text.", why, "Put the text first.")


def stories(case: Case) -> Iterator[Finding]:
    """Find stories that only one of the two parts has, or that stand in another order."""
    letter = case.letter
    if not letter.text.strip() or not letter.html.strip():
        return
    text, at = _dense(letter.text), 0
    why = "Who reads the text gets another issue than who reads the page."
    for heading, address in _told(letter):
        said = tree.words_in_order(heading)
        where, line = letter.page.place(heading), heading.line
        found = text.find(_dense(said), at)
        if found >= 0:
            at = found + len(_dense(said))
        elif _dense(said) in text:
            how = "Fill both from one list."
            yield Finding("stories", STOP, f"“{said[:80]}” stands elsewhere in the text part.", why, how, where, line)
        else:
            yield Finding(
                "stories", STOP, f"“{said[:80]}” is not in the text part.", why, "Set it there too.", where, line
            )
        if address and _dense(address) not in text:
            what = f"The text part does not have the address of “{said[:80]}”."
            yield Finding("stories", STOP, what, why, "List it under its number.", where, line)
    known = {_dense(one.get("href")) for one in letter.page.find("a")}
    for address in dict.fromkeys(ADDRESS.findall(letter.text)):
        if not any(_dense(address).rstrip(".,;)") == one.rstrip(".,;)") for one in known):
            what = f"{address[:90]} is only in the text part."
            yield Finding(
                "stories", NOTE, what, why, "Link to it from the HTML part too, or leave it out.", "in the text part"
            )


def _told(letter: Letter) -> Iterator[tuple[tree.Element, str]]:
    """Yield the headings of stories, those that lead somewhere or are of the third level, with where they lead."""
    for heading in letter.page.headings:
        link = next((one for one in heading.elements if one.tag == "a" and one.get("href")), None)
        if link is not None or heading.tag == "h3":
            yield heading, link.get("href") if link else ""


def leaving(case: Case) -> Iterator[Finding]:
    """Find a mail whose parts do not say how to leave."""
    letter, why = case.letter, "Who cannot leave marks it as spam, and the law of many countries asks for it."
    how = "Keep the footer's block, or set issue.unsubscribe in yours."
    links = (tree.words_in_order(one).casefold() + one.get("href").casefold() for one in letter.page.find("a"))
    if letter.html and not any("unsubscribe" in one for one in links):
        yield Finding("leaving", STOP, "The HTML part has no link to unsubscribe.", why, how, "in the footer")
    if letter.text.strip() and not re.search(
        r"unsubscribe\S*:?\s+.{0,80}https?://|https?://\S*unsubscribe", letter.text, re.IGNORECASE | re.DOTALL
    ):
        yield Finding("leaving", STOP, "The text part has no address to unsubscribe.", why, how, "in the footer")


def _dense(text: str) -> str:
    """Return a text without any gap, so that folded and cut words are found."""
    return GAPS.sub("", unicodedata.normalize("NFC", text))


def _flat(text: str) -> str:
    return " ".join(text.casefold().split())
