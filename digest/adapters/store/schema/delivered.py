"""Campaigns, deliveries, returned mails, links that were followed, secrets."""

from sqlalchemy import Column, ForeignKeyConstraint, Index, Integer, LargeBinary, String, Table, Text, text

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
    Column("domain", String(255), nullable=False, server_default=""),
    Column("themes", Text, nullable=False, server_default=""),
    Column("owner", String(200), nullable=False, server_default=""),
    Column("tries", Integer, nullable=False, server_default="0"),
    Column("since", Moment, nullable=True),
    Column("due", Moment, nullable=True),
    ForeignKeyConstraint(["newsletter", "issue"], ["issues.newsletter", "issues.number"]),
    Index("ix_deliveries_in_order", "newsletter", "issue", "fate", "address"),
    Index("ix_deliveries_claimed", "owner", sqlite_where=text("owner <> ''")),
)

campaigns = Table(
    "campaigns",
    metadata,
    Column("newsletter", String(100), primary_key=True),
    Column("issue", Integer, primary_key=True),
    Column("state", String(20), nullable=False),
    Column("why", Text, nullable=False),
    Column("started", Moment, nullable=False),
    Column("changed", Moment, nullable=False),
    Column("again", Moment, nullable=True),
    Column("planned", Moment, nullable=True),
    ForeignKeyConstraint(["newsletter", "issue"], ["issues.newsletter", "issues.number"]),
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

clicks = Table(
    "clicks",
    metadata,
    Column("newsletter", String(100), primary_key=True),
    Column("issue", Integer, primary_key=True),
    Column("link", String(20), primary_key=True),
    Column("times", Integer, nullable=False),
    ForeignKeyConstraint(["newsletter", "issue"], ["issues.newsletter", "issues.number"]),
)

secrets = Table(
    "secrets",
    metadata,
    Column("name", String(100), primary_key=True),
    Column("value", LargeBinary, nullable=False),
)
