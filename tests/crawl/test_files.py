"""A whole crawl of a portal whose reports are pages with a file in every way that portals hang one there."""

from __future__ import annotations

import io
import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from crawler.sandbox.families_portal import Asked, Reply
from crawler.sandbox.families_server import serve_portals
from crawler.store import Document, Store
from tests import forked
from tests.crawl.conftest import FAST, environment
from tests.files.report import TITLE, figures, report, word_file
from tests.files.test_archives import rar, zipped
from tests.files.writers import ofd, word_page
from tests.fixtures.files.make import HERE, workbook

HOST = "files.sandbox.test"
COLUMN = f"http://{HOST}/xxgk/nb/"
REPORT = report()
LINK = '<p><a href="{href}">{name}</a></p>'
WAYS = {
    # How the page names its file; {stem} is the file's name without its ending.
    "docx": LINK.format(href="/files/{stem}.docx", name=f"{TITLE}.docx"),
    "doc": LINK.format(href="/files/{stem}.doc", name=f"{TITLE}.doc"),
    "wps": LINK.format(href="/files/{stem}.wps", name=f"{TITLE}.wps"),
    "pdf": LINK.format(href="/files/{stem}.pdf", name="点击下载"),
    "xls": LINK.format(href="/files/{stem}.xls", name=f"{TITLE}.xls"),
    "xlsx": LINK.format(href="/files/{stem}.xlsx", name=f"{TITLE}.xlsx"),
    "ofd": LINK.format(href="/files/{stem}.ofd", name=f"{TITLE}.ofd"),
    "zip": LINK.format(href="/files/{stem}.zip", name="附件.zip"),
    "rar": LINK.format(href="/files/{stem}.rar", name="附件.rar"),
    "page_named_doc": LINK.format(href="/files/{stem}.doc", name=f"{TITLE}.doc"),
    "viewer": '<iframe src="/pdfjs/web/viewer.html?file=/files/{stem}.pdf" width="100%"></iframe>',
    "file_appendix": "<script>var file_appendix='<a href=\"./P020230117343547454138.pdf\">年报.pdf</a>';</script>",
    "downfile": LINK.format(href="/module/download/downfile.jsp?classid=0&filename={stem}.docx", name="附件"),
    "encrypted": LINK.format(href="/files/{stem}.zip", name="附件.zip"),
    "corrupt": LINK.format(href="/files/{stem}.docx", name=f"{TITLE}.docx"),
    "image": '<p><img src="/files/W020230117{stem}.png" /></p>',
}
READ = [name for name in WAYS if name not in ("encrypted", "corrupt", "image")]


def _files(folder: Path) -> dict[str, bytes]:
    """The file that each way leads to."""
    workbook(folder / "report.xlsx", REPORT)
    picture = io.BytesIO()
    Image.new("L", (600, 800), 255).save(picture, "PNG")
    word = word_file(REPORT)
    locked = bytearray(zipped({"年度报告.docx": word}))
    for magic, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        locked[locked.index(magic) + offset] |= 1
    pdf, doc = (HERE / "report.pdf").read_bytes(), (HERE / "report.doc").read_bytes()
    return {
        "docx": word,
        "doc": doc,
        "wps": doc,
        "pdf": pdf,
        "xls": (HERE / "report.xls").read_bytes(),
        "xlsx": (folder / "report.xlsx").read_bytes(),
        "ofd": ofd(REPORT),
        "zip": zipped({"附件/说明.txt": "略".encode(), f"附件/{TITLE}.docx": word}),
        "rar": rar("report.docx", word),
        "page_named_doc": word_page(REPORT),
        "viewer": pdf,
        "file_appendix": pdf,
        "downfile": word,
        "encrypted": bytes(locked),
        "corrupt": word[: len(word) // 2],
        "image": picture.getvalue(),
    }


def _address(name: str) -> str:
    return f"{COLUMN}202301/t20230117_{6000 + list(WAYS).index(name)}.html"


@dataclass(frozen=True)
class _Portal:
    """One column; each of its articles is a title over a file."""

    files: dict[str, bytes]

    def reply(self, asked: Asked) -> Reply | None:
        address = f"http://{HOST}{asked.path}"
        if address == COLUMN:
            lines = "".join(f'<li><a href="{_address(name)}">{TITLE}</a></li>' for name in WAYS)
            return self._page("政府信息公开年报", f"<ul>{lines}</ul>")
        for name, way in WAYS.items():
            if address == _address(name):
                shown = way.replace("{stem}", name)
                return self._page(TITLE, f'<h1>{TITLE}</h1><div class="TRS_Editor">{shown}</div>', TITLE)
        stem = asked.query.get("filename") or asked.path.rpartition("/")[2].removeprefix("W020230117")
        if asked.path.endswith("/P020230117343547454138.pdf"):
            stem = "file_appendix"
        data = self.files.get(stem.partition(".")[0])
        return Reply("", "application/octet-stream", file=data) if data else None

    @staticmethod
    def _page(name: str, inner: str, title: str = "") -> Reply:
        metas = f'<meta name="ArticleTitle" content="{title}">' if title else ""
        crumbs = "当前位置：<a href='/'>首页</a> &gt; <a href='/xxgk/nb/'>政府信息公开年报</a>"
        head = f'<head><meta charset="utf-8"><title>{name}</title>{metas}</head>'
        return Reply(f"<html>{head}<body><div>{crumbs}</div>{inner}<div class='footer'>主办：某某</div></body></html>")


@dataclass(frozen=True)
class Ended:
    """What the crawl left."""

    end: dict[str, Any]
    documents: dict[str, Document]
    log: str


@pytest.fixture(scope="module")
def ended(tmp_path_factory: pytest.TempPathFactory) -> Ended:
    folder = tmp_path_factory.mktemp("files")
    with serve_portals({HOST: _Portal(_files(folder)).reply}) as sandbox:
        env = environment(sandbox.proxy_url, FAST | {"OUTPUT_DIR": str(folder / "output")})
        crawled = forked.run("tests.crawl.several", [COLUMN], env=env)
    assert crawled.returncode == 0, crawled.stderr[-3000:]
    with Store.open(f"sqlite:///{folder / 'output' / 'corpus.db'}") as store:
        documents = {document.url: document for document in store.reports()}
    return Ended(json.loads(crawled.stdout.splitlines()[-1])[HOST], documents, crawled.stderr)


def test_the_run_is_whole_though_some_files_cannot_be_read(ended: Ended) -> None:
    assert (ended.end["exit_code"], ended.end["problems"]) == (0, [])
    assert set(ended.documents) == {_address(name) for name in WAYS}
    assert "Traceback" not in ended.log


@pytest.mark.parametrize("name", READ)
def test_the_reports_text_is_the_files_and_every_figure_holds(ended: Ended, name: str) -> None:
    document = ended.documents[_address(name)]
    assert document.text == REPORT.text()
    assert document.statistics is not None
    found = {key: str(value) for key, value in document.statistics["figures"].items()}
    assert found == {key: str(value) for key, value in figures(REPORT).items()}
    assert all(check["passed"] for check in document.statistics["checks"].values())
    assert [file["sha256"] is not None for file in document.attachments] == [True]


@pytest.mark.parametrize(("name", "note"), [("encrypted", "encrypted_file"), ("corrupt", "damaged_file")])
def test_a_file_that_cannot_be_read_is_a_note(ended: Ended, name: str, note: str) -> None:
    document = ended.documents[_address(name)]
    assert document.text == ""
    assert note in json.dumps(document.quality)
    assert document.attachments[0]["sha256"], "the bytes are kept all the same"


def test_a_picture_without_text_needs_ocr(ended: Ended) -> None:
    """Also where OCR is installed: it is a blank one."""
    document = ended.documents[_address("image")]
    assert document.text == ""
    assert document.quality["checks"]["needs_ocr"]["passed"] is False
