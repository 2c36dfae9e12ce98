"""Deployment settings: digest.toml, the environment over it, and the secrets that only the environment holds.

One field is one setting; docs/settings.md is written from these definitions (config.reference).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, fields, is_dataclass
from typing import Annotated, Any, ClassVar, get_origin, get_type_hints

from pydantic import ConfigDict

from digest.config import kinds as k
from digest.config import mistakes
from digest.config.kept import Keep
from digest.config.kinds import About, Says
from digest.config.locate import Key, Places
from digest.config.mistakes import Found
from digest.errors import SettingsError

FORBID = ConfigDict(extra="forbid")
PREFIX = "DIGEST_"
LOOPBACK = frozenset({"localhost", "127.0.0.1", "::1"})
SECRETS = {
    ("smtp", "password"): "DIGEST_SMTP_PASSWORD",
    ("smtp_server", "password"): "DIGEST_SMTP_SERVER_1_PASSWORD",
    ("mail_api", "key"): "DIGEST_MAIL_API_KEY",
    ("imap_password",): "DIGEST_IMAP_PASSWORD",
    ("rewrite", "key"): "DIGEST_REWRITE_KEY",
    ("returns", "password"): "DIGEST_RETURNS_PASSWORD",
    ("returns", "secret"): "DIGEST_RETURNS_SECRET",
    ("secret",): "DIGEST_SECRET",
}
"""Settings that are read from the environment alone."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Smtp:
    """The mail server that takes the issues."""

    __pydantic_config__: ClassVar[ConfigDict] = FORBID
    host: Annotated[k.Host, About("The mail server.")] = "127.0.0.1"
    port: Annotated[k.Port, About("Its port: 25, 587 with starttls, 465 with tls.")] = 25
    user: Annotated[k.Line, About("The user to sign in as. Left empty, nobody signs in.")] = ""
    tls: Annotated[k.Tls, About("How the connection is encrypted.")] = "none"
    connections: Annotated[k.AtOnce, About("How many mails are on their way at once, each over a connection.")] = 8
    rate: Annotated[
        k.Rate, About("Mails a second of one issue at most, by all who send it together; 0 for no limit.")
    ] = 0.0
    domain_rate: Annotated[k.Rate, About("The same for the readers of any one domain.")] = 0.0
    domain_rates: Annotated[
        k.Rates, About('Rates for certain domains in place of that, such as "example.org 20, example.com 0.5".')
    ] = ""
    weight: Annotated[k.Share, About("Its share of the mails where there are several servers.")] = 1.0
    password: Annotated[k.Secret, About("The user's password.")] = field(default="", repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class SmtpServer:
    """One more mail server beside the one of [smtp]. When one goes away, the others take its share."""

    __pydantic_config__: ClassVar[ConfigDict] = FORBID
    host: Annotated[k.Host, About("The mail server.")]
    port: Annotated[k.Port, About("Its port: 25, 587 with starttls, 465 with tls.")] = 25
    user: Annotated[k.Line, About("The user to sign in as. Left empty, nobody signs in.")] = ""
    tls: Annotated[k.Tls, About("How the connection is encrypted.")] = "none"
    connections: Annotated[k.AtOnce, About("How many mails are on their way to it at once.")] = 8
    weight: Annotated[k.Share, About("Its share of the mails: twice the weight, twice the mails.")] = 1.0
    password: Annotated[k.Secret, About("The user's password; 1 is the first of these tables, 2 the second.")] = (
        field(default="", repr=False)
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Fetch:
    """How sources are read."""

    __pydantic_config__: ClassVar[ConfigDict] = FORBID
    user_agent: Annotated[k.Line, About("How we name ourselves. Left empty, the program and its public address.")] = (
        ""
    )
    timeout_seconds: Annotated[k.Seconds, About("The longest that one page may take.")] = 20.0
    at_once: Annotated[k.AtOnce, About("How many pages are asked for at once, over all hosts.")] = 32
    pause_seconds: Annotated[k.Pause, About("The pause between two requests to one host.")] = 1.0
    allow_private: Annotated[k.Flag, About("Whether sources may be on private or loopback addresses.")] = False
    read_articles: Annotated[k.Flag, About("Whether each new post's own page is read.")] = True
    robots: Annotated[k.Flag, About("Whether robots.txt is obeyed.")] = True


@dataclass(frozen=True, slots=True, kw_only=True)
class MailApi:
    """A mail service that takes the issues over HTTP in place of a mail server: off where no endpoint is given."""

    __pydantic_config__: ClassVar[ConfigDict] = FORBID
    endpoint: Annotated[
        k.SiteOrNone,
        About('Its address for your domain, such as "https://api.mailgun.net/v3/example.org". Left empty, none.'),
    ] = ""
    key: Annotated[k.Secret, About("The key of the service.")] = field(default="", repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Rewrite:
    """A machine that rewrites summaries: off where no endpoint is given, and never needed."""

    __pydantic_config__: ClassVar[ConfigDict] = FORBID
    endpoint: Annotated[
        k.SiteOrNone,
        About('A service with the OpenAI chat protocol, such as "http://127.0.0.1:8080/v1". Left empty, none.'),
    ] = ""
    model: Annotated[k.Line, About("The model it is to use.")] = ""
    timeout_seconds: Annotated[k.Seconds, About("The longest that one summary may take.")] = 20.0
    key: Annotated[k.Secret, About("The key of the service.")] = field(default="", repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Desk:
    """The editors' desk: how people are let in besides by links that are mailed to them."""

    __pydantic_config__: ClassVar[ConfigDict] = FORBID
    proxy_header: Annotated[
        k.Line,
        About(
            "The header in which a proxy on this machine names who has signed in with it, by mail address, such as "
            '"Remote-Email". The proxy must take it out of what comes from outside. Left empty, none is believed.'
        ),
    ] = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Returns:
    """Mails that come back: bounces, complaints, replies of the absent."""

    __pydantic_config__: ClassVar[ConfigDict] = FORBID
    mailbox: Annotated[
        k.Line,
        About(
            "Where they arrive: imaps://user@host/INBOX, or maildir:/path; read by `digest up` at every collection, "
            "and by `digest returns`. Left empty, none is read."
        ),
    ] = ""
    soft_bounces: Annotated[
        k.Count, About("So many issues in a row that came back softly, as from a full mailbox, end a subscription.")
    ] = 3
    soft_days: Annotated[k.Days, About("The fewest days between the first and the last of them.")] = 7
    password: Annotated[k.Secret, About("The password of the mailbox's user.")] = field(default="", repr=False)
    secret: Annotated[
        k.Secret, About("Lets a mail service tell of returned mails at /returned. Left out, that is closed.")
    ] = field(default="", repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """Where things are; paths are taken from the home folder."""

    __pydantic_config__: ClassVar[ConfigDict] = FORBID
    database: Annotated[k.Database, About("Where everything is kept.")] = "sqlite:///digest.db"
    feeds: Annotated[k.PathName, About("The folder of the newsletters, one TOML file each.")] = "feeds"
    templates: Annotated[k.PathName, About("Templates of your own, used before ours.")] = "templates"
    outbox: Annotated[k.PathName, About("The folder of finished issues and feeds.")] = "outbox"
    return_path: Annotated[
        k.Line, About("Where mails come back to, such as bounces@example.org; the sender's address where empty.")
    ] = ""
    operator: Annotated[
        k.MailboxOrNone, About("Who is told by mail what a person should see to. Left empty, nobody.")
    ] = ""
    log: Annotated[k.Log, About("How `digest up` and `digest worker` write their log.")] = "text"
    keys: Annotated[k.PathName, About("The folder of the keys that sign mails: digest keys.")] = "keys"
    subscribers: Annotated[k.PathName, About("The CSV file of subscribers.")] = "subscribers.csv"
    public: Annotated[k.Site, About("The address under which readers reach the outbox and the unsubscribe page.")] = (
        "http://127.0.0.1:8400"
    )
    vectors: Annotated[
        k.VectorKind,
        About(
            "What says what texts mean: the table of word vectors that comes with the program, or `minilm`, a "
            "sentence model that is slower and closer: pip install 'sector-digest[minilm]'."
        ),
    ] = "static"
    smtp: Annotated[Smtp, Says("a table [smtp]")] = field(default_factory=Smtp)
    smtp_server: Annotated[tuple[SmtpServer, ...], Says("tables [[smtp_server]], each with a host")] = ()
    mail_api: Annotated[MailApi, Says("a table [mail_api]")] = field(default_factory=MailApi)
    fetch: Annotated[Fetch, Says("a table [fetch]")] = field(default_factory=Fetch)
    rewrite: Annotated[Rewrite, Says("a table [rewrite]")] = field(default_factory=Rewrite)
    desk: Annotated[Desk, Says("a table [desk]")] = field(default_factory=Desk)
    returns: Annotated[Returns, Says("a table [returns]")] = field(default_factory=Returns)
    keep: Annotated[Keep, Says("a table [keep]")] = field(default_factory=Keep)
    imap_password: Annotated[
        k.Secret, About("The password of the user in the address of a mailbox that is read by IMAP.")
    ] = field(default="", repr=False)
    secret: Annotated[
        k.Secret, About("Signs the addresses in mails. Left out, one is made and kept in the database.")
    ] = field(default="", repr=False)


def read_settings(text: str, file: str, environ: Mapping[str, str]) -> Settings:
    """Return the settings of a TOML text ("" for defaults) with those of the environment over them.

    Each setting has a variable: `smtp.port` is DIGEST_SMTP_PORT. Raises `SettingsError` with every mistake of
    the file; where it has none, with every mistake of the environment, whose lines begin with the variable.
    """
    read = mistakes.parse(text, file)
    mistakes.validated(Settings, read, lambda values: _together(values, environ))
    named = {variable(key): key for key in every()}
    given = {name: environ[name] for name in named if environ.get(name)}
    tables = {key[0] for key in every() if len(key) > 1}
    values = {**read.values, **{name: dict(read.values.get(name, {})) for name in tables}}
    for name, said in given.items():
        *table, last = named[name]
        (values[table[0]] if table else values)[last] = _read(said, _type_of(named[name]))
    if servers := values.get("smtp_server"):
        values["smtp_server"] = [
            {**one, "password": environ.get(password_of(at), "")} for at, one in enumerate(servers, 1)
        ]
    try:
        return mistakes.validated(Settings, mistakes.Text("environment", values, Places()), _nothing)
    except SettingsError as error:
        said_by = [_of_variable(one, given) for one in error.mistakes]
        raise SettingsError(said_by, about="environment") from None


def every() -> tuple[tuple[str, ...], ...]:
    """Return the key path of every setting."""
    return tuple(_keys(Settings, ()))


def variable(key: tuple[str, ...]) -> str:
    """Return the name of a setting's variable in the environment."""
    return PREFIX + "_".join(key).upper()


def password_of(number: int) -> str:
    """Return the variable with the password of a further mail server, counted from 1."""
    return f"{PREFIX}SMTP_SERVER_{number}_PASSWORD"


def _keys(table: Any, above: tuple[str, ...]) -> Iterator[tuple[str, ...]]:  # noqa: ANN401 - a dataclass
    hints = get_type_hints(table)
    for one in fields(table):
        if is_dataclass(hints[one.name]):
            yield from _keys(hints[one.name], (*above, one.name))
        elif get_origin(hints[one.name]) is not tuple:  # a list of tables is for the file alone
            yield (*above, one.name)


def _type_of(key: tuple[str, ...]) -> Any:  # noqa: ANN401 - int, float, bool or str
    hint: Any = Settings
    for part in key:
        hint = get_type_hints(hint)[part]
    return str if get_origin(hint) else hint


def _read(said: str, kind: Any) -> object:  # noqa: ANN401 - as above
    """Return the words of a variable as the kind of its setting, unchanged where they are none."""
    try:
        if kind is bool:
            return {"true": True, "1": True, "yes": True, "false": False, "0": False, "no": False}[said.casefold()]
        return kind(said)
    except (ValueError, KeyError):
        return said


def _of_variable(mistake: str, given: Mapping[str, str]) -> str:
    """Return a mistake under the name of its variable; the file itself has been found right."""
    what = mistake.partition(":1: ")[2]
    setting = what.split(" ", 1)[0]
    name = variable(tuple(setting.split(".")))
    return f"environment: {name}{what.removeprefix(setting)}" if name in given else f"environment: {what}"


def _together(values: dict[str, Any], environ: Mapping[str, str]) -> Iterator[Found]:
    """Yield secrets that stand in the file, and what is wrong between the settings of mail servers."""
    yield from _exposed(values)
    first, others = values.get("smtp", {}), values.get("smtp_server")
    met: set[str] = set()
    if isinstance(first, dict):
        own = {name: environ.get(variable(("smtp", name))) or first.get(name) for name in ("host", "user", "tls")}
        table = {"host": "127.0.0.1", **{name: said for name, said in own.items() if said}}
        met.add(_server(table["host"], first.get("port", 25)))
        yield from _unprotected(("smtp",), table, values)
    for at, table in enumerate(others if isinstance(others, list) else ()):
        if not isinstance(table, dict):
            continue
        key: Key = ("smtp_server", at)
        if "password" in table:
            said = f"is a secret in a file, expected in the environment as {password_of(at + 1)}"
            yield (*key, "password"), f"{mistakes.where((*key, 'password'), values)} {said}"
        yield from _unprotected(key, table, values)
        named = _server(table.get("host"), table.get("port", 25))
        if named in met:
            yield (
                (*key, "host"),
                f"{mistakes.where((*key, 'host'), values)} is named twice, expected each server once",
            )
        met.add(named)


def _server(host: object, port: object) -> str:
    """Return what makes two servers one, whatever somebody wrote there."""
    return f"{host!r} {port!r}"


def _unprotected(key: Key, table: dict[str, Any], values: dict[str, Any]) -> Iterator[Found]:
    """Yield a user whose password would travel for anybody to read."""
    if table.get("user") and table.get("tls", "none") == "none" and str(table.get("host")) not in LOOPBACK:
        said = 'would be sent unprotected with its password, expected tls = "starttls" or "tls"'
        yield (*key, "user"), f"{mistakes.where((*key, 'user'), values)} {said}"


def _exposed(values: dict[str, Any]) -> Iterator[Found]:
    """Yield secrets that stand in the file."""
    for key, name in SECRETS.items():
        inner: Any = values
        for part in key:
            inner = inner.get(part) if isinstance(inner, dict) else None
        if inner is not None:
            yield key, f"{'.'.join(key)} is a secret in a file, expected in the environment as {name}"


def _nothing(_: dict[str, Any]) -> tuple[Found, ...]:
    return ()
