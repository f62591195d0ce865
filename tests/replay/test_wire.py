"""What goes between the processes comes out as it went in, whatever a page put into it."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import given, settings
from hypothesis import strategies as st

from crawler.records import (
    Attachment,
    Check,
    Declaration,
    Decoded,
    Extraction,
    LedgerEntry,
    Quality,
    Repair,
    Signature,
    Statistics,
    Table,
)
from crawler.replay.wire import answer_line, read_answer
from tests.store.making import report

TEXT = st.text(st.characters(codec=None), max_size=20)  # lone surrogates and NUL too
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | TEXT,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(TEXT, inner, max_size=3),
    max_leaves=5,
)
NOTES = st.dictionaries(TEXT, VALUES, max_size=3)
CHECKS = st.lists(st.builds(Check, name=TEXT, passed=st.none() | st.booleans(), figures=NOTES), max_size=3).map(tuple)
TABLES = st.lists(
    st.builds(Table, st.none() | TEXT, TEXT, st.lists(st.lists(TEXT, max_size=3).map(tuple), max_size=3).map(tuple)),
    max_size=2,
).map(tuple)
FILES = st.lists(
    st.builds(Attachment, st.none() | TEXT, TEXT, st.none() | TEXT, st.none() | TEXT, st.none() | st.integers()),
    max_size=2,
).map(tuple)


@settings(max_examples=60, deadline=None)
@given(
    decoded=st.none()
    | st.builds(
        Decoded,
        text=st.just(""),
        encoding=TEXT,
        declared=st.lists(st.builds(Declaration, TEXT, TEXT), max_size=2).map(tuple),
        evidence=TEXT,
        repairs=st.lists(st.builds(Repair, TEXT, st.integers(), TEXT), max_size=2).map(tuple),
        replaced=st.integers(),
    ),
    extraction=st.builds(
        Extraction,
        title=TEXT,
        text=TEXT,
        tables=TABLES,
        attachments=FILES,
        organ=st.none() | TEXT,
        report_year=st.none() | st.integers(),
        published_on=st.none() | st.dates(),
        signed_on=st.none() | st.dates(),
        provenance=st.dictionaries(TEXT, TEXT, max_size=2),
        notes=NOTES,
    ),
    statistics=st.none()
    | st.builds(
        Statistics,
        st.dictionaries(TEXT, st.none() | TEXT | st.integers(), max_size=3),
        CHECKS,
        st.sampled_from(("2019", "2021", "older")),
    ),
    quality=st.builds(Quality, CHECKS, st.none()),
    signature=st.none() | st.builds(Signature, st.just((-(2**63), 2**63 - 1)), TEXT),
)
def test_a_report_comes_out_as_it_went_in(
    decoded: Decoded | None,
    extraction: Extraction,
    statistics: Statistics | None,
    quality: Quality,
    signature: Signature | None,
) -> None:
    sent = replace(
        report(), decoded=decoded, extraction=extraction, statistics=statistics, quality=quality, signature=signature
    )
    line = answer_line(sent)
    assert line.count(b"\n") == 1
    got = read_answer(line)
    assert got.error is None
    assert (got.decoded, got.extraction, got.statistics) == (decoded, extraction, statistics)
    assert (got.quality, got.signature) == (quality, signature)


def test_the_text_of_a_page_does_not_travel() -> None:
    got = read_answer(answer_line(report()))
    assert got.decoded is not None
    assert got.decoded.text == ""


def test_a_rejection_and_an_error_come_out_as_they_went_in() -> None:
    entry = LedgerEntry(portal="p", url="u", state="rejected", reason="错误页", title="t", report_year=2016)
    assert read_answer(answer_line(entry)).entry == entry
    assert read_answer(answer_line(None, "damaged")).error == "damaged"
