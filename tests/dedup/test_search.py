"""A copy is found among hundreds that look more like it than it does itself."""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import replace

import pytest
from opencc import OpenCC

from crawler.dedup import nearness, side, sign
from crawler.records import Report
from crawler.store import Store
from pipelines.dedup import DedupPipeline
from tests.dedup import generator
from tests.store.making import report, store_at

OFFICES = 500
YEAR = 2018
_FIRST, _SECOND = "东西南北中上下大小新老金银铜铁石山水花果林竹梅兰菊", "桥塘湾坪岭溪泉井坝庙楼亭坡沟江湖河海渡口"


def office(number: int) -> generator.Plan:
    """A street office of one district: all tell the same in the same words but for name and a few figures."""
    template = generator.plan(random.Random(7), "", "长堤区", YEAR, busy=False)
    rng = random.Random(number)
    name = f"{_FIRST[number % len(_FIRST)]}{_SECOND[number // len(_FIRST)]}街道"
    return replace(
        template,
        organ=f"长堤区{name}办事处",
        numbers=tuple(n if rng.random() < 0.6 else n + rng.randrange(1, 4) for n in template.numbers),
    )


def page(path: str, one: generator.Plan, **changes: object) -> Report:
    made = generator.side(one)
    fields = {"title": made.title, "organ": made.organ, "report_year": made.report_year, "language": "zh-Hans"}
    text = str(changes.pop("text", made.text))
    return replace(report(path, text, **(fields | changes)), signature=None)  # type: ignore[arg-type]


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    with store_at(tmp_path_factory.mktemp("offices")) as opened:
        dedup = DedupPipeline(opened)
        for number in range(OFFICES):
            one = page(f"/{number}", office(number))
            assert one.extraction is not None
            one.signature = sign(one.extraction.text)
            if number % 20 == 19:  # looks for copies among all before it; what the others would see is no different
                dedup.process_item(one)
            opened.save(one)
        yield opened


def test_five_hundred_offices_with_one_template_are_five_hundred_reports(store: Store) -> None:
    documents = list(store.reports())
    assert len({document.cluster_id for document in documents}) == len(documents) == OFFICES


@pytest.mark.parametrize("number", [0, 250, 499])
@pytest.mark.parametrize("kind", ["furnished", "part", "traditional", "traditional part", "short name"])
def test_a_copy_of_one_of_them_is_found(store: Store, number: int, kind: str) -> None:
    rng = random.Random(number)
    original = office(number)
    text = generator.write(original)
    changes: dict[str, object] = {}
    if "part" in kind:
        text = text[: int(len(text) * 0.6)]
    if kind == "furnished":
        text = generator.furnished(rng, text)
    if kind == "short name":
        changes["organ"] = original.organ.removeprefix("长堤区")
    if "traditional" in kind:
        convert = OpenCC("s2twp").convert
        text = convert(text)
        title = convert(f"{original.organ}{YEAR}年政府信息公开工作年度报告")
        changes |= {"organ": convert(original.organ), "title": title, "language": "zh-Hant"}
    copy = page("/copy", original, text=text, **changes)
    DedupPipeline(store).process_item(copy)
    assert copy.duplicate_of is not None
    assert copy.duplicate_of.url.endswith(f"/{number}")
    assert copy.decision is not None
    assert copy.decision.kind == ("cross_script" if "traditional" in kind else "exact" if "name" in kind else "near")


def test_few_texts_are_read_for_it(store: Store) -> None:
    """Names dismiss what bands bring in, before any text is read."""
    one = page("/copy", office(3))
    DedupPipeline(store).process_item(one)
    assert one.signature is not None
    mine = side(one)
    found = store.candidates(one.signature.bands, report_year=YEAR, organ=mine.organ, nearness=nearness(mine))
    assert len(found) == 1
    assert len(store.candidates(one.signature.bands, report_year=YEAR, limit=1_000)) > 400
