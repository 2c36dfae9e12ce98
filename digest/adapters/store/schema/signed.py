"""Who is let in to the desk, and what was done there."""

from sqlalchemy import Column, Index, Integer, String, Table, Text

from digest.adapters.store.schema.columns import Moment, metadata

passes = Table(
    "passes",
    metadata,
    Column("hash", String(64), primary_key=True),
    Column("kind", String(20), nullable=False),
    Column("newsletter", String(100), nullable=False),
    Column("address", String(320), nullable=False),
    Column("name", String(200), nullable=False),
    Column("label", String(200), nullable=False),
    Column("made", Moment, nullable=False),
    Column("until", Moment, nullable=False),
    Column("used", Moment),
    Column("ended", Moment),
    Index(None, "newsletter", "address"),
)

records = Table(
    "records",
    metadata,
    Column("number", Integer, primary_key=True, autoincrement=True),
    Column("newsletter", String(100), nullable=False),
    Column("at", Moment, nullable=False),
    Column("by", String(320), nullable=False),
    Column("what", String(200), nullable=False),
    Column("about", Text, nullable=False),
    Index(None, "newsletter", "number"),
)
