"""The first tables."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None

_TEXT = sa.String()
_TIME = sa.DateTime(timezone=True)
_BIG_KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def _run_id() -> sa.Column[str]:
    return sa.Column("run_id", _TEXT, nullable=False)


def upgrade() -> None:
    """Make every table, and the sequence at zero."""
    op.create_table(
        "runs",
        sa.Column("id", _TEXT, nullable=False),
        sa.Column("portal", _TEXT, nullable=False),
        sa.Column("arguments", sa.JSON(), nullable=False),
        sa.Column("started", _TIME, nullable=False),
        sa.Column("finished", _TIME),
        sa.Column("outcome", _TEXT, nullable=False),
        sa.Column("exit_code", sa.Integer()),
        sa.Column("counts", sa.JSON(), nullable=False),
        sa.Column("host", _TEXT, nullable=False),
        sa.Column("pid", sa.Integer(), nullable=False),
        sa.Column("process_mark", _TEXT, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_runs"),
    )
    op.create_index("ix_runs_portal_started", "runs", ["portal", "started"])
    op.create_table(
        "captures",
        sa.Column("id", _BIG_KEY, autoincrement=True, nullable=False),
        sa.Column("url", _TEXT, nullable=False),
        sa.Column("requested_url", _TEXT, nullable=False),
        sa.Column("portal", _TEXT, nullable=False),
        sa.Column("kind", _TEXT, nullable=False),
        sa.Column("fetch_time", _TIME, nullable=False),
        sa.Column("http_status", sa.Integer(), nullable=False),
        sa.Column("content_type", _TEXT),
        sa.Column("payload_sha256", _TEXT, nullable=False),
        sa.Column("payload_length", sa.BigInteger(), nullable=False),
        sa.Column("warc_filename", _TEXT),
        sa.Column("warc_record_offset", sa.BigInteger()),
        sa.Column("warc_record_length", sa.BigInteger()),
        _run_id(),
        sa.PrimaryKeyConstraint("id", name="pk_captures"),
        sa.ForeignKeyConstraint(["run_id"], ["runs.id"], name="fk_captures_run_id"),
        sa.UniqueConstraint("warc_filename", "warc_record_offset", name="uq_captures_warc_filename_warc_record_offset"),
    )
    op.create_index("ix_captures_url", "captures", ["url"])
    op.create_table(
        "reports",
        sa.Column("id", _TEXT, nullable=False),
        sa.Column("portal", _TEXT, nullable=False),
        sa.Column("url", _TEXT, nullable=False),
        sa.Column("report_year", sa.Integer()),
        sa.Column("organ", _TEXT),
        sa.Column("latest_version", sa.Integer(), nullable=False),
        sa.Column("first_seen", _TIME, nullable=False),
        sa.Column("last_seen", _TIME, nullable=False),
        sa.Column("cluster_id", _TEXT, nullable=False),
        sa.Column("canonical", sa.Boolean(), nullable=False),
        sa.Column("duplicate_kind", _TEXT),
        sa.Column("own_portal", sa.Boolean(), nullable=False),
        sa.Column("mirror", sa.Boolean(), nullable=False),
        sa.Column("text_key", _TEXT, nullable=False),
        sa.Column("bands", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_reports"),
    )
    op.create_index("ix_reports_cluster_id", "reports", ["cluster_id"])
    op.create_index("ix_reports_portal_report_year", "reports", ["portal", "report_year"])
    op.create_index("ix_reports_organ_report_year", "reports", ["organ", "report_year"])
    op.create_table(
        "versions",
        sa.Column("seq", _BIG_KEY, autoincrement=False, nullable=False),
        sa.Column("report_id", _TEXT, nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("content_sha256", _TEXT, nullable=False),
        sa.Column("extractor", _TEXT, nullable=False),
        sa.Column("url", _TEXT, nullable=False),
        sa.Column("title", _TEXT, nullable=False),
        sa.Column("report_year", sa.Integer()),
        sa.Column("organ", _TEXT),
        sa.Column("division_code", _TEXT),
        sa.Column("division_name", _TEXT),
        sa.Column("published_on", sa.Date()),
        sa.Column("signed_on", sa.Date()),
        sa.Column("source", _TEXT),
        sa.Column("language", _TEXT, nullable=False),
        sa.Column("text", sa.LargeBinary(), nullable=False),
        sa.Column("text_sha256", _TEXT, nullable=False),
        sa.Column("char_count", sa.Integer(), nullable=False),
        sa.Column("tables", sa.LargeBinary(), nullable=False),
        sa.Column("statistics", sa.LargeBinary()),
        sa.Column("quality", sa.LargeBinary()),
        sa.Column("attachments", sa.LargeBinary(), nullable=False),
        sa.Column("charset_declared", _TEXT),
        sa.Column("charset_used", _TEXT),
        sa.Column("charset_evidence", _TEXT),
        sa.Column("repairs", sa.JSON(), nullable=False),
        sa.Column("evidence", sa.LargeBinary(), nullable=False),
        sa.Column("capture_id", _BIG_KEY, nullable=False),
        sa.Column("first_seen", _TIME, nullable=False),
        sa.Column("last_seen", _TIME, nullable=False),
        _run_id(),
        sa.PrimaryKeyConstraint("seq", name="pk_versions"),
        sa.ForeignKeyConstraint(["report_id"], ["reports.id"], name="fk_versions_report_id"),
        sa.ForeignKeyConstraint(["capture_id"], ["captures.id"], name="fk_versions_capture_id"),
        sa.ForeignKeyConstraint(["run_id"], ["runs.id"], name="fk_versions_run_id"),
        sa.UniqueConstraint("report_id", "version", name="uq_versions_report_id_version"),
    )
    op.create_table(
        "addresses",
        sa.Column("report_id", _TEXT, nullable=False),
        sa.Column("url", _TEXT, nullable=False),
        sa.Column("url_key", _TEXT, nullable=False),
        sa.Column("portal", _TEXT, nullable=False),
        sa.Column("first_seen", _TIME, nullable=False),
        sa.Column("last_seen", _TIME, nullable=False),
        sa.PrimaryKeyConstraint("report_id", "url", name="pk_addresses"),
        sa.ForeignKeyConstraint(["report_id"], ["reports.id"], name="fk_addresses_report_id"),
    )
    op.create_table(
        "ledger",
        sa.Column("portal", _TEXT, nullable=False),
        sa.Column("url_key", _TEXT, nullable=False),
        sa.Column("url", _TEXT, nullable=False),
        sa.Column("state", _TEXT, nullable=False),
        sa.Column("last_state", _TEXT, nullable=False),
        sa.Column("reason", _TEXT, nullable=False),
        sa.Column("title", _TEXT, nullable=False),
        sa.Column("column", _TEXT, nullable=False),
        sa.Column("report_year", sa.Integer()),
        sa.Column("report_id", _TEXT),
        sa.Column("http_status", sa.Integer()),
        sa.Column("first_listed", _TIME),
        sa.Column("last_listed", _TIME),
        sa.Column("last_attempt", _TIME),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("gone_runs", sa.Integer(), nullable=False),
        _run_id(),
        sa.PrimaryKeyConstraint("portal", "url_key", name="pk_ledger"),
        sa.ForeignKeyConstraint(["report_id"], ["reports.id"], name="fk_ledger_report_id"),
        sa.ForeignKeyConstraint(["run_id"], ["runs.id"], name="fk_ledger_run_id"),
    )
    op.create_table(
        "bands",
        sa.Column("band", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("seq", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.PrimaryKeyConstraint("band", "seq", name="pk_bands"),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "pairs",
        sa.Column("report_id", _TEXT, nullable=False),
        sa.Column("other_id", _TEXT, nullable=False),
        sa.Column("kind", _TEXT),
        sa.Column("reason", _TEXT, nullable=False),
        sa.Column("scores", sa.JSON(), nullable=False),
        sa.Column("differences", sa.JSON(), nullable=False),
        _run_id(),
        sa.PrimaryKeyConstraint("report_id", "other_id", name="pk_pairs"),
        sa.ForeignKeyConstraint(["report_id"], ["reports.id"], name="fk_pairs_report_id"),
        sa.ForeignKeyConstraint(["other_id"], ["reports.id"], name="fk_pairs_other_id"),
        sa.ForeignKeyConstraint(["run_id"], ["runs.id"], name="fk_pairs_run_id"),
    )
    op.create_index("ix_pairs_other_id", "pairs", ["other_id"])
    sequence = op.create_table(
        "sequence",
        sa.Column("name", _TEXT, nullable=False),
        sa.Column("last", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("name", name="pk_sequence"),
    )
    op.bulk_insert(sequence, [{"name": "versions", "last": 0}])
    op.create_table(
        "cursors",
        sa.Column("consumer", _TEXT, nullable=False),
        sa.Column("seq", sa.BigInteger(), nullable=False),
        sa.Column("moved", _TIME, nullable=False),
        sa.PrimaryKeyConstraint("consumer", name="pk_cursors"),
    )
