"""Keyed hashes of addresses: what is left of an erased one, so that no import brings it back.

The key is made once and stays in the database, so that one file restores all; whoever has the whole database could
try addresses against a hash one by one. It is never the secret of the links, which an operator may change.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from digest import model as m
from digest.delivery import tokens


@dataclass(frozen=True, slots=True)
class Marks:
    """Makes the hash of an address; `key` is asked for once it is needed."""

    key: Callable[[], bytes]

    def of(self, newsletter: m.NewsletterId, address: str) -> str:
        """Return an address's hash within a newsletter: 32 letters and digits."""
        return tokens.fingerprint(self.key(), "suppression", newsletter, address)
