"""Readers that come by a list: the home folder's own file, and imports. None brings back who has left."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import partial
from itertools import islice

from digest import model as m
from digest.delivery import addresses, consent
from digest.delivery.readers import Line, decoded, reader_lines, split
from digest.errors import NothingThere, NotNow
from digest.jobs.parts import Parts

BATCH = 1_000
LIST = "subscribers.csv"
MOST_TOLD = 1_000
"""So many mistakes of a file are told one by one; the rest are counted."""


@dataclass(slots=True)
class Imported:
    """What became of a file's rows: new readers, known ones, suppressed ones by why, and mistakes by line."""

    rows: int = 0
    new: int = 0
    known: int = 0
    repeated: int = 0
    suppressed: dict[str, int] = field(default_factory=dict)
    wrong: int = 0
    mistakes: list[str] = field(default_factory=list)

    def note(self, line: Line) -> None:
        """Keep what is wrong with a line; a line without a reader counts as wrong."""
        self.wrong += line.reader is None
        self.mistakes.extend(line.mistakes[: max(0, MOST_TOLD - len(self.mistakes))])


def import_readers(
    parts: Parts,
    lines: Iterable[str],
    *,
    basis: str,
    file: str,
    columns: Mapping[str, str] | None = None,
    dry_run: bool = False,
    step: Callable[[int], object] = lambda _: None,
) -> Imported:
    """Take the readers of a table who are new and may be mailed; `basis` says why they may.

    A second run finds everybody known. With `dry_run` nothing is stored. `step` hears how many rows were read.
    Raises `NotNow` where no basis is stated.
    """
    if not basis.strip() and not dry_run:
        raise NotNow(
            "Why may these people be mailed? State it with --basis, such as "
            '"members since 2024, agreed to the newsletter on the form of 3 May 2024".'
        )
    deed = consent.Deed(parts.newsletter.id, parts.clock.now(), "imported by the publisher", file, basis=basis)
    told = Imported()
    for batch in _batches(_once(reader_lines(lines, parts.newsletter.themes, columns), told)):
        readers = {addresses.key(reader.address): reader for reader in batch}
        if dry_run:
            _tried(deed, readers, parts.store.readers.standings(deed.newsletter, tuple(readers)), told)
        else:
            _stored(parts, deed, readers, told)
        step(told.rows)
    return told


def _once(lines: Iterable[Line], told: Imported) -> Iterator[m.Subscriber]:
    """Yield each reader of a table once, noting what is wrong; known by a hash each, for there may be millions."""
    seen: set[int] = set()
    for line in lines:
        told.rows += 1
        told.note(line)
        if line.reader is None:
            continue
        known = hash(addresses.key(line.reader.address))
        if known in seen:
            told.repeated += 1
            told.note(Line(line.number, line.reader, (f"{line.reader.address} stands further up; that one counts",)))
            continue
        seen.add(known)
        yield line.reader


def _stored(parts: Parts, deed: consent.Deed, readers: Mapping[str, m.Subscriber], told: Imported) -> None:
    standings: dict[str, m.Standing] = {}

    def decide(address: str, standing: m.Standing) -> m.Change:
        standings[address] = standing
        return consent.imported(deed, readers[address], standing)

    parts.store.readers.change(deed.newsletter, tuple(readers), decide)
    _tried(deed, readers, standings, told)


def _tried(
    deed: consent.Deed, readers: Mapping[str, m.Subscriber], standings: Mapping[str, m.Standing], told: Imported
) -> None:
    for address, standing in standings.items():
        if standing.suppression:
            why = standing.suppression.act.value
            told.suppressed[why] = told.suppressed.get(why, 0) + 1
        elif consent.imported(deed, readers[address], standing).put:
            told.new += 1
        else:
            told.known += 1


def _batches(readers: Iterable[m.Subscriber]) -> Iterator[tuple[m.Subscriber, ...]]:
    left = iter(readers)
    while batch := tuple(islice(left, BATCH)):
        yield batch


def take_list(parts: Parts) -> tuple[str, ...]:
    """Bring the readers in line with the home folder's list, where there is one; return its mistakes by line.

    Who stands there is subscribed unless suppressed, and who came by it and stands there no more is taken off.
    Readers who came by the sign-up page or an import are not its business. A list that was read before as it is now
    is not read again. Raises `NothingThere` where there is neither list nor reader.
    """
    newsletter = parts.newsletter.id
    try:
        table = parts.subscribers()
    except NothingThere:
        if next(parts.store.readers.subscriptions(newsletter), None) is None:
            raise
        return ()
    themes = ",".join(theme.id for theme in parts.newsletter.themes)
    version = hashlib.sha256(themes.encode() + b"\0" + table).hexdigest()
    read = parts.store.readers.list_read(newsletter)
    if read and read[0] == version:
        return read[1]
    told = _listed(parts, table)
    parts.store.readers.keep_list(newsletter, version, tuple(told.mistakes), parts.clock.now())
    return tuple(told.mistakes)


def _listed(parts: Parts, table: bytes) -> Imported:
    newsletter, now = parts.newsletter.id, parts.clock.now()
    basis = "on the list that the publisher keeps"
    deed = consent.Deed(newsletter, now, "listed by the publisher", LIST, basis=basis)
    told = Imported()
    there: set[int] = set()
    for batch in _batches(_once(reader_lines(split(decoded(table)), parts.newsletter.themes), told)):
        readers = {addresses.key(reader.address): reader for reader in batch}
        there.update(map(hash, readers))
        parts.store.readers.change(newsletter, tuple(readers), partial(_as_listed, deed, readers))
    gone = consent.Deed(newsletter, now, "taken off the list by the publisher", LIST)
    left = (
        addresses.key(one.reader.address)
        for one in parts.store.readers.subscriptions(newsletter)
        if one.origin == "list" and hash(addresses.key(one.reader.address)) not in there
    )
    for address in left:
        parts.store.readers.change(newsletter, (address,), lambda _, standing: consent.unlisted(gone, standing))
    return told


def _as_listed(
    deed: consent.Deed, readers: Mapping[str, m.Subscriber], address: str, standing: m.Standing
) -> m.Change:
    return consent.listed(deed, readers[address], standing)
