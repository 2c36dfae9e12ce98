"""What an editor should know of the sources, a sentence each, the most urgent first."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from digest import model as m


def notes(newsletter: m.Newsletter, visited: Mapping[m.SourceId, m.Visited]) -> Iterator[str]:
    """Yield a sentence for each kind of trouble: another list, unread, gone, fallen silent, rebuilt, quiet."""
    seen = [(source, visited[source.id]) for source in newsletter.sources if source.id in visited]
    yield from _exchanged([source for source, visit in seen if _trouble(visit) is m.Trouble.EXCHANGED])
    yield from _failed([source for source, visit in seen if _unread(visit)])
    yield from _retired([source for source, visit in seen if _state(visit) is m.State.RETIRED])
    silent = [visit for _, visit in seen if _state(visit) is m.State.BROKEN and not visit.failure]
    yield from _told(newsletter, silent)
    yield from _healed([source for source, visit in seen if _state(visit) is m.State.HEALED])
    yield from _told(newsletter, [visit for _, visit in seen if _state(visit) is m.State.QUIET])


def _trouble(visit: m.Visited) -> m.Trouble | None:
    return visit.failure.trouble if visit.failure else None


def _state(visit: m.Visited) -> m.State | None:
    return visit.health.state if visit.health else None


def _unread(visit: m.Visited) -> bool:
    """Tell whether a source could not be read for a reason that has no sentence of its own."""
    return bool(visit.failure) and _trouble(visit) is not m.Trouble.EXCHANGED and _state(visit) is not m.State.RETIRED


def _exchanged(found: Sequence[m.Source]) -> Iterator[str]:
    if found:
        verb = "shows another list" if len(found) == 1 else "show other lists"
        yield f"{listed(found)} {verb} than before; nothing of it was taken. Compare: {_command(found[0])}."


def _failed(found: Sequence[m.Source]) -> Iterator[str]:
    if found:
        yield f"{counted(len(found), 'source', 'sources')} could not be read: {listed(found)}."


def _retired(found: Sequence[m.Source]) -> Iterator[str]:
    if found:
        verb, them = ("is", "it") if len(found) == 1 else ("are", "them")
        yield f"{listed(found)} {verb} gone for good, says the publisher. Take {them} out of the newsletter's file."


def _healed(found: Sequence[m.Source]) -> Iterator[str]:
    if found:
        verb = "was rebuilt and its list was" if len(found) == 1 else "were rebuilt and their lists were"
        yield f"{listed(found)} {verb} found again. Compare old and new: {_command(found[0])}."


def _told(newsletter: m.Newsletter, found: Sequence[m.Visited]) -> Iterator[str]:
    """Yield what is to be said of silent sources: the evidence where it is one, their names where they are more."""
    sources = [source for visit in found if (source := newsletter.source(visit.source))]
    if len(found) == 1 and found[0].health:
        yield f"{listed(sources)}: {found[0].health.evidence}"
    elif found:
        yield f"{counted(len(found), 'source is', 'sources are')} silent for longer than usual: {listed(sources)}."


def _command(source: m.Source) -> str:
    return f"digest sources {source.id}"


def counted(count: int, one: str, many: str) -> str:
    """Return a number with its noun."""
    return f"{count} {one if count == 1 else many}"


def listed(sources: Sequence[m.Source]) -> str:
    """Return the names of sources as a sentence has them, at most three."""
    names = [source.name for source in sources]
    if len(names) > 3:
        return f"{', '.join(names[:3])} and {len(names) - 3} more"
    return " and ".join(filter(None, (", ".join(names[:-1]), names[-1])))
