"""What a report's figures say beside those of the year before."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from crawler.store import neighbours

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    """Add the column, and fill it for the reports that are there.

    It is derived from what is kept, so today's code may fill it.
    """
    op.add_column("reports", sa.Column("across_years", sa.JSON()))
    neighbours.compare_all(op.get_bind())
