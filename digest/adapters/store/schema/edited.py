"""Drafts, issues, and what stands beside them."""

from sqlalchemy import (
    Column,
    ForeignKeyConstraint,
    Index,
    Integer,
    LargeBinary,
    String,
    Table,
    Text,
    UniqueConstraint,
)

from digest.adapters.store.schema.columns import Moment, metadata

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

steps = Table(
    "steps",
    metadata,
    Column("slot", String(200), primary_key=True),
    Column("number", Integer, primary_key=True),
    Column("key", String(100), nullable=True),
    Column("by", String(200), nullable=False),
    Column("made", Moment, nullable=False),
    Column("kind", String(20), nullable=False),
    Column("said", Text, nullable=False),
    Column("body", Text, nullable=False),
    Column("base", Text, nullable=True),
    UniqueConstraint("slot", "key"),
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
