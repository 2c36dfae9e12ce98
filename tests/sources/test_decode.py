"""Bytes to text, whatever they claim to be."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from digest.sources import decode

ENGLISH = "The café’s budget is £5 – “fine”"


@pytest.mark.parametrize(
    ("body", "content_type"),
    [
        (ENGLISH.encode(), "text/html"),
        (ENGLISH.encode(), "text/html; charset=ISO-8859-1"),
        (b"\xef\xbb\xbf" + ENGLISH.encode(), "text/xml; charset=latin1"),
        (ENGLISH.encode("cp1252"), "text/html; charset=utf-8"),
        (ENGLISH.encode("cp1252"), "text/html; charset=iso-8859-1"),
        (ENGLISH.encode("cp1252"), ""),
        (ENGLISH.encode("cp1252"), "text/html; charset=no-such-thing"),
        (ENGLISH.encode("cp1252"), "text/html; charset=euc-jp"),
        (b"\xff\xfe" + ENGLISH.encode("utf-16-le"), ""),
        (ENGLISH.encode("utf-16-be"), ""),
        (ENGLISH.encode("utf-16-le"), ""),
        (ENGLISH.encode("utf-16"), "text/xml; charset=utf-8"),
    ],
)
def test_english_survives_wrong_and_missing_labels(body: bytes, content_type: str) -> None:
    assert decode.text(body, content_type) == ENGLISH


def test_the_label_in_the_document_counts_where_the_header_is_silent() -> None:
    page = '<?xml version="1.0" encoding="Shift_JIS"?><t>日本の町</t>'
    assert decode.text(page.encode("shift_jis")) == page
    assert decode.text('<meta charset="windows-1251">Город'.encode("cp1251")).endswith("Город")


@pytest.mark.parametrize("end", ["", "s"], ids=["even", "odd"])
def test_a_label_that_cannot_be_true_is_not_believed(end: str) -> None:
    page = f'<?xml version="1.0" encoding="utf-16"?>café{end}'
    assert decode.text(page.encode("cp1252")) == page


def test_one_stray_byte_does_not_spoil_the_rest() -> None:
    assert decode.text("naïve – ".encode() + b"\x93quoted\x94") == "naïve – “quoted”"


def test_stray_bytes_are_for_reading_only() -> None:
    with pytest.raises(UnicodeEncodeError):
        "naïve".encode("ascii", "windows-bytes")


def test_encodings_of_plain_ascii_bytes_are_believed() -> None:
    assert decode.text("東京".encode("iso2022_jp"), "text/html; charset=iso-2022-jp") == "東京"


@pytest.mark.parametrize("label", ["utf-7", "rot13", "zip", "idna", "unicode_escape", "undefined"])
def test_what_is_no_encoding_of_text_is_never_used(label: str) -> None:
    assert decode.text(b"+ADw-script+AD4- \\u003c", f"text/html; charset={label}") == "+ADw-script+AD4- \\u003c"


@given(st.binary(max_size=300), st.sampled_from(["", "text/html; charset=utf-8", "charset=gb2312", "charset=euc-jp"]))
def test_no_bytes_raise_and_no_nul_remains(body: bytes, content_type: str) -> None:
    assert "\x00" not in decode.text(body, content_type)
