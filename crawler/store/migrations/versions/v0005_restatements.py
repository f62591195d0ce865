"""Numbers of the feed for reports whose text stayed: another cluster, another canonical copy."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"


def upgrade() -> None:
    """Add the table, and to each report the number that announced it last.

    What changed so before was never announced, and is not now: a consumer that needs it starts again at 0.
    """
    op.create_table(
        "restatements",
        sa.Column("seq", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=False, nullable=False),
        sa.Column("report_id", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("seq", name="pk_restatements"),
        sa.ForeignKeyConstraint(["report_id"], ["reports.id"], name="fk_restatements_report_id"),
    )
    op.add_column("reports", sa.Column("last_seq", sa.BigInteger(), nullable=False, server_default="0"))
    op.execute(
        "UPDATE reports SET last_seq = (SELECT seq FROM versions"
        " WHERE versions.report_id = reports.id AND versions.version = reports.latest_version)"
    )
    op.create_index("ix_reports_last_seq", "reports", ["last_seq"])
