"""A domain's policy for mail that comes to it over TLS (MTA-STS, RFC 8461): read, and compared with its servers."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from digest.model import Failure, Response

LONGEST = 31_557_600  # a year, RFC 8461, 3.2
LARGEST = 64_000


@dataclass(frozen=True, slots=True)
class Policy:
    """What a policy says: enforce, testing or none, for so many seconds, and by which servers mail may come."""

    mode: str
    max_age: int
    servers: tuple[str, ...]

    def names(self, server: str) -> bool:
        """Tell whether a server is named: by its name, or by a star for its first label (RFC 8461, 4.1)."""
        name = server.rstrip(".").lower()
        return any(name == one or (one[:2] == "*." and name.partition(".")[2] == one[2:]) for one in self.servers)


def address(domain: str) -> str:
    """Return where a domain's policy lies."""
    return f"https://mta-sts.{domain}/.well-known/mta-sts.txt"


def read(answer: Response | Failure, asked: str) -> Policy | str:
    """Return the policy in an answer, or what is wrong with it as a sentence."""
    if isinstance(answer, Failure):
        return f"Its policy cannot be read: {answer.said}"
    if answer.address != asked:
        return f"Its policy is answered from elsewhere ({answer.address}), where senders do not follow."
    if answer.status != 200:
        return f"There is no policy at {asked}: the answer was {answer.status}."
    pairs = [line.partition(":") for line in answer.body[:LARGEST].decode("utf-8", "replace").splitlines()]
    values: dict[str, list[str]] = {}
    for key, _, value in pairs:
        values.setdefault(key.strip().lower(), []).append(value.strip())
    return _policy({key: found[0] for key, found in values.items()}, values.get("mx", []))


def _policy(values: dict[str, str], servers: Sequence[str]) -> Policy | str:
    if values.get("version") != "STSv1":
        return "Its policy does not begin with the line version: STSv1, so it does not count."
    mode, age = values.get("mode", ""), values.get("max_age", "")
    if mode not in {"enforce", "testing", "none"}:
        return f"Its policy has the mode {mode[:40]!r}; enforce, testing or none is expected."
    if not (re.fullmatch("[0-9]{1,10}", age) and int(age) <= LONGEST):
        return f"Its policy has the max_age {age[:40]!r}; a number of seconds up to {LONGEST} is expected."
    if mode != "none" and not servers:
        return "Its policy names no server: it needs a line mx: for each that takes mail."
    return Policy(mode, int(age), tuple(one.rstrip(".").lower() for one in servers))
