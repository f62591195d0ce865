"""How long a page takes, stage by stage and beside other extractors, and how much of a known body each finds.

    python -m benchmarks.extraction PAGE.html [PAGE.html …]

For each page: milliseconds (best of several runs) of parse, walk, body and the whole of `extract`; then, for each
extractor that is installed, milliseconds and the character 4-gram F1 against our own text, which the tests have
checked against the pages; and the furniture words left in its text.
"""

from __future__ import annotations

import importlib
import sys
from collections.abc import Callable
from pathlib import Path

from benchmarks.measures import best_of, grams
from crawler.extraction import extract
from crawler.extraction.body import find
from crawler.extraction.page import parse, read

RUNS = 7
FURNITURE = ("当前位置", "发布时间", "字号", "打印", "分享到", "扫一扫", "版权所有", "ICP备", "上一篇", "责任编辑")


def f1(text: str, gold: str) -> float:
    """Character 4-gram F1 of two texts, 1 where both are empty."""
    found, wanted = grams(text), grams(gold)
    if not found and not wanted:
        return 1.0
    return 2 * (found & wanted).total() / (found.total() + wanted.total())


def peers() -> dict[str, Callable[[str], str]]:
    """The other extractors that are installed, each as HTML → text."""
    found: dict[str, Callable[[str], str]] = {}
    for name, build in (
        ("trafilatura", lambda m: lambda html: m.extract(html) or ""),
        ("trafilatura precision", lambda m: lambda html: m.extract(html, favor_precision=True) or ""),
        ("readability", lambda m: lambda html: text_of(m.Document(html).summary())),
        ("resiliparse", lambda m: lambda html: m.extract_plain_text(html, main_content=True)),
        ("magic_html", lambda m: lambda html: text_of(m.GeneralExtractor().extract(html, base_url="").get("html", ""))),
    ):
        module = "resiliparse.extract.html2text" if name == "resiliparse" else name.split()[0]
        try:
            found[name] = build(importlib.import_module(module))
        except ImportError:
            print(f"({name} is not installed)")
    return found


def text_of(html: str) -> str:
    """All text of a fragment."""
    tree = parse(html)
    return "" if tree is None else "\n".join(tree.itertext())


def load(path: Path) -> str:
    """A saved page as text: UTF-16 by its BOM, else UTF-8, else GB18030."""
    body = path.read_bytes()
    if body.startswith((b"\xff\xfe", b"\xfe\xff")):
        return body.decode("utf-16", "replace")
    try:
        return body.decode("utf-8")
    except UnicodeDecodeError:
        return body.decode("gb18030", "replace")


def main(paths: list[str]) -> int:
    """Print the tables; 2 without a page."""
    if not paths:
        print(__doc__, file=sys.stderr)
        return 2
    others = peers()
    totals: dict[str, list[tuple[float, float, int]]] = {}
    print(f"{'page':40}{'KB':>6}{'parse':>8}{'walk':>8}{'body':>8}{'all':>8}  ms")
    for path in map(Path, paths):
        html = load(path)
        gold = extract(html, "https://example.invalid/").text
        tree = parse(html)
        if tree is None:
            continue
        page = read(tree, {})
        stages = [
            best_of(RUNS, lambda html=html: parse(html)),
            best_of(RUNS, lambda tree=tree: read(tree, {})),
            best_of(RUNS, lambda page=page: find(page)),
            best_of(RUNS, lambda html=html: extract(html, "https://example.invalid/")),
        ]
        print(f"{path.name[-39:]:40}{len(html) // 1024:6}" + "".join(f"{ms:8.1f}" for ms in stages))
        rows = {"ours": (stages[3], 1.0, sum(word in gold for word in FURNITURE))}
        for name, run in others.items():
            text = run(html)
            spent = best_of(RUNS, lambda run=run, html=html: run(html))
            rows[name] = (spent, f1(text, gold), sum(word in text for word in FURNITURE))
        for name, row in rows.items():
            totals.setdefault(name, []).append(row)
    print(f"\n{'extractor':24}{'ms':>8}{'F1':>8}{'furniture':>11}   means over {len(paths)} pages")
    for name, values in totals.items():
        means = [sum(column) / len(values) for column in zip(*values, strict=True)]
        print(f"{name:24}{means[0]:8.1f}{means[1]:8.3f}{means[2]:11.2f}")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
