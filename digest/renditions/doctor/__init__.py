"""The mail doctor: a mail and what is known beside it in, findings out. A check is a function and a line here."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from digest import model as m
from digest.renditions.doctor import envelope, leftovers, links, looks, markup, spam, support
from digest.renditions.doctor.letter import Case, Letter, message, page
from digest.renditions.doctor.links import to_check

__all__ = ["CHECKS", "Case", "Letter", "examine", "message", "page", "to_check"]

Check = Callable[[Case], Iterable[m.Finding]]

CHECKS: dict[str, Check] = {
    "size": envelope.size,
    "subject": envelope.subject,
    "headers": envelope.headers,
    "parts": envelope.parts,
    "stories": envelope.stories,
    "leaving": envelope.leaving,
    "links": links.links,
    "requests": links.requests,
    "alt": markup.alternatives,
    "lang": markup.language,
    "title": markup.title,
    "headings": markup.headings,
    "layout": markup.layout,
    "contrast": looks.contrast,
    "support": support.support,
    "leftovers": leftovers.leftovers,
    "mended": leftovers.mended,
    "spam": spam.spam,
}
"""Every check by its name."""


def examine(case: Case, checks: Iterable[Check] = tuple(CHECKS.values())) -> m.Findings:
    """Return what all checks find, what must not go out first; a check that breaks is a finding itself."""
    found = [finding for check in checks for finding in _asked(check, case)]
    return m.Findings(tuple(sorted(found, key=lambda one: one.severity is not m.Severity.STOP)))


def _asked(check: Check, case: Case) -> tuple[m.Finding, ...]:
    try:
        return tuple(dict.fromkeys(check(case)))
    except Exception as error:  # noqa: BLE001 - a defect of one check must not keep an issue from its readers
        what = f"The check {check.__name__} broke: {type(error).__name__}: {str(error)[:160]}."
        how = "This is a defect of the program and worth a report; the other checks were made."
        return (m.Finding("doctor", m.Severity.NOTE, what, "It was not made on this mail.", how),)
