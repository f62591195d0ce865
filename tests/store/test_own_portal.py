"""Whose portal a report stands on."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.store.own_portal import own_portal
from tests.store.making import PORTAL


@pytest.mark.parametrize(
    ("division", "host", "organ", "own"),
    [
        ("长沙市望城区", "www.wangcheng.gov.cn", "望城区教育局", True),
        ("长沙市望城区", "www.wangcheng.gov.cn", "长沙市望城区人民政府办公室", True),
        ("长沙市望城区", "www.wangcheng.gov.cn", "长沙市教育局", False),
        ("益阳市大通湖管理区", "dth.yiyang.gov.cn", "大通湖区千山红镇", True),
        ("常德市", "zfb.changde.gov.cn", "常德市卫生健康委员会", True),
        ("白山市江源区", "xxgk-jy.cbs.gov.cn", "江源区财政局", True),
        ("济宁市市中区", "www.x.gov.cn", "市中区政府", True),
        ("宿州市萧县", "www.x.gov.cn", "萧县人民政府", True),
        ("广州市荔湾区", "www.lw.gov.cn", "荔湾区人民政府", True),
        ("广州市荔湾区", "www.gz.gov.cn", "广州市越秀区人民政府", False),
        ("广州市荔湾区", "www.newton.com.tw", "荔湾区人民政府", False),
        ("广州市荔湾区", "www.gov.cn.evil.com", "荔湾区人民政府", False),
        (None, "www.x.gov.cn", "望城区教育局", False),
        ("长沙市望城区", "www.wangcheng.gov.cn", None, False),
    ],
)
def test_own(division: str | None, host: str, organ: str | None, own: bool) -> None:
    assert own_portal(replace(PORTAL, division_name=division), f"http://{host}/a", organ) is own


def test_collections_and_copies_are_nobodys_own() -> None:
    liwan = replace(PORTAL, division_name="广东省广州市荔湾区", collections=("www.gz.gov.cn",), copies=("copy.gov.cn",))
    organ = "广州市荔湾区人民政府"
    assert own_portal(liwan, "http://www.lw.gov.cn/a", organ)
    assert not own_portal(liwan, "http://www.gz.gov.cn/a", organ)
    assert not own_portal(liwan, "http://copy.gov.cn/a", organ)


@given(st.text(), st.text(), st.text())
def test_anything_can_be_asked(division: str, url: str, organ: str) -> None:
    own_portal(replace(PORTAL, division_name=division), url, organ)
