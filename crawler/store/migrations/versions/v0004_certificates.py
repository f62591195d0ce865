"""What was wrong with the certificate that a page came with."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    """Add the column. Earlier captures stay without: nobody looked."""
    op.add_column("captures", sa.Column("certificate", sa.String()))
