"""MJML in, HTML mail out: the one door to the MJML engine, with its traps guarded.

The engine (mrml) validates nothing, stops at the first character it cannot read without saying where, and a
few thousand nested elements overflow its stack and end the process. So depth is checked before it is asked,
and the place of a mistake is found by reading the source ourselves.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

import mjml as engine

DEEPEST = 200

TAG = re.compile(r"<!--.*?(?:-->|\Z)|<(/?)([a-zA-Z][\w:-]*)((?:[^<>\"']|\"[^\"]*\"|'[^']*')*?)(/?)>|<", re.DOTALL)
BROKEN_ATTRIBUTES = re.compile(r"=\s*[^\s\"'>]")
ILLEGIBLE = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
# The end of what only Outlook reads, and the beginning of the next: as in MJML's own mergeOutlookConditionals.
MERGEABLE = re.compile(r"<!\[endif\]-->\s*<!--\[if mso \| IE\]>")
VOID = frozenset(
    ("area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr")
)


@dataclass(frozen=True, slots=True)
class Fault:
    """Where MJML is broken: the position in its source, line and column of it from 1, and what is wrong there."""

    position: int
    line: int
    column: int
    what: str


class Uncompilable(ValueError):
    """MJML that the engine cannot make a mail of; `fault` says where and why."""

    def __init__(self, fault: Fault) -> None:
        super().__init__(f"line {fault.line}, column {fault.column}: {fault.what}")
        self.fault = fault


def compile_mail(source: str) -> str:
    """Return the HTML mail of an MJML document. Raises `Uncompilable`; no font host is ever asked."""
    # Nothing can be deeper than it has tags, so most mails need not be measured.
    if source.count("<") > DEEPEST and (fault := too_deep(source)):
        raise Uncompilable(fault)
    try:
        html: str = engine.mjml2html(source, fonts={})
    except (ValueError, OSError) as error:
        raise Uncompilable(find_fault(source) or Fault(0, 1, 1, str(error))) from error
    return MERGEABLE.sub("", html)


def too_deep(source: str) -> Fault | None:
    """Return where elements are nested deeper than the engine can bear, None where they never are."""
    depth = 0
    for tag in TAG.finditer(source):
        closing, name, _, empty = tag.groups()
        if not name or empty or name.lower() in VOID:
            continue
        depth += -1 if closing else 1
        if depth > DEEPEST:
            return _at(source, tag.start(), f"more than {DEEPEST} elements inside one another")
    return None


def find_fault(source: str) -> Fault | None:
    """Return the first thing the engine cannot read, None where nothing is found."""
    if found := ILLEGIBLE.search(source):
        return _at(source, found.start(), "a control character")
    open_tags: list[tuple[str, int]] = []
    for tag in TAG.finditer(source):
        if what := _mistake(tag, open_tags):
            return _at(source, tag.start(), what)
    if open_tags:
        name, position = open_tags[-1]
        return _at(source, position, f"<{name}> is never closed")
    return None


def _mistake(tag: re.Match[str], open_tags: list[tuple[str, int]]) -> str:
    """Return what is wrong with one tag, "" where nothing is; keep account of what is open."""
    closing, name, attributes, empty = tag.groups()
    if tag.group() == "<":
        return "a bare <: write &lt;"
    if not name:
        return "" if tag.group().count("--") == 2 else "a comment that is not closed, or with -- inside"
    if BROKEN_ATTRIBUTES.search(re.sub(r"\"[^\"]*\"|'[^']*'", '""', attributes)):
        return f"an attribute of <{name}> without quotes"
    if closing:
        if not open_tags or open_tags[-1][0] != name:
            return f"</{name}> closes nothing that is open" + (f"; <{open_tags[-1][0]}> is" if open_tags else "")
        open_tags.pop()
    elif not empty and name.lower() not in VOID:
        open_tags.append((name, tag.start()))
    return ""


def _at(source: str, position: int, what: str) -> Fault:
    """Return a fault at a position of the source."""
    before = source[:position]
    return Fault(position, before.count("\n") + 1, position - (before.rfind("\n") + 1) + 1, what)
