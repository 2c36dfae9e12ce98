"""Whether a domain's SPF record lets a server send for it (RFC 7208), asked of the name service step by step."""

from __future__ import annotations

import ipaddress
import re
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Literal

from digest.model import Failure

Ask = Callable[[str, str], tuple[str, ...] | Failure]
Result = Literal["pass", "fail", "softfail", "neutral", "none", "permerror", "temperror"]
MOST_LOOKUPS = 10  # RFC 7208, 4.6.4
_MEANS: dict[str, Result] = {"+": "pass", "-": "fail", "~": "softfail", "?": "neutral"}
_TERM = re.compile(r"(?i)([+?~-]?)(all|include|a|mx|ip4|ip6|exists|ptr)(?::([^/ ]+))?((?:/{1,2}[0-9]+)*)")


@dataclass
class _Walk:
    """One evaluation: how many look-ups it has cost."""

    ask: Ask
    address: ipaddress.IPv4Address | ipaddress.IPv6Address
    lookups: int = field(default=0)


def records(ask: Ask, domain: str) -> tuple[str, ...] | Failure:
    """Return the SPF records of a domain: there should be one."""
    found = ask(domain, "TXT")
    if isinstance(found, Failure):
        return found
    return tuple(text for text in found if text.lower() == "v=spf1" or text.lower().startswith("v=spf1 "))


def check(ask: Ask, domain: str, address: str) -> Result:
    """Return what the domain's record says about mail from this address. Macros are taken for no match."""
    return _of(_Walk(ask, ipaddress.ip_address(address)), domain)


def _of(walk: _Walk, domain: str) -> Result:
    found = records(walk.ask, domain)
    if isinstance(found, Failure):
        return "temperror"
    if len(found) != 1:
        return "permerror" if found else "none"
    redirect = ""
    for term in found[0].split()[1:]:
        if term.lower().startswith("redirect="):
            redirect = term.partition("=")[2]
        elif "=" not in term and (result := _term(walk, domain, term)):
            return result
    if redirect:
        return _spent(walk) or _of(walk, redirect)
    return "neutral"


def _term(walk: _Walk, domain: str, term: str) -> Result | None:
    """Return what a mechanism decides, None where it does not match."""
    read = _TERM.fullmatch(term)
    if read is None:
        return "permerror"
    sign, name, value, length = read[1] or "+", read[2].lower(), read[3] or "", read[4]
    if name == "all":
        return _MEANS[sign]
    if name in {"ip4", "ip6"}:
        return _MEANS[sign] if _within(walk, value + length) else None
    matched = _spent(walk) or _looked_up(walk, domain, name, value, length)
    return _MEANS[sign] if matched is True else matched or None


def _looked_up(walk: _Walk, domain: str, name: str, value: str, length: str) -> bool | Result:
    """Return whether a mechanism that asks the name service matches, or why that cannot be said."""
    if name != "include":
        return _named(walk, name, value or domain, length)
    inner = _of(walk, value)
    if inner == "temperror":
        return inner
    return "permerror" if inner in {"permerror", "none"} else inner == "pass"


def _spent(walk: _Walk) -> Result | None:
    walk.lookups += 1
    return "permerror" if walk.lookups > MOST_LOOKUPS else None


def _named(walk: _Walk, name: str, domain: str, length: str) -> bool:
    """Tell whether the address is one of a name's, or of its mail servers'; what else there is matches nobody."""
    hosts: tuple[str, ...] | Failure = ()
    if name in {"a", "mx"}:
        hosts = walk.ask(domain, "MX") if name == "mx" else (domain,)
    kind = "A" if walk.address.version == 4 else "AAAA"
    four, _, six = length.partition("//")
    bits = four.strip("/") if walk.address.version == 4 else six
    for host in () if isinstance(hosts, Failure) else hosts[:MOST_LOOKUPS]:
        found = walk.ask(host, kind)
        if not isinstance(found, Failure) and any(_within(walk, f"{one}/{bits}" if bits else one) for one in found):
            return True
    return False


def _within(walk: _Walk, network: str) -> bool:
    try:
        return walk.address in ipaddress.ip_network(network, strict=False)
    except (ValueError, TypeError):
        return False
