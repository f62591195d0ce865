"""Whole crawls, and their archives replayed: the same documents again, and a version where the code reads otherwise."""

from __future__ import annotations

import gzip
import shutil
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import create_engine, text

from crawler.sandbox import Sandbox
from crawler.store import Document, Store
from tests.crawl.conftest import Operator

PORTALS = ("wangcheng", "liwan", "jiangyuan")
# The run that stored a version is the replay's own; the numbers of the feed are given anew.
NOT_REBUILT = {"seq", "run_id"}


@pytest.fixture(scope="module")
def crawled(sandbox: Sandbox, tmp_path_factory: pytest.TempPathFactory) -> Operator:
    """Three portals: attached files, tables that were flattened, a copy in Traditional characters, two families."""
    operator = Operator(tmp_path_factory.mktemp("replay") / "output")
    for name in PORTALS:
        operator.run("crawl", name, proxy=sandbox.proxy_url)
    return operator


@pytest.fixture
def operator(crawled: Operator, tmp_path: Path) -> Operator:
    """The crawled corpus, as a copy of one's own."""
    shutil.copytree(crawled.output, tmp_path / "output")
    return Operator(tmp_path / "output")


def versions(address: str) -> list[dict[str, Any]]:
    with Store.open(address) as store:
        return [document.as_dict() for document in store.reports(all_versions=True)]


def by_key(rows: list[dict[str, Any]]) -> Mapping[tuple[str, int], dict[str, Any]]:
    return {(row["id"], row["version"]): {k: v for k, v in row.items() if k not in NOT_REBUILT} for row in rows}


def corpus(operator: Operator) -> str:
    return f"sqlite:///{operator.output / 'corpus.db'}"


def ledger(operator: Operator) -> list[Any]:
    with Store.open(corpus(operator)) as store:
        return store.ledger_rows()


def test_a_lost_store_is_rebuilt_from_the_archive_alone(operator: Operator) -> None:
    before = by_key(versions(corpus(operator)))
    stored = {(row.portal, row.url) for row in ledger(operator) if row.state == "stored"}
    for path in operator.output.glob("corpus.db*"):
        path.unlink()
    ended = operator.run("replay")
    assert ended.exit_code == 0, ended.out + ended.err
    after = by_key(versions(corpus(operator)))
    assert set(after) == set(before)
    for key, row in before.items():
        assert after[key] == row, row["url"]
    assert {(row.portal, row.url) for row in ledger(operator) if row.state == "stored"} == stored
    assert f"{len(before)} new" in ended.out


def test_the_same_code_writes_nothing(operator: Operator) -> None:
    before, known = versions(corpus(operator)), ledger(operator)
    ended = operator.run("replay")
    assert ended.exit_code == 0, ended.out + ended.err
    assert f"0 new, 0 changed, {len(before)} unchanged" in ended.out
    assert "would differ" not in ended.out
    assert versions(corpus(operator)) == before
    assert ledger(operator) == known, "a replay is no sighting"


def read_otherwise(operator: Operator, url: str) -> None:
    """The store as an earlier release had left it, which lost the first line of a report and took another organ."""
    from crawler.store.column_types import Packed
    from crawler.store.schema import versions as table

    engine = create_engine(corpus(operator))
    assert isinstance(table.c.text.type, Packed)
    with engine.begin() as connection:
        kept = connection.execute(table.select().where(table.c.url == url)).mappings().one()
        lost = kept["text"].split("\n", 1)[1]
        connection.execute(
            table.update().where(table.c.url == url).values(text=lost, content_sha256="0" * 64, extractor="gongkai/0.0")
        )
        other = connection.execute(text("SELECT url FROM versions WHERE url != :u LIMIT 1"), {"u": url}).scalar()
        connection.execute(table.update().where(table.c.url == other).values(organ="某局"))
    engine.dispose()


def test_other_text_is_a_new_version_and_nothing_else_is(operator: Operator) -> None:
    with Store.open(corpus(operator)) as store:
        right: Document = list(store.reports(portal="liwan"))[3]
    read_otherwise(operator, right.url)
    before, known = versions(corpus(operator)), ledger(operator)

    rehearsed = operator.run("replay", "--dry-run")
    assert rehearsed.exit_code == 0, rehearsed.out + rehearsed.err
    assert f"changed {right.report_year} {right.url}: text" in rehearsed.out
    assert "lines +1 -0" in rehearsed.out
    assert f"    +{right.text.splitlines()[0][:60]}" in rehearsed.out
    assert "0 would be new, 1 would be changed" in rehearsed.out
    assert "1 documents have the same text but would differ in: organ (1)" in rehearsed.out
    assert versions(corpus(operator)) == before
    assert ledger(operator) == known

    assert operator.run("replay", "wangcheng").out.startswith("30 archived reports read: 0 new, 0 changed")
    ended = operator.run("replay", "liwan")
    assert ended.exit_code == 0, ended.out + ended.err
    after, earlier = by_key(versions(corpus(operator))), by_key(before)
    (added,) = [row for key, row in after.items() if key not in earlier]
    for key, row in earlier.items():
        changed = {name for name, value in row.items() if after[key][name] != value}
        assert changed <= {"canonical", "duplicate_kind", "cluster_id"}
    assert (added["url"], added["version"], added["text"]) == (right.url, 2, right.text)
    assert added["extractor"] == right.extractor
    assert added["warc_record_offset"] == right.warc_record_offset
    assert ledger(operator) == known
    with Store.open(corpus(operator)) as store:
        store.ack("parser", max(row["seq"] for row in before))
        assert {document.url: document.version for document in store.changes("parser")} == {right.url: 2}
    again = operator.run("replay")
    assert "0 new, 0 changed" in again.out


def test_damage_to_the_archive_costs_what_is_damaged(operator: Operator) -> None:
    """A page's record that is broken, and notes whose end is torn off: told, and everything else is read."""
    total = len(versions(corpus(operator)))
    with Store.open(corpus(operator)) as store:
        broken = next(iter(store.reports(portal="wangcheng")))
    assert broken.warc_filename is not None
    assert broken.warc_record_offset is not None
    pages = operator.output / "warc" / broken.warc_filename
    content = bytearray(pages.read_bytes())
    content[broken.warc_record_offset + 40] ^= 0xFF
    pages.write_bytes(content)
    (notes,) = (operator.output / "warc").glob("*-liwan-meta-*.warc.gz")
    notes.write_bytes(notes.read_bytes()[:-50])
    ended = operator.run("replay", "--dry-run")
    assert ended.exit_code == 10
    assert f"failed {broken.report_year} {broken.url}: " in ended.out
    assert f"{total - 1} archived reports read" in ended.out
    assert f"{total - 2} unchanged" in ended.out
    assert "1 not readable" in ended.out
    assert "cut short" in ended.err
    assert "Traceback" not in ended.out + ended.err


@pytest.mark.parametrize(
    ("words", "code", "told"),
    [
        (("nowhere",), 12, "the archive holds no report of that portal"),
        (("wangcheng", "liwan"), 2, "give one portal"),
        (("--processes", "0"), 2, "not between 1 and 64"),
    ],
)
def test_wrong_use_is_one_line(crawled: Operator, words: tuple[str, ...], code: int, told: str) -> None:
    ended = crawled.run("replay", "--dry-run", *words)
    assert ended.exit_code == code
    assert told in ended.err
    assert "Traceback" not in ended.err


def test_an_empty_folder_is_one_line(tmp_path: Path) -> None:
    ended = Operator(tmp_path).run("replay")
    assert (ended.exit_code, ended.err.count("\n")) == (2, 1)
    assert "crawl first" in ended.err


def test_the_notes_are_in_the_archive_beside_the_pages(crawled: Operator) -> None:
    for name in PORTALS:
        (notes,) = (crawled.output / "warc").glob(f"*-{name}-meta-*.warc.gz")
        assert b"urn:gongkai:report:http" in gzip.decompress(notes.read_bytes())
