"""The draft that `scrapy probe --write NAME` leaves: a spider, saved pages, and a test over them, for a review."""

from __future__ import annotations

import json
import keyword
import re
from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path
from urllib.parse import urlsplit

from crawler.arguments import WrongUse
from crawler.commands.probe_spider import ProbeSpider, SeenColumn
from crawler.crawl.family import Family
from crawler.discovery import column_name, is_annual_column, judge
from crawler.encoding import decode
from crawler.extraction import extract
from crawler.page import Page
from crawler.portal_spider import PortalSpider
from crawler.records import Capture

_NAME = re.compile(r"[a-z][a-z0-9_]{1,40}")
_CODE = re.compile(r"[1-9]\d{5}(?=\d{4}$)")
_SITE_WORDS = re.compile(r"(?<=.)(?:(?<=政府)门户网站|门户网站|门户网|网站|网|欢迎您?)$")
_LINE = 120


def check_name(name: str, root: Path, taken: Iterable[str]) -> None:
    """Raises WrongUse where a spider can't have this name, or has it already."""
    if not _NAME.fullmatch(name) or keyword.iskeyword(name):
        raise WrongUse(f"--write {name!r}: a name is lower-case letters, digits and _, and begins with a letter")
    if name in taken or (root / "spiders" / f"{name}.py").exists():
        raise WrongUse(f"--write {name}: spiders/{name}.py is there already; choose another name or remove it first")


def write_draft(name: str, spider: ProbeSpider, root: Path) -> Iterator[Path]:
    """Writes the files and yields their paths. Raises WrongUse where no report was seen or a file can't be written."""
    columns = [seen for seen in spider.seen.values() if seen.reports]
    if not columns:
        raise WrongUse(f"no report was seen at {spider.portal.home}: there is nothing to write a spider from")
    fixtures = root / "tests" / "fixtures" / "portals" / name
    tests = root / "tests" / "portals"
    try:
        for folder in (fixtures, tests):
            folder.mkdir(parents=True, exist_ok=True)
        (tests / "__init__.py").touch()
        for path, content in _files(name, spider, columns, fixtures):
            path.write_bytes(content)
            yield path
        for path, text in (
            (root / "spiders" / f"{name}.py", _spider_text(name, spider, columns)),
            (tests / f"test_{name}.py", _test_text(name, columns)),
        ):
            path.write_text(text, encoding="utf-8")
            yield path
    except OSError as error:
        raise WrongUse(f"--write {name}: {error.filename} can't be written ({error.strerror})") from None


def _pages(spider: ProbeSpider, columns: list[SeenColumn]) -> Iterator[tuple[str, Capture]]:
    """One page of each kind: the column's own, a page of its list where that is another, and a report."""
    best = _best(columns)
    yield "column", best.first
    if best.listing is not None and best.listing is not best.first:
        yield "list", best.listing
    if spider.sample is not None:
        yield "report", spider.sample


def _best(columns: list[SeenColumn]) -> SeenColumn:
    return max(columns, key=lambda seen: len(seen.reports))


def _files(name: str, spider: ProbeSpider, columns: list[SeenColumn], folder: Path) -> Iterator[tuple[Path, bytes]]:
    facts: dict[str, dict[str, object]] = {}
    for kind, capture in _pages(spider, columns):
        page = _page(capture)
        file = f"{kind}{_suffix(capture)}"
        facts[kind] = {"file": file, "url": capture.url, "content_type": capture.content_type}
        if kind == "report" and not _is_file(capture):
            found = extract(page.text, capture.url)
            facts[kind] |= {"title": found.title, "report_year": found.report_year, "organ": found.organ}
        elif kind != "report":
            facts[kind]["reports"] = [list(report) for report in _listed(_family(columns, kind), page, columns)]
        yield folder / file, capture.body
    text = json.dumps(facts, ensure_ascii=False, indent=1)
    yield folder / "pages.json", (text + "\n").encode()


def _listed(family: type[Family], page: Page, columns: list[SeenColumn]) -> Iterator[tuple[int | None, str, str]]:
    name = column_name(page.tree, page.url) or _best(columns).progress.name
    column = name if is_annual_column(name, page.url) else ""
    for link in family.read_list(page).links:
        verdict = judge(link.title, link.url or "", column)
        if verdict.is_report:
            yield verdict.report_year, link.title, link.url or ""


def _family(columns: list[SeenColumn], kind: str) -> type[Family]:
    best = _best(columns)
    return best.listing_family if kind == "list" and best.listing_family is not None else best.family


def _page(capture: Capture) -> Page:
    return Page(capture.url, decode(capture.body, capture.content_type).text)


def _suffix(capture: Capture) -> str:
    """A file name's end by which an editor knows the saved page."""
    content_type = (capture.content_type or "").lower()
    return next((suffix for suffix in (".json", ".xml", ".pdf") if suffix[1:] in content_type), ".html")


def _is_file(capture: Capture) -> bool:
    return "html" not in (capture.content_type or "html").lower()


def _spider_text(name: str, spider: ProbeSpider, columns: list[SeenColumn]) -> str:
    families = Counter(seen.family for seen in columns if seen.family.family != PortalSpider.family)
    family = families.most_common(1)[0][0] if families else PortalSpider
    base = family.__name__
    metas = _site_metas(columns)
    host = spider.portal.hosts[0]
    title = _SITE_WORDS.sub("", metas.get("sitename", "")) or host
    code = _CODE.match(metas.get("siteidcode", ""))
    hosts = sorted({urlsplit(seen.progress.url).hostname or host for seen in columns} | set(spider.portal.hosts))
    class_name = "".join(part.capitalize() for part in name.split("_"))
    drawn = [seen.progress.url for seen in columns if seen.progress.drawn]
    home = f"{urlsplit(columns[0].progress.url).scheme}://{host}/"
    return (
        f'"""{_plain(title)} ({family.family})."""\n\n'
        f"from {family.__module__} import {base}\n\n\n"
        f"class {class_name}Spider({base}):\n"
        f'    """Columns as `scrapy probe` found them from {_plain(spider.portal.home or home)}."""\n\n'
        f'    name = "{name}"\n'
        f"    title = {json.dumps(title, ensure_ascii=False)}\n"
        f"{_tuple('hosts', hosts)}\n"
        f"    division_code = {json.dumps(code[0]) if code else None}\n"
        f"    division_name = None\n"
        f"    home = {json.dumps(home)}\n"
        f"{_tuple('columns', [seen.progress.url for seen in columns])}\n"
        + (f"{_tuple('rendered_columns', drawn)}\n" if drawn else "")
    )


def _tuple(name: str, values: list[str]) -> str:
    """An attribute that is a tuple of strings, laid out the way the formatter does."""
    quoted = [json.dumps(value, ensure_ascii=False) for value in values]
    line = f"    {name} = ({', '.join(quoted)}{',' if len(quoted) == 1 else ''})"
    if len(line) <= _LINE:
        return line
    return "\n".join((f"    {name} = (", *(f"        {value}," for value in quoted), "    )"))


def _plain(text: str) -> str:
    """A text that may stand in a docstring: pages are hostile."""
    return re.sub(r'["\\\x00-\x1f]', " ", text)[:80]


def _site_metas(columns: list[SeenColumn]) -> dict[str, str]:
    metas: dict[str, str] = {}
    for seen in columns:
        for element in _page(seen.first).tree.iter("meta"):
            metas.setdefault((element.get("name") or "").strip().lower(), (element.get("content") or "").strip()[:60])
    return metas


def _test_text(name: str, columns: list[SeenColumn]) -> str:
    class_name = "".join(part.capitalize() for part in name.split("_"))
    best = _best(columns)
    column = json.dumps(best.progress.name, ensure_ascii=False)
    families = {kind: _family(columns, kind) for kind in ("column", "list")}
    imports = sorted({f"from {one.__module__} import {one.__name__}" for one in families.values()})
    known = ", ".join(f'"{kind}": {one.__name__}' for kind, one in families.items())
    first = [line for line in imports if "families" in line]
    last = [line for line in imports if "families" not in line]
    head = "\n".join(
        (
            "import json",
            "from pathlib import Path",
            "",
            "import pytest",
            "",
            "from crawler.discovery import column_name, is_annual_column, judge",
            "from crawler.encoding import decode",
            "from crawler.extraction import extract",
            *first,
            "from crawler.page import Page",
            *last,
            f"from spiders.{name} import {class_name}Spider",
        )
    )
    return f'''"""Saved pages of {name}, as its spider reads them. Drafted by `scrapy probe`: check `pages.json`."""

{head}

FOLDER = Path(__file__).resolve().parents[1] / "fixtures" / "portals" / "{name}"
FACTS = json.loads((FOLDER / "pages.json").read_text(encoding="utf-8"))
FAMILIES = {{{known}}}
COLUMN = {column}


def page(kind: str) -> Page:
    facts = FACTS[kind]
    return Page(facts["url"], decode((FOLDER / facts["file"]).read_bytes(), facts["content_type"]).text)


@pytest.mark.parametrize("kind", [kind for kind in FACTS if kind != "report"])
def test_a_list_page_gives_its_reports(kind: str) -> None:
    saved = page(kind)
    name = column_name(saved.tree, saved.url) or COLUMN
    column = name if is_annual_column(name, saved.url) else ""
    links = FAMILIES[kind].read_list(saved).links
    judged = [(judge(link.title, link.url or "", column), link) for link in links]
    found = [[verdict.report_year, link.title, link.url or ""] for verdict, link in judged if verdict.is_report]
    assert found == FACTS[kind]["reports"]


def test_the_report_page_is_read() -> None:
    if "title" not in FACTS.get("report", {{}}):
        pytest.skip("no report page was saved")
    saved = page("report")
    found = extract(saved.text, saved.url)
    told = {{"title": found.title, "report_year": found.report_year, "organ": found.organ}}
    assert told == {{key: FACTS["report"][key] for key in told}}
    assert found.text


def test_the_facts_hold_together() -> None:
    assert FACTS["column"]["url"].split("/")[2].split(":")[0] in {class_name}Spider.hosts
    assert {class_name}Spider.columns
'''
