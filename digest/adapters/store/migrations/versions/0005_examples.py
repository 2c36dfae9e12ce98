"""What editors taught about themes, and subjects that they want no theme for."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "examples",
        sa.Column("newsletter", sa.String(length=100), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("newsletter", "number", name=op.f("pk_examples")),
    )
    op.create_table(
        "dismissals",
        sa.Column("newsletter", sa.String(length=100), nullable=False),
        sa.Column("words", sa.String(length=200), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.PrimaryKeyConstraint("newsletter", "words", name=op.f("pk_dismissals")),
    )
