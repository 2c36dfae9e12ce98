"""What a sending domain publishes in the name service, compared with what it should: SPF, DKIM, DMARC, PTR, MTA-STS.

RFC 7208, 6376, 7489, 8461 and 8460; big receivers ask for the first three from everybody who sends much
(https://support.google.com/a/answer/81126).
"""

from __future__ import annotations

import ipaddress
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from digest.delivery import mta_sts, spf
from digest.delivery.dkim import Key
from digest.delivery.spf import Ask
from digest.model import Failure, Response

Fetch = Callable[[str], Response | Failure]


@dataclass(frozen=True, slots=True)
class Sends:
    """Who sends: the domain of From, the one mails come back to, the servers they leave by, the keys that sign."""

    domain: str
    returns: str
    hosts: tuple[str, ...]
    keys: tuple[Key, ...]
    contact: str


@dataclass(frozen=True, slots=True)
class Published:
    """One thing that was looked for: right, wrong, missing, advised or not seen; and the records to publish.

    `records` are (name, type, text).
    """

    what: str
    state: str
    said: str
    records: tuple[tuple[str, str, str], ...] = ()

    @property
    def right(self) -> bool:
        """Whether nothing is to be done."""
        return self.state == "right"


RIGHT, WRONG, MISSING, ADVISED, UNSEEN = "right", "wrong", "missing", "advised", "not seen"


def look(ask: Ask, sends: Sends, fetch: Fetch) -> Iterator[Published]:
    """Yield what was found, in the order in which it matters; `fetch` returns what the web answers at an address."""
    servers = {address: host for host in sends.hosts for address in _addresses(ask, host)}
    yield _spf(ask, sends, servers)
    yield from _dkim(ask, sends)
    yield _dmarc(ask, sends)
    yield from _ptr(ask, sends, servers)
    yield _mx(ask, sends)
    yield _mta_sts(ask, sends, fetch)


def _addresses(ask: Ask, host: str) -> tuple[str, ...]:
    """Return the public addresses of the server that mails leave by; none where it is on this machine or unknown."""
    try:
        found: Sequence[str] = (str(ipaddress.ip_address(host)),)
    except ValueError:
        answers = (ask(host, kind) for kind in ("A", "AAAA"))
        found = [one for answer in answers if not isinstance(answer, Failure) for one in answer]
    return tuple(one for one in found if ipaddress.ip_address(one).is_global)


def _spf(ask: Ask, sends: Sends, servers: Mapping[str, str]) -> Published:
    what, domain = f"SPF of {sends.returns}", sends.returns
    sources = " ".join(f"ip{ipaddress.ip_address(one).version}:{one}" for one in servers)
    wanted = ((domain, "TXT", f"v=spf1 {sources or 'include:YOUR-MAIL-SERVICE'} -all"),)
    found = spf.records(ask, domain)
    if isinstance(found, Failure):
        return Published(what, UNSEEN, found.said)
    if not found:
        return Published(what, MISSING, "No record says which servers may send for it.", wanted)
    if len(found) > 1:
        return Published(what, WRONG, f"There are {len(found)} records, so none counts: keep one.", wanted)
    state, said = _spf_of(ask, sends, servers, found[0])
    return Published(what, state, said, wanted if state == WRONG else ())


def _spf_of(ask: Ask, sends: Sends, servers: Mapping[str, str], record: str) -> tuple[str, str]:
    """Return how the one record stands, and why."""
    if re.search(r"(?i)(?:^|\s)\+?all\b", record):
        return WRONG, f"Anybody may send for it by {record!r}: end it in -all."
    results = {address: spf.check(ask, sends.returns, address) for address in servers}
    if "permerror" in results.values():
        return WRONG, f"It cannot be evaluated, or costs over {spf.MOST_LOOKUPS} look-ups: {record}"
    refused = [address for address, result in results.items() if result != "pass"]
    if refused:
        named = ", ".join(f"{one} ({servers[one]})" for one in refused)
        return WRONG, f"{named} may not send by it: {record}"
    if not servers:
        return UNSEEN, f"There is a record; by which address mails leave is not seen: {record}"
    return RIGHT, record


def _dkim(ask: Ask, sends: Sends) -> Iterator[Published]:
    if not sends.keys:
        yield Published("DKIM", MISSING, "There are no keys, so mails are not signed. Make them with: digest keys")
    for key in sends.keys:
        name, text = key.record
        what, found = f"DKIM key {key.selector} ({key.kind})", ask(name, "TXT")
        record = ((name, "TXT", text),)
        if isinstance(found, Failure):
            yield Published(what, UNSEEN, found.said, record)
        elif not found:
            yield Published(what, MISSING, f"Nothing is published at {name}: signatures by it do not verify.", record)
        elif any(_tags(one).get("p", "").replace(" ", "") == _tags(text)["p"] for one in found):
            yield Published(what, RIGHT, f"Published at {name}, aligned with From.")
        else:
            yield Published(what, WRONG, f"Another key is published at {name}: signatures do not verify.", record)


def _dmarc(ask: Ask, sends: Sends) -> Published:
    """Look at the domain itself, then at those above it down to two labels (RFC 7489, 6.6.3)."""
    wanted = ((f"_dmarc.{sends.domain}", "TXT", f"v=DMARC1; p=none; rua=mailto:{sends.contact}"),)
    labels = sends.domain.split(".")
    for domain in (".".join(labels[at:]) for at in range(max(1, len(labels) - 1))):
        found = ask(f"_dmarc.{domain}", "TXT")
        if isinstance(found, Failure):
            return Published("DMARC", UNSEEN, found.said)
        policies = [one for one in found if one.lower().replace(" ", "").startswith("v=dmarc1;")]
        if policies:
            return _policy(policies, domain, sends, wanted)
    return Published("DMARC", MISSING, f"No policy at _dmarc.{sends.domain}: large receivers ask for one.", wanted)


def _policy(
    policies: Sequence[str], domain: str, sends: Sends, wanted: tuple[tuple[str, str, str], ...]
) -> Published:
    tags = _tags(policies[0])
    if len(policies) > 1 or tags.get("p", "").lower() not in {"none", "quarantine", "reject"}:
        return Published("DMARC", WRONG, f"At _dmarc.{domain} stands no policy that counts: {policies[0]}", wanted)
    if not sends.keys and not _same_organisation(sends.domain, sends.returns):
        said = f"Nothing in our mails is aligned with {sends.domain}: make keys, or let mails come back to it."
        return Published("DMARC", WRONG, said)
    return Published("DMARC", RIGHT, policies[0])


def _ptr(ask: Ask, sends: Sends, servers: Mapping[str, str]) -> Iterator[Published]:
    if not servers:
        named = ", ".join(sends.hosts)
        said = f"Mails leave by {named}, whose public address is not seen from here: its PTR is its keeper's."
        yield Published("PTR", UNSEEN, said)
    for address, host in servers.items():
        what, names = f"PTR of {address}", ask(address, "PTR")
        if isinstance(names, Failure):
            yield Published(what, UNSEEN, names.said)
        elif any(address in _addresses(ask, name) for name in names):
            yield Published(what, RIGHT, f"{', '.join(names)}, and back.")
        else:
            said = (
                f"{names[0]} does not lead back to it." if names else "It has no name: large receivers refuse such."
            )
            kind = "A" if ipaddress.ip_address(address).version == 4 else "AAAA"
            reverse = ipaddress.ip_address(address).reverse_pointer
            records = ((reverse, "PTR", f"{host}."), (host, kind, address))
            yield Published(what, WRONG if names else MISSING, f"{said} Whoever owns the address sets it.", records)


def _mx(ask: Ask, sends: Sends) -> Published:
    what, found = f"MX of {sends.returns}", ask(sends.returns, "MX")
    if isinstance(found, Failure):
        return Published(what, UNSEEN, found.said)
    if any(found):
        return Published(what, RIGHT, ", ".join(found))
    return Published(what, MISSING, "No server takes mail for it: bounces and replies are lost.")


def _mta_sts(ask: Ask, sends: Sends, fetch: Fetch) -> Published:
    """Look whether mail to us, such as bounces, is asked to come over TLS (RFC 8461): advice, not a duty."""
    domain = sends.returns
    wanted = (
        (f"_mta-sts.{domain}", "TXT", "v=STSv1; id=1"),
        (f"_smtp._tls.{domain}", "TXT", f"v=TLSRPTv1; rua=mailto:{sends.contact}"),
    )
    found = ask(f"_mta-sts.{domain}", "TXT")
    if isinstance(found, Failure):
        return Published("MTA-STS", UNSEEN, found.said)
    if not any(one.lower().replace(" ", "").startswith("v=stsv1;") for one in found):
        said = f"Not announced. It also needs a policy at {mta_sts.address(domain)}"
        return Published("MTA-STS", ADVISED, said, wanted)
    if not any(one for kind in ("A", "AAAA") for one in _seen(ask(f"mta-sts.{domain}", kind))):
        return Published("MTA-STS", WRONG, f"Announced, but mta-sts.{domain} has no address to read the policy from.")
    policy = mta_sts.read(fetch(mta_sts.address(domain)), mta_sts.address(domain))
    if isinstance(policy, str):
        return Published("MTA-STS", WRONG, f"Announced, but it does not hold. {policy}")
    return _policed(policy, _seen(ask(domain, "MX")))


def _policed(policy: mta_sts.Policy, servers: Sequence[str]) -> Published:
    """Compare a policy with the servers that the name service gives: mail to one that is not named is refused."""
    if policy.mode == "none":
        return Published("MTA-STS", ADVISED, "Its policy has the mode none, so nothing is protected.")
    strange = [one for one in servers if one and not policy.names(one)]
    if strange:
        said = f"Its policy does not name {', '.join(strange)}: a careful sender delivers nothing there."
        return Published("MTA-STS", WRONG, said)
    said = f"In mode {policy.mode}, for {policy.max_age} seconds, by {', '.join(policy.servers)}."
    return Published("MTA-STS", RIGHT, said)


def _seen(answer: tuple[str, ...] | Failure) -> tuple[str, ...]:
    return () if isinstance(answer, Failure) else answer


def _tags(record: str) -> dict[str, str]:
    """Return the tags of a record such as "v=DKIM1; k=rsa; p=…"."""
    pairs = (piece.partition("=") for piece in record.split(";"))
    return {name.strip().lower(): value.strip() for name, _, value in pairs if name.strip()}


def _same_organisation(one: str, other: str) -> bool:
    return one == other or one.endswith(f".{other}") or other.endswith(f".{one}")
