"""A report's listed address may hold a page that only sends the reader on: by meta refresh, by a script."""

from __future__ import annotations

from crawler.archive import captures
from crawler.store import Store
from tests.crawl.conftest import Operator
from tests.crawl.test_copies import SITE, page, proxy, text, title

REAL = "http://www.wangcheng.gov.cn/files/2016.html"
FOREIGN = "http://www.example.com/2017.html"
LISTED = {2016: f"{SITE}t2016.html", 2017: f"{SITE}t2017.html", 2013: f"{SITE}t2013.html"}


def pages() -> dict[str, bytes]:
    items = "".join(f'<li><a href="{url}">{title(year)}</a></li>' for year, url in LISTED.items())
    column = f'<meta charset="utf-8"><title>政府信息公开年报</title><h2>政府信息公开年报</h2><ul>{items}</ul>'
    return {
        SITE: column.encode(),
        LISTED[2016]: f'<html><head><meta http-equiv="refresh" content="0;url={REAL}"></head></html>'.encode(),
        REAL: page(2016, text(2016)),
        LISTED[2017]: f"<html><body><script>location.href = '{FOREIGN}';</script></body></html>".encode(),
        FOREIGN: page(2017, text(2017)),
        LISTED[2013]: page(2013, text(2013)),
    }


def test_a_report_behind_a_stub_is_stored_under_its_listed_address_and_fetched_once(operator: Operator) -> None:
    with proxy(pages()) as (address, asked):
        first = operator.run("crawl", "portal", "-a", f"url={SITE}", proxy=address)
        again = operator.run("crawl", "portal", "-a", f"url={SITE}", proxy=address)
    assert set(first.documents) == {LISTED[2016], LISTED[2013]}
    assert first.documents[LISTED[2016]].text.startswith(text(2016)[:100])
    assert (asked.count(REAL), asked.count(FOREIGN)) == (1, 0)
    assert again.documents.keys() == first.documents.keys()
    assert f"it sends on to {FOREIGN}" in first.err
    with Store.open(f"sqlite:///{operator.output / 'corpus.db'}") as store:
        rows = {row.url: row for row in store.ledger_rows()}
    assert rows[LISTED[2016]].state == "stored"
    assert rows[LISTED[2017]].state == "listed"
    assert rows[LISTED[2017]].reason == f"sends on to {FOREIGN}, not followed"
    archived = [
        capture.url for path in (operator.output / "warc").glob("*-00000.warc.gz") for _, capture in captures(path)
    ]
    assert LISTED[2016] in archived, "the stub is evidence of how the report was reached"
