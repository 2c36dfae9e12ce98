"""Keys in a folder: made once, read back, refused where they are weak or none."""

from __future__ import annotations

from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric import rsa

from digest.adapters import keys
from digest.errors import DigestError


def test_keys_come_back_from_their_files(tmp_path: Path) -> None:
    made = keys.make(tmp_path / "keys", "place.example", "d2026")
    again = keys.read(tmp_path / "keys", "place.example")
    assert {key.record for key in again} == {key.record for key in made}
    assert {key.selector: key.kind for key in again} == {"d2026r": "rsa", "d2026e": "ed25519"}
    assert {file.stat().st_mode & 0o777 for file in (tmp_path / "keys").iterdir()} == {0o600}


def test_a_key_is_never_written_over(tmp_path: Path) -> None:
    keys.make(tmp_path, "place.example", "d2026")
    before = {file.name: file.read_bytes() for file in tmp_path.iterdir()}
    with pytest.raises(DigestError, match="already"):
        keys.make(tmp_path, "place.example", "d2026")
    assert {file.name: file.read_bytes() for file in tmp_path.iterdir()} == before


def test_no_folder_is_no_keys(tmp_path: Path) -> None:
    assert keys.read(tmp_path / "none", "place.example") == ()


def test_what_is_no_key_or_too_weak_is_a_sentence(tmp_path: Path) -> None:
    (tmp_path / "x.pem").write_text("a shopping list")
    with pytest.raises(DigestError, match="cannot be read"):
        keys.read(tmp_path, "place.example")
    (tmp_path / "x.pem").write_bytes(keys._pem(rsa.generate_private_key(65537, 1024)))
    with pytest.raises(DigestError, match="2048 bits"):
        keys.read(tmp_path, "place.example")
