"""`digest up`."""

from __future__ import annotations

import logging
import signal
import threading
from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import click

from digest.cli import output
from digest.cli.desk import way_in
from digest.cli.options import home_option, newsletter_option
from digest.cli.preview import host_option, port_option

if TYPE_CHECKING:
    from digest import jobs
    from digest import model as m
    from digest.errors import SettingsError

TICK_SECONDS = 20
ALERT_SECONDS = 600
TIDY_SECONDS = 3_600

_log = logging.getLogger(__name__)


@click.command()
@home_option
@newsletter_option
@host_option
@port_option
def up(home: Path, newsletter: str | None, host: str, port: int) -> None:
    """Run the newsletter by itself: collect, draft at the cut-off, publish and send at the slot; serve the desk.

    It may be stopped and started at any moment: nothing is forgotten and nothing is done twice. The first SIGTERM or
    Ctrl-C lets the job at work come to its end, a sending once the mails on their way are settled; a second one ends
    it at once, which loses nothing either.
    """
    from digest import app, web
    from digest.adapters.clock import keep_time

    place = app.read_home(home)
    stop = stopping()
    with app.opened(place, newsletter) as opened, app.helping(place, ended_by(stop, opened), stop) as parts:
        start_log(place.settings.log, parts)
        current = app.Current(place, parts, mistaken)
        application = web.application(web.Site(parts, place.settings.desk.proxy_header, _metrics, current))
        with web.serving(application, host, port) as address:
            output.say(
                f"{parts.newsletter.title} is up. Look at {address}/ (Ctrl-C ends it).", "", *way_in(parts, address)
            )
            keep_time(duties(current), stop, failed)
    output.say("Stopped. Start it again with: digest up")


def _metrics(found: m.Status) -> bytes:
    from digest.adapters import metrics

    return metrics.exposition(found)


def stopping() -> threading.Event:
    """Return what is set by the first SIGTERM or Ctrl-C; the second one ends the process at once."""
    stop = threading.Event()

    def asked(number: int, _frame: object) -> None:
        if stop.is_set():
            signal.signal(number, signal.SIG_DFL)
            signal.raise_signal(number)
        stop.set()

    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, asked)
    return stop


def ended_by(stop: threading.Event, parts: jobs.Parts) -> jobs.Parts:
    """Return the parts of a process that begins no more mails once it was asked to stop."""
    return replace(parts, stopping=stop.is_set)


def start_log(form: str, parts: jobs.Parts) -> None:
    """Write the log from here on, each line with newsletter and run, and the slot at work."""
    from digest.adapters import logs
    from digest.jobs.tick import working_on

    logs.set_up(form, lambda: {"newsletter": parts.newsletter.id, "run": parts.run} | working_on())


def look(parts: jobs.Parts) -> None:
    """Do what the schedule owes now, and say what ended."""
    from digest import jobs

    for done in jobs.tick(parts):
        if done.why:
            _log.info("%s", done.why, extra={"slot": done.slot.id, "state": done.state.value})


def duties(parts: Callable[[], jobs.Parts]) -> Mapping[int, Callable[[], None]]:
    """Return what the clock calls, each by its seconds."""
    return {
        TICK_SECONDS: lambda: look(parts()),
        ALERT_SECONDS: lambda: tell(parts()),
        TIDY_SECONDS: lambda: tidy(parts()),
    }


def tidy(parts: jobs.Parts) -> None:
    """Put away what is older than it is kept."""
    from digest import jobs

    for what, count in jobs.put_away(parts).items():
        _log.info("put away: %d %s", count, what.value)


def tell(parts: jobs.Parts) -> None:
    """Tell the operator what is new among what a person should see to."""
    from digest import jobs

    for want in jobs.alert(parts):
        _log.warning("told the operator: %s", want.what)


def mistaken(error: SettingsError) -> None:
    """Tell of a newsletter's file that was changed and has a mistake; what was read before holds until then."""
    _log.error("The newsletter's file was changed and cannot be read, so it counts as it was: %s", error)


def failed(error: Exception) -> None:
    """Tell of a look at the clock that could not be done; the next one tries again."""
    from digest.errors import DigestError

    if isinstance(error, DigestError):
        _log.error("This look at the clock failed and the next one tries again: %s", error)
        return
    _log.error("a defect of the program; the next look at the clock tries again", exc_info=error)
