"""Full-text search, the mark of an address that has vanished for good, and what conditional requests send back."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from crawler.store import search

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    """Add the columns, and make the index over the versions that are there.

    The index is derived and no part of what is kept, so today's code may fill it.
    """
    op.add_column("ledger", sa.Column("gone_since", sa.DateTime(timezone=True)))
    op.add_column("captures", sa.Column("etag", sa.String()))
    op.add_column("captures", sa.Column("last_modified", sa.String()))
    search.make(op.get_bind())
