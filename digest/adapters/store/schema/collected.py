"""Slots, sources and posts."""

from sqlalchemy import Column, ForeignKeyConstraint, Index, String, Table, Text

from digest.adapters.store.schema.columns import Moment, metadata

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
    Column("put_away", Moment, nullable=True),
    Index(None, "newsletter", "published"),
    Index(None, "newsletter", "seen"),
    Index(None, "newsletter", "event_over"),
    Index(None, "newsletter", "source", "published"),
    Index("ix_posts_kept", "newsletter", "put_away", "published"),
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
