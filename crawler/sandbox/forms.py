"""The tables of the statutory forms with their merged cells, and the local tables of the years before.

Layouts: the model forms of 国办公开办函〔2019〕60号 (reports of 2019 and 2020) and 国办公开办函〔2021〕30号
(from 2021 on).
"""

from __future__ import annotations

from crawler.sandbox.document import Cell, Grid
from crawler.sandbox.figures import APPLICANTS, Applications, Documents, Narrative

Figures = dict[tuple[str, str], int | str]
"""Cells by (row label, column label), as published."""

_ITEMS = (
    ("（一）予以公开", ()),
    ("（二）部分公开（区分处理的，只计这一情形，不计其他情形）", ()),
    (
        "（三）不予公开",
        (
            "1.属于国家秘密",
            "2.其他法律行政法规禁止公开",
            "3.危及“三安全一稳定”",
            "4.保护第三方合法权益",
            "5.属于三类内部事务信息",
            "6.属于四类过程性信息",
            "7.属于行政执法案卷",
            "8.属于行政查询事项",
        ),
    ),
    (
        "（四）无法提供",
        ("1.本机关不掌握相关政府信息", "2.没有现成信息需要另行制作", "3.补正后申请内容仍不明确"),
    ),
    (
        "（五）不予处理",
        (
            "1.信访举报投诉类申请",
            "2.重复申请",
            "3.要求提供公开出版物",
            "4.无正当理由大量反复申请",
            "5.要求行政机关确认或重新出具已获取信息",
        ),
    ),
)
_OTHER_2019 = ("（六）其他处理", ())
_OTHER_2021 = (
    "（六）其他处理",
    (
        "1.申请人无正当理由逾期不补正、行政机关不再处理其政府信息公开申请",
        "2.申请人逾期未按收费通知要求缴纳费用、行政机关不再处理其政府信息公开申请",
        "3.其他",
    ),
)
NEW = "一、本年新收政府信息公开申请数量"
CARRIED_IN = "二、上年结转政府信息公开申请数量"
TOTAL = "（七）总计"
CARRIED_OUT = "四、结转下年度继续办理"
_RESULTS = ("结果维持", "结果纠正", "其他结果", "尚未审结", "总计")
_DISPUTES = ("行政复议", "未经复议直接起诉", "复议后起诉")


def disclosure_2021(made: Documents, permits: int, penalties: int, coercions: int, fee: str) -> tuple[Grid, Figures]:
    """Section 二 of the 2021 form (14 rows, 4 columns). `fee` is in 万元, as published."""

    def section(article: str, heads: tuple[str, ...]) -> list[tuple[Cell, ...]]:
        wide = 5 - len(heads)
        head = (*(Cell(text) for text in heads[:-1]), Cell(heads[-1], columns=wide))
        return [(Cell(f"第二十条第（{article}）项", columns=4),), head]

    figures: Figures = {}
    rows = section("一", ("信息内容", "本年制发件数", "本年废止件数", "现行有效件数"))
    for label, values in (("规章", (0, 0, 0)), ("行政规范性文件", (made.made, made.repealed, made.in_force))):
        rows.append((Cell(label), *(Cell(str(value)) for value in values)))
        heads = ("本年制发件数", "本年废止件数", "现行有效件数")
        figures.update({(label, head): value for head, value in zip(heads, values, strict=True)})
    for article, head, entries in (
        ("五", "本年处理决定数量", (("行政许可", str(permits)),)),
        ("六", "本年处理决定数量", (("行政处罚", str(penalties)), ("行政强制", str(coercions)))),
        ("八", "本年收费金额（单位：万元）", (("行政事业性收费", fee),)),
    ):
        rows += section(article, ("信息内容", head))
        for label, shown in entries:
            rows.append((Cell(label), Cell(shown, columns=3)))
            figures[label, head] = int(shown) if shown.isdigit() else shown
    return Grid(tuple(rows), "proactive_disclosure"), figures


def disclosure_2019(
    made: Documents, permits: int, services: int, penalties: int, coercions: int, purchases: tuple[int, str]
) -> tuple[Grid, Figures]:
    """Section 二 of the 2019 form (18 rows, 5 grid columns: thirds and halves of one width)."""
    figures: Figures = {}
    rows: list[tuple[Cell, ...]] = []

    def add(article: str, heads: tuple[str, ...], entries: tuple[tuple[str, tuple[int | str, ...]], ...]) -> None:
        spans = {4: (1, 1, 2, 1), 3: (1, 2, 2)}[len(heads)]
        rows.append((Cell(f"第二十条第（{article}）项", columns=5),))
        rows.append(tuple(Cell(text, columns=span) for text, span in zip(heads, spans, strict=True)))
        for label, values in entries:
            cells = (label, *map(str, values))
            rows.append(tuple(Cell(text, columns=span) for text, span in zip(cells, spans, strict=True)))
            figures.update({(label, head): value for head, value in zip(heads[1:], values, strict=True)})

    add(
        "一",
        ("信息内容", "本年新制作数量", "本年新公开数量", "对外公开总数量"),
        (("规章", (0, 0, 0)), ("规范性文件", (made.made, made.made, made.in_force))),
    )
    heads = ("信息内容", "上一年项目数量", "本年增/减", "处理决定数量")
    add("五", heads, (("行政许可", (permits // 9, 0, permits)), ("其他对外管理服务事项", (services // 5, 1, services))))
    add("六", heads, (("行政处罚", (penalties * 4, -2, penalties)), ("行政强制", (coercions * 3, 0, coercions))))
    add("八", ("信息内容", "上一年项目数量", "本年增/减"), (("行政事业性收费", (4, 0)),))
    add("九", ("信息内容", "采购项目数量", "采购总金额"), (("政府集中采购", purchases),))
    return Grid(tuple(rows), "proactive_disclosure"), figures


def requests(data: Applications, form: str, total_off: int = 0) -> tuple[Grid, Figures]:
    """Section 三: 28 rows × 10 columns in the "2021" form, 26 × 10 in the "2019" form.

    `total_off` is added to the published 总计 of row （七）: the planted report whose sums are wrong.
    """
    figures: Figures = {}

    def values(label: str, row: tuple[int, ...], off: int = 0) -> tuple[Cell, ...]:
        shown = (*row, sum(row) + off)
        figures.update({(label, head): value for head, value in zip((*APPLICANTS, "总计"), shown, strict=True)})
        return tuple(Cell(str(value)) for value in shown)

    rows: list[tuple[Cell, ...]] = [
        (
            Cell("（本列数据的勾稽关系为：第一项加第二项之和，等于第三项加第四项之和）", columns=3, rows=3),
            Cell("申请人情况", columns=7),
        ),
        (Cell("自然人", rows=2), Cell("法人或其他组织", columns=5), Cell("总计", rows=2)),
        tuple(Cell(head) for head in APPLICANTS[1:]),
        (Cell(NEW, columns=3), *values(NEW, data.received)),
        (Cell(CARRIED_IN, columns=3), *values(CARRIED_IN, data.carried_in)),
    ]
    outcomes = iter(data.outcomes)
    first: tuple[Cell, ...] = (Cell("三、本年度办理结果", rows=len(data.outcomes) + 1),)
    for group, leaves in (*_ITEMS, _OTHER_2021 if form == "2021" else _OTHER_2019):
        if not leaves:
            rows.append((*first, Cell(group, columns=2), *values(group, next(outcomes))))
            first = ()
        for at, leaf in enumerate(leaves):
            head = (Cell(group, rows=len(leaves)),) if at == 0 else ()
            rows.append((*head, Cell(leaf), *values(leaf, next(outcomes))))
    rows.append((Cell(TOTAL, columns=2), *values(TOTAL, data.total(), total_off)))
    rows.append((Cell(CARRIED_OUT, columns=3), *values(CARRIED_OUT, data.carried_out)))
    return Grid(tuple(rows), "applications"), figures


def reviews(blocks: tuple[tuple[int, ...], ...]) -> tuple[Grid, Figures]:
    """Section 四 (4 rows, 15 columns)."""
    figures: Figures = {
        (block, head): value
        for block, row in zip(_DISPUTES, blocks, strict=True)
        for head, value in zip(_RESULTS, row, strict=True)
    }
    rows = (
        (Cell("行政复议", columns=5), Cell("行政诉讼", columns=10)),
        (
            *(Cell(head, rows=2) for head in _RESULTS),
            Cell("未经复议直接起诉", columns=5),
            Cell("复议后起诉", columns=5),
        ),
        tuple(Cell(head) for head in _RESULTS * 2),
        tuple(Cell(str(value)) for row in blocks for value in row),
    )
    return Grid(rows, "reviews_and_litigation"), figures


def local_table(data: Narrative, year: int) -> tuple[Grid, Figures]:
    """The 指标/单位/数量 table of the years before 2019, with the four ways such tables say "nothing"."""
    entries: list[tuple[str, str, int | str]] = [
        ("主动公开政府信息数", "条", data.published),
        ("其中：政府网站公开数", "条", data.website),
        ("政务微博公开数", "条", data.microblog if year >= 2012 else "/"),
        ("政务微信公开数", "条", data.wechat if year >= 2014 else "—"),
        ("政府公报公开数", "条", data.bulletin),
        ("收到信息公开申请数", "件", data.received),
        ("同意公开答复数", "件", data.granted),
        ("同意部分公开答复数", "件", data.partly),
        ("不同意公开答复数", "件", data.refused),
        ("申请信息不存在数", "件", data.not_held),
        ("行政复议数", "件", data.reviews),
        ("行政诉讼数", "件", data.lawsuits),
        ("举办各类培训班次", "次", data.training),
        ("接受培训人员", "人次", data.trained),
        ("信息公开经费专项投入", "万元", ""),
    ]
    head = (Cell("指标名称"), Cell("计量单位"), Cell("数量"))
    rows = (head, *((Cell(label), Cell(unit), Cell(str(value))) for label, unit, value in entries))
    return Grid(rows), {(label, "数量"): value for label, _, value in entries}
