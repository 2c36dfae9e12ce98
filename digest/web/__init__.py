"""Pages: what is waiting and what went out, for whoever runs the newsletter; the way to leave, for readers.

`application` makes the Starlette application of a `View`, `run` and `serving` serve it.
"""

from __future__ import annotations

from digest.web.app import application
from digest.web.server import run, serving
from digest.web.view import View

__all__ = ["View", "application", "run", "serving"]
