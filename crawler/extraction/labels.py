"""Info bars and index cards: 来源：… 发布时间：… 索引号 … as label and value."""

from __future__ import annotations

import functools
import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import NamedTuple

from crawler.extraction.blocks import Block

_NAMES = {
    "published": (
        "发布日期 发布时间 發佈日期 發布日期 發佈時間 发文日期 公开日期 信息提供日期 更新时间 更新日期 发表时间"
        " 发表日期 时间 日期 時間"
    ),
    "written": "成文日期 公文生成日期 生成日期 印发日期",
    "source": "信息来源 文章来源 稿件来源 新闻来源 来源 來源 出处",
    "organ": "发布机构 发文机关 发文机构 发布单位 公开机构 制发机关 编制机关 信息公开单位",
    "index_number": "索引号 信息索引号 索取号 信息索取号 索引编号",
    "document_number": "文号 发文字号 文件编号 发文文号",
    "other": (
        "点击数 点击量 点击率 点击 浏览次数 浏览量 浏览数 浏览 访问次数 访问量 阅读次数 阅读量 阅读 字号 字体 "
        "字体大小 字号大小 作者 责任编辑 编辑 审核 分享 分享到 分享至 主题分类 信息分类 公开分类 公开方式 "
        "公开时限 公开范围 公开类别 有效性 关键词 主题词 体裁分类 信息名称 名称 服务对象 组配分类 统一登记号 "
        "打印 有效期 失效日期 实施日期 视力保护色 内容概述 标题 公文时效 保护视力色 分类"
    ),
}
_KIND = {name: kind for kind, names in _NAMES.items() for name in names.split()}


def _spaced(names: Iterable[str]) -> str:
    """A pattern for labels, longest first, that allows white space between their characters (索 引 号)."""
    return "|".join(r"\s{0,6}".join(map(re.escape, name)) for name in sorted(names, key=len, reverse=True))


class _Patterns(NamedTuple):
    """`label` finds labels in a line, `starts` and `leading` one at its beginning; `bare` is a label alone."""

    label: re.Pattern[str]
    bare: re.Pattern[str]
    leading: re.Pattern[str]
    starts: re.Pattern[str]


@functools.cache
def _patterns() -> _Patterns:
    """Made with the first page: a hundred labels four times take longer than to read one."""
    spaced = _spaced(_KIND)
    long = _spaced(name for name in _KIND if len(name) > 2)
    return _Patterns(
        # A long label may be glued to the value before it (来源：县政府办发布时间：…); a short one may end a word.
        label=re.compile(rf"({long}|(?<![\u4e00-\u9fff])(?:{spaced}))\s{{0,3}}(?:[:：∶﹕]|\]|】)"),
        bare=re.compile(rf"\s*({spaced})\s*[:：∶﹕]?\s*"),
        leading=re.compile(rf"({spaced})[\s\u3000]{{1,6}}(\S.{{0,80}})"),
        starts=re.compile(rf"(?:{spaced})(?:\s|$|[:：∶﹕])"),
    )


_MARK = re.compile(r"[:：∶﹕\]】]")
"""One of these is behind every label that is found inside a line."""
_MAX_LINE = 600


@dataclass(frozen=True, slots=True)
class Labelled:
    """A value with its raw words; kinds are published, written, source, organ, index_number and document_number."""

    kind: str
    value: str
    raw: str


def read_labels(blocks: Iterable[Block]) -> list[Labelled]:
    """All labelled values in page order; empty values are left out.

    Labels may be letter-spaced (索 引 号), the value glued on, on the next line, or in the next cell of an index card.
    """
    found: list[Labelled] = []
    waiting: str | None = None
    for block in blocks:
        if block.rows is not None:
            waiting = None
            for row in block.rows[:40]:
                found.extend(_row(row))
            continue
        line = block.text
        if not line or len(line) > _MAX_LINE:
            waiting = None
            continue
        matches = list(_patterns().label.finditer(line)) if _MARK.search(line) else []
        if not matches:
            bare = _patterns().bare.fullmatch(line)
            if bare:
                waiting = _kind(bare.group(1))
            elif leading := _patterns().leading.fullmatch(line):
                _add(found, _kind(leading.group(1)), leading.group(2), line)
                waiting = None
            elif waiting is not None:
                _add(found, waiting, line, line)
                waiting = None
            continue
        waiting = None
        for match, following in zip(matches, [*matches[1:], None], strict=True):
            end = following.start() if following else len(line)
            value = line[match.end() : end]
            kind = _kind(match.group(1))
            if value.strip(" \u3000|[]【】"):
                _add(found, kind, value, line[match.start() : end])
            elif following is None:
                waiting = kind
    return found


def _row(row: tuple[str, ...]) -> list[Labelled]:
    found: list[Labelled] = []
    label: str | None = None
    previous: str | None = None
    for cell in row:
        if cell == previous:
            continue
        previous = cell
        bare = _patterns().bare.fullmatch(cell) if len(cell) <= 30 else None
        if bare:
            label = _kind(bare.group(1))
            continue
        glued = _patterns().label.match(cell[:_MAX_LINE])
        if glued:
            _add(found, _kind(glued.group(1)), cell[glued.end() :], cell)
        elif label is not None:
            _add(found, label, cell, cell)
        label = None
    return found


def _add(found: list[Labelled], kind: str, value: str, raw: str) -> None:
    value = value.strip(" \u3000|[]【】;；,，")
    if value and not _patterns().starts.match(value) and kind != "other":
        found.append(Labelled(kind, value[:300], raw.strip()[:300]))


def _kind(label: str) -> str:
    return _KIND["".join(label.split())]
