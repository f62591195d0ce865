"""Names of organs: one, two, or a doubt."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.dedup.organs import agreement, organ_of_title


@pytest.mark.parametrize(
    ("first", "second", "grade"),
    [
        ("长沙市望城区人民政府", "望城区人民政府", "same"),
        ("长沙市望城区", "望城区人民政府", "same"),
        ("广州市荔湾区人民政府", "廣州市荔灣區人民政府", "same"),
        ("望海市卫生健康委员会", "望海市衞生健康委員會", "same"),
        ("湖南省望城区财政局", "长沙市望城区财政局", "same"),
        ("长沙市财政局", "财政局", "compatible"),
        ("长沙市财政局", "市财政局", "compatible"),
        ("市场监督管理局", "望城区市场监督管理局", "compatible"),
        ("长沙市城市管理局", "城市管理局", "compatible"),
        ("长沙市人力资源和社会保障局", "长沙市人社局", "compatible"),
        ("长沙市卫生健康委员会", "长沙市卫健委", "compatible"),
        ("市政务中心", "常德市人民政府政务服务中心", "compatible"),
        ("江源区人民政府办公室", "江源区人民政府", "compatible"),
        ("高塘岭街道办事处", "望城区高塘岭街道", "compatible"),
        ("长沙市人民政府", "望城区人民政府", "differs"),
        ("长沙市人民政府", "长沙市望城区人民政府", "differs"),
        ("长沙市财政局", "望城区财政局", "differs"),
        ("南京市鼓楼区财政局", "徐州市鼓楼区财政局", "differs"),
        ("长沙市财政局", "长沙市教育局", "differs"),
        ("竹园街道", "松林街道", "differs"),
        ("望城区人民政府", "望城区财政局", "differs"),
        ("望城区人民政府", "望城县人民政府", "differs"),
        ("", "望城区", "unknown"),
        (None, "望城区", "unknown"),
        ("——", "望城区", "unknown"),
    ],
)
def test_agreement(first: str | None, second: str | None, grade: str) -> None:
    assert agreement(first, second) == grade
    assert agreement(second, first) == grade


@pytest.mark.parametrize(
    ("title", "organ"),
    [
        ("长沙市望城区2016年政府信息公开工作年度报告", "长沙市望城区"),
        ("2014年廣州市荔灣區人民政府信息公開年度報告", "广州市荔湾区"),
        ("大通湖区委区管委会办公室2023年信息公开年报", "大通湖区委区管委会办公室"),
        ("江源区人民政府办公室关于江源区人民政府2016年政府信息公开工作年度情况的报告", "江源区人民政府"),
        ("长沙市城市管理局2019年度报告", "长沙市城市管理局"),
        ("2020年政府信息公开工作年度报告", None),
        ("关于2016年政府信息公开工作情况的报告", None),
        ("", None),
    ],
)
def test_organ_of_title(title: str, organ: str | None) -> None:
    assert organ_of_title(title) == organ


@given(
    st.text(st.sampled_from("省市区县州旗局委办政府人民街道镇长沙关于2016年公开 "), max_size=40), st.text(max_size=40)
)
def test_any_names_are_graded_alike_both_ways(first: str, second: str) -> None:
    assert agreement(first, second) == agreement(second, first)
    organ_of_title(first + second)
