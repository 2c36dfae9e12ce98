"""What was put away because it is old."""

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("posts", sa.Column("put_away", sa.DateTime(), nullable=True))
    op.create_index("ix_posts_kept", "posts", ["newsletter", "put_away", "published"])
    op.create_table(
        "put_away",
        sa.Column("newsletter", sa.String(length=100), nullable=False),
        sa.Column("what", sa.String(length=20), nullable=False),
        sa.Column("count", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.PrimaryKeyConstraint("newsletter", "what", name=op.f("pk_put_away")),
    )
