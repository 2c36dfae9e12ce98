"""Mails that come back, told apart: bounces hard and soft, complaints, automatic replies, and the rest.

`READERS` are tried in order and the first that knows the mail answers: a feedback report (RFC 5965), a delivery
status (RFC 3464) wherever it stands, then prose from a mail system, then an automatic reply (RFC 3834). Reports
of mail systems from before the RFCs are prose: they are read by what they all do and not by who wrote them, a
failing address near the words of a server, and a reply code (RFC 5321, 4.2) or status (RFC 3463) or plain words.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from digest.delivery import notices, returned_text
from digest.delivery import returned_codes as codes
from digest.delivery.returned_text import Letter
from digest.model import Returned

_FIELD = re.compile(r"(?im)^[ \t>]*([a-z][a-z-]{3,40}):[ \t]*(.*(?:\n[ \t]+\S.*)*)")
_ROBOT = re.compile(
    r"(?i)mailer-?daemon|post_?master|mail-?(?:delivery|system|admin)|mdaemon|bounce|"
    r"(?:list|majordomo|-)(?:serv|owner|admin)\b"
)

_UNDELIVERED = re.compile(
    r"(?i)undeliver|not? (?:be )?deliver|deliver\w* (?:fail|status|problem|error|notif|has|report)|"
    r"fail\w*[ :]+(?:to )?deliver|returned (?:mail|to sender|message)|mail (?:error|fail|system error|could not)|"
    r"message (?:could not|rejected|blocked)|failure|non.?remis|unzustellbar|配信|エラー|不能|Недоставл|rejected|"
    r"transcript of session|fatal errors|"
    r"(?:can|could|was|did) ?not (?:be )?(?:sent|delivered|reach)|user unknown|no such user|invalid user|"
    r"mailbox (?:is )?(?:full|unavailable)|not (?:a )?member"
)
_LEAVING = re.compile(r"(?i)[ \t]*unsubscribe[ \t]+([\w-]{40,480})[ \t]*$")
_AWAY = re.compile(
    r"(?i)\b(?:out of (?:the )?office|auto(?:mat\w+)?[ -:]*(?:repl|respon|antwort)\w*|away (?:from|until)|vacation|"
    r"on leave|abwesen|r[ée]ponse automatique|absence|respuesta autom|fuori ufficio|afwezig)"
)


@dataclass(frozen=True, slots=True)
class _Report:
    """One recipient's block of a delivery status, its fields by lower-case name."""

    fields: dict[str, str]

    def get(self, *names: str) -> str:
        return next((self.fields[name] for name in names if self.fields.get(name)), "")


def read_return(body: bytes) -> Returned:
    """Return what a returned mail says; a mail that is none of these is "none". Never raises."""
    letter = returned_text.letter(body)
    for reader in READERS:
        if found := reader(letter):
            return found
    return Returned("none", about=letter.about)


def leaving(body: bytes) -> str:
    """Return the token of a mail that asks to leave, as List-Unsubscribe has programs write it; "" for others."""
    found = _LEAVING.match(returned_text.letter(body).subject)
    return found[1] if found else ""


# ── reports made for machines ──────────────────────────────────────────────────────────────────────────


def _complaint(letter: Letter) -> Returned | None:
    """Read a feedback report (RFC 5965, or the forwarded mail of those who report without one): "this is spam"."""
    fields = _fields(letter.report("message/feedback-report") or "")
    forwarded = re.search(r"(?i)\b(?:complaint|abuse report|spam report)\b", letter.subject) and letter.original_to
    if not fields.get("feedback-type") and not forwarded:
        return None
    words = fields.get("original-rcpt-to") or fields.get("removal-recipient") or letter.original_to
    return Returned("complaint", codes.first_address(words), "", fields.get("feedback-type", ""), letter.about)


def _notification(letter: Letter) -> Returned | None:
    """Read what a mail service tells in JSON, in a mail or by a webhook."""
    return notices.read(letter.text) if notices.is_told(letter.text.encode("utf-8", "replace")[:200]) else None


def _status_report(letter: Letter) -> Returned | None:
    """Read a delivery status (RFC 3464), in its part or wherever its fields stand."""
    text = letter.report("message/delivery-status", "message/global-delivery-status") or letter.text
    reports = [report for report in _reports(text) if report.get("final-recipient", "original-recipient")]
    failed = [
        report for report in reports if report.get("action").lower()[:7] not in {"deliver", "relayed", "expande"}
    ]
    if not failed:
        return Returned("none", said="a report that the mail was delivered", about=letter.about) if reports else None
    worst = next((one for one in failed if one.get("action").lower().startswith("fail")), failed[0])
    said = _flat(worst.get("diagnostic-code"))
    words = f"{said}\n{letter.before_original}"
    given = worst.get("status")
    status = codes.status(said) or codes.exact(given) or codes.status(words) or codes.status(given)
    named = (worst.get("final-recipient"), worst.get("original-recipient"))
    recipient = next(filter(None, map(codes.first_address, named)), "")
    delayed = worst.get("action").lower().startswith("delay")
    kind = "soft" if delayed else codes.kind(status, said or letter.before_original)
    return Returned(kind, recipient or _in_prose(letter), status, said[:500], letter.about)


def _reports(text: str) -> Iterator[_Report]:
    """Yield the blocks of a delivery status: a recipient's begins with the first of its fields."""
    for block in re.split(r"(?im)\n[ \t]*\n|(?=^[ \t]*final-recipient:)", text):
        yield _Report(_fields(block))


def _fields(text: str) -> dict[str, str]:
    found: dict[str, str] = {}
    for name, value in _FIELD.findall(text[:100_000]):
        found.setdefault(name.lower(), value.strip())
    return found


# ── prose ──────────────────────────────────────────────────────────────────────────────────────────────


def _prose(letter: Letter) -> Returned | None:
    """Read a report in prose, where a mail system wrote it and says that something was not delivered."""
    if not letter.failed and not (_by_a_robot(letter) and _undelivered(letter)):
        return None
    status = codes.status(letter.before_original)
    return Returned(
        codes.kind(status, letter.before_original),
        _in_prose(letter),
        status,
        _flat(_telling_line(letter.before_original))[:500],
        letter.about,
    )


def _by_a_robot(letter: Letter) -> bool:
    """Tell whether a mail system wrote this: it says so, or it brings our mail back with a server's words."""
    if _ROBOT.search(letter.sender) or letter.null_sender:
        return True
    brought_back = letter.report("message/rfc822", "text/rfc822-headers") or codes.REPLY.search(
        letter.before_original[:2000]
    )
    return bool(brought_back) and not letter.automatic


def _undelivered(letter: Letter) -> bool:
    return bool(_UNDELIVERED.search(letter.subject) or _UNDELIVERED.search(letter.before_original[:4000]))


def _in_prose(letter: Letter) -> str:
    """Return the address that failed: named in a header, or the one that stands nearest to the words of failure."""
    if letter.failed:
        return codes.first_address(letter.failed)
    ours = {address.lower() for address in codes.ADDRESSES.findall(f"{letter.to} {letter.sender}")}
    best, weight = "", -1.0
    for line_number, line in enumerate(letter.before_original.splitlines()[:400]):
        for match in codes.ADDRESSES.finditer(line):
            address = match.group().strip("'`=").rstrip(".")
            if _ROBOT.search(address.partition("@")[0]):
                continue
            value = _weight(line, match.start(), line_number) - (4 if address.lower() in ours else 0)
            if value > weight:
                best, weight = address, value
    return best or codes.first_address(letter.original_to)


def _weight(line: str, at: int, line_number: int) -> float:
    """Return how much a line's words and form speak for an address in it being the one that failed."""
    before = line[:at]
    marks = (
        3.0 * bool(re.fullmatch(r"[\s<>*'\"\[(-]*", before)),
        3.0 * bool(codes.HARD.search(line) or codes.SOFT.search(line)),
        2.0 * bool(re.search(r"(?i)rcpt to|recipient|to:|user|address|mailbox", before)),
        2.0 * bool(codes.REPLY.search(line) or codes.STATUS.search(line)),
        -3.0 * bool(re.search(r"(?i)from:|sender|reply-to|contact|help|support|\bid\b|message-id|received", before)),
    )
    return sum(marks) - 0.005 * line_number


def _automatic(letter: Letter) -> Returned | None:
    """Read an automatic reply (RFC 3834): somebody is away, nothing is wrong with the address."""
    said = letter.automatic
    if said or _AWAY.search(letter.subject):
        return Returned(
            "auto-reply", codes.first_address(letter.sender), "", _flat(letter.subject)[:500], letter.about
        )
    return None


READERS: tuple[Callable[[Letter], Returned | None], ...] = (
    _complaint,
    _notification,
    _status_report,
    _prose,
    _automatic,
)


def _telling_line(text: str) -> str:
    lines = [line for line in text.splitlines() if line.strip()]
    coded = (line for line in lines if codes.STATUS.search(line) or codes.REPLY.search(line))
    worded = (line for line in lines if codes.HARD.search(line) or codes.SOFT.search(line))
    return next(coded, next(worded, lines[0] if lines else ""))


def _flat(words: str) -> str:
    return " ".join(words.split())
