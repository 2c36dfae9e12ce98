"""The name service, asked by dnspython (https://dnspython.readthedocs.io/): texts out, nothing raised."""

from __future__ import annotations

from collections.abc import Callable

import dns.exception
import dns.name
import dns.resolver
import dns.reversename

from digest.model import Failure, Trouble

SECONDS = 5.0
_MOST = 50  # records of one name


def asker(server: str = "", seconds: float = SECONDS) -> Callable[[str, str], tuple[str, ...] | Failure]:
    """Return a function of name and type ("TXT", "MX", "A"…) that gives its records as texts.

    `server` is "HOST:PORT" of a name server to ask; the system's where it is empty. A reverse name is asked for by
    the address itself, with type "PTR".
    """
    resolver = dns.resolver.Resolver(configure=not server)
    if server:
        host, _, port = server.rpartition(":")
        resolver.nameservers, resolver.port = [host.strip("[]")], int(port)
    resolver.lifetime = resolver.timeout = seconds
    resolver.cache = dns.resolver.LRUCache(1_000)

    def ask(name: str, kind: str) -> tuple[str, ...] | Failure:
        try:
            asked = dns.reversename.from_address(name) if kind == "PTR" else dns.name.from_text(name)
            answer = resolver.resolve(asked, kind, search=False)
        except (dns.resolver.NXDOMAIN, dns.resolver.NoAnswer, dns.name.EmptyLabel, dns.name.LabelTooLong):
            return ()
        except (dns.exception.DNSException, OSError, ValueError) as error:
            return Failure(Trouble.UNREACHABLE, name, f"The name service gave no answer about {name}: {error}")
        return tuple(sorted(_text(record, kind) for record in list(answer)[:_MOST]))

    return ask


def _text(record: object, kind: str) -> str:
    """Return a record as people write it; the strings of a TXT record joined (RFC 7208, 3.3)."""
    if kind == "TXT":
        return b"".join(getattr(record, "strings", ())).decode("utf-8", "replace")
    if kind == "MX":
        return str(getattr(record, "exchange", "")).rstrip(".").lower()
    return str(record).rstrip(".").lower()
