"""Header fields as octets: encoded words (RFC 2047), folding (RFC 5322, 2.2.3), and nothing that could add a line.

`email.message` does this too, at a hundred times the cost, and differs from version to version.
"""

from __future__ import annotations

import base64
import re
import unicodedata

WIDTH = 78
_WORD = 64  # RFC 2047 allows 75; a field's name stands before the first
_CONTROLS = re.compile(r"[\x00-\x1f\x7f]+")
_ATOMS = re.compile(r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~\- ]*")
_Q_PLAIN = frozenset(b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789!*+-/")
# Embeddings, overrides and isolates turn what follows them around: a name could pass for another address.
_TURNING = dict.fromkeys((*range(0x202A, 0x202F), *range(0x2066, 0x206A)))


def one_line(text: str) -> str:
    """Return a text fit for one header field: no control characters, no turning marks, single spaces."""
    plain = text.translate(_TURNING).encode("utf-8", "replace").decode("utf-8")
    seen = (" " if unicodedata.category(letter) in {"Cc", "Zl", "Zp"} else letter for letter in plain)
    return " ".join("".join(seen).split())


def field(name: str, *pieces: str) -> bytes:
    """Return a whole field, CRLF at its end, folded only between the pieces and at the spaces within them.

    The pieces are ASCII (or an internationalised address, RFC 6532). Whatever they are, no line break in them
    survives: a field is one field.
    """
    value = " ".join(pieces)
    if not value.isprintable():
        value = _CONTROLS.sub(" ", value)
    line, lines = f"{name}:", []
    if len(line) + 1 + len(value) <= WIDTH:
        return f"{line} {value}\r\n".encode()
    for piece in value.split(" "):
        if len(line) + 1 + len(piece) > WIDTH and line != f"{name}:":
            lines.append(line)
            line = ""
        line = f"{line} {piece}"
    lines.append(line)
    return "\r\n".join(lines).encode() + b"\r\n"


def unstructured(text: str) -> str:
    """Return a text as the value of a field such as Subject, in ASCII."""
    plain = one_line(text)
    return plain if _stands_as_it_is(plain) else encoded(plain)


def phrase(text: str) -> str:
    """Return a display name in ASCII: bare, quoted or encoded, whichever is the least that is needed."""
    plain = one_line(text)
    if not _stands_as_it_is(plain):
        return encoded(plain)
    if _ATOMS.fullmatch(plain):
        return plain
    return '"' + re.sub(r'(["\\])', r"\\\1", plain) + '"'


def mailbox(name: str, address: str) -> str:
    """Return `Name <address>`, or the address alone where there is no name."""
    written = phrase(name)
    return f"{written} <{address}>" if written else address


def encoded(text: str) -> str:
    """Return encoded words short enough for a line each, parted by spaces; no character is split between two."""
    q_length = sum(1 if octet in _Q_PLAIN or octet == 0x20 else 3 for octet in text.encode())
    encode = _q_word if q_length <= 4 * len(text.encode()) / 3 else _b_word
    words, chunk = [], ""
    for letter in text:
        if len(encode(chunk + letter)) > _WORD:
            words.append(encode(chunk))
            chunk = ""
        chunk += letter
    return " ".join((*words, encode(chunk))) if chunk else " ".join(words)


def _stands_as_it_is(text: str) -> bool:
    """Return True for ASCII that folds and that nobody could take for an encoded word."""
    return text.isascii() and "=?" not in text and all(len(word) <= _WORD for word in text.split(" "))


def _q_word(text: str) -> str:
    octets = text.encode()
    body = "".join("_" if octet == 0x20 else chr(octet) if octet in _Q_PLAIN else f"={octet:02X}" for octet in octets)
    return f"=?utf-8?q?{body}?="


def _b_word(text: str) -> str:
    return f"=?utf-8?b?{base64.b64encode(text.encode()).decode('ascii')}?="
