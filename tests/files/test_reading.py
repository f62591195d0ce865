"""Page and file together: whose text it is, what is compared, what is noted."""

from __future__ import annotations

from datetime import UTC, datetime

from crawler.reading import extract_report, file_name, read_statistics
from crawler.records import Capture, Decoded, Extraction, Portal, Report
from crawler.sandbox.document import Document
from tests.files.report import TITLE, report, word_file
from tests.files.writers import word_page

DOCUMENT = report()
PAGE = "http://www.a.gov.cn/xxgk/t20230117_1.html"
FILE = "http://www.a.gov.cn/xxgk/P020230117343547454138.doc"
PORTAL = Portal(
    name="a", title="a", hosts=("www.a.gov.cn",), division_code=None, division_name=None, family="generic", columns=()
)


def capture(url: str, body: bytes, **headers: str) -> Capture:
    fields = tuple((name.replace("_", "-"), value) for name, value in headers.items())
    return Capture(
        url=url, requested_url=url, status=200, headers=fields, body=body, fetch_time=datetime(2023, 2, 1, tzinfo=UTC)
    )


def read(html: str, *files: Capture) -> Extraction:
    page = capture(PAGE, html.encode())
    decoded = Decoded(html, "utf-8")
    return extract_report(
        Report(portal=PORTAL, capture=page, listed_title=TITLE, column=PAGE, decoded=decoded, attachment_captures=files)
    )


POINTER = (
    f"<html><body><h1>{TITLE}</h1><div class='TRS_Editor'><p>详见附件</p>"
    f"<a href='{FILE}'>附件下载</a></div></body></html>"
)


def _whole(document: Document) -> str:
    return word_page(document).decode("gb18030").replace("</div>", f"<a href='{FILE}'>年报.doc</a></div>")


WHOLE = _whole(DOCUMENT)


def test_a_pointer_takes_the_text_of_its_file() -> None:
    file = capture(FILE, word_file(DOCUMENT), content_disposition='attachment; filename="2022.docx"')
    said = read(POINTER, file)
    assert said.text == DOCUMENT.text()
    assert [(one.name, one.char_count) for one in said.attachments] == [("2022.docx", len(said.text))]
    assert said.attachments[0].media_type is not None
    assert said.attachments[0].media_type.endswith("wordprocessingml.document")
    assert said.provenance["text"] == f"attachment: {FILE}"


def test_where_both_exist_the_page_is_the_text_and_equal_figures_are_counted() -> None:
    said = read(WHOLE, capture(FILE, word_file(DOCUMENT)))
    assert said.text.startswith("根据《中华人民共和国政府信息公开条例》")
    (told,) = said.notes["file_figures"]
    assert told["name"] == "年报.doc"
    assert told["compared"] == 200
    assert told["differing"] == 0
    assert "files" not in said.notes


def test_a_figure_that_differs_is_told() -> None:
    other = DOCUMENT.replaced("312", "321")
    said = read(WHOLE, capture(FILE, word_file(other)))
    (told,) = said.notes["file_figures"]
    assert told["differ"] == {"permits_decided": [312, 321]}


def test_amounts_are_compared_as_numbers() -> None:
    page = DOCUMENT.replaced("312", "1,312.50")
    (same,) = read(_whole(page), capture(FILE, word_file(DOCUMENT.replaced("312", "1312.5")))).notes["file_figures"]
    assert (same["compared"], same["differing"]) == (200, 0)
    (other,) = read(_whole(page), capture(FILE, word_file(DOCUMENT.replaced("312", "1312.05")))).notes["file_figures"]
    assert other["differ"] == {"permits_decided": ["1,312.50", "1312.05"]}


def test_a_file_that_cannot_be_read_is_noted_and_the_page_stays() -> None:
    said = read(WHOLE, capture(FILE, b"%PDF-1.4 cut off"))
    assert "全年主动公开政府信息1286条" in said.text
    (told,) = said.notes["files"]
    assert told["name"] == "年报.doc"
    assert "damaged_file" in told
    assert said.attachments[0].char_count == 0


def test_of_several_files_the_report_is_taken() -> None:
    html = POINTER.replace("</div>", "<a href='b.doc'>政策解读.doc</a></div>")
    long = capture("http://www.a.gov.cn/xxgk/b.doc", "别的文件，说了很多。\n".encode() * 2000)
    assert read(html, long, capture(FILE, word_file(DOCUMENT))).text == DOCUMENT.text()


def test_a_scan_without_ocr_needs_it() -> None:
    import io

    from PIL import Image

    from crawler.extraction.files import scan

    out = io.BytesIO()
    Image.new("L", (400, 600), 255).save(out, "PNG")
    said = read(POINTER, capture(FILE, out.getvalue()))
    assert said.text == "详见附件"
    assert said.notes.get("needs_ocr") == (None if scan.available() else 1)


def test_a_report_that_is_itself_a_file() -> None:
    file = capture(FILE, word_file(DOCUMENT))
    said = extract_report(Report(portal=PORTAL, capture=file, listed_title=TITLE, column=PAGE))
    said, statistics = read_statistics(said)
    assert statistics is not None
    assert statistics.layout == "2021"
    assert said.title == TITLE


def test_names_of_captures() -> None:
    assert file_name(capture(FILE, b"")) == "P020230117343547454138.doc"
    raw = 'attachment; filename="年报.doc"'.encode("gbk").decode("latin-1")
    assert file_name(capture(FILE, b"", Content_Disposition=raw)) == "年报.doc"
    assert file_name(capture(FILE, b"", Content_Disposition=raw), "2022年报告.doc") == "2022年报告.doc"


def paged(html: str, *further: tuple[str, str], missing: tuple[str, ...] = (), picture: str = "") -> Extraction:
    """What a report says whose further pages and whose picture are these."""
    pages = [capture(PAGE, html.encode())] + [capture(url, text.encode()) for url, text in further]
    for one, text in zip(pages, (html, *(text for _, text in further)), strict=True):
        one.decoded = Decoded(text, "utf-8")
    seen = Extraction(title="", text="一、总体情况", provenance={"media_type": "image/jpeg"})
    return extract_report(
        Report(
            portal=PORTAL,
            capture=pages[0],
            listed_title=TITLE,
            column=PAGE,
            decoded=pages[0].decoded,
            page_captures=tuple(pages[1:]),
            attachment_captures=(capture(picture, b""),) if picture else (),
            missing_attachments=tuple((url, "HTTP 503") for url in missing),
        ),
        read_file=lambda body, name: seen,
    )


def test_a_page_that_is_missing_from_a_report_of_pictures_stays_a_doubt() -> None:
    """What the pictures of the pages say is the text; those of a page that could not be had are missing from it."""
    picture = "http://www.a.gov.cn/upload/P020230117343547454138.jpg"
    following = PAGE.replace(".html", "_2.html")
    html = (
        f"<html><body><h1>{TITLE}</h1><div class='TRS_Editor'><p><img src='{picture}' width='900'></p></div>"
        f"<div><a href='{following}'>下一页</a></div></body></html>"
    )
    said = paged(html, missing=(following,), picture=picture)
    assert said.text == "一、总体情况"
    assert said.notes["further_pages"] is True


def test_a_report_as_long_as_is_fetched_may_go_on() -> None:
    def numbered(number: int) -> str:
        following = PAGE.replace(".html", f"_{number + 1}.html")
        return (
            f"<html><body><h1>{TITLE}</h1><div class='TRS_Editor'><p>第{number}页的内容，"
            + f"{number:02}" * 80
            + "</p>"
            f"</div><div><a href='{following}'>下一页</a></div></body></html>"
        )

    further = [(PAGE.replace(".html", f"_{number}.html"), numbered(number)) for number in range(2, 51)]
    said = paged(numbered(1), *further)
    assert (said.notes["pages"], said.notes["further_pages"]) == (50, True)
