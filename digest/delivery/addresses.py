"""Mail addresses: what is one, how it is written on an envelope, and the one form in which two are compared.

RFC 5321 (4.1.2, 4.5.3.1) for the grammar and the lengths, RFC 6531 for letters outside ASCII, RFC 5891 for
domains. Address literals (`[192.0.2.1]`) are no reader's address and are not taken.
"""

from __future__ import annotations

import functools
import re
import unicodedata

import idna

MOST_OCTETS = 254
LOCAL_OCTETS = 64
DOMAIN_OCTETS = 253

_LETTER = r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~\-\u00a1-\U0010ffff]"
_ATOM = re.compile(rf"{_LETTER}+(?:\.{_LETTER}+)*")
_QUOTED = re.compile(r'"(?:[ !#-\[\]-~\u00a1-\U0010ffff]|\\[ -~])*"')
_LABEL = re.compile(r"[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?")
_UNSEEN = frozenset({"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp", "Zs"})


def mistake(address: str) -> str:
    """Return what is wrong with an address as a phrase, "" where it can be mailed."""
    text = _composed(address)
    if any(letter != " " and unicodedata.category(letter) in _UNSEEN for letter in text):
        return "has a control or invisible character in it"
    local, at, domain = text.rpartition("@")
    if not at:
        return "has no @"
    return _local_mistake(local) or _domain_mistake(domain) or _length_mistake(local, domain)


@functools.lru_cache(maxsize=1_024)
def normal(address: str) -> str:
    """Return an address as it goes on an envelope: the local part as written, the domain in ASCII, lower case.

    What cannot be read as an address comes back stripped and otherwise as it is: see `mistake`.
    """
    text = _composed(address)
    local, at, domain = text.rpartition("@")
    ascii_domain = _to_ascii(domain)
    return f"{local}@{ascii_domain}" if at and ascii_domain else text


@functools.lru_cache(maxsize=1_024)
def key(address: str) -> str:
    """Return the form under which an address is known: two that reach one reader have one key.

    Lower case throughout, needless quotes taken off. Plus tags stay: `ann+news@` is another mailbox for all
    that anyone but its server can know.
    """
    local, at, domain = normal(address).rpartition("@")
    return f"{_plain(local).lower()}{at}{domain.lower()}"


def domain(address: str) -> str:
    """Return the domain of an address in ASCII, "" where it has none."""
    return normal(address).rpartition("@")[2] if "@" in address else ""


def _composed(address: str) -> str:
    return unicodedata.normalize("NFC", address.strip())


def _plain(local: str) -> str:
    """Take the quotes off a local part that does not need them (RFC 5321, 4.1.2, last paragraph but one)."""
    if not _QUOTED.fullmatch(local):
        return local
    inner = re.sub(r"\\(.)", r"\1", local[1:-1])
    return inner if _ATOM.fullmatch(inner) else local


def _local_mistake(local: str) -> str:
    if not local:
        return "has nothing before the @"
    if local.startswith('"'):
        return "" if _QUOTED.fullmatch(local) else "has a quotation mark that is not closed"
    if _ATOM.fullmatch(local):
        return ""
    if local.startswith(".") or local.endswith(".") or ".." in local:
        return "has a dot too many before the @"
    return "has a character before the @ that needs quotation marks"


def _domain_mistake(domain: str) -> str:
    if not domain:
        return "has nothing after the @"
    ascii_domain = _to_ascii(domain)
    labels = ascii_domain.split(".")
    if not ascii_domain or not all(_LABEL.fullmatch(label) for label in labels):
        return "has a domain that cannot exist"
    if len(labels) == 1 and ascii_domain != "localhost":
        return "has a domain without a dot"
    return "has a number where a domain should be" if labels[-1].isdigit() else ""


def _length_mistake(local: str, domain: str) -> str:
    octets, ascii_domain = len(local.encode()), _to_ascii(domain)
    if octets > LOCAL_OCTETS:
        return f"has {octets} octets before the @, {LOCAL_OCTETS} at most"
    whole = octets + 1 + len(ascii_domain)
    if len(ascii_domain) > DOMAIN_OCTETS or whole > MOST_OCTETS:
        return f"is {whole} octets long, {MOST_OCTETS} at most"
    return ""


def _to_ascii(domain: str) -> str:
    """Return a domain as A-labels in lower case (UTS 46, then RFC 5891), "" where there is no such domain."""
    if domain.isascii():
        return domain.lower()
    try:
        return idna.encode(domain, uts46=True).decode("ascii").lower()
    except (idna.IDNAError, UnicodeError):
        return ""
