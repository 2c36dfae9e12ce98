"""The first tables."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "drafts",
        sa.Column("slot", sa.String(length=200), nullable=False),
        sa.Column("newsletter", sa.String(length=100), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("composed", sa.DateTime(), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("slot", name=op.f("pk_drafts")),
    )
    op.create_index(op.f("ix_drafts_newsletter_composed"), "drafts", ["newsletter", "composed"], unique=False)
    op.create_table(
        "issues",
        sa.Column("newsletter", sa.String(length=100), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("slot", sa.String(length=200), nullable=False),
        sa.Column("approved", sa.DateTime(), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("newsletter", "number", name=op.f("pk_issues")),
        sa.UniqueConstraint("newsletter", "slot", name=op.f("uq_issues_newsletter_slot")),
    )
    op.create_table(
        "posts",
        sa.Column("newsletter", sa.String(length=100), nullable=False),
        sa.Column("id", sa.String(length=64), nullable=False),
        sa.Column("source", sa.String(length=100), nullable=False),
        sa.Column("published", sa.DateTime(), nullable=False),
        sa.Column("seen", sa.DateTime(), nullable=False),
        sa.Column("event_over", sa.DateTime(), nullable=True),
        sa.Column("body", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("newsletter", "id", name=op.f("pk_posts")),
    )
    op.create_index(op.f("ix_posts_newsletter_event_over"), "posts", ["newsletter", "event_over"], unique=False)
    op.create_index(op.f("ix_posts_newsletter_published"), "posts", ["newsletter", "published"], unique=False)
    op.create_index(op.f("ix_posts_newsletter_seen"), "posts", ["newsletter", "seen"], unique=False)
    op.create_table(
        "secrets",
        sa.Column("name", sa.String(length=100), nullable=False),
        sa.Column("value", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_secrets")),
    )
    op.create_table(
        "slots",
        sa.Column("id", sa.String(length=200), nullable=False),
        sa.Column("newsletter", sa.String(length=100), nullable=False),
        sa.Column("job", sa.String(length=20), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.Column("state", sa.String(length=20), nullable=False),
        sa.Column("why", sa.Text(), nullable=False),
        sa.Column("run", sa.String(length=100), nullable=False),
        sa.Column("changed", sa.DateTime(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_slots")),
    )
    op.create_index(op.f("ix_slots_newsletter_at"), "slots", ["newsletter", "at"], unique=False)
    op.create_table(
        "sources",
        sa.Column("newsletter", sa.String(length=100), nullable=False),
        sa.Column("source", sa.String(length=100), nullable=False),
        sa.Column("memory", sa.Text(), nullable=False),
        sa.Column("visited", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("newsletter", "source", name=op.f("pk_sources")),
    )
    op.create_table(
        "suppressions",
        sa.Column("newsletter", sa.String(length=100), nullable=False),
        sa.Column("address", sa.String(length=320), nullable=False),
        sa.Column("why", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.PrimaryKeyConstraint("newsletter", "address", name=op.f("pk_suppressions")),
    )
    op.create_table(
        "deliveries",
        sa.Column("newsletter", sa.String(length=100), nullable=False),
        sa.Column("issue", sa.Integer(), nullable=False),
        sa.Column("address", sa.String(length=320), nullable=False),
        sa.Column("message_id", sa.String(length=200), nullable=False),
        sa.Column("fate", sa.String(length=20), nullable=False),
        sa.Column("said", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=True),
        sa.ForeignKeyConstraint(
            ["newsletter", "issue"],
            ["issues.newsletter", "issues.number"],
            name=op.f("fk_deliveries_newsletter_issue"),
        ),
        sa.PrimaryKeyConstraint("newsletter", "issue", "address", name=op.f("pk_deliveries")),
        sa.UniqueConstraint("message_id", name=op.f("uq_deliveries_message_id")),
    )
    op.create_index(
        op.f("ix_deliveries_newsletter_issue_fate"), "deliveries", ["newsletter", "issue", "fate"], unique=False
    )
    op.create_table(
        "post_keys",
        sa.Column("newsletter", sa.String(length=100), nullable=False),
        sa.Column("source", sa.String(length=100), nullable=False),
        sa.Column("key", sa.String(length=200), nullable=False),
        sa.Column("post", sa.String(length=64), nullable=False),
        sa.ForeignKeyConstraint(
            ["newsletter", "post"],
            ["posts.newsletter", "posts.id"],
            name=op.f("fk_post_keys_newsletter_post"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("newsletter", "source", "key", name=op.f("pk_post_keys")),
    )
    op.create_index(op.f("ix_post_keys_newsletter_post"), "post_keys", ["newsletter", "post"], unique=False)
