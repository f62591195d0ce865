"""The official forms as the notices print them, filled with given figures: grids with merged cells expanded."""

from __future__ import annotations

from collections.abc import Sequence

from crawler.records import Table

Grid = list[tuple[str, ...]]

HEADINGS = (
    "一、总体情况",
    "二、主动公开政府信息情况",
    "三、收到和处理政府信息公开申请情况",
    "四、政府信息公开行政复议、行政诉讼情况",
    "五、存在的主要问题及改进情况",
    "六、其他需要报告的事项",
)
NOTE = "（本列数据的勾稽关系为：第一项加第二项之和，等于第三项加第四项之和）"
RESULTS = "三、本年度办理结果"
APPLICANTS = ("自然人", "商业企业", "科研机构", "社会公益组织", "法律服务机构", "其他", "总计")
NEW = "一、本年新收政府信息公开申请数量"
CARRIED_OVER = "二、上年结转政府信息公开申请数量"
CARRIED_FORWARD = "四、结转下年度继续办理"
HANDLED = "（七）总计"

_REFUSED = [
    "1.属于国家秘密",
    "2.其他法律行政法规禁止公开",
    "3.危及“三安全一稳定”",
    "4.保护第三方合法权益",
    "5.属于三类内部事务信息",
    "6.属于四类过程性信息",
    "7.属于行政执法案卷",
    "8.属于行政查询事项",
]
_UNAVAILABLE = ["1.本机关不掌握相关政府信息", "2.没有现成信息需要另行制作", "3.补正后申请内容仍不明确"]
_NOT_HANDLED = [
    "1.信访举报投诉类申请",
    "2.重复申请",
    "3.要求提供公开出版物",
    "4.无正当理由大量反复申请",
    "5.要求行政机关确认或重新出具已获取信息",
]
_OTHER = [
    "1.申请人无正当理由逾期不补正、行政机关不再处理其政府信息公开申请",
    "2.申请人逾期未按收费通知要求缴纳费用、行政机关不再处理其政府信息公开申请",
    "3.其他",
]


def application_labels(form: str) -> list[tuple[str, str, str]]:
    """The three label cells of each row of section 三: 25 rows in 2021, 23 in 2019."""
    granted = "（一）予以公开"
    partly = "（二）部分公开（区分处理的，只计这一情形，不计其他情形）"
    rows = [(NEW,) * 3, (CARRIED_OVER,) * 3, (RESULTS, granted, granted), (RESULTS, partly, partly)]
    rows += [(RESULTS, "（三）不予公开", leaf) for leaf in _REFUSED]
    rows += [(RESULTS, "（四）无法提供", leaf) for leaf in _UNAVAILABLE]
    rows += [(RESULTS, "（五）不予处理", leaf) for leaf in _NOT_HANDLED]
    if form == "2021":
        rows += [(RESULTS, "（六）其他处理", leaf) for leaf in _OTHER]
    else:
        rows.append((RESULTS, "（六）其他处理", "（六）其他处理"))
    return [*rows, (RESULTS, HANDLED, HANDLED), (CARRIED_FORWARD,) * 3]


def applications(form: str, cells: Sequence[Sequence[str]]) -> Grid:
    """Section 三: 28 × 10 in 2021, 26 × 10 in 2019."""
    head: Grid = [
        (NOTE,) * 3 + ("申请人情况",) * 7,
        (NOTE,) * 3 + ("自然人",) + ("法人或其他组织",) * 5 + ("总计",),
        (NOTE,) * 3 + APPLICANTS,
    ]
    return head + [(*labels, *row) for labels, row in zip(application_labels(form), cells, strict=True)]


def reviews(cells: Sequence[str]) -> Grid:
    """Section 四: 4 × 15."""
    outcomes = ("结果维持", "结果纠正", "其他结果", "尚未审结", "总计")
    return [
        ("行政复议",) * 5 + ("行政诉讼",) * 10,
        outcomes + ("未经复议直接起诉",) * 5 + ("复议后起诉",) * 5,
        outcomes * 3,
        tuple(cells),
    ]


def disclosure_2021(cells: Sequence[str]) -> Grid:
    """Section 二 of 2021: 14 × 4, from its ten cells."""
    decided = ("信息内容",) + ("本年处理决定数量",) * 3
    return [
        ("第二十条第（一）项",) * 4,
        ("信息内容", "本年制发件数", "本年废止件数", "现行有效件数"),
        ("规章", *cells[0:3]),
        ("行政规范性文件", *cells[3:6]),
        ("第二十条第（五）项",) * 4,
        decided,
        ("行政许可",) + (cells[6],) * 3,
        ("第二十条第（六）项",) * 4,
        decided,
        ("行政处罚",) + (cells[7],) * 3,
        ("行政强制",) + (cells[8],) * 3,
        ("第二十条第（八）项",) * 4,
        ("信息内容",) + ("本年收费金额（单位：万元）",) * 3,
        ("行政事业性收费",) + (cells[9],) * 3,
    ]


def disclosure_2019(cells: Sequence[str]) -> Grid:
    """Section 二 of 2019: 18 × 5, from its 22 cells; the middle of three data columns takes two grid columns."""

    def three(label: str, row: Sequence[str]) -> tuple[str, ...]:
        return (label, row[0], row[1], row[1], row[2])

    stock = ("本年新制作数量", "本年新公开数量", "对外公开总数量")
    decided = ("上一年项目数量", "本年增/减", "处理决定数量")
    return [
        ("第二十条第（一）项",) * 5,
        three("信息内容", stock),
        three("规章", cells[0:3]),
        three("规范性文件", cells[3:6]),
        ("第二十条第（五）项",) * 5,
        three("信息内容", decided),
        three("行政许可", cells[6:9]),
        three("其他对外管理服务事项", cells[9:12]),
        ("第二十条第（六）项",) * 5,
        three("信息内容", decided),
        three("行政处罚", cells[12:15]),
        three("行政强制", cells[15:18]),
        ("第二十条第（八）项",) * 5,
        ("信息内容", "上一年项目数量") + ("本年增/减",) * 3,
        ("行政事业性收费", cells[18]) + (cells[19],) * 3,
        ("第二十条第（九）项",) * 5,
        ("信息内容",) + ("采购项目数量",) * 2 + ("采购总金额",) * 2,
        ("政府集中采购",) + (cells[20],) * 2 + (cells[21],) * 2,
    ]


def balanced(form: str, leaves: Sequence[Sequence[int]], over: Sequence[int], forward: Sequence[int]) -> Grid:
    """The data cells of section 三 whose sums all hold.

    `leaves` are the result rows (21 in 2021, 19 in 2019) by the six kinds of applicants, `over` and `forward` the rows
    二 and 四; 一 is what makes the balance hold.
    """
    assert len(leaves) == len(application_labels(form)) - 4
    handled = [sum(column) for column in zip(*leaves, strict=True)]
    new = [h + f - o for h, f, o in zip(handled, forward, over, strict=True)]
    rows = [new, over, *leaves, handled, forward]
    return [tuple(str(value) for value in (*row, sum(row))) for row in rows]


def table(grid: Grid) -> Table:
    """The grid as a table without a name."""
    return Table(None, "", tuple(grid))


def pipes(grid: Grid) -> list[str]:
    """The grid's rows under the text contract."""
    return ["| " + " | ".join(row) + " |" for row in grid]


def merged(grid: Grid) -> list[list[str]]:
    """The grid's cells with merged ones written once: a cell equal to its left or upper neighbour is a merged label."""
    out = []
    above: tuple[str, ...] = ("",) * 20
    for number, row in enumerate(grid):
        cells = []
        for place, cell in enumerate(row):
            is_label = any("\u4e00" <= character <= "\u9fff" for character in cell)
            left = place > 0 and row[place - 1] == cell
            up = number > 0 and above[place] == cell and cell != "信息内容"
            if not (is_label and (left or up)):
                cells.append(cell)
        out.append(cells)
        above = row
    return out
