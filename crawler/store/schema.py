"""The tables. A change here needs a migration in `migrations/versions`; a test holds the two together."""

from __future__ import annotations

from sqlalchemy import (
    JSON,
    BigInteger,
    Boolean,
    Column,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    Table,
    UniqueConstraint,
    and_,
)

from crawler.store.column_types import BigKey, Day, Key, Packed, Text, UtcTime

HEAD = "0006"
"""The last migration: after it a database has exactly these tables, and the index of `crawler.store.search`."""

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s",
        "pk": "pk_%(table_name)s",
    }
)

runs = Table(
    "runs",
    metadata,
    Column("id", Text, primary_key=True),
    Column("portal", Text, nullable=False),
    Column("arguments", JSON, nullable=False),
    Column("started", UtcTime, nullable=False),
    Column("finished", UtcTime),
    Column("outcome", Text, nullable=False),
    Column("exit_code", Integer),
    Column("counts", JSON, nullable=False),
    # Which process runs it: where, its number, and a mark that no later process with the same number has.
    Column("host", Text, nullable=False),
    Column("pid", Integer, nullable=False),
    Column("process_mark", Text, nullable=False),
    Index(None, "portal", "started"),
)

captures = Table(
    "captures",
    metadata,
    Column("id", BigKey, primary_key=True, autoincrement=True),
    Column("url", Key, nullable=False),
    Column("requested_url", Text, nullable=False),
    Column("portal", Text, nullable=False),
    Column("kind", Text, nullable=False),
    Column("fetch_time", UtcTime, nullable=False),
    Column("http_status", Integer, nullable=False),
    Column("content_type", Text),
    # What a conditional request may send back, verbatim; see `crawler.store.validators`.
    Column("etag", Text),
    Column("last_modified", Text),
    Column("payload_sha256", Text, nullable=False),
    Column("payload_length", BigInteger, nullable=False),
    Column("warc_filename", Text),
    Column("warc_record_offset", BigInteger),
    Column("warc_record_length", BigInteger),
    Column("run_id", Text, ForeignKey("runs.id"), nullable=False),
    # See `Capture.certificate`; null without TLS.
    Column("certificate", Text),
    UniqueConstraint("warc_filename", "warc_record_offset"),
    Index(None, "url"),
)

reports = Table(
    "reports",
    metadata,
    Column("id", Text, primary_key=True),
    Column("portal", Text, nullable=False),
    Column("url", Text, nullable=False),
    Column("report_year", Integer),
    Column("organ", Key),
    Column("latest_version", Integer, nullable=False),
    Column("first_seen", UtcTime, nullable=False),
    Column("last_seen", UtcTime, nullable=False),
    Column("cluster_id", Text, nullable=False),
    Column("canonical", Boolean, nullable=False),
    Column("duplicate_kind", Text),
    Column("own_portal", Boolean, nullable=False),
    Column("mirror", Boolean, nullable=False),
    Column("text_key", Text, nullable=False),
    Column("bands", LargeBinary, nullable=False),
    Column("across_years", JSON(none_as_null=True)),
    # The last number of the feed that announced it: its latest version's, or of a restatement since.
    Column("last_seq", BigInteger, nullable=False),
    Index(None, "cluster_id"),
    Index(None, "last_seq"),
    Index(None, "portal", "report_year"),
    Index(None, "organ", "report_year"),
)

versions = Table(
    "versions",
    metadata,
    Column("seq", BigKey, primary_key=True, autoincrement=False),
    Column("report_id", Text, ForeignKey("reports.id"), nullable=False),
    Column("version", Integer, nullable=False),
    Column("content_sha256", Text, nullable=False),
    Column("extractor", Text, nullable=False),
    Column("url", Text, nullable=False),
    Column("title", Text, nullable=False),
    Column("report_year", Integer),
    Column("organ", Text),
    Column("division_code", Text),
    Column("division_name", Text),
    Column("published_on", Day),
    Column("signed_on", Day),
    Column("source", Text),
    Column("language", Text, nullable=False),
    Column("text", Packed, nullable=False),
    Column("text_sha256", Text, nullable=False),
    Column("char_count", Integer, nullable=False),
    Column("tables", Packed, nullable=False),
    Column("statistics", Packed),
    Column("quality", Packed),
    Column("attachments", Packed, nullable=False),
    Column("charset_declared", Text),
    Column("charset_used", Text),
    Column("charset_evidence", Text),
    Column("repairs", JSON, nullable=False),
    # Which rule gave each field, findings, file and document numbers, the listed title: not exported, kept to explain.
    Column("evidence", Packed, nullable=False),
    Column("capture_id", BigKey, ForeignKey("captures.id"), nullable=False),
    Column("first_seen", UtcTime, nullable=False),
    Column("last_seen", UtcTime, nullable=False),
    Column("run_id", Text, ForeignKey("runs.id"), nullable=False),
    UniqueConstraint("report_id", "version"),
)

IS_LATEST = and_(versions.c.report_id == reports.c.id, versions.c.version == reports.c.latest_version)
"""What joins a report and its latest version."""

addresses = Table(
    "addresses",
    metadata,
    Column("report_id", Text, ForeignKey("reports.id"), primary_key=True),
    # As spelled: one key may stand for several spellings, and all are kept.
    Column("url", Key, primary_key=True),
    Column("url_key", Text, nullable=False),
    Column("portal", Text, nullable=False),
    Column("first_seen", UtcTime, nullable=False),
    Column("last_seen", UtcTime, nullable=False),
)

ledger = Table(
    "ledger",
    metadata,
    Column("portal", Text, primary_key=True),
    Column("url_key", Key, primary_key=True),
    Column("url", Text, nullable=False),
    Column("state", Text, nullable=False),
    # What the last sighting said: a stored report that is blocked today stays `stored`, and this says `blocked`.
    Column("last_state", Text, nullable=False),
    Column("reason", Text, nullable=False),
    Column("title", Text, nullable=False),
    Column("column", Text, nullable=False),
    Column("report_year", Integer),
    Column("report_id", Text, ForeignKey("reports.id")),
    Column("http_status", Integer),
    Column("first_listed", UtcTime),
    Column("last_listed", UtcTime),
    Column("last_attempt", UtcTime),
    Column("attempts", Integer, nullable=False),
    # Whole runs that found it gone since one last found it there; the time when they were enough to call it gone.
    Column("gone_runs", Integer, nullable=False),
    Column("gone_since", UtcTime),
    Column("run_id", Text, ForeignKey("runs.id"), nullable=False),
)


def _bands(name: str) -> Table:
    return Table(
        name,
        metadata,
        # The lower half of a band key, and the latest version's number: both small, for there are 32 rows a report.
        Column("band", Integer, primary_key=True, autoincrement=False),
        Column("seq", BigInteger, primary_key=True, autoincrement=False),
        sqlite_with_rowid=False,
    )


# The steps by which band keys are filed: see `crawler.store.bands`.
new_bands = Table(
    "new_bands",
    metadata,
    Column("seq", BigKey, primary_key=True, autoincrement=False),
    Column("bands", LargeBinary, nullable=False),
)
recent_bands = _bands("recent_bands")
bands = _bands("bands")

pairs = Table(
    "pairs",
    metadata,
    Column("report_id", Text, ForeignKey("reports.id"), primary_key=True),
    Column("other_id", Text, ForeignKey("reports.id"), primary_key=True),
    Column("kind", Text),
    Column("reason", Text, nullable=False),
    Column("scores", JSON, nullable=False),
    Column("differences", JSON, nullable=False),
    Column("run_id", Text, ForeignKey("runs.id"), nullable=False),
    Index(None, "other_id"),
)

restatements = Table(
    "restatements",
    metadata,
    # Numbers of the feed that are no version's: see `crawler.store.restating`.
    Column("seq", BigKey, primary_key=True, autoincrement=False),
    Column("report_id", Text, ForeignKey("reports.id"), nullable=False),
)

VERSIONS = "versions"
"""The row of `sequence` that holds the last number of the change feed."""

sequence = Table(
    "sequence",
    metadata,
    Column("name", Text, primary_key=True),
    Column("last", BigInteger, nullable=False),
)

cursors = Table(
    "cursors",
    metadata,
    Column("consumer", Text, primary_key=True),
    Column("seq", BigInteger, nullable=False),
    Column("moved", UtcTime, nullable=False),
)
