"""Which network addresses may be connected to: those of the public internet only.

Checked on the address a socket is about to be connected to, after every resolver and redirect, because a name
may point anywhere and point elsewhere a second later.
"""

from __future__ import annotations

import errno
import ipaddress
import socket
from collections.abc import Callable
from typing import Any

AddressInfo = tuple[int | socket.AddressFamily, int | socket.SocketKind, int, str, tuple[Any, ...]]

# Ranges that carry an IPv4 address inside (RFC 6052, 8215, 3056, 4380, 4291) or go nowhere public, and which
# `is_global` does not all refuse.
_EMBEDDING = "64:ff9b::/96 64:ff9b:1::/48 2002::/16 2001::/32 ::/96 ::ffff:0:0:0/96 192.88.99.0/24"
_REFUSED = tuple(map(ipaddress.ip_network, _EMBEDDING.split()))


class NotPublic(OSError):
    """Raised in place of a connection to an address that may not be reached; an OSError, as sockets raise."""

    mark = "not a public address"

    def __init__(self, address: str) -> None:
        super().__init__(errno.EACCES, f"{address} is {self.mark}")


def public(address: str) -> bool:
    """Return whether an IP address, in its written form, is one of the public internet."""
    try:
        found = ipaddress.ip_address(address.partition("%")[0])
    except ValueError:
        return False
    if isinstance(found, ipaddress.IPv6Address) and found.ipv4_mapped:
        found = found.ipv4_mapped
    if not found.is_global or found.is_multicast or found.is_reserved or found.is_unspecified:
        return False
    return not any(found.version == network.version and found in network for network in _REFUSED)


def guarded(info: AddressInfo) -> socket.socket:
    """Return a socket for an address of the public internet. Raises `NotPublic` for any other."""
    if not public(str(info[4][0])):
        raise NotPublic(str(info[4][0]))
    return unguarded(info)


def unguarded(info: AddressInfo) -> socket.socket:
    """Return a socket for any address."""
    return socket.socket(info[0], info[1], info[2])


def factory(*, allow_private: bool) -> Callable[[AddressInfo], socket.socket]:
    """Return what makes sockets, with or without the check."""
    return unguarded if allow_private else guarded
