"""What the pages of a newsletter are made from: the one value that every handler finds on `app.state.site`."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from digest import model as m
from digest.jobs import Parts


@dataclass(frozen=True, slots=True)
class Site:
    """One newsletter on the web. Handlers reach the jobs with `parts`, from any thread; they know no engine.

    `proxy_header` names who has signed in with a proxy on this machine, "" where none is believed. `metrics` writes
    a status as Prometheus reads it, None where that is not asked for. `now` returns the parts with the newsletter as
    its file has it at the moment, None where it stays as it was read.
    """

    parts: Parts
    proxy_header: str = ""
    metrics: Callable[[m.Status], bytes] | None = None
    now: Callable[[], Parts] | None = None
