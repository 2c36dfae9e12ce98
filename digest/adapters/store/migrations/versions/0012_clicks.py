"""How often links of mails were followed."""

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "clicks",
        sa.Column("newsletter", sa.String(length=100), nullable=False),
        sa.Column("issue", sa.Integer(), nullable=False),
        sa.Column("link", sa.String(length=20), nullable=False),
        sa.Column("times", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["newsletter", "issue"],
            ["issues.newsletter", "issues.number"],
            name=op.f("fk_clicks_newsletter_issue"),
        ),
        sa.PrimaryKeyConstraint("newsletter", "issue", "link", name=op.f("pk_clicks")),
    )
