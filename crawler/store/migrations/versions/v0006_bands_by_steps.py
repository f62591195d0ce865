"""Tables in which band keys wait until many can be filed together."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"


def upgrade() -> None:
    """Add the two tables. What is filed in `bands` stays there."""
    op.create_table(
        "new_bands",
        sa.Column("seq", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=False, nullable=False),
        sa.Column("bands", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("seq", name="pk_new_bands"),
    )
    op.create_table(
        "recent_bands",
        sa.Column("band", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("seq", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.PrimaryKeyConstraint("band", "seq", name="pk_recent_bands"),
        sqlite_with_rowid=False,
    )
