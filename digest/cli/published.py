"""`digest doctor --dns`: what the sending domain publishes, and what it should."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from digest.cli import output

if TYPE_CHECKING:
    from digest.delivery.published import Published


def say(home: Path, newsletter: str | None, name_server: str, *, as_json: bool) -> int:
    """Print what was found; return 1 where something is wrong or missing."""
    from digest import app
    from digest.delivery import published

    found = tuple(app.published(app.read_home(home), newsletter, name_server))
    if as_json:
        output.as_json(found)
    else:
        output.say(*report(found))
    return 1 if any(one.state in {published.WRONG, published.MISSING} for one in found) else 0


def report(found: Sequence[Published]) -> Iterator[str]:
    """Yield each thing with its state, then the records to publish."""
    for one in found:
        yield f"{output.strong(one.state.upper())}  {output.safe(one.what)}"
        yield from output.wrapped(one.said)
    records = [record for one in found if not one.right for record in one.records]
    if not records:
        return
    yield ""
    yield output.strong("To publish, where the domain is kept:")
    for name, kind, text in dict.fromkeys(records):
        yield f"  {name}  {kind}"
        yield from (f"    {text[at : at + 72]}" for at in range(0, len(text), 72))
    yield "A text over 255 characters is published in several strings, one behind the other."
