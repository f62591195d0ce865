"""How long a file takes and how much of it comes out, beside other readers of the same formats.

    python -m benchmarks.files [FILE …]

Without files, the test fixtures. For each file: milliseconds (best of several) of our reader in this process and in its
child, characters, tables, statutory figures found; then, for each peer that is installed (antiword, catdoc,
LibreOffice, striprtf, markitdown, pdfminer), milliseconds and the character 4-gram F1 of its text against ours.
"""

from __future__ import annotations

import contextlib
import importlib
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

from benchmarks.measures import best_of, grams
from crawler.extraction import extract_file
from crawler.extraction.files.file import read_file
from crawler.reading import read_statistics

RUNS = 3
FIXTURES = Path(__file__).parent.parent / "tests/fixtures/files"


def f1(text: str, gold: str) -> float:
    """Character 4-gram F1 of two texts, merged cells counted once (each distinct gram counts once)."""
    found, wanted = set(grams(text)), set(grams(gold))
    return 2 * len(found & wanted) / (len(found) + len(wanted)) if found or wanted else 1.0


def program(*call: str) -> Callable[[Path], str]:
    """A program that prints the text of a file."""
    return lambda path: subprocess.run([*call, str(path)], capture_output=True, check=False).stdout.decode(
        "utf-8", "replace"
    )


def office(path: Path) -> str:
    """The text LibreOffice saves."""
    with tempfile.TemporaryDirectory() as folder:
        call = ["soffice", "--headless", "--convert-to", "txt:Text (encoded):UTF8", "--outdir", folder, str(path)]
        subprocess.run(call, capture_output=True, check=False, timeout=300)
        return next((one.read_text("utf-8-sig", "replace") for one in Path(folder).iterdir()), "")


def peers(suffix: str) -> dict[str, Callable[[Path], str]]:
    """The other readers of a format that are installed."""
    found: dict[str, Callable[[Path], str]] = {}
    if suffix == ".doc":
        for name, call in (("antiword", ("antiword", "-m", "UTF-8.txt")), ("catdoc", ("catdoc", "-dutf-8"))):
            if shutil.which(name):
                found[name] = program(*call)
    if suffix in (".doc", ".rtf", ".docx") and shutil.which("soffice"):
        found["LibreOffice"] = office
    for name, module, suffixes in (
        ("striprtf", "striprtf.striprtf", (".rtf",)),
        ("pdfminer", "pdfminer.high_level", (".pdf",)),
        ("markitdown", "markitdown", (".pdf", ".docx", ".xls", ".xlsx")),
    ):
        with contextlib.suppress(ImportError):
            if suffix in suffixes:
                found[name] = _build(name, importlib.import_module(module))
    return found


def _build(name: str, module: object) -> Callable[[Path], str]:
    if name == "striprtf":
        return lambda path: module.rtf_to_text(path.read_text("latin-1"), encoding="gb18030")  # type: ignore[attr-defined]
    if name == "pdfminer":
        return lambda path: module.extract_text(str(path))  # type: ignore[attr-defined]
    return lambda path: module.MarkItDown().convert(str(path)).text_content  # type: ignore[attr-defined]


def main(paths: list[Path]) -> None:
    """Prints the figures of each file."""
    for path in paths:
        body = path.read_bytes()
        said, statistics = read_statistics(read_file(body, path.name))
        figures = sum(value is not None for value in statistics.figures.values()) if statistics else 0
        hold = sum(check.passed is True for check in statistics.checks) if statistics else 0
        extract_file(body, path.name)
        here = best_of(RUNS, lambda body=body, name=path.name: read_file(body, name))
        child = best_of(RUNS, lambda body=body, name=path.name: extract_file(body, name))
        print(f"{path.name}: {len(body)} bytes, {len(said.text)} characters, {len(said.tables)} tables, "
              f"{figures} figures, {hold} sums hold, {here:.0f} ms here, {child:.0f} ms in the child")  # fmt: skip
        for name, read in peers(path.suffix).items():
            text = read(path)
            spent = best_of(RUNS, lambda read=read, path=path: read(path))
            print(f"    {name}: {spent:.0f} ms, F1 {f1(text, said.text):.3f}")


if __name__ == "__main__":
    given = [Path(one) for one in sys.argv[1:]]
    main(given or sorted(path for path in FIXTURES.iterdir() if path.stem == "report"))
