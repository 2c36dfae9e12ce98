"""What the operator was told."""

from sqlalchemy import Column, String, Table

from digest.adapters.store.schema.columns import Moment, metadata

alerts = Table(
    "alerts",
    metadata,
    Column("newsletter", String(100), primary_key=True),
    Column("key", String(300), primary_key=True),
    Column("at", Moment, nullable=False),
)
