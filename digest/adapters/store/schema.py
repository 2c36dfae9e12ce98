"""The tables. What is asked about has a column; the whole value stands beside it as JSON (see codec)."""

from sqlalchemy import (
    Column,
    DateTime,
    ForeignKeyConstraint,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    String,
    Table,
    Text,
    TypeDecorator,
    UniqueConstraint,
)

from digest.adapters.store.moments import aware, naive_utc

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s",
        "pk": "pk_%(table_name)s",
    }
)


class Moment(TypeDecorator[object]):
    """An aware time, kept as UTC without a zone, so that both databases order it alike."""

    impl = DateTime
    cache_ok = True

    def process_bind_param(self, value: object, dialect: object) -> object:  # noqa: ARG002 - SQLAlchemy's signature
        """Return the value as the database keeps it."""
        return naive_utc(value)

    def process_result_value(self, value: object, dialect: object) -> object:  # noqa: ARG002 - SQLAlchemy's signature
        """Return the value as the program knows it."""
        return aware(value)


slots = Table(
    "slots",
    metadata,
    Column("id", String(200), primary_key=True),
    Column("newsletter", String(100), nullable=False),
    Column("job", String(20), nullable=False),
    Column("at", Moment, nullable=False),
    Column("state", String(20), nullable=False),
    Column("why", Text, nullable=False, default=""),
    Column("run", String(100), nullable=False, default=""),
    Column("changed", Moment, nullable=False),
    Index(None, "newsletter", "at"),
)

sources = Table(
    "sources",
    metadata,
    Column("newsletter", String(100), primary_key=True),
    Column("source", String(100), primary_key=True),
    Column("memory", Text, nullable=False),
    Column("visited", Text, nullable=False),
)

posts = Table(
    "posts",
    metadata,
    Column("newsletter", String(100), primary_key=True),
    Column("id", String(64), primary_key=True),
    Column("source", String(100), nullable=False),
    Column("published", Moment, nullable=False),
    Column("seen", Moment, nullable=False),
    Column("event_over", Moment, nullable=True),
    Column("body", Text, nullable=False),
    Index(None, "newsletter", "published"),
    Index(None, "newsletter", "seen"),
    Index(None, "newsletter", "event_over"),
    Index(None, "newsletter", "source", "published"),
)

post_keys = Table(
    "post_keys",
    metadata,
    Column("newsletter", String(100), primary_key=True),
    Column("source", String(100), primary_key=True),
    Column("key", String(200), primary_key=True),
    Column("post", String(64), nullable=False),
    ForeignKeyConstraint(["newsletter", "post"], ["posts.newsletter", "posts.id"], ondelete="CASCADE"),
    Index(None, "newsletter", "post"),
)

drafts = Table(
    "drafts",
    metadata,
    Column("slot", String(200), primary_key=True),
    Column("newsletter", String(100), nullable=False),
    Column("revision", Integer, nullable=False),
    Column("composed", Moment, nullable=False),
    Column("body", Text, nullable=False),
    Index(None, "newsletter", "composed"),
)

issues = Table(
    "issues",
    metadata,
    Column("newsletter", String(100), primary_key=True),
    Column("number", Integer, primary_key=True),
    Column("slot", String(200), nullable=False),
    Column("approved", Moment, nullable=False),
    Column("body", Text, nullable=False),
    UniqueConstraint("newsletter", "slot"),
)

deliveries = Table(
    "deliveries",
    metadata,
    Column("newsletter", String(100), primary_key=True),
    Column("issue", Integer, primary_key=True),
    Column("address", String(320), primary_key=True),
    Column("message_id", String(200), nullable=False, unique=True),
    Column("fate", String(20), nullable=False),
    Column("said", Text, nullable=False, default=""),
    Column("at", Moment, nullable=True),
    ForeignKeyConstraint(["newsletter", "issue"], ["issues.newsletter", "issues.number"]),
    Index(None, "newsletter", "issue", "fate"),
)

suppressions = Table(
    "suppressions",
    metadata,
    Column("newsletter", String(100), primary_key=True),
    Column("address", String(320), primary_key=True),
    Column("why", Text, nullable=False),
    Column("at", Moment, nullable=False),
)

returns = Table(
    "returns",
    metadata,
    Column("newsletter", String(100), primary_key=True),
    Column("id", String(64), primary_key=True),
    Column("issue", Integer, nullable=False),
    Column("address", String(320), nullable=False),
    Column("kind", String(20), nullable=False),
    Column("status", String(20), nullable=False),
    Column("said", Text, nullable=False),
    Column("at", Moment, nullable=False),
    Index(None, "newsletter", "address"),
)

secrets = Table(
    "secrets",
    metadata,
    Column("name", String(100), primary_key=True),
    Column("value", LargeBinary, nullable=False),
)

corrections = Table(
    "corrections",
    metadata,
    Column("newsletter", String(100), primary_key=True),
    Column("issue", Integer, primary_key=True),
    Column("number", Integer, primary_key=True),
    Column("body", Text, nullable=False),
    ForeignKeyConstraint(["newsletter", "issue"], ["issues.newsletter", "issues.number"]),
)

links = Table(
    "links",
    metadata,
    Column("key", String(64), primary_key=True),
    Column("asked", Moment, nullable=False),
    Column("body", Text, nullable=False),
)

pictures = Table(
    "pictures",
    metadata,
    Column("key", String(64), primary_key=True),
    Column("made", Moment, nullable=False),
    Column("body", LargeBinary, nullable=False),
)

examples = Table(
    "examples",
    metadata,
    Column("newsletter", String(100), primary_key=True),
    Column("number", Integer, primary_key=True),
    Column("body", Text, nullable=False),
)

dismissals = Table(
    "dismissals",
    metadata,
    Column("newsletter", String(100), primary_key=True),
    Column("words", String(200), primary_key=True),
    Column("at", Moment, nullable=False),
)

examinations = Table(
    "examinations",
    metadata,
    Column("slot", String(200), primary_key=True),
    Column("revision", Integer, primary_key=True),
    Column("at", Moment, nullable=False),
    Column("body", Text, nullable=False),
)
