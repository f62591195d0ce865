"""Accuracy by case and speed of `crawler.encoding.decode` beside other detectors, in one run on the same bytes.

Run as `python benchmarks/encoding.py [FOLDER_OF_TEXTS]`. Pages are made of the tests' own text, shuffled, or of the
UTF-8 text files of a folder. Peers that are not installed are left out: `pip install chardet charset-normalizer w3lib
trafilatura resiliparse chardetng-py`. A case counts as right only when the whole text comes out exactly (for bad bytes:
when every undamaged character is there, in order, and nothing but U+FFFD beside them).
"""

from __future__ import annotations

import functools
import random
import re
import sys
import timeit
from collections.abc import Callable
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from crawler.encoding import decode, repair
from tests.encoding.texts import SIMPLIFIED, TRADITIONAL, page

Decoder = Callable[[bytes, str | None], str]
PAGES = 50


def peers() -> dict[str, Decoder]:
    """Return every installed decoder by name; each takes the bytes and the Content-Type header field."""
    found: dict[str, Decoder] = {"gongkai": lambda body, header: decode(body, header).text}
    try:
        import chardet

        found["chardet"] = lambda body, header: body.decode(chardet.detect(body)["encoding"] or "utf-8", "replace")
    except ImportError:
        pass
    try:
        from charset_normalizer import from_bytes

        found["charset-normalizer"] = lambda body, header: str(from_bytes(body).best() or "")
    except ImportError:
        pass
    try:
        from w3lib.encoding import html_to_unicode

        found["w3lib"] = lambda body, header: html_to_unicode(header, body)[1]
    except ImportError:
        pass
    try:
        from scrapy.http import HtmlResponse

        found["scrapy"] = lambda body, header: (
            HtmlResponse("http://a.example", body=body, headers={"Content-Type": header} if header else {}).text
        )
    except ImportError:
        pass
    try:
        from trafilatura.utils import decode_file

        found["trafilatura"] = lambda body, header: decode_file(body)
    except ImportError:
        pass
    try:
        from resiliparse.parse.encoding import bytes_to_str, detect_encoding

        found["resiliparse"] = lambda body, header: bytes_to_str(body, detect_encoding(body))
    except ImportError:
        pass
    try:
        import chardetng_py

        found["chardetng"] = lambda body, header: body.decode(chardetng_py.detect(body), "replace")
    except ImportError:
        pass
    return found


def texts(folder: Path | None, lines: list[str]) -> list[str]:
    """Return `PAGES` pages of 3 to 6 thousand characters, of a folder's lines or of `lines` in other orders."""
    if folder:
        lines = [line for path in sorted(folder.glob("*.txt")) for line in path.read_text("utf-8").splitlines() if line]
    made = []
    for number in range(PAGES):
        chosen = random.Random(number).choices(lines, k=90)
        made.append(page(chosen))
    return made


def hurt(text: str, codec: str, count: int, seed: int) -> tuple[bytes, str]:
    """Return the bytes of a page with a bad byte in `count` of its Han characters, and the page without those."""
    chosen = random.Random(seed)
    han = [number for number, character in enumerate(text) if "\u4e00" <= character <= "\u9fff"]
    lost = set(chosen.sample(han, count))
    pieces = []
    for number, character in enumerate(text):
        piece = bytearray(character.encode(codec))
        if number in lost:
            piece[chosen.randrange(len(piece))] = 0xFF
        pieces.append(bytes(piece))
    return b"".join(pieces), "".join(character for number, character in enumerate(text) if number not in lost)


def cases(simplified: list[str], traditional: list[str]) -> dict[str, list[tuple[bytes, str | None, str]]]:
    """Return cases by name: for every page its bytes, its Content-Type, and its text (without U+FFFD where damaged)."""
    html = "text/html; charset="
    include = '<div><a href="/">首页</a>通知公告 今天是2019年3月12日 星期二</div>\n'
    table: dict[str, list[tuple[bytes, str | None, str]]] = {
        "utf-8 declared": [(text.encode(), html + "utf-8", text) for text in simplified],
        "gbk declared": [(text.encode("gb18030"), html + "gbk", text) for text in simplified],
        "gbk undeclared": [(text.encode("gb18030"), None, text) for text in simplified],
        "big5 undeclared": [(text.encode("big5hkscs"), None, text) for text in traditional],
        "traditional in gbk": [(text.encode("gb18030"), None, text) for text in traditional],
        "header utf-8 over gbk": [(text.encode("gb18030"), html + "utf-8", text) for text in simplified],
        "header iso-8859-1 over gbk": [(text.encode("gb18030"), html + "iso-8859-1", text) for text in simplified],
        "header gbk over utf-8": [(text.encode(), html + "gbk", text) for text in simplified],
        "utf-16 with bom": [(("\ufeff" + text).encode("utf-16-le"), None, text) for text in simplified],
        "hz": [(re.sub("<[^>]+>", "", text).encode("hz"), None, re.sub("<[^>]+>", "", text)) for text in simplified],
        "gbk far behind ascii": [
            (f"{('x' * 79 + chr(10)) * 3300}{text}".encode("gb18030"), None, f"{('x' * 79 + chr(10)) * 3300}{text}")
            for text in simplified[:10]
        ],
        "12 characters in 30 KB": [
            ((filler := "<!-- x -->" * 3000).encode() + line.encode("gbk"), None, filler + line)
            for line in ("云溪县政府信息公开年度报告", "全年主动公开政府信息共条", "申请公开情况已全部答复了")
        ],
        "short gbk with digits": [
            (line.encode("gbk"), None, line)
            for line in ("2018年1月2日10:30 共27件 19", "第1页 共20页 2016-03-08", "受理3562条 办结3500条", "年度报告")
        ],
        "gbk include in utf-8": [
            (text.encode() + include.encode("gbk") + text.encode(), None, text + include + text) for text in simplified
        ],
        "utf-8 include in gbk": [
            (text.encode("gbk") + include.encode() + text.encode("gbk"), None, text + include + text)
            for text in simplified
        ],
        "euro of cp936": [
            (text.encode("gbk").replace(b"201", b"\x80201"), None, text.replace("201", "€201")) for text in simplified
        ],
        "index codes": [
            (text.encode("gbk") + b"\xa3\xa0\xa6\xd9\xa8\xbc\xfe\x59", None, text + "\u3000\ufe10\u1e3f\u9fb4")
            for text in simplified
        ],
    }
    for codec in ("utf-8", "gb18030"):
        cut = [(text, text.encode(codec)) for text in simplified]
        table[f"{codec} cut in a character"] = [
            (body[:end], None, body[:end].decode(codec, "ignore"))
            for text, body in cut
            if (end := next(end for end in range(len(body) // 2, len(body)) if _cuts(body[:end], codec)))
        ]
        for count in (1, 5, 20):
            table[f"{codec} with {count} bad bytes"] = [
                (*_unlabelled(*hurt(text, codec, count, seed)),) for seed, text in enumerate(simplified)
            ]
    return table


def _unlabelled(body: bytes, text: str) -> tuple[bytes, str | None, str]:
    return body, None, text


def _cuts(body: bytes, codec: str) -> bool:
    try:
        body.decode(codec)
    except UnicodeDecodeError:
        return True
    return False


def is_right(decoder: Decoder, body: bytes, header: str | None, text: str) -> bool:
    """Whether a decoder gives the text; an exception of its own is a wrong answer."""
    try:
        found = decoder(body, header)
    except Exception:
        return False
    return found.replace("\ufffd", "").replace("\r\n", "\n").removeprefix("\ufeff") == text


def accuracy(table: dict[str, list[tuple[bytes, str | None, str]]], decoders: dict[str, Decoder]) -> None:
    """Print how many of a hundred pages each decoder reads rightly, case by case."""
    print(f"{'right of 100':28}" + "".join(f"{name[:12]:>13}" for name in decoders))
    for case, pages in table.items():
        shares = [
            100 * sum(is_right(decoder, *each) for each in pages[: 10 if "ascii" in case else PAGES]) // len(pages)
            for decoder in decoders.values()
        ]
        print(f"{case:28}" + "".join(f"{share:13}" for share in shares))


def speed(text: str, decoders: dict[str, Decoder]) -> None:
    """Print milliseconds a page of 40 KB, best of seven."""
    print(f"\n{'ms a page of 40 KB':28}" + "".join(f"{name[:12]:>13}" for name in decoders))
    for case, codec, header in (
        ("utf-8 declared", "utf-8", "text/html; charset=utf-8"),
        ("gbk declared", "gb18030", "text/html; charset=gbk"),
        ("gbk undeclared", "gb18030", None),
    ):
        body = (text * 12).encode(codec)[:40_000].decode(codec, "ignore").encode(codec)
        times = [
            min(timeit.repeat(functools.partial(decoder, body, header), number=20, repeat=7)) / 20 * 1000
            for decoder in decoders.values()
        ]
        print(f"{case:28}" + "".join(f"{time:13.3f}" for time in times))


def mojibake(lines: list[str]) -> None:
    """Print the share of lines that come back exactly from documents hurt by one mistake."""
    damages: dict[str, Callable[[str], str]] = {
        "utf-8 read as gbk (no byte lost)": lambda line: line.encode().decode("gb18030", "replace"),
        "gbk read as latin-1": lambda line: line.encode("gb18030").decode("latin-1"),
        "utf-8 read as latin-1": lambda line: line.encode().decode("latin-1"),
        "utf-8 read as latin-1 twice": lambda line: line.encode().decode("latin-1").encode().decode("latin-1"),
        "big5 read as gbk": lambda line: line.encode("big5hkscs").decode("gb18030"),
    }
    print("\nlines restored")
    for name, damage in damages.items():
        whole, damaged = [], []
        for line in lines:
            try:
                misread = damage(line)
            except UnicodeError:
                continue
            if "\ufffd" not in misread and "\n" not in misread:
                whole.append(line)
                damaged.append(misread)
        restored = repair("\n".join(damaged)).text.split("\n")
        print(f"{name:36}{sum(map(str.__eq__, restored, whole)):8} of {len(whole)}")


def main() -> None:
    folder = Path(sys.argv[1]) if len(sys.argv) > 1 else None
    simplified, traditional = texts(folder, SIMPLIFIED), texts(None, TRADITIONAL)
    decoders = peers()
    accuracy(cases(simplified, traditional), decoders)
    speed(simplified[0], decoders)
    mojibake([*SIMPLIFIED, *TRADITIONAL])


if __name__ == "__main__":
    main()
