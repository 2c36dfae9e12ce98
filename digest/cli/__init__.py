"""The command line. One file a command; this one only knows their names and how a mistake is told."""

from __future__ import annotations

import errno
import gc
import sys
import traceback

import click

from digest import __version__
from digest.cli.lazy import LazyGroup
from digest.errors import DigestError

COMMANDS = {
    "init": ("digest.cli.init:init", "Make a new newsletter folder that works at once."),
    "check": ("digest.cli.check:check", "Report every mistake of the settings."),
    "add": ("digest.cli.add:add", "Find the way into a site, show what it gives, make it a source."),
    "sources": ("digest.cli.sources:sources", "Tell how the sources are; list them, OPML in and out."),
    "collect": ("digest.cli.collect:collect", "Visit every source and keep what is new."),
    "draft": ("digest.cli.draft:draft", "Compose the draft of the coming issue."),
    "show": ("digest.cli.show:show", "Show the draft, or an issue, in the terminal."),
    "doctor": ("digest.cli.doctor:doctor", "Look a mail over: size, links, contrast, headers and more."),
    "move": ("digest.cli.move:move", "Move a story to another theme; the themes learn from it."),
    "edit": ("digest.cli.edit:edit", "Change the draft: headlines, order, stories in and out, introduction."),
    "history": ("digest.cli.history:history", "Say what happened to the draft: who, what, when, and what stands."),
    "undo": ("digest.cli.history:undo", "Take back an edit of the draft, the last or any."),
    "redo": ("digest.cli.history:redo", "Do again what was taken back."),
    "return": ("digest.cli.history:return_", "Bring the draft back to how it was at any moment."),
    "compare": ("digest.cli.tools:compare", "Say how two issues differ, or an issue and the draft."),
    "what-if": ("digest.cli.tools:what_if", "Say what other settings would give, as a difference."),
    "rebuild": ("digest.cli.tools:rebuild", "Make a past issue anew and prove it the same, byte for byte."),
    "themes": ("digest.cli.themes:themes", "See what subjects fit no theme; make one a theme, or let it be."),
    "why": ("digest.cli.why:why", "Say all about one post: date, merging, themes, rank, where it stands."),
    "examples": ("digest.cli.move:examples", "What editors taught: list it, write it to a file, read it back."),
    "approve": ("digest.cli.approve:approve", "Approve the draft: it becomes an issue and does not change any more."),
    "publish": ("digest.cli.publish:publish", "Write the issue's mail, feeds and pages to the outbox."),
    "send": ("digest.cli.send:send", "Send the issue to every subscriber who has not had it."),
    "sending": ("digest.cli.sending:sending", "How far the sending is; pause it, resume it, call it off; figures."),
    "deliveries": ("digest.cli.deliveries:deliveries", "Decide about mails that nobody knows have arrived."),
    "correct": ("digest.cli.correct:correct", "Correct an issue that is out, visibly."),
    "templates": ("digest.cli.templates:templates", "List the templates; copy one to make it your own."),
    "week": ("digest.cli.week:week", "All of it by the newsletter's policy: collect, draft, publish, send."),
    "subscribers": ("digest.cli.subscribers:subscribers", "Readers: import, export, list, show, erase."),
    "returns": ("digest.cli.returns:returns", "Take mails that came back, and act upon them."),
    "keys": ("digest.cli.keys:keys", "Make the keys that sign every mail; print the records to publish."),
    "desk": ("digest.cli.desk:desk", "Open the editors' desk: look, change, check, approve."),
    "preview": ("digest.cli.preview:preview", "Serve the outbox and the draft on this machine, read-only."),
    "status": ("digest.cli.status:status", "How everything stands, and what wants a person."),
    "slots": ("digest.cli.slots:slots", "What the schedule owed and owes; do or skip what was held."),
    "up": ("digest.cli.up:up", "Run the newsletter by itself: clock, jobs and desk."),
    "backup": ("digest.cli.backup:backup", "Write everything into one file, while it is running."),
    "restore": ("digest.cli.backup:restore", "Bring everything back from a backup; nothing old is sent again."),
    "relocate": ("digest.cli.relocate:relocate", "Copy everything to another database: PostgreSQL, or back."),
    "export": ("digest.cli.relocate:export", "Write a whole newsletter as open files."),
    "worker": ("digest.cli.worker:worker", "Work for a newsletter on one more machine (PostgreSQL)."),
    "demo": ("digest.cli.demo:demo", "Show a whole week on a small sector web of its own."),
    "lab": ("digest.cli.lab:lab", "One stage on files of your own: no network, no database."),
}


@click.group(cls=LazyGroup, lazy=COMMANDS, context_settings={"help_option_names": ["-h", "--help"]})
@click.option("--debug", is_flag=True, help="Show the traceback of a mistake.")
@click.version_option(__version__, prog_name="digest")
@click.pass_context
def digest(context: click.Context, debug: bool) -> None:
    """A newsletter from what a sector publishes: collected, grouped by theme, looked over, sent."""
    context.obj = {"debug": debug}


def main() -> None:
    """Run the command line; a mistake a person can mend is one sentence on standard error and an exit status."""
    collect_garbage_rarely()
    try:
        status = digest.main(prog_name="digest", standalone_mode=False)
    except click.ClickException as error:
        error.show()
        sys.exit(error.exit_code)
    except BrokenPipeError:
        sys.stderr.close()  # whoever read our output has seen enough
        sys.exit(0)
    except (Exception, KeyboardInterrupt) as error:  # noqa: BLE001 - the last door: no traceback reaches a user unasked
        sentence, exit_code = _told(error)
        if "--debug" in sys.argv:
            traceback.print_exc()
        click.echo(sentence, err=True)
        sys.exit(exit_code)
    sys.exit(status if isinstance(status, int) else 0)


def collect_garbage_rarely() -> None:
    """Let Python look for cycles after 20,000 new objects in place of 700, which took a tenth of a large draft."""
    gc.set_threshold(20_000)


def _told(error: BaseException) -> tuple[str, int]:
    """Return the sentence and the exit status for whatever stopped a command."""
    if isinstance(error, DigestError):
        return str(error), error.exit_code
    if isinstance(error, (KeyboardInterrupt, click.exceptions.Abort)):
        return "Stopped. What was finished is kept; the same command goes on from there.", 130
    if isinstance(error, OSError):
        return _disk(error), 3
    said = f"This is a defect of the program: {type(error).__name__}: {error}."
    return f"{said} Run it again as `digest --debug …` and report what it prints.", 70


def _disk(error: OSError) -> str:
    place = error.filename or "the disk"
    if error.errno in {errno.ENOSPC, errno.EDQUOT}:
        return f"{place}: the disk is full. Free some space and run this again; nothing was lost."
    if error.errno in {errno.EACCES, errno.EPERM, errno.EROFS}:
        return f"{place}: no permission. Check who owns it and run this again."
    return f"{place}: {error.strerror or error}."
