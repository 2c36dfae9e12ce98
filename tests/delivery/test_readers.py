"""The readers' file as people really write it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from digest import delivery
from digest.delivery.readers import harmless, meant
from digest.model import Subscriber, Theme, ThemeId

FINANCE, HOMES = ThemeId("finance"), ThemeId("homes")
THEMES = (Theme(FINANCE, "Council finance", ""), Theme(HOMES, "Homes & land", ""))
PLAIN = "address,name,themes\nann@example.org,Ann Smith,finance;homes\nben@example.org,Bén,\n"
BOTH = (Subscriber("ann@example.org", "Ann Smith", (FINANCE, HOMES)), Subscriber("ben@example.org", "Bén"))


@pytest.mark.parametrize(
    "table",
    [
        PLAIN,
        "\ufeff" + PLAIN,
        PLAIN.encode(),
        PLAIN.encode("utf-8-sig"),
        PLAIN.encode("utf-16"),
        PLAIN.encode("utf-16-le"),
        PLAIN.encode("utf-16-be"),
        PLAIN.encode("cp1252"),
        PLAIN.replace("\n", "\r\n"),
        PLAIN.replace("\n", "\r"),
        PLAIN.replace(",", "\t"),
        "# our readers\n\n" + PLAIN + "\n#ann left\n,,\n",
        'Themes;Name;E-Mail\n"finance;homes";Ann Smith;ann@example.org\n;Bén;ben@example.org\n',
        "ADDRESS;NAME;THEMES\nann@example.org;Ann Smith;finance;homes\nben@example.org;Bén\n",
        "Email , joined, Name, Topics\nann@example.org,2026,Ann  Smith,Council Finance; HOMES & LAND\nben@example.org,2026,Bén,all\n",
    ],
)
def test_one_file_in_many_dresses(table: str | bytes) -> None:
    """Encodings, delimiters, line ends, comments, other columns, themes by name: the same two readers."""
    assert delivery.readers(table, THEMES) == delivery.Readers(BOTH)


def test_utf_16_with_semicolons() -> None:
    """The file that a spreadsheet in another country writes."""
    assert delivery.readers(PLAIN.replace(";", "|").replace(",", ";").encode("utf-16"), THEMES).subscribers == BOTH


def test_a_bad_row_spoils_only_itself() -> None:
    """Each mistake says its line, what is there and what was expected; the rest are readers."""
    table = (
        "address,name,themes\n"
        "ann@example.org,Ann,finance\n"
        "not an address,Bob,\n"
        '"cut@example.org,Cut,\n'
        ",Nobody,finance\n"
        "ANN@example.org,Again,homes\n"
        "dan@example.org,Dan,finance;fishing\n"
        "eve@example.org,Eve,fishing\n"
        "fay@example.org,Fay,\n"
    )
    read = delivery.readers(table, THEMES)
    assert read.subscribers == (
        Subscriber("ann@example.org", "Ann", (FINANCE,)),
        Subscriber("dan@example.org", "Dan", (FINANCE,)),
        Subscriber("fay@example.org", "Fay"),
    )
    said = dict(mistake.split(": ", 1) for mistake in read.mistakes if "left out" not in mistake)
    assert list(said) == ["line 3", "line 4", "line 5", "line 6", "line 7", "line 8"]
    assert "'not an address' has no @; expected one such as reader@example.org" in said["line 3"]
    assert "quotation mark" in said["line 4"]
    assert "is empty" in said["line 5"]
    assert "on line 2 already" in said["line 6"]
    assert "no theme 'fishing' here; expected one of finance, homes" in said["line 7"]
    assert any("line 8: eve@example.org is left out" in mistake for mistake in read.mistakes)


@pytest.mark.parametrize(
    ("table", "said"),
    [
        ("", "line 1: nothing here"),
        ("# only notes\n", "line 1: nothing here"),
        ("ann@example.org,Ann\n", "line 1: a reader where the names of the columns should be"),
        ("name,themes\nAnn,finance\n", "line 1: no column named 'address'"),
        ('"address\nann@example.org\n', "line 1: this line cannot be read"),
        (b"\x00\x00", "line 1"),
    ],
)
def test_a_file_without_readers_says_why(table: str | bytes, said: str) -> None:
    """No header, no rows: one mistake, no reader."""
    read = delivery.readers(table, THEMES)
    assert read.subscribers == ()
    assert len(read.mistakes) == 1
    assert read.mistakes[0].startswith(said)


@pytest.mark.parametrize("cell", ["=1+1", "+44 Ann", "-Ben", "@cmd", "Ann", "'Ann", "'tis", "O'Neill", ""])
def test_what_a_spreadsheet_would_take_for_a_formula_goes_out_harmless_and_comes_back(cell: str) -> None:
    out = harmless(cell)
    assert not out.startswith(("=", "+", "-", "@"))
    assert meant(out) == cell
    (back,) = delivery.readers(f"address,name\n'=ann@example.org,{out}\n", THEMES).subscribers
    assert (back.address, back.name) == ("=ann@example.org", cell)


def test_names_are_one_line() -> None:
    """Control characters in a name are gone before it goes anywhere."""
    (reader,) = delivery.readers("address,name\nann@example.org,Ann\x07\x0b \u202eSmith\u2028x\n", ()).subscribers
    assert reader.name == "Ann Smith x"


@given(st.one_of(st.binary(max_size=300), st.text(max_size=300)))
def test_any_file_is_read_without_an_exception(table: str | bytes) -> None:
    """Whatever the file is, there are readers and mistakes."""
    read = delivery.readers(table, THEMES)
    assert read.subscribers or read.mistakes or "address" in str(table).lower()


@given(st.lists(st.one_of(st.emails(), st.text(max_size=30)), max_size=8))
def test_whoever_is_read_has_an_address_that_can_be_mailed(cells: list[str]) -> None:
    """One good row stands above any others, so that there is somebody to look at."""
    rows = "".join('"' + cell.replace('"', '""') + '"\n' for cell in cells)
    read = delivery.readers(f"address\nann@example.org\n{rows}", THEMES)
    assert read.subscribers[0].address == "ann@example.org"
    assert [reader for reader in read.subscribers if delivery.addresses.mistake(reader.address)] == []
