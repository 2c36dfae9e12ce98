"""Bytes to text, whatever they claim to be: never an error, at worst a replacement character.

The order is that of the HTML standard (https://html.spec.whatwg.org/#determining-the-character-encoding) with
one difference: bytes that are valid UTF-8 and not plain ASCII are UTF-8, whatever the label says, because
mislabelled UTF-8 is common and text in another encoding that happens to be valid UTF-8 is not.
"""

from __future__ import annotations

import codecs
import re

_BOMS = ((codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be"))
_LABEL = re.compile(rb"""(?:charset|encoding)\s*=\s*["']?\s*([A-Za-z0-9_.:-]{2,40})""")
_HEADER = re.compile(r"""charset\s*=\s*["']?([A-Za-z0-9_.:-]{2,40})""", re.IGNORECASE)
# What browsers read under these labels (https://encoding.spec.whatwg.org/#names-and-labels).
_BROWSERS = {
    "iso8859-1": "cp1252",
    "latin-1": "cp1252",
    "ascii": "cp1252",
    "iso8859-9": "cp1254",
    "gb2312": "gb18030",
    "gbk": "gb18030",
    "shift_jis": "cp932",
    "euc_kr": "cp949",
    "tis-620": "cp874",
}
# Encodings whose bytes are all ASCII: being valid UTF-8 says nothing about them.
_ESCAPING = frozenset({"iso2022_jp", "hz"})
# Never believed: UTF-7 hides markup from every filter, the others are not encodings of text.
_REFUSED = frozenset({"utf-7", "idna", "punycode", "unicode_escape", "raw_unicode_escape", "undefined"})


def text(body: bytes, content_type: str = "") -> str:
    """Return the body as text, without byte order mark and NUL characters."""
    for mark, name in _BOMS:
        if body.startswith(mark):
            return _clean(body[len(mark) :].decode(name, "replace"))
    if wide := _wide(body):
        return _clean(body.decode(wide, "replace"))
    label = declared(body, content_type)
    if label in _ESCAPING:
        return _clean(body.decode(label, "replace"))
    try:
        return _clean(body.decode("utf-8"))
    except UnicodeDecodeError as error:
        return _clean(_otherwise(body, label, error))


def declared(body: bytes, content_type: str = "") -> str:
    """Return Python's name of the encoding that the header, else the first 4 KB, declares; "" where none is known."""
    if (found := _HEADER.search(content_type)) and (name := _codec(found[1])):
        return name
    for match in _LABEL.finditer(body[:4_096]):
        if name := _codec(match[1].decode("ascii")):
            # A label that could be read byte by byte was not written in UTF-16.
            return "utf-8" if name.startswith("utf-16") else name
    return ""


def _codec(label: str) -> str:
    try:
        found = codecs.lookup(label)
    except (LookupError, ValueError):
        return ""
    # rot13, base64 and zip are codecs too; _is_text_encoding is how bytes.decode tells them.
    if found.name in _REFUSED or not getattr(found, "_is_text_encoding", True):
        return ""
    return _BROWSERS.get(found.name, found.name)


def _wide(body: bytes) -> str:
    """Return UTF-16's name where the first characters are plainly two bytes each."""
    head = body[:64]
    if len(head) < 8:
        return ""
    if head[0] and not any(head[1:8:2]):
        return "utf-16-le"
    if head[1] and not any(head[0:8:2]):
        return "utf-16-be"
    return ""


def _otherwise(body: bytes, label: str, error: UnicodeDecodeError) -> str:
    """Return text that is not UTF-8: in the declared encoding, else UTF-8 with stray Windows bytes, else Windows."""
    if label and label != "utf-8":
        try:
            return body.decode(label)
        except UnicodeDecodeError:
            pass
    mended = body.decode("utf-8", "windows-bytes")
    multibyte = sum(1 for _ in re.finditer(rb"[\xc3-\xf4][\x80-\xbf]+", body))
    if label == "utf-8" or multibyte or error.end >= len(body):
        return mended
    return body.decode(label or "cp1252", "replace")


def _windows(error: UnicodeError) -> tuple[str, int]:
    if not isinstance(error, UnicodeDecodeError):
        raise error
    stray = error.object[error.start : error.end]
    return stray.decode("cp1252", "replace"), error.end


codecs.register_error("windows-bytes", _windows)


def _clean(found: str) -> str:
    return found.replace("\x00", "").removeprefix("\ufeff")
