"""Hijacked copies are recognised; ordinary reports are not accused."""

from __future__ import annotations

import random
from pathlib import Path

import pytest

from crawler.dedup import mirror_signs
from tests.dedup import generator

SHARED = Path(__file__).resolve().parents[2] / "../shared"
TEXT = generator.write(generator.plan(random.Random(2), "柳河县民政局", "柳河县", 2018))


def test_signs() -> None:
    assert mirror_signs("行(xing)政机关的答（dá）复", "") == ("pinyin_notes",)
    assert mirror_signs("", "abc体育官网印发《工作要点》的通知") == ("brand_for_about",)
    assert mirror_signs("正文。xyz娱乐", "") == ("brand_planted",)
    assert mirror_signs("正文。某某体育官方入口", "") == ("brand_planted",)
    assert mirror_signs("正文", "abc体育app下载印发年度报告") == ("brand_for_about",)
    assert mirror_signs(generator.hijacked(TEXT), "年度报告") == ("pinyin_notes", "brand_planted")


@pytest.mark.parametrize(
    "text",
    [
        TEXT,
        "人工智能(AI)与无线网(WLAN)，距离5公里(km)，表(a)",
        "市体育局官网和文化娱乐场所平台，体育彩票公益金的使用",
        "依法行政(xing)",
        "对KTV娱乐场所开展检查12次，对ktv娱乐、网吧公布结果",
        "NBA体育赛事转播，引进VR体育项目，公布5G电竞产业规划",
        "全市体育平台登录人数，省体育官网公布的办事指南，教育体育官网",
        "引入PPP体育场馆项目",
    ],
)
def test_ordinary_text_has_none(text: str) -> None:
    assert mirror_signs(text, "2018年政府信息公开工作年度报告") == ()


@pytest.mark.skipif(not SHARED.exists(), reason="the saved pages are not here")
def test_seed_reports_have_none() -> None:
    for path in sorted((SHARED / "seeds").glob("*.txt")):
        assert mirror_signs(path.read_text("utf-8"), "") == ()
