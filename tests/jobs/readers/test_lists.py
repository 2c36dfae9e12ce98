"""Lists and imports: what they bring, and whom they never bring back."""

from __future__ import annotations

import pytest

from digest import model as m
from digest.delivery import consent
from digest.delivery.readers import decoded, split
from digest.errors import NothingThere, NotNow
from digest.jobs import readers
from digest.jobs.parts import Parts
from tests.jobs.readers.acts import ANN, MONEY, acts, leave, mailed, subscribe
from tests.parts import Household

BEN = "ben@example.org"
BASIS = "members since 2024"
FILE = "E-Mail;Vorname;Topics\nann@example.org;Ann;money\n\nben@example.org;Bén;\nbroken;;\nBEN@example.org;Ben;\n"


def take(parts: Parts, table: str | bytes = FILE, *, dry_run: bool = False) -> readers.Imported:
    columns = {"name": "Vorname"}
    return readers.import_readers(
        parts, split(decoded(table)), basis=BASIS, file="members.csv", columns=columns, dry_run=dry_run
    )


def test_an_import_takes_new_readers_and_says_what_was_wrong_by_line(home: Household) -> None:
    parts = home.parts()
    told = take(parts, FILE.encode("utf-16"))
    assert (told.rows, told.new, told.known, told.repeated, told.wrong) == (4, 2, 0, 1, 1)
    assert [one.split(":")[0] for one in told.mistakes] == ["line 5", "line 6"]
    assert mailed(parts) == [ANN, BEN]
    [line] = parts.store.readers.consents(parts.newsletter.id, ANN)
    assert (line.act, line.basis, line.where, line.themes) == (m.Act.IMPORTED, BASIS, "members.csv", (MONEY,))


def test_an_import_twice_is_an_import_once(home: Household) -> None:
    parts = home.parts()
    take(parts)
    told = take(parts)
    assert (told.new, told.known) == (0, 2)
    assert acts(parts) == ["imported"]


def test_a_dry_run_changes_nothing_and_tells_the_same(home: Household) -> None:
    parts = home.parts()
    leave(parts, BEN)
    dry = take(parts, dry_run=True)
    assert mailed(parts) == []
    assert dry == take(parts)
    assert dry.suppressed == {"left": 1}


def test_an_import_needs_a_basis(home: Household) -> None:
    parts = home.parts()
    with pytest.raises(NotNow, match="--basis"):
        readers.import_readers(parts, split(FILE), basis=" ", file="x")
    assert mailed(parts) == []


def test_a_column_that_is_not_there_is_named(home: Household) -> None:
    told = readers.import_readers(
        home.parts(), ["Mail,Name", "ann@example.org,Ann"], basis=BASIS, file="x", columns={"address": "Adresse"}
    )
    assert told.mistakes == ["line 1: no column named 'Adresse' here; there are: Mail, Name"]


@pytest.mark.parametrize("end", ["left", "bounced", "complained", "erased", "removed"])
@pytest.mark.parametrize("way", ["import", "list"])
def test_nothing_that_is_suppressed_comes_back(home: Household, end: str, way: str) -> None:
    """By another spelling of the address, from any list, however often: 0 revived."""
    parts = home.parts()
    subscribe(home, parts)
    if end == "left":
        leave(parts)
    elif end == "erased":
        assert readers.erase(parts, ANN)
    else:
        deed = consent.Deed(parts.newsletter.id, home.clock.now(), "it happened")
        assert readers.end(parts, deed, m.Act(end), ANN)
    for spelling in (ANN, "ANN@Example.ORG", '"ann"@example.org'):
        table = f'address,name\n"{spelling.replace(chr(34), chr(34) * 2)}",Ann\n'
        for _ in range(2):
            if way == "import":
                told = readers.import_readers(parts, split(table), basis=BASIS, file="again.csv")
                assert (told.new, sum(told.suppressed.values())) == (0, 1)
            else:
                home.subscribers = table
                readers.take_list(home.parts())
    assert mailed(parts) == []


def test_the_list_of_the_home_folder_is_followed(home: Household) -> None:
    """Who stands there is subscribed, themes and all; who is taken out is taken off, and may come again."""
    home.subscribers = "address,themes\nann@example.org,money\nben@example.org,\n"
    parts = home.parts()
    assert readers.take_list(parts) == ()
    assert mailed(parts) == [ANN, BEN]
    home.subscribers = "address,themes\nann@example.org,homes\nnot an address,\n"
    parts = home.parts()
    assert readers.take_list(parts) == readers.take_list(parts)
    assert len(readers.take_list(parts)) == 1
    assert mailed(parts) == [ANN]
    assert acts(parts) == ["listed", "changed"]
    assert acts(parts, BEN) == ["listed", "removed"]
    home.subscribers = "address\nann@example.org\nben@example.org\n"
    readers.take_list(home.parts())
    assert mailed(parts) == [ANN, BEN]


def test_a_readers_own_choice_and_own_way_in_are_not_the_lists_business(home: Household) -> None:
    from digest.delivery import tokens

    home.subscribers = "address,themes\nann@example.org,money\n"
    parts = home.parts()
    readers.take_list(parts)
    token = tokens.seal(parts.secret, tokens.CHOOSE, parts.newsletter.id, ANN)
    readers.choose(parts, token, readers.Choice((m.ThemeId("homes"),), "text", None))
    subscribe(home, parts, "cat@example.org")
    home.subscribers = "address,name,themes\nann@example.org,Ann,money\n"
    readers.take_list(home.parts())
    [ann, cat] = parts.store.readers.stream(parts.newsletter.id)
    assert (ann.themes, ann.format, ann.name) == ((m.ThemeId("homes"),), "text", "Ann")
    assert cat.address == "cat@example.org"


def test_a_list_is_read_once_as_long_as_it_stays(home: Household, monkeypatch: pytest.MonkeyPatch) -> None:
    parts = home.parts()
    readers.take_list(parts)

    def unwanted(*_: object) -> None:
        raise AssertionError("it was read again")

    monkeypatch.setattr(type(parts.store.readers), "change", unwanted)
    readers.take_list(parts)


def test_who_is_released_is_taken_from_a_list_that_stayed_as_it_was(home: Household) -> None:
    home.subscribers = "address\nann@example.org\nben@example.org\n"
    parts = home.parts()
    readers.take_list(parts)
    readers.erase(parts, ANN)
    readers.take_list(parts)
    assert mailed(parts) == [BEN]
    assert readers.release(parts, ANN, "wrote to us")
    readers.take_list(parts)
    assert mailed(parts) == [ANN, BEN]


def test_a_list_may_be_absent_where_there_are_readers(home: Household) -> None:
    from dataclasses import replace

    def absent() -> bytes:
        raise NothingThere("no list")

    parts = replace(home.parts(), subscribers=absent)
    with pytest.raises(NothingThere):
        readers.take_list(parts)
    take(parts)
    assert readers.take_list(parts) == ()
    assert mailed(parts) == [ANN, BEN]


@pytest.mark.parametrize(
    ("address", "kept"),
    [
        ('"a b"@example.org', '"a b"@example.org'),
        ("ann+news@example.org", "ann+news@example.org"),
        ("jürgen@bücher.example", "jürgen@xn--bcher-kva.example"),
        ("a" * 64 + "@" + ".".join(["b" * 60] * 3) + ".cdef", None),
        ("ann@example.org\r\nBcc: everybody@example.org", ""),
        ("ann@example.org\u2028Bcc: x@example.org", ""),
        ("<script>@example.org", ""),
    ],
)
def test_odd_addresses_are_taken_or_told(home: Household, address: str, kept: str | None) -> None:
    parts = home.parts()
    cell = '"' + address.replace('"', '""') + '"'
    told = readers.import_readers(parts, ["address\n", f"{cell}\n"], basis=BASIS, file="x")
    if kept is None:
        kept = address
    assert len(address) <= 254
    assert mailed(parts) == ([kept] if kept else [])
    assert bool(told.mistakes) is not bool(kept)
