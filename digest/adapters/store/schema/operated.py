"""What the operator was told, and what was put away."""

from sqlalchemy import Column, Integer, String, Table

from digest.adapters.store.schema.columns import Moment, metadata

alerts = Table(
    "alerts",
    metadata,
    Column("newsletter", String(100), primary_key=True),
    Column("key", String(300), primary_key=True),
    Column("at", Moment, nullable=False),
)

put_away = Table(
    "put_away",
    metadata,
    Column("newsletter", String(100), primary_key=True),
    Column("what", String(20), primary_key=True),
    Column("count", Integer, nullable=False),
    Column("at", Moment, nullable=False),
)
