"""Pages, by whom they are for: editors, readers, programs, operators, the public; each room exports its ROUTES.

`application` makes the Starlette application of a `Site`, `run` and `serving` serve it.
"""

from __future__ import annotations

from digest.web.app import application
from digest.web.server import run, serving
from digest.web.site import Site

__all__ = ["Site", "application", "run", "serving"]
