"""What the pages of a newsletter are made from: the one value that every handler finds on `app.state.site`."""

from __future__ import annotations

from dataclasses import dataclass

from digest.jobs import Parts


@dataclass(frozen=True, slots=True)
class Site:
    """One newsletter on the web. Handlers reach the jobs with `parts`, from any thread; they know no engine."""

    parts: Parts
