"""What is used of HTML and CSS that some mail programs do not support (see clients)."""

from __future__ import annotations

from collections.abc import Iterator

from digest.model import Finding, Severity
from digest.renditions.doctor import clients, css
from digest.renditions.doctor.letter import Case, Letter

STOP, NOTE = Severity.STOP, Severity.NOTE


def support(case: Case) -> Iterator[Finding]:
    """Find what some mail programs do not support, once each with where it stands first."""
    page, seen = case.letter.page, set[str]()
    for name, lacking, instead, line, where in _uses(case.letter):
        if name not in seen:
            seen.add(name)
            stop = name in {f"<{tag}>" for tag in clients.REFUSED}
            yield Finding(
                "support",
                STOP if stop else NOTE,
                f"{name} is used, which {_listed(lacking)} {'takes out' if stop else 'does not support'}.",
                "Readers there see something else than you do.",
                instead,
                where,
                line,
            )
    for sheet in page.find("style"):
        if (length := sum(len(part) for part in sheet.content if isinstance(part, str))) > clients.LARGEST_SHEET:
            said = f"A style element has {length} characters; Gmail drops those over {clients.LARGEST_SHEET}."
            yield Finding(
                "support",
                NOTE,
                said,
                "Gmail's readers lose dark mode and widths.",
                "Split it in two.",
                "",
                sheet.line,
            )


def _listed(names: tuple[str, ...]) -> str:
    return " nor ".join((", ".join(names[:-1]), names[-1])) if len(names) > 1 else names[0]


Use = tuple[str, tuple[str, ...], str, int, str]


def _uses(letter: Letter) -> Iterator[Use]:
    for rule in letter.sheet:
        for start, (lacking, instead) in clients.RULES.items():
            if rule.selector.lower().startswith(start):
                yield start, lacking, instead, rule.line, "in a style element"
        yield from ((*fact, one.line, "in a style element") for one in rule.declarations for fact in _facts(one))
    for element in letter.page.find():
        where = letter.page.place(element)
        if element.tag in clients.ELEMENTS and (element.tag != "link" or "stylesheet" in element.get("rel")):
            yield f"<{element.tag}>", *clients.ELEMENTS[element.tag], element.line, where
        if element.tag in clients.REFUSED:
            yield (
                f"<{element.tag}>",
                (clients.EVERY,),
                "Leave it out; a link can lead to a page.",
                element.line,
                where,
            )
        if element.get("style"):
            inline = css.declarations(element.get("style"))
            yield from ((*fact, element.line, where) for one in inline for fact in _facts(one))


def _facts(one: css.Declaration) -> Iterator[tuple[str, tuple[str, ...], str]]:
    for fact in clients.CSS:
        if fact.property.fullmatch(one.name) and fact.value.fullmatch(one.value):
            yield fact.name, fact.lacking, fact.instead
