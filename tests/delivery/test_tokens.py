"""Tokens: whoever holds one can leave by it, whoever makes one up cannot, and it says nothing."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from digest.delivery import tokens
from digest.errors import DigestError
from digest.model import NewsletterId

SECRET = b"a secret of the tests, long enough"
HARBOUR = NewsletterId("harbour")


def token(address: str = "ann@example.org", purpose: str = tokens.UNSUBSCRIBE, secret: bytes = SECRET) -> str:
    return tokens.seal(secret, purpose, HARBOUR, address)


def opened(value: str) -> str | None:
    return tokens.unseal(SECRET, tokens.UNSUBSCRIBE, HARBOUR, value)


@given(
    local=st.from_regex(r"[a-z0-9+]{1,64}", fullmatch=True),
    domain=st.from_regex(r"[a-z]{1,63}\.[a-z]{2,20}", fullmatch=True),
)
def test_a_token_gives_back_its_address(local: str, domain: str) -> None:
    """Any address comes back as its key, and the token is safe in a path."""
    value = token(f"{local}@{domain}")
    assert opened(value) == f"{local}@{domain}"
    assert value.replace("-", "").replace("_", "").isalnum()
    assert len(value) <= tokens.LONGEST_TOKEN


def test_one_reader_has_one_token_however_written() -> None:
    """Capitals and needless quotes make no difference."""
    assert token('"Ann"@Example.ORG') == token()


def test_a_token_does_not_show_its_address_nor_its_length() -> None:
    """Readers of like length have tokens of one length, with nothing in common but the version."""
    one, other = token("ann@example.org"), token("ann@example.net")
    assert len(one) == len(other) == len(token("annabel.lee@example.org"))
    assert sum(a == b for a, b in zip(one, other, strict=True)) < 12


@pytest.mark.parametrize(
    "value",
    [
        token(purpose="confirm"),
        token(secret=SECRET + b"."),
        tokens.seal(SECRET, tokens.UNSUBSCRIBE, NewsletterId("port"), "ann@example.org"),
        token()[:-1],
        token()[:-4],
        token() + "AAAA",
        "2" + token()[1:],
        "",
        "1",
        "1" + "A" * 64,
        "1é",
        "1" + "A" * 100_000,
        "../../etc/passwd",
    ],
)
def test_what_is_not_ours_opens_nothing(value: str) -> None:
    """Another purpose, newsletter, secret or version, a cut or made-up token: None, and no exception."""
    assert opened(value) is None


@given(at=st.integers(1, 64), letter=st.sampled_from("ABCabc019-_"))
def test_a_changed_token_opens_nothing(at: int, letter: str) -> None:
    """Any single letter changed spoils it (the last holds spare bits, which decode to nothing else)."""
    value = token()
    changed = value[:at] + letter + value[at + 1 :]
    if value[at] != letter and at < len(value) - 1:
        assert opened(changed) is None


@given(st.text(max_size=200))
def test_any_text_is_read_without_an_exception(value: str) -> None:
    """Whatever stands in the address bar, the answer is an address or None."""
    assert opened(value) is None


def test_a_token_of_old_still_opens() -> None:
    """The form is fixed: mails that went out with version 1 must work for ever."""
    old = "1YL5TbYpQMdqhl56D4aXa5CumRYWfyZmenS33uODGhv39o8bI5Nia_MkshUCoCEQx"
    assert opened(old) == "ann@example.org"


def test_a_short_secret_is_refused() -> None:
    """A secret that can be guessed is a mistake to be told, not used."""
    with pytest.raises(DigestError, match="shorter"):
        token(secret=b"short")


def test_fingerprints_do_not_collide_by_joining() -> None:
    """Parts are told apart: ("ab", "c") is not ("a", "bc")."""
    assert tokens.fingerprint(SECRET, "x", "ab", "c") != tokens.fingerprint(SECRET, "x", "a", "bc")
