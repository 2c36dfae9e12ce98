"""What is an address, how it is written, and when two are one."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from digest.delivery import addresses


@pytest.mark.parametrize(
    "address",
    [
        "ann@example.org",
        "ann.smith+news@sub.example.co.uk",
        "o'hara@example.org",
        '"ann smith"@example.org',
        '"a@b"@example.org',
        "jörg@bücher.example",
        "ann@faß.example",
        "用户@例子.example",
        "x" * 64 + "@example.org",
        "x" * 64 + "@" + ("y" * 60 + ".") * 3 + "exampl",
        "root@localhost",
    ],
)
def test_good_addresses(address: str) -> None:
    """Quotes, plus signs, other scripts and the longest that fit."""
    assert addresses.mistake(address) == ""


@pytest.mark.parametrize(
    ("address", "said"),
    [
        ("ann", "no @"),
        ("@example.org", "nothing before"),
        ("ann@", "nothing after"),
        ("ann@example", "without a dot"),
        ("ann smith@example.org", "quotation marks"),
        ('"ann@example.org', "not closed"),
        ("ann..smith@example.org", "dot too many"),
        (".ann@example.org", "dot too many"),
        ("ann@exa mple.org", "cannot exist"),
        ("ann@-example.org", "cannot exist"),
        ("ann@example..org", "cannot exist"),
        ("ann@☃.example", "cannot exist"),
        ("ann@" + "ü" * 70 + ".example", "cannot exist"),
        ("ann@[192.0.2.1]", "cannot exist"),
        ("ann@192.0.2.1", "number"),
        ("ann@example.org\r\nBcc: all@example.org", "invisible"),
        ("ann\0@example.org", "invisible"),
        ("ann\u200b@example.org", "invisible"),
        ("ann\u00a0smith@example.org", "invisible"),
        ("ann\u202e@example.org", "invisible"),
        ("<ann@example.org>", "quotation marks"),
        ("x" * 65 + "@example.org", "64 at most"),
        ("ü" * 33 + "@example.org", "64 at most"),
        ("x" * 64 + "@" + ("y" * 60 + ".") * 3 + "example", "254 at most"),
        ("ann@" + "y" * 64 + ".org", "cannot exist"),
        ("Ann <ann@example.org", "quotation marks"),
    ],
)
def test_bad_addresses(address: str, said: str) -> None:
    """Each is refused with the reason."""
    assert said in addresses.mistake(address)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Ann@Example.ORG", "ann@example.org"),
        ('"ann"@example.org', "ann@example.org"),
        ('"a\\nn"@example.org', "ann@example.org"),
        ("ann@BÜCHER.example", "ann@xn--bcher-kva.example"),
        ("jo\u0308rg@example.org", "jörg@example.org"),
        ("  ann@example.org ", "ann@example.org"),
    ],
)
def test_one_reader_has_one_key(one: str, other: str) -> None:
    """However it is written, an address is known by one key."""
    assert addresses.key(one) == addresses.key(other)


@pytest.mark.parametrize("other", ["ann+news@example.org", "a.nn@example.org", "ann@sub.example.org"])
def test_two_mailboxes_have_two_keys(other: str) -> None:
    """What only its own server can know to be the same is not the same."""
    assert addresses.key(other) != addresses.key("ann@example.org")


@given(st.text(max_size=80))
def test_any_text_has_a_key(text: str) -> None:
    assert isinstance(addresses.key(text), str)


@given(st.emails())
def test_a_key_is_its_own_key(address: str) -> None:
    key = addresses.key(address)
    assert addresses.key(key) == key
