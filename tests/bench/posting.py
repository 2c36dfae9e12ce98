"""One sender of the bench: makes personal mails of one issue and hands them to a mail server, without any rows.

`python -m tests.bench.posting PORT COUNT CONNECTIONS signed|unsigned`; says "ready", waits for a line on stdin, sends,
and prints the seconds it took.
"""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Iterator, Sequence
from itertools import combinations, cycle, islice
from pathlib import Path
from time import perf_counter

from digest import delivery, paths, renditions
from digest import model as m
from digest.adapters import keys
from digest.adapters.smtp import Server, SmtpOffice
from digest.adapters.templates import JinjaTemplates
from digest.delivery import dkim
from tests.bench.renditions import THEMES, made
from tests.renditions.issues_made import NOW, PUBLIC, newsletter

STORIES = 30


def editions() -> list[delivery.Edition]:
    """Return the editions of all pairs of themes."""
    of = newsletter()
    issue = made(1, STORIES)
    segments = renditions.segments(issue, of, JinjaTemplates([paths.templates()]), PUBLIC)
    return [
        delivery.edition(segments.mail(tuple(sorted(pair))), issue, of, PUBLIC) for pair in combinations(THEMES, 2)
    ]


def messages(count: int, signing: Sequence[dkim.Key]) -> Iterator[m.Message]:
    """Yield personal mails, each to a reader of its own."""
    for number, edition in enumerate(islice(cycle(editions()), count)):
        reader = m.Subscriber(f"reader{number}@example.org", f"Reader {number}")
        message = delivery.addressed(edition, reader, secret=b"bench" * 8, sent_at=NOW)
        yield dkim.signed(message, signing, NOW)


def main() -> None:
    port, count, connections, how = int(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3]), sys.argv[4]
    with tempfile.TemporaryDirectory() as folder:
        made_keys = keys.make(Path(folder) / "keys", "example.org", "d1")
    waiting = messages(count, made_keys[:1] if how == "signed" else ())
    first = next(waiting)
    _say(f"ready {len(first.body)}")
    sys.stdin.readline()
    fates: list[m.Fate] = []

    def hand(posted: Sequence[m.Posted], room: int) -> m.Handed:
        fates.extend(one.fate for one in posted)
        return m.Handed(tuple(islice(waiting, room)))

    began = perf_counter()
    SmtpOffice(Server("127.0.0.1", port, connections=connections), helo="bench.example").send(hand)
    assert fates == [m.Fate.SENT] * (count - 1)
    _say(str(perf_counter() - began))


def _say(words: str) -> None:
    sys.stdout.write(words + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main()
