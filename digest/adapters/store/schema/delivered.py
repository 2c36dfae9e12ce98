"""Deliveries, returned mails, secrets."""

from sqlalchemy import Column, ForeignKeyConstraint, Index, Integer, LargeBinary, String, Table, Text

from digest.adapters.store.schema.columns import Moment, metadata

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
