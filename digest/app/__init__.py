"""The composition root: reads files and environment once and builds everything a command works with.

    digest.toml, feeds/*.toml, environment ──read_home──▶ Home ──opened──▶ Parts, given to every job

What goes to the web is built in `going`, what takes mails out in `sending`, all else in `parts`.
"""

from digest.app.changing import Current
from digest.app.going import crew
from digest.app.home import PLACE, SETTINGS, Home, came_along, newsletter_files, own_file, read_home, shown
from digest.app.parts import helping, opened, tried
from digest.app.sending import published

__all__ = [
    "PLACE",
    "SETTINGS",
    "Current",
    "Home",
    "came_along",
    "crew",
    "helping",
    "newsletter_files",
    "opened",
    "own_file",
    "published",
    "read_home",
    "shown",
    "tried",
]
