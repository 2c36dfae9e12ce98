"""Keys in a folder, one PEM file each, named by its selector. The one door to `cryptography`."""

from __future__ import annotations

import os
from pathlib import Path

from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ed25519, padding, rsa

from digest.delivery.dkim import Key
from digest.errors import DigestError

RSA_BITS = 2048
"""RFC 8301 asks for no less; with more, the record no longer fits one answer over UDP."""

Private = rsa.RSAPrivateKey | ed25519.Ed25519PrivateKey


def read(folder: Path, domain: str) -> tuple[Key, ...]:
    """Return the keys in the folder, by selector; none where there is no folder. Raises `DigestError`."""
    return tuple(_key(file.read_bytes(), domain, file) for file in sorted(folder.glob("*.pem")))


def make(folder: Path, domain: str, selector: str) -> tuple[Key, ...]:
    """Write a new RSA and a new Ed25519 key into the folder, readable by its owner alone, and return them.

    Their selectors end in r and e. Raises `DigestError` where a key of that selector is there already.
    """
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    private: dict[str, Private] = {
        f"{selector}r": rsa.generate_private_key(65537, RSA_BITS),
        f"{selector}e": ed25519.Ed25519PrivateKey.generate(),
    }
    for name, key in private.items():
        _write(folder / f"{name}.pem", _pem(key))
    return tuple(_key(_pem(key), domain, folder / f"{name}.pem") for name, key in private.items())


def _write(file: Path, pem: bytes) -> None:
    try:
        handle = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError as error:
        raise DigestError(f"There is a key {file} already; it was left as it is.", about=str(file)) from error
    with os.fdopen(handle, "wb") as opened:
        opened.write(pem)


def _pem(key: Private) -> bytes:
    """Return a private key as PKCS #8, unencrypted: the file's permissions keep it."""
    nothing = serialization.NoEncryption()
    return key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, nothing)


def _key(pem: bytes, domain: str, file: Path) -> Key:
    try:
        private = serialization.load_pem_private_key(pem, None)
    except (ValueError, TypeError, UnsupportedAlgorithm) as error:
        said = f"The key {file} cannot be read: {error}. Take it away, and make new ones with: digest keys"
        raise DigestError(said, about=str(file)) from error
    if isinstance(private, ed25519.Ed25519PrivateKey):
        raw = private.public_key().public_bytes(serialization.Encoding.Raw, serialization.PublicFormat.Raw)
        return Key(domain, file.stem, "ed25519", raw, private.sign)
    if isinstance(private, rsa.RSAPrivateKey) and private.key_size >= RSA_BITS:
        return _rsa(private, domain, file.stem)
    raise DigestError(f"The key {file} is neither Ed25519 nor RSA of {RSA_BITS} bits or more.", about=str(file))


def _rsa(private: rsa.RSAPrivateKey, domain: str, selector: str) -> Key:
    form = serialization.PublicFormat.SubjectPublicKeyInfo
    public = private.public_key().public_bytes(serialization.Encoding.DER, form)

    def sign(data: bytes) -> bytes:
        return private.sign(data, padding.PKCS1v15(), hashes.SHA256())

    return Key(domain, selector, "rsa", public, sign)
