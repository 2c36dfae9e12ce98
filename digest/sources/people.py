"""Who speaks at an event, with role and organisation, from the lists that announcements give."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from digest.model import Person

_HEADING = re.compile(
    r"^\W*(?:(?:our|the|guest|keynote|confirmed|featured|expert|invited|event|conference|panel|with)\s)*"
    r"(?:speakers?|panel(?:l?ists?)?|presenters?|contributors?|chairs?)"
    r"(?:\s(?:and\s)?(?:speakers?|panel(?:l?ists?)?|chairs?))?"
    r"(?:\s(?:will\s)?(?:includ\w+|are|were|is|be|confirmed|so far|to date))*\s*(?P<mark>[:.–-])?\s*(?P<rest>.*)$",
    re.IGNORECASE,
)
_BULLET = re.compile(r"^[\s•·*‣▪◦–—-]+")
_NOTE = re.compile(r"\s*[(\[]([^()\[\]]{2,60})[)\]]\s*$")
_ROLE = re.compile(
    r"\b(?:director|chief|officer|manager|head|leader|advis[eo]r|professor|lecturer|chair\w*|mayor|minister|"
    r"secretary|fellow|partner|"
    r"editor|president|lead|councill?or|researcher|analyst|economist|executive|founder|co-founder|consultant|"
    r"member|mp|treasurer|"
    r"journalist|author|commissioner|planner|engineer|architect|specialist|coordinator|moderator|host|dean|lord|"
    r"ceo|cfo|cto|principal)\b",
    re.IGNORECASE,
)
_TITLES = re.compile(
    r"^(?:(?:Dr|Prof|Professor|Sir|Dame|Lord|Lady|Baroness|Cllr|Councillor|Mr|Mrs|Ms|Rt Hon|Rev)\.?\s)+"
)
_PARTICLES = frozenset(("de", "van", "von", "der", "al", "bin", "da", "di", "la", "le", "ten", "den", "del", "ap"))
_NAME_WORD = re.compile(r"[^\W\d_][\w’'.-]*")
_AT = re.compile(r"^(?P<role>.{3,80}?)\s(?:at|of|for|from)\s(?:the\s)?(?P<organisation>[A-Z].{1,80})$")
_IN_WORDS = re.compile(
    r"\b(?i:(?:chaired|moderated|facilitated|led|introduced|presented|joined) by|speakers (?:will )?(?:include|are)|"
    r"panel(?:l?ists)? (?:will )?(?:includes?|are)|hear from|in conversation with|"
    r"keynote(?: address| speech| speaker)?(?: by| from| is|:))\s+"
    r"(?P<rest>[A-Z][^\n!?]{3,600}?)(?=\.(?:\s+[A-Z]|\s*$)|[!?\n]|$)",
)
_PARTS = re.compile(r",\s+(?:and\s+|with\s+)?|\s+(?:and|with|alongside|plus)\s+(?=[A-Z])|;\s*|(?<=\)),?\s+")
MOST = 30


def speakers_in(lines: Sequence[str]) -> tuple[Person, ...]:
    """Return the people listed after a line such as "Speakers included:"."""
    found: list[Person] = []
    for place, line in enumerate(lines):
        heading = _HEADING.match(line)
        if not heading or (len(line) > 60 and not heading["mark"]) or len(heading["rest"]) > 1500:
            continue
        for words in _listed(heading["rest"], lines[place + 1 : place + 1 + MOST]):
            person = person_in(words)
            if person is None:
                break
            found.append(person)
    found += _told(lines)
    return tuple({person.name: person for person in reversed(found)}.values())[::-1][:MOST]


def _told(lines: Sequence[str]) -> Iterator[Person]:
    """Yield the people whom a sentence names: "Chaired by Ada Lund, editor of Tides, with Bo Stern"."""
    for line in lines[:200]:
        for sentence in _IN_WORDS.finditer(line[:3000]):
            yield from _in_a_row(sentence["rest"])


def _in_a_row(words: str) -> Iterator[Person]:
    """Yield people told one after the other with their roles: whatever is no name belongs to the name before it."""
    told: list[str] = []
    for part in filter(None, (part.strip(" ,.;:") for part in _PARTS.split(words))):
        if _is_name(_NOTE.sub("", part)):
            yield from _of(told)
            told = [part]
        elif told and len(told) < 4 and (_ROLE.search(part) or part[:1].isupper()):
            told.append(part)
        else:
            break
    yield from _of(told)


def _of(told: Sequence[str]) -> Iterator[Person]:
    person = person_in(", ".join(told)) if told else None
    if person:
        yield person


def _listed(rest: str, following: Sequence[str]) -> Iterator[str]:
    """Yield the entries of a list: those on the heading's own line, else one a line, or several with bullets."""
    if rest:
        parts = re.split(r"\s*[•;\n]\s*", rest)
        yield from (parts if len(parts) > 1 else re.split(r",?\s+and\s+|(?<=\)),\s*", rest.rstrip(".")))
        return
    for line in _joined(following):
        yield from (part for part in re.split(r"\s*[•·‣▪;\n]\s*", line) if part.strip())


def _joined(lines: Sequence[str]) -> Iterator[str]:
    """Yield the lines with one that gives only a role put behind the name in the line before it."""
    name = ""
    for line in lines:
        bare = _BULLET.sub("", line).strip()
        if name and _ROLE.search(bare) and not _is_name(bare.split(",")[0]) and len(bare) <= 120:
            yield f"{name}, {bare}"
            name = ""
            continue
        if name:
            yield name
        name = bare if _is_name(bare) else ""
        if not name:
            yield line
    if name:
        yield name


def person_in(words: str) -> Person | None:
    """Return the person of "Name, Role, Organisation (chair)" and its like, None where it names none."""
    bare = " ".join(_BULLET.sub("", words).split()).rstrip(".;,")
    if len(bare) > 200:
        return None
    note = _NOTE.search(bare)
    aside = note[1] if note else ""
    head = bare[: note.start()] if note else bare
    name, *rest = [part.strip() for part in re.split(r"\s*,\s+|\s+[–—|-]\s+|:\s+", head) if part.strip()] or [""]
    if not _is_name(name):
        return None
    role, organisation = _role_and_organisation(rest)
    if aside and not organisation and not _ROLE.search(aside):
        organisation = aside
    elif aside and not role:
        role = aside
    return Person(name, role, organisation)


def _is_name(words: str) -> bool:
    """Tell whether words are two to five names of a person, none of them an office."""
    parts = _TITLES.sub("", words).split()
    capital = all(_NAME_WORD.fullmatch(part) and (part[0].isupper() or part in _PARTICLES) for part in parts)
    return 2 <= len(parts) <= 5 and capital and not _ROLE.search(parts[-1])


def _role_and_organisation(parts: Sequence[str]) -> tuple[str, str]:
    if not parts:
        return "", ""
    if len(parts) > 1:
        return ", ".join(parts[:-1]), parts[-1]
    only = parts[0]
    if (found := _AT.match(only)) and _ROLE.search(found["role"]):
        return found["role"], found["organisation"]
    return (only, "") if _ROLE.search(only) else ("", only)
