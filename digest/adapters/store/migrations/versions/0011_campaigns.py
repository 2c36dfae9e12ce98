"""Campaigns; who has claimed a delivery, when it may be tried again, and what the figures count by."""

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "campaigns",
        sa.Column("newsletter", sa.String(length=100), nullable=False),
        sa.Column("issue", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(length=20), nullable=False),
        sa.Column("why", sa.Text(), nullable=False),
        sa.Column("started", sa.DateTime(), nullable=False),
        sa.Column("changed", sa.DateTime(), nullable=False),
        sa.Column("again", sa.DateTime(), nullable=True),
        sa.Column("planned", sa.DateTime(), nullable=True),
        sa.ForeignKeyConstraint(
            ["newsletter", "issue"],
            ["issues.newsletter", "issues.number"],
            name=op.f("fk_campaigns_newsletter_issue"),
        ),
        sa.PrimaryKeyConstraint("newsletter", "issue", name=op.f("pk_campaigns")),
    )
    op.add_column("deliveries", sa.Column("domain", sa.String(length=255), nullable=False, server_default=""))
    op.add_column("deliveries", sa.Column("themes", sa.Text(), nullable=False, server_default=""))
    op.add_column("deliveries", sa.Column("owner", sa.String(length=200), nullable=False, server_default=""))
    op.add_column("deliveries", sa.Column("tries", sa.Integer(), nullable=False, server_default="0"))
    op.add_column("deliveries", sa.Column("since", sa.DateTime(), nullable=True))
    op.add_column("deliveries", sa.Column("due", sa.DateTime(), nullable=True))
    op.drop_index(op.f("ix_deliveries_newsletter_issue_fate"), table_name="deliveries")
    op.create_index("ix_deliveries_in_order", "deliveries", ["newsletter", "issue", "fate", "address"])
    op.create_index(
        "ix_deliveries_claimed",
        "deliveries",
        ["owner"],
        sqlite_where=sa.text("owner <> ''"),
        postgresql_where=sa.text("owner <> ''"),
    )
    # what stands behind the last @, in words that both databases know
    op.execute("UPDATE deliveries SET domain = replace(address, rtrim(address, replace(address, '@', '')), '')")
    op.execute(
        "UPDATE deliveries SET fate = 'unknown', "
        "said = 'The sender stopped while this mail was on its way; nobody can know whether it arrived.' "
        "WHERE fate = 'sending'"
    )
    op.execute(
        "INSERT INTO campaigns (newsletter, issue, state, why, started, changed, planned) "
        "SELECT newsletter, number, CASE WHEN EXISTS (SELECT 1 FROM deliveries d WHERE d.newsletter = i.newsletter "
        "AND d.issue = i.number AND d.fate IN ('pending', 'deferred')) THEN 'sending' ELSE 'finished' END, "
        "'', approved, approved, approved FROM issues i WHERE EXISTS "
        "(SELECT 1 FROM deliveries d WHERE d.newsletter = i.newsletter AND d.issue = i.number)"
    )
