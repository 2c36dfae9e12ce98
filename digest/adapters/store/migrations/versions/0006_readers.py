"""Readers in the database: subscriptions, the record of consent, letters; suppressions known by a keyed hash."""

import base64
import hashlib
import hmac
import secrets

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

Number = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "subscribers",
        sa.Column("newsletter", sa.String(length=100), nullable=False),
        sa.Column("address", sa.String(length=320), nullable=False),
        sa.Column("mark", sa.String(length=32), nullable=False),
        sa.Column("written", sa.String(length=320), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("themes", sa.Text(), nullable=False),
        sa.Column("format", sa.String(length=10), nullable=False),
        sa.Column("paused_until", sa.DateTime(), nullable=True),
        sa.Column("state", sa.String(length=20), nullable=False),
        sa.Column("origin", sa.String(length=20), nullable=False),
        sa.Column("since", sa.DateTime(), nullable=False),
        sa.Column("asked", sa.DateTime(), nullable=True),
        sa.Column("own_choice", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("newsletter", "address", name=op.f("pk_subscribers")),
    )
    op.create_table(
        "consents",
        sa.Column("number", Number, autoincrement=True, nullable=False),
        sa.Column("newsletter", sa.String(length=100), nullable=False),
        sa.Column("address", sa.String(length=320), nullable=False),
        sa.Column("act", sa.String(length=20), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.Column("how", sa.Text(), nullable=False),
        sa.Column("place", sa.Text(), nullable=False),
        sa.Column("wording", sa.String(length=64), nullable=False),
        sa.Column("client", sa.String(length=64), nullable=False),
        sa.Column("basis", sa.Text(), nullable=False),
        sa.Column("themes", sa.Text(), nullable=False),
        sa.Column("issue", sa.Integer(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_consents")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_consents_newsletter_address"), "consents", ["newsletter", "address"], unique=False)
    op.create_index(op.f("ix_consents_newsletter_act_issue"), "consents", ["newsletter", "act", "issue"], unique=False)
    _only_grows("consents")
    op.create_table(
        "wordings",
        sa.Column("version", sa.String(length=64), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("version", name=op.f("pk_wordings")),
    )
    op.create_table(
        "asks",
        sa.Column("id", Number, autoincrement=True, nullable=False),
        sa.Column("newsletter", sa.String(length=100), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("address", sa.String(length=320), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.Column("themes", sa.Text(), nullable=False),
        sa.Column("format", sa.String(length=10), nullable=False),
        sa.Column("place", sa.Text(), nullable=False),
        sa.Column("shown", sa.Text(), nullable=False),
        sa.Column("client", sa.String(length=64), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_asks")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_asks_newsletter_id"), "asks", ["newsletter", "id"], unique=False)
    op.create_table(
        "letters",
        sa.Column("newsletter", sa.String(length=100), nullable=False),
        sa.Column("id", sa.String(length=64), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("address", sa.String(length=320), nullable=False),
        sa.Column("message_id", sa.String(length=200), nullable=False),
        sa.Column("about", sa.String(length=200), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.Column("fate", sa.String(length=20), nullable=False),
        sa.Column("said", sa.Text(), nullable=False),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("due", sa.DateTime(), nullable=True),
        sa.PrimaryKeyConstraint("newsletter", "id", name=op.f("pk_letters")),
    )
    op.create_index(op.f("ix_letters_newsletter_due"), "letters", ["newsletter", "due"], unique=False)
    op.create_index(op.f("ix_letters_newsletter_address"), "letters", ["newsletter", "address"], unique=False)
    op.create_index(op.f("ix_letters_message_id"), "letters", ["message_id"], unique=False)
    _mark_suppressions()


def _only_grows(table: str) -> None:
    """Refuse to change a row: the record may grow, and a person's rows may be erased, but none is rewritten."""
    said = "the record of consent is never changed"
    if op.get_bind().dialect.name == "sqlite":
        op.execute(f"CREATE TRIGGER {table}_stay BEFORE UPDATE ON {table} BEGIN SELECT RAISE(ABORT, '{said}'); END")
        return
    op.execute(
        f"CREATE FUNCTION {table}_stay() RETURNS trigger AS $$ BEGIN RAISE EXCEPTION '{said}'; END $$ LANGUAGE plpgsql"
    )
    op.execute(f"CREATE TRIGGER {table}_stay BEFORE UPDATE ON {table} FOR EACH ROW EXECUTE FUNCTION {table}_stay()")


def _mark_suppressions() -> None:
    """Make the table anew, each address with its keyed hash: the same as adapters.store.marks makes today."""
    bind = op.get_bind()
    rows = bind.execute(sa.text("SELECT newsletter, address, why, at FROM suppressions")).all()
    op.drop_table("suppressions")
    table = op.create_table(
        "suppressions",
        sa.Column("newsletter", sa.String(length=100), nullable=False),
        sa.Column("mark", sa.String(length=32), nullable=False),
        sa.Column("address", sa.String(length=320), nullable=False),
        sa.Column("act", sa.String(length=20), nullable=False),
        sa.Column("why", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.PrimaryKeyConstraint("newsletter", "mark", name=op.f("pk_suppressions")),
    )
    op.create_index(op.f("ix_suppressions_newsletter_address"), "suppressions", ["newsletter", "address"])
    key = secrets.token_bytes(32)
    bind.execute(sa.text("INSERT INTO secrets (name, value) VALUES ('suppressions', :key)"), {"key": key})
    for row in rows:
        act = "left" if row.why.startswith("unsubscribed") else "bounced"
        act = "complained" if "unwanted" in row.why else act
        values = {"newsletter": row.newsletter, "mark": _mark(key, row.newsletter, row.address), "address": row.address}
        at = sa.literal(row.at, sa.DateTime()) if not isinstance(row.at, str) else sa.text(":at").bindparams(at=row.at)
        bind.execute(table.insert().values(**values, act=act, why=row.why, at=at))


def _mark(key: bytes, newsletter: str, address: str) -> str:
    drawn = hmac.digest(key, b"sector-digest v1 fingerprint suppression", hashlib.sha256)
    joined = b"".join(len(part).to_bytes(4, "big") + part for part in (newsletter.encode(), address.encode()))
    return base64.b32encode(hmac.digest(drawn, joined, hashlib.sha256)[:20]).decode("ascii").lower()
