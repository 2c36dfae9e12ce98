"""Everything a command works with, built from a home's settings and closed at the end."""

from __future__ import annotations

import os
import socket
import threading
import uuid
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import asdict, replace
from functools import cache
from pathlib import Path

from digest import config, paths
from digest import model as m
from digest.app import going, sending
from digest.app.changing import add_theme
from digest.app.home import Home, logo_of, shown
from digest.errors import NothingThere
from digest.jobs.parts import Parts, Patience


@contextmanager
def opened(home: Home, name: str | None = None) -> Iterator[Parts]:
    """Yield a newsletter with all its doors, closed at the end. Raises `StoreError` and the like.

    The engines are imported here and not above: a command that does not need them must not pay for them.
    """
    from digest.adapters import clock, disk, keys, languages, outbox, spam, store, templates, vectors
    from digest.delivery import addresses

    newsletter = home.newsletter(name)
    settings = home.settings
    with ExitStack() as doors:
        database = store.open_store(settings.database, home.folder)
        doors.callback(database.close)
        yield Parts(
            newsletter=newsletter,
            clock=clock.SystemClock(),
            crew=going.Later(cache(lambda: going.hire(home, newsletter, doors))),
            store=database,
            outbox=outbox.FolderOutbox(home.path(settings.outbox, newsletter.id)),
            office=sending.office(home, newsletter),
            rates=sending.rates(settings.smtp),
            templates=templates.JinjaTemplates((home.path(settings.templates, newsletter.id), paths.templates())),
            subscribers=_subscribers(home.path(settings.subscribers, newsletter.id)),
            public=home.public(newsletter.id),
            secret=settings.secret.encode() or database.secret(),
            run=m.RunId(f"{socket.gethostname()}:{os.getpid()}:{uuid.uuid4().hex[:8]}"),
            read_articles=settings.fetch.read_articles,
            spam=spam.score,
            logo=lambda: logo_of(home, newsletter),
            return_path=settings.return_path,
            returns_secret=settings.returns.secret,
            patience=Patience(settings.returns.soft_bounces, settings.returns.soft_days),
            mailbox=lambda: going.came_back(home, settings.returns.mailbox),
            rewrite=_rewriter(settings.rewrite),
            meant=vectors.opened(settings.vectors),
            language=languages.language_of,
            operator=settings.operator,
            free=lambda: disk.free(home.folder),
            keep=m.Keep(**asdict(settings.keep)),
            keys=keys.read(home.path(settings.keys, newsletter.id), addresses.domain(newsletter.sender.address)),
            add_theme=lambda name, words, said: add_theme(home, newsletter.id, name, words, said),
        )


@contextmanager
def helping(home: Home, parts: Parts, stop: threading.Event) -> Iterator[Parts]:
    """Yield the parts with the newsletter's other workers, and be one of them; on SQLite there are none.

    The worker's thread ends when `stop` is set, or at the end of the block.
    """
    url = home.settings.database
    if not url.startswith("postgresql"):
        yield parts
        return
    from digest.adapters import workers
    from digest.jobs.together import piece

    workers.prepare(url)
    name = parts.newsletter.id
    helped = replace(parts, helpers=workers.Crowd(url, name))
    words = (url, name, str(parts.run), lambda kind, about, part: piece(parts, kind, about, part), stop)
    thread = threading.Thread(target=workers.work, args=words, name="worker", daemon=True)
    thread.start()
    try:
        yield helped
    finally:
        stop.set()
        thread.join(60)


def _rewriter(how: config.Rewrite) -> Callable[[str, str], str] | None:
    """Return what rewrites summaries, None where nothing is set up."""
    if not how.endpoint:
        return None
    from digest.adapters import rewriting

    return rewriting.rewriter(how.endpoint, how.model, how.key, how.timeout_seconds)


def _subscribers(file: Path) -> Callable[[], bytes]:
    def read() -> bytes:
        try:
            return file.read_bytes()
        except FileNotFoundError as error:
            said = f"There is no list of subscribers at {file}. Write one: a line `address,name,themes`, then a line"
            raise NothingThere(f"{said} each, such as `ann@example.org,Ann,`.", about=str(file)) from error

    return read


def tried(home: Home, newsletter: m.Newsletter) -> Iterator[str]:
    """Yield what is wrong with a newsletter's own templates and its logo, tried on an invented issue."""
    from digest.adapters.templates import JinjaTemplates
    from digest.jobs import specimen

    own = home.path(home.settings.templates, newsletter.id)
    if own.is_dir():
        templates = JinjaTemplates((own, paths.templates()))
        broken = (*templates.broken(), *specimen.mistakes(newsletter, templates, home.public(newsletter.id)))
        for one in broken:
            yield f"{shown(Path(one.file), home.folder)}:{one.line}: {one.what}"
    if newsletter.look.logo and not logo_of(home, newsletter):
        yield f"{newsletter.look.logo}:1: there is no such file, expected the logo of {newsletter.id}"
