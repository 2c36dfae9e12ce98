"""The composition root: reads files and environment once and builds everything a command works with."""

from __future__ import annotations

import os
import shutil
import socket
import threading
import uuid
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import asdict, dataclass, replace
from functools import cache
from pathlib import Path
from typing import TypeVar
from urllib.parse import urlsplit

from digest import __version__, config, paths, ports
from digest import model as m
from digest.delivery import pace
from digest.delivery.published import Published, Sends, look
from digest.errors import NothingThere, SettingsError
from digest.jobs.parts import Parts, Patience

T = TypeVar("T")

SETTINGS = "digest.toml"
PLACE = "{newsletter}"


@dataclass(frozen=True, slots=True)
class Home:
    """A folder with its settings and newsletters, read and found right."""

    folder: Path
    settings: config.Settings
    newsletters: Mapping[m.NewsletterId, m.Newsletter]

    def newsletter(self, name: str | None) -> m.Newsletter:
        """Return the newsletter of that name, or the only one there is. Raises `NothingThere`."""
        if name is None and len(self.newsletters) == 1:
            return next(iter(self.newsletters.values()))
        names = ", ".join(self.newsletters) or "none"
        if name is None:
            raise NothingThere(f"Which newsletter? Say so with --newsletter. There are: {names}")
        found = self.newsletters.get(m.NewsletterId(name))
        if found is None:
            raise NothingThere(f"There is no newsletter {name!r} in {self.folder}. There are: {names}", about=name)
        return found

    def path(self, setting: str, newsletter: m.NewsletterId) -> Path:
        """Return a path of the settings, from the home folder and for this newsletter."""
        return self.folder / setting.replace(PLACE, newsletter)

    def public(self, newsletter: m.NewsletterId) -> str:
        """Return the public address of this newsletter, without a slash at its end."""
        return self.settings.public.replace(PLACE, newsletter).rstrip("/")


def read_home(folder: Path, environ: Mapping[str, str] = os.environ) -> Home:
    """Return a home folder's settings and newsletters. Raises `SettingsError` with every mistake of every file."""
    mistakes: list[str] = []
    settings = config.Settings()
    try:
        settings = config.read_settings(_text(folder / SETTINGS), SETTINGS, environ)
    except SettingsError as error:
        mistakes.extend(error.mistakes)
    newsletters = {}
    for file in newsletter_files(folder, settings):
        try:
            newsletter = config.read_newsletter(file.read_text("utf-8", "replace"), shown(file, folder))
            newsletters[newsletter.id] = newsletter
        except SettingsError as error:
            mistakes.extend(error.mistakes)
    mistakes.extend(_shared_places(settings, newsletters))
    if mistakes:
        raise SettingsError(mistakes, about=str(folder))
    return Home(folder, settings, newsletters)


def newsletter_files(folder: Path, settings: config.Settings) -> tuple[Path, ...]:
    """Return the newsletters' files of a home folder; where it has none, the ones that came with the program."""
    own = sorted((folder / settings.feeds).glob("*.toml"))
    return tuple(own or sorted(paths.feeds().glob("*.toml")))


def shown(file: Path, folder: Path) -> str:
    """Return a file's name as a person in that folder would type it."""
    return str(file.relative_to(folder)) if file.is_relative_to(folder) else str(file)


def _text(file: Path) -> str:
    return file.read_text("utf-8", "replace") if file.exists() else ""


def _shared_places(settings: config.Settings, newsletters: Mapping[m.NewsletterId, m.Newsletter]) -> Iterator[str]:
    """Yield what several newsletters would overwrite of one another."""
    if len(newsletters) < 2:
        return
    for name in ("outbox", "subscribers", "public"):
        value = getattr(settings, name)
        if PLACE not in value:
            yield (
                f"{SETTINGS}:1: {name} is {value!r} for {len(newsletters)} newsletters, "
                f"expected {PLACE} in it so that each has its own"
            )


@dataclass(frozen=True, slots=True)
class _Crew:
    """`ports.Crew` made when it is first needed: most commands never go to the web."""

    hire: Callable[[], ports.Crew]

    def run(self, visits: Iterable[ports.Visit[T]]) -> Iterator[T]:
        return self.hire().run(visits)


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
            crew=_Crew(cache(lambda: _hire(home, newsletter, doors))),
            store=database,
            outbox=outbox.FolderOutbox(home.path(settings.outbox, newsletter.id)),
            office=_office(home, newsletter),
            rates=_rates(settings.smtp),
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
            mailbox=lambda: came_back(home, settings.returns.mailbox),
            rewrite=_rewriter(settings.rewrite),
            meant=vectors.opened(settings.vectors),
            language=languages.language_of,
            operator=settings.operator,
            free=lambda: disk.free(home.folder),
            keep=m.Keep(**asdict(settings.keep)),
            keys=keys.read(home.path(settings.keys, newsletter.id), addresses.domain(newsletter.sender.address)),
            add_theme=lambda name, words, said: add_theme(home, newsletter.id, name, words, said),
        )


def own_file(home: Home, newsletter: m.NewsletterId) -> Path:
    """Return the newsletter's file in the home folder. Raises `NothingThere` where it only came with the program."""
    file = next(f for f in newsletter_files(home.folder, home.settings) if f.stem == newsletter)
    if not file.resolve().is_relative_to(home.folder.resolve()):
        said = f"{newsletter} came with the program and is not yours to change. Make your own: `digest init DIR`."
        raise NothingThere(said, about=str(file))
    return file


def add_theme(home: Home, newsletter: m.NewsletterId, name: str, words: tuple[str, ...], said: str) -> m.Theme:
    """Write a theme into the newsletter's own file, every other byte of which stays, and return it.

    Raises `SettingsError` where the file has a mistake or a theme of that name, `NothingThere` as `own_file`.
    """
    from digest.config import themes

    target = own_file(home, newsletter)
    grown, theme = themes.add(_exactly(target), shown(target, home.folder), name, words, said)
    _exchange(target.resolve(), grown.encode())
    return theme


def _exchange(file: Path, octets: bytes) -> None:
    """Write a file anew, whole or not at all, for whoever might read it before."""
    beside = file.with_name(f".{file.name}.new")
    beside.write_bytes(octets)
    shutil.copymode(file, beside)
    beside.replace(file)


def _exactly(file: Path) -> str:
    """Return a file's text with its line ends as they are."""
    with file.open(encoding="utf-8", newline="") as source:
        return source.read()


class Current:
    """Parts with the newsletter as its file has it at the moment: what was added while we run is known at once.

    A file with a mistake changes nothing: the mistake goes to `tell`, once, and what was read before stays.
    """

    def __init__(self, home: Home, parts: Parts, tell: Callable[[SettingsError], None] = lambda _: None) -> None:
        names = (one for one in newsletter_files(home.folder, home.settings) if one.stem == parts.newsletter.id)
        self._home, self._parts, self._tell = home, parts, tell
        self._file = next(names, None)
        self._seen = self._mark()

    def __call__(self) -> Parts:
        """Return the parts as they are now."""
        mark = self._mark()
        if mark == self._seen or self._file is None:
            return self._parts
        self._seen = mark
        try:
            text = self._file.read_text("utf-8", "replace")
            newsletter = config.read_newsletter(text, shown(self._file, self._home.folder))
            self._parts = replace(self._parts, newsletter=newsletter)
        except OSError:
            pass  # gone for the moment, as when an editor's program writes it anew
        except SettingsError as error:
            self._tell(error)
        return self._parts

    def _mark(self) -> tuple[int, int] | None:
        """Return what changes with every writing of the file."""
        try:
            found = self._file.stat() if self._file else None
        except OSError:
            return None
        return (found.st_mtime_ns, found.st_size) if found else None


def came_back(home: Home, address: str) -> Iterator[bytes]:
    """Return the mails in a mailbox of returned mails, each marked as read once the next is asked for."""
    if not address:
        return iter(())
    from digest.adapters import mailboxes

    return mailboxes.unread(address, home.folder, home.settings.returns.password)


def _office(home: Home, newsletter: m.Newsletter) -> ports.PostOffice:
    """Return the way out for mails by the home's settings."""
    from digest.adapters.smtp import Server, SmtpOffice

    how, service = home.settings.smtp, home.settings.mail_api
    if service.endpoint:
        from digest.adapters.mail_api import MailApi

        return MailApi(service.endpoint, service.key, connections=how.connections)
    servers = (
        Server(one.host, one.port, one.user, one.password, one.tls, one.connections, one.weight)
        for one in _servers(home)
    )
    return SmtpOffice(*servers, helo=urlsplit(home.public(newsletter.id)).hostname or "")


def _servers(home: Home) -> tuple[config.Smtp | config.SmtpServer, ...]:
    """Return the mail servers of the settings, that of [smtp] first."""
    return (home.settings.smtp, *home.settings.smtp_server)


def published(home: Home, name: str | None, name_server: str) -> Iterator[Published]:
    """Yield what the domain that a newsletter is sent from publishes in the name service, against what it should."""
    from digest.adapters import keys, names
    from digest.delivery import addresses

    newsletter = home.newsletter(name)
    sender = newsletter.sender.address
    domain = addresses.domain(sender)
    returns = addresses.domain(home.settings.return_path) or domain
    own = keys.read(home.path(home.settings.keys, newsletter.id), domain)
    hosts = tuple(dict.fromkeys(one.host for one in _servers(home)))
    with crew(home, newsletter) as going:

        def fetch(address: str) -> m.Response | m.Failure:
            return next(going.run([_page(address)]))

        yield from look(names.asker(name_server), Sends(domain, returns, hosts, own, sender), fetch)


def _page(address: str) -> ports.Visit[m.Response | m.Failure]:
    answer = yield m.Request(address)
    assert isinstance(answer, m.Response | m.Failure), "that is what a request is answered by"  # noqa: S101 - for the type checker
    return answer


def _rates(how: config.Smtp) -> pace.Rates:
    return pace.Rates(how.rate, how.domain_rate, config.kinds.rates(how.domain_rates))


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


@contextmanager
def crew(home: Home, newsletter: m.Newsletter) -> Iterator[ports.Crew]:
    """Yield only what goes to the web: for a look around that touches no store."""
    with ExitStack() as doors:
        yield _hire(home, newsletter, doors)


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


def logo_of(home: Home, newsletter: m.Newsletter) -> bytes:
    """Return a newsletter's logo, nothing where it names none or the file cannot be read."""
    file = home.folder / newsletter.look.logo
    try:
        return file.read_bytes() if newsletter.look.logo else b""
    except OSError:
        return b""


def _hire(home: Home, newsletter: m.Newsletter, doors: ExitStack) -> ports.Crew:
    """Return the crew that goes to the web by the home's settings; its threads and processes end with `doors`."""
    from digest.adapters import crew, mailboxes, parsers, schemes
    from digest.sources import mailbags

    def web() -> crew.Web:
        from digest.adapters import http  # 0.2 s, not before the first page is asked for

        manners = http.Manners(
            user_agent=fetch.user_agent or f"{http.PRODUCT}/{__version__} (+{home.public(newsletter.id)}/)",
            seconds=fetch.timeout_seconds,
            at_once=fetch.at_once,
            pause=fetch.pause_seconds,
            allow_private=fetch.allow_private,
            robots=fetch.robots,
        )
        return schemes.BySchemes(http.AsyncWeb(manners), others)

    fetch = home.settings.fetch
    pool = doors.enter_context(parsers.Pool())
    named = frozenset(source.address for source in newsletter.sources)
    opens = mailboxes.Mailboxes(named, home.folder, home.settings.imap_password).fetch
    others = dict.fromkeys(mailbags.SCHEMES, opens)
    return doors.enter_context(crew.WebCrew(web, pool))


def _subscribers(file: Path) -> Callable[[], bytes]:
    def read() -> bytes:
        try:
            return file.read_bytes()
        except FileNotFoundError as error:
            said = f"There is no list of subscribers at {file}. Write one: a line `address,name,themes`, then a line"
            raise NothingThere(f"{said} each, such as `ann@example.org,Ann,`.", about=str(file)) from error

    return read
