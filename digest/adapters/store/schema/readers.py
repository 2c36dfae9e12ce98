"""Subscriptions, the record of consent, suppressions, and the mails about them."""

from sqlalchemy import DDL, BigInteger, Boolean, Column, Index, Integer, String, Table, Text, event

from digest.adapters.store.schema.columns import Moment, metadata

Number = BigInteger().with_variant(Integer, "sqlite")
"""SQLite counts rows by itself only where the column is called INTEGER; with AUTOINCREMENT no number comes twice."""

subscribers = Table(
    "subscribers",
    metadata,
    Column("newsletter", String(100), primary_key=True),
    Column("address", String(320), primary_key=True),
    Column("mark", String(32), nullable=False),
    Column("written", String(320), nullable=False),
    Column("name", String(200), nullable=False),
    Column("themes", Text, nullable=False),
    Column("format", String(10), nullable=False),
    Column("paused_until", Moment, nullable=True),
    Column("state", String(20), nullable=False),
    Column("origin", String(20), nullable=False),
    Column("since", Moment, nullable=False),
    Column("asked", Moment, nullable=True),
    Column("own_choice", Boolean, nullable=False),
    Index(None, "newsletter", "state", "asked"),
)

consents = Table(
    "consents",
    metadata,
    Column("number", Number, primary_key=True, autoincrement=True),
    Column("newsletter", String(100), nullable=False),
    Column("address", String(320), nullable=False),
    Column("act", String(20), nullable=False),
    Column("at", Moment, nullable=False),
    Column("how", Text, nullable=False),
    Column("place", Text, nullable=False),
    Column("wording", String(64), nullable=False),
    Column("client", String(64), nullable=False),
    Column("basis", Text, nullable=False),
    Column("themes", Text, nullable=False),
    Column("issue", Integer, nullable=False),
    Column("reason", Text, nullable=False),
    Index(None, "newsletter", "address"),
    Index(None, "newsletter", "act", "issue"),
    sqlite_autoincrement=True,
)

# the record may grow, and a person's rows may be erased, but none is rewritten
_ABORT = "BEGIN SELECT RAISE(ABORT, 'the record of consent is never changed'); END"
_RAISE = "BEGIN RAISE EXCEPTION 'the record of consent is never changed'; END"
for _dialect, _statement in (
    ("sqlite", f"CREATE TRIGGER consents_stay BEFORE UPDATE ON consents {_ABORT}"),
    ("postgresql", f"CREATE FUNCTION consents_stay() RETURNS trigger AS $$ {_RAISE} $$ LANGUAGE plpgsql"),
    (
        "postgresql",
        "CREATE TRIGGER consents_stay BEFORE UPDATE ON consents FOR EACH ROW EXECUTE FUNCTION consents_stay()",
    ),
):
    _ddl = DDL(_statement).execute_if(dialect=_dialect)  # type: ignore[no-untyped-call]  # SQLAlchemy gives it no types
    event.listen(consents, "after_create", _ddl)

wordings = Table(
    "wordings",
    metadata,
    Column("version", String(64), primary_key=True),
    Column("text", Text, nullable=False),
)

asks = Table(
    "asks",
    metadata,
    Column("id", Number, primary_key=True, autoincrement=True),
    Column("newsletter", String(100), nullable=False),
    Column("kind", String(20), nullable=False),
    Column("address", String(320), nullable=False),
    Column("at", Moment, nullable=False),
    Column("themes", Text, nullable=False),
    Column("format", String(10), nullable=False),
    Column("place", Text, nullable=False),
    Column("shown", Text, nullable=False),
    Column("client", String(64), nullable=False),
    Index(None, "newsletter", "id"),
    sqlite_autoincrement=True,
)

suppressions = Table(
    "suppressions",
    metadata,
    Column("newsletter", String(100), primary_key=True),
    Column("mark", String(32), primary_key=True),
    Column("address", String(320), nullable=False),
    Column("act", String(20), nullable=False),
    Column("why", Text, nullable=False),
    Column("at", Moment, nullable=False),
    Index(None, "newsletter", "address"),
)

letters = Table(
    "letters",
    metadata,
    Column("newsletter", String(100), primary_key=True),
    Column("id", String(64), primary_key=True),
    Column("kind", String(20), nullable=False),
    Column("address", String(320), nullable=False),
    Column("message_id", String(200), nullable=False),
    Column("about", String(200), nullable=False),
    Column("at", Moment, nullable=False),
    Column("fate", String(20), nullable=False),
    Column("said", Text, nullable=False),
    Column("tries", Integer, nullable=False),
    Column("due", Moment, nullable=True),
    Index(None, "newsletter", "due"),
    Index(None, "newsletter", "address"),
    Index(None, "message_id"),
)

lists = Table(
    "lists",
    metadata,
    Column("newsletter", String(100), primary_key=True),
    Column("version", String(64), nullable=False),
    Column("mistakes", Text, nullable=False),
    Column("at", Moment, nullable=False),
)
