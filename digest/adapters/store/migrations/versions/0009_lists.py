"""Which version of the home folder's list of subscribers was read last; sign-ups not confirmed found quickly."""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "lists",
        sa.Column("newsletter", sa.String(length=100), nullable=False),
        sa.Column("version", sa.String(length=64), nullable=False),
        sa.Column("mistakes", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.PrimaryKeyConstraint("newsletter", name=op.f("pk_lists")),
    )
    op.create_index(
        op.f("ix_subscribers_newsletter_state_asked"), "subscribers", ["newsletter", "state", "asked"], unique=False
    )
