"""When a source published, asked for at every visit that brings something new."""

from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_index(
        op.f("ix_posts_newsletter_source_published"), "posts", ["newsletter", "source", "published"]
    )
