"""Which network addresses may be connected to."""

from __future__ import annotations

import ipaddress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from digest.adapters import reachable

NEVER = """127.0.0.1 10.1.2.3 172.16.0.1 192.168.1.1 169.254.169.254 100.64.0.1 0.0.0.0 224.0.0.1 239.1.1.1 240.0.0.1
255.255.255.255 192.0.2.1 198.18.0.1 ::1 :: fe80::1 fe80::1%eth0 fc00::1 fd12::1 ff02::1 ::ffff:127.0.0.1 ::ffff:10.0.0.1
64:ff9b::7f00:1 64:ff9b::808:808 64:ff9b:1::1 2002:7f00:1:: 2002:808:808:: 2001::1 ::127.0.0.1 2001:db8::1 nonsense"""


@pytest.mark.parametrize("address", NEVER.split())
def test_what_is_not_the_public_internet_is_never_connected_to(address: str) -> None:
    assert not reachable.public(address)


@pytest.mark.parametrize(
    "address", ["8.8.8.8", "151.101.1.164", "2606:4700::1111", "2a00:1450:4009::1", "::ffff:8.8.8.8"]
)
def test_the_public_internet_is(address: str) -> None:
    assert reachable.public(address)


@given(st.ip_addresses(v=4, network="10.0.0.0/8"))
def test_no_way_of_carrying_a_private_address_inside_another_passes(private: ipaddress.IPv4Address) -> None:
    number = int(private)
    for prefix, shift in (("64:ff9b::", 0), ("2002::", 80), ("::ffff:0:0", 0), ("::", 0)):
        carried = ipaddress.IPv6Address(int(ipaddress.IPv6Address(prefix)) | number << shift)
        assert not reachable.public(str(carried))
