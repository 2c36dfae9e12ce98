"""Tokens that somebody was to fill in, and what the program has mended by itself."""

from __future__ import annotations

import re
from collections.abc import Iterator

from digest.model import Finding, Mark, Severity, Story
from digest.renditions.doctor import tree
from digest.renditions.doctor.letter import Case
from digest.renditions.editions import SUBJECT

STOP, NOTE = Severity.STOP, Severity.NOTE
TOKENS = re.compile(
    r"\{\{.{0,80}?\}\}|\{%.{0,80}?%\}|\{#.{0,80}?#\}"  # Jinja, Liquid, Handlebars
    r"|\*\|[A-Z_:]+\|\*|%%\w+%%|\[\[\w+\]\]|\$\{[\w.]+\}|<%.{0,80}?%>|%\(\w+\)[sd]"  # senders and other templates
    r"|%recipient[.\w]*%|\[object Object\]",
    re.DOTALL,
)
NOTHING = re.compile(r"(?:^|[·|]\s*)(None|undefined|NaN|null|nil)\s*(?=$|[·|])")
ATTRIBUTES = ("href", "src", "alt", "title", "lang", "aria-label")
LOREM = re.compile(r"\blorem ipsum\b", re.IGNORECASE)


def leftovers(case: Case) -> Iterator[Finding]:
    """Find tokens left over in the words, the addresses, the subject and the text part."""
    letter, own = case.letter, _own_words(case)
    for said, element in _said(case):
        for token in _tokens(said, addressed=bool(letter.headers)):
            if token not in own:
                where = letter.page.place(element) if element else "in the text part"
                yield _left(token, where, element.line if element else 0)
    for token in _tokens(letter.subject, addressed=True):
        if token not in own:
            yield _left(token, "in the subject", 0)


def _said(case: Case) -> Iterator[tuple[str, tree.Element | None]]:
    for element in case.letter.page.find():
        if element.tag not in {"style", "script"}:
            yield from ((part, element) for part in element.content if isinstance(part, str) and part.strip())
        yield from ((element.get(name), element) for name in ATTRIBUTES if element.get(name))
    yield from ((line, None) for line in case.letter.text.splitlines())


def _tokens(said: str, *, addressed: bool) -> Iterator[str]:
    """Yield each token in a piece of text; a mark of ours is one only in a mail that has its reader."""
    yield from (found.group() for found in TOKENS.finditer(said))
    yield from (found[1] for found in NOTHING.finditer(" ".join(said.split())))
    yield from (found.group() for found in LOREM.finditer(said))
    if addressed:
        yield from (str(mark) for mark in Mark if str(mark) in said or "mark.invalid" in said)


def _left(token: str, where: str, line: int) -> Finding:
    what = f"“{' '.join(token.split())[:60]}” was left over."
    why = "Readers see what was meant for the program."
    how = "Look at the template that writes it; `digest check` tries your own templates."
    return Finding("leftovers", STOP, what, why, how, where, line)


def _own_words(case: Case) -> str:
    """Return all words of the issue's content: what a source really wrote is nobody's leftover."""
    if case.issue is None:
        return ""
    content = case.issue.content
    told = (words for story in content.stories for words in _words(story))
    return "\n".join((content.subject, content.preheader, content.introduction, *told))


def _words(story: Story) -> Iterator[str]:
    yield from (story.summary.text, *(part for post in story.posts for part in (post.title, post.address)))
    if event := story.lead.event:
        yield from (event.name, event.place, *(person.name for person in event.speakers))


def mended(case: Case) -> Iterator[Finding]:
    """Tell what the program has seen to by itself."""
    for card in case.quarantined:
        what = f"“{card.title[:80]}” could not be set: {card.why}"
        why, how = "It would have lost the whole mail.", "It was reduced to its headline and link."
        yield Finding("quarantine", NOTE, what, why, how, f"“{card.title[:80]}”", mended=True)
    if case.issue is None:
        return
    if (whole := len(case.issue.content.subject)) > SUBJECT:
        what = f"The draft's subject has {whole} characters."
        yield Finding("subject", NOTE, what, "Inboxes show 40 to 70.", "It was cut between words.", mended=True)
    missing = len(case.issue.content.stories) - case.stories if case.stories is not None else 0
    if missing > 0:
        what = f"{missing} stories are only on the web."
        why, how = "The mail would have been cut by Gmail.", "The lowest ranked gave way; a line says how many."
        yield Finding("size", NOTE, what, why, how, mended=True)
    for story in case.issue.content.stories:
        if not story.lead.address.startswith(("http://", "https://")):
            said = story.lead.title[:80]
            what = f"“{said}” has no address of the web."
            yield Finding(
                "links", NOTE, what, "Nobody can follow it.", "It stands without a link.", f"“{said}”", mended=True
            )
