"""What an announcement in words says of an event: whether it is one, its name, place, deadline, whether online."""

from __future__ import annotations

import re

from digest.model import EventStatus
from digest.sources.prose_dates import Span

KIND = re.compile(
    r"\b(?:webinar|conference|seminar|summit|workshop|symposium|round ?table|masterclass|lecture|forum|festival|"
    r"exhibition|expo|fair|"
    r"awards?|hearing|meet(?:ing|up)|agm|briefing|panel|debate|drop-in|open (?:day|evening|house)|launch event|"
    r"networking|congress|(?:book|report) launch|(?:summer|winter|spring|autumn) school|open doors|"
    r"training|course|event|talk|consultation|call for (?:evidence|papers|views|proposals)|reception|dinner|"
    r"hackathon|"
    r"\w*(?:veranstaltung|tagung|konferenz|sitzung|forum)|workshopreihe|vortrag|conférence|colloque|réunion|atelier|"
    r"débat|séminaire|conferencia|jornada|seminario|taller|debate|convegno|incontro|seminário|oficina|workshop|"
    r"congresso|"
    r"bijeenkomst|vergadering|konferencja|spotkanie|möte|møde|møte)s?\b",
    re.IGNORECASE,
)
INVITES = re.compile(
    r"\b(?:join us|register (?:now|here|for|your|to|by)|book (?:your|a|now|here|tickets)|tickets?\b|rsvp|save the "
    r"date|sign up (?:to|for) (?:the|our|this)"
    r"|(?:will|to) (?:be held|take place|be hosted|run|meet|convene)|takes? place|is being held|you are invited|"
    r"come along|hosted by|doors open|opens (?:on|from)|findet .{1,80}? statt|vindt .{1,80}? plaats|aura lieu|"
    r"se tiendra|se celebrará|tendrá lugar|si terrà|avrà luogo|realiza-se|terá lugar|odbędzie się|"
    r"anmeldung|inscri(?:ption|vez|pción|ções)|aanmelden|"
    r"attend(?:ance)? (?:is )?free|free to attend|places are limited|agenda|speakers)\b",
    re.IGNORECASE,
)
MEETS = re.compile(r"\bwill (?:next )?(?:meet|convene|sit)\b.{0,60}?\b(?:at|on)\b", re.IGNORECASE)
LABEL = re.compile(
    r"^\W*(?P<label>date(?:s)?(?: and time| & time|/time)?|when|time|event date|start(?:s|ing)?(?: date)?|where|"
    r"venue|location|place|address|wann|wo|termin|uhrzeit|zeit|beginn|heure|hora|tijd|"
    r"ort|datum|quand|lieu|cuándo|dónde|fecha|lugar|data|luogo|waar|wanneer)\s?[:–|-]\s*(?P<value>.*)$",
    re.IGNORECASE,
)
PLACES = frozenset(
    ("where", "venue", "location", "place", "address", "wo", "ort", "lieu", "dónde", "lugar", "luogo", "waar")
)
SAID_OFF = (
    r"(?P<said>cancel+ed|postponed|called off|abgesagt|verschoben|annulée?|reportée?|cancelad[oa]|aplazad[oa]|"
    r"annullat[oa]|rinviat[oa]|geannuleerd|uitgesteld|inställt|avlyst|aflyst|odwołane|wedi'i ganslo|gohiriwyd)"
)
_PUT_OFF = re.compile(r"postponed|verschoben|reporté|aplazad|rinviat|uitgesteld|gohiriwyd", re.IGNORECASE)
_OFF = re.compile(
    rf"\W*(?:this (?:event|meeting) (?:is|has been) )?{SAID_OFF}\b\s*(?:[:|–—)\]*-]+\s*|(?=(?-i:[A-Z])))",
    re.IGNORECASE,
)
_ANY_OFF = re.compile(rf"\b{SAID_OFF}\b", re.IGNORECASE)
_OFF_AFTER = re.compile(
    rf"\s*(?:[|–—*-]\s*|[(\[]\s*|\bis\s|\bhas been\s|\s(?=(?-i:[A-Z]{{5}}))){SAID_OFF}\s*[)\].!*]*$",
    re.IGNORECASE,
)
_ONLINE = re.compile(
    r"\b(?:webinar|online|virtual(?:ly)?|zoom|(?:ms|microsoft) teams|live ?stream(?:ed)?|webcast|youtube live|"
    r"hybrid)\b",
    re.IGNORECASE,
)
_DEADLINE = re.compile(
    r"\b(?:clos(?:es|ing|e)(?: date)?|deadline|(?:is |remains )?open (?:until|till|to)|runs? (?:until|till|to)|"
    r"ends?|(?:responses?|submissions?|applications?|"
    r"views|comments|evidence|entries|nominations?|proposals?|abstracts?|bids|feedback)\b.{0,60}?\b(?:by|before|"
    r"until|no later than)|"
    r"(?:respond|reply|apply|submit|have your say|take part|register)\b.{0,60}?\b(?:by|before|until|"
    r"no later than))\b[^.!?\n]{0,40}$",
    re.IGNORECASE,
)
_OF_DEADLINE = re.compile(
    r"\b(?:consult|call for|survey|responses?|submissions?|applications?|evidence|inquiry|nominations?|grant|fund|"
    r"bid|entries|proposals?|feedback|"
    r"have your say|questionnaire|deadline|closing date|views|review)",
    re.IGNORECASE,
)
_HELD = re.compile(
    r"(?:\b(?:held|takes? place|hosted|meet|gather|join us|venue is|be)|^\W*)\s*(?:at|in)\s(?:the\s)?"
    r"(?P<place>[A-Z][^.;\n(]{3,80})"
)
_HOST_LABEL = re.compile(
    r"^\W*(?:organi[sz]ers?|organi[sz]ed by|hosts?|hosted by|convenors?|veranstalter(?:in)?|organisateurs?|"
    r"organiza(?:dor(?:es)?)?|organisatie|organizzator[ei])\s?[:|]\s*(?P<who>\S.{1,100})$",
    re.IGNORECASE | re.MULTILINE,
)
_HOSTED = re.compile(
    r"\b(?:(?:[Cc]o-)?(?:[Hh]osted|[Oo]rgani[sz]ed|[Cc]onvened|[Pp]resented)\s(?:jointly\s)?by|"
    r"[Ii]n (?:association|partnership|collaboration) with)\s(?:the\s)?(?P<who>[A-Z][^.;:\n(]{2,100})"
)
_HOSTS = re.compile(
    r",?\s(?:in (?:association|partnership|collaboration)|on|at|from|which|who|as|will|is|this|that|takes|to)\s.*$"
)
MARKS = " .!|–—-,:;·•()"
_OPEN = re.compile(
    r"\b(?:runs?|running|open|opens|live|consult(?:ing|ation)?)\b[^.!?\n]{0,30}?\b(?:from|between)\s*$", re.IGNORECASE
)
_EDGE = " \t|–—-,:;·•@("
_JOINERS = re.compile(r"(?:[\s|–—,:;·•@(-]|\b(?:on|at|from|of|date|the|for)\b)+$", re.IGNORECASE)
_LEADING = re.compile(r"^(?:[\s|–—,:;·•)-]|\b(?:at|from|gmt|bst)\b)+", re.IGNORECASE)


def name_of(title: str, span: Span) -> str:
    """Return the event's name: the title without the date and time at its end or beginning."""
    before = _JOINERS.sub("", title[: span.begin]).strip(_EDGE)
    after = _LEADING.sub("", title[span.finish :]).strip()
    if len(before) >= len(after):
        return before or title.strip()
    return after.strip(_EDGE) or title.strip()


def standing(title: str) -> tuple[EventStatus, str]:
    """Return whether a title says that the event is off, and the title without that: "Cancelled: Open day"."""
    found = _OFF.match(title) or _OFF_AFTER.search(title)
    rest = (title[: found.start()] + title[found.end() :]).strip() if found else ""
    if not found or not rest:
        return "", title
    return status_of(found["said"]), rest


def off_in(said: str) -> EventStatus:
    """Return what short words say of whether an event is off."""
    found = _ANY_OFF.search(said[:600])
    return status_of(found[0]) if found else ""


def status_of(said: str) -> EventStatus:
    """Return what a word for an event that is off means."""
    return "postponed" if _PUT_OFF.match(said) else "cancelled"


def is_online(text: str) -> bool:
    """Tell whether it can be attended from anywhere."""
    return bool(_ONLINE.search(text))


def place_in(lines: list[str], before: str, after: str) -> str:
    """Return where it is: what stands after "Venue:" and its like, else what the sentence says around the date."""
    for place, line in enumerate(lines):
        found = LABEL.match(line)
        if found and found["label"].lower() in PLACES:
            value = found["value"].strip() or " ".join(lines[place + 1 : place + 2])
            return value[:120].strip(" ,.")
    held = _HELD.search(after) or _HELD.search(before)
    return re.split(r",? on \w|,? from \d|\sand\s", held["place"])[0].strip(" ,.") if held else ""


def organisers_in(text: str) -> tuple[str, ...]:
    """Return who is said to host it, each as written: two names joined by "and" may be one body's."""
    text = text[:20_000]
    said = (*_HOST_LABEL.finditer(text), *_HOSTED.finditer(text))
    found = (_HOSTS.sub("", one["who"]).strip(" ,.") for one in said)
    return tuple(dict.fromkeys(who for who in found if who))[:5]


def is_deadline(before: str, title: str) -> bool:
    """Tell whether what leads up to a date makes it the last day to answer something."""
    found = _DEADLINE.search(before)
    return bool(found) and bool(_OF_DEADLINE.search(before) or _OF_DEADLINE.search(title))


def is_open(before: str, title: str) -> bool:
    """Tell whether what leads up to a run of days makes it the time in which to answer something."""
    return bool(_OPEN.search(before)) and bool(_OF_DEADLINE.search(before) or _OF_DEADLINE.search(title))
