"""The page of a mail: its language, title and headings, and texts that stand for pictures."""

from __future__ import annotations

import re
from collections.abc import Iterator

from digest.model import Finding, Severity
from digest.renditions.doctor import tree
from digest.renditions.doctor.letter import Case

STOP, NOTE = Severity.STOP, Severity.NOTE
LANGUAGE = re.compile(r"[a-zA-Z]{2,3}(?:-[a-zA-Z0-9]{1,8})*")
PLACEHOLDERS = frozenset(("untitled", "document", "title", "email", "newsletter", "template"))


def alternatives(case: Case) -> Iterator[Finding]:
    """Find pictures without a text that stands for them."""
    for image in case.letter.page.find("img", "area"):
        alt, source = image.attributes.get("alt"), image.get("src").rpartition("/")[2]
        where = case.letter.page.place(image)
        why = "With pictures off, and to a screen reader, there is nothing, or the name of a file."
        if alt is None:
            what = f"A picture ({source[:60] or 'without a source'}) has no alt."
            yield Finding(
                "alt", STOP, what, why, 'Write alt="…", or alt="" where it only decorates.', where, image.line
            )
        elif alt and (alt == source or alt.lower().endswith((".jpg", ".jpeg", ".png", ".gif", ".webp"))):
            what = f"The alt of a picture is the name of a file: {alt[:60]}."
            yield Finding("alt", NOTE, what, why, "Say in a few words what it shows.", where, image.line)


def language(case: Case) -> Iterator[Finding]:
    """Find a page that does not say its language."""
    root = next(case.letter.page.find("html"), None)
    said = root.get("lang") if root else ""
    if not LANGUAGE.fullmatch(said):
        what = (
            f"The language of the mail is “{said}”, which is none." if said else "The mail does not say its language."
        )
        why = "A screen reader reads it with the wrong voice, and translation offers itself."
        yield Finding(
            "lang",
            STOP,
            what,
            why,
            'Write lang="…" on <mjml>, from the newsletter\'s language.',
            "",
            root.line if root else 1,
        )


def title(case: Case) -> Iterator[Finding]:
    """Find a page without a title that says something."""
    element = next(case.letter.page.find("title"), None)
    said = tree.words_in_order(element) if element else ""
    if not said or said.lower() in PLACEHOLDERS:
        what = f"The title of the page is “{said}”." if said else "The page has no title."
        why = "It is what a screen reader says first, and what a browser's tab shows."
        yield Finding(
            "title", STOP, what, why, "Write the subject into <mj-title>.", "", element.line if element else 1
        )


def headings(case: Case) -> Iterator[Finding]:
    """Find headings that skip a level, and a page that has none."""
    level, why = 0, "Who listens jumps from heading to heading; a gap reads as if something were missing."
    for heading in case.letter.page.headings:
        here = int(heading.tag[1])
        if here > level + 1:
            said = tree.words_in_order(heading)[:60]
            what = f"“{said}” is a heading of level {here}" + (
                f" after one of level {level}." if level else ", the first."
            )
            yield Finding("headings", NOTE, what, why, f"Make it <h{level + 1}>.", "", heading.line)
        level = here
    if not level and case.letter.html:
        yield Finding("headings", NOTE, "The mail has no heading.", why, "Set its title as <h1>, each theme as <h2>.")


def layout(case: Case) -> Iterator[Finding]:
    """Find tables that only lay out and do not say so."""
    for table in case.letter.page.find("table"):
        if table.get("role") not in {"presentation", "none"} and not any(one.tag == "th" for one in table.elements):
            what = "A table that only lays out is read aloud as one with rows and columns."
            why = "A screen reader counts cells instead of reading."
            where = case.letter.page.place(table)
            yield Finding("layout", NOTE, what, why, 'Write role="presentation" on it.', where, table.line)
