"""The official forms: sections, rows, columns and the key of every figure, with the official wording.

2021: 国办公开办函〔2021〕30号 (政府信息公开工作年度报告格式, reports for 2021 and later).
2019: 国办公开办函〔2019〕60号 (reports for 2019 and 2020).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, Literal

Form = Literal["2019", "2021"]

SECTION_DISCLOSURE: Final = "proactive_disclosure"
SECTION_APPLICATIONS: Final = "applications"
SECTION_REVIEWS: Final = "reviews_and_litigation"
SECTIONS: Final = (SECTION_DISCLOSURE, SECTION_APPLICATIONS, SECTION_REVIEWS)

HEADINGS: Final[dict[Form, tuple[str, ...]]] = {
    "2021": (
        "总体情况",
        "主动公开政府信息情况",
        "收到和处理政府信息公开申请情况",
        "政府信息公开行政复议、行政诉讼情况",
        "存在的主要问题及改进情况",
        "其他需要报告的事项",
    ),
    "2019": (
        "总体情况",
        "主动公开政府信息情况",
        "收到和处理政府信息公开申请情况",
        "因政府信息公开工作被申请行政复议、提起行政诉讼情况",
        "政府信息公开工作存在的主要问题及改进情况",
        "其他需要报告的事项",
    ),
}


@dataclass(frozen=True, slots=True)
class Column:
    """A data column: the key's suffix and the official wording."""

    key: str
    wording: str


@dataclass(frozen=True, slots=True)
class Row:
    """A row of section 三. `core` is the shortest run of Han characters that tells it from the others.

    `group` is the official wording of the cell left of it, "" where there is none. Where `whole` is set the label is
    nothing but the core (总计, 其他). `forms` names the forms that have the row.
    """

    key: str
    wording: str
    core: str
    group: str = ""
    whole: bool = False
    forms: tuple[Form, ...] = ("2019", "2021")


APPLICANTS: Final = (
    Column("natural_person", "自然人"),
    Column("commercial_enterprise", "商业企业"),
    Column("research_institution", "科研机构"),
    Column("public_welfare_organization", "社会公益组织"),
    Column("legal_service_institution", "法律服务机构"),
    Column("other", "其他"),
    Column("total", "总计"),
)

RESULTS: Final = "三、本年度办理结果"
_REFUSED = "（三）不予公开"
_UNAVAILABLE = "（四）无法提供"
_NOT_HANDLED = "（五）不予处理"
_OTHER = "（六）其他处理"

APPLICATION_ROWS: Final = (
    Row("applications_new", "一、本年新收政府信息公开申请数量", "本年新收"),
    Row("applications_carried_over", "二、上年结转政府信息公开申请数量", "上年结转"),
    Row("applications_granted", "（一）予以公开", "予以公开"),
    Row("applications_partly_granted", "（二）部分公开（区分处理的，只计这一情形，不计其他情形）", "部分公开"),
    Row("applications_refused_state_secret", "1.属于国家秘密", "属于国家秘密", _REFUSED),
    Row("applications_refused_prohibited_by_law", "2.其他法律行政法规禁止公开", "法规禁止公开", _REFUSED),
    Row("applications_refused_security_and_stability", "3.危及“三安全一稳定”", "三安全一稳定", _REFUSED),
    Row("applications_refused_third_party_rights", "4.保护第三方合法权益", "第三方合法权益", _REFUSED),
    Row("applications_refused_internal_affairs", "5.属于三类内部事务信息", "内部事务信息", _REFUSED),
    Row("applications_refused_deliberative", "6.属于四类过程性信息", "过程性信息", _REFUSED),
    Row("applications_refused_enforcement_file", "7.属于行政执法案卷", "行政执法案卷", _REFUSED),
    Row("applications_refused_administrative_query", "8.属于行政查询事项", "行政查询事项", _REFUSED),
    Row("applications_unavailable_not_held", "1.本机关不掌握相关政府信息", "不掌握相关政府信息", _UNAVAILABLE),
    Row("applications_unavailable_to_be_created", "2.没有现成信息需要另行制作", "没有现成信息", _UNAVAILABLE),
    Row("applications_unavailable_unclear", "3.补正后申请内容仍不明确", "补正后申请内容", _UNAVAILABLE),
    Row("applications_not_handled_petition", "1.信访举报投诉类申请", "信访举报投诉", _NOT_HANDLED),
    Row("applications_not_handled_repeated", "2.重复申请", "重复申请", _NOT_HANDLED),
    Row("applications_not_handled_publication", "3.要求提供公开出版物", "公开出版物", _NOT_HANDLED),
    Row("applications_not_handled_excessive", "4.无正当理由大量反复申请", "大量反复申请", _NOT_HANDLED),
    Row(
        "applications_not_handled_confirmation",
        "5.要求行政机关确认或重新出具已获取信息",
        "确认或重新出具",
        _NOT_HANDLED,
    ),
    Row("applications_other_handling", _OTHER, "其他处理", forms=("2019",)),
    Row(
        "applications_other_handling_correction_overdue",
        "1.申请人无正当理由逾期不补正、行政机关不再处理其政府信息公开申请",
        "逾期不补正",
        _OTHER,
        forms=("2021",),
    ),
    Row(
        "applications_other_handling_fee_overdue",
        "2.申请人逾期未按收费通知要求缴纳费用、行政机关不再处理其政府信息公开申请",
        "逾期未按收费",
        _OTHER,
        forms=("2021",),
    ),
    Row("applications_other_handling_other", "3.其他", "其他", _OTHER, whole=True, forms=("2021",)),
    Row("applications_handled", "（七）总计", "总计", whole=True),
    Row("applications_carried_forward", "四、结转下年度继续办理", "结转下年度"),
)
ROWS: Final = {row.key: row for row in APPLICATION_ROWS}
NEW: Final = "applications_new"
CARRIED_OVER: Final = "applications_carried_over"
HANDLED: Final = "applications_handled"
CARRIED_FORWARD: Final = "applications_carried_forward"
_NOT_RESULTS = {NEW, CARRIED_OVER, HANDLED, CARRIED_FORWARD}

OUTCOMES: Final = (
    Column("upheld", "结果维持"),
    Column("corrected", "结果纠正"),
    Column("other", "其他结果"),
    Column("pending", "尚未审结"),
    Column("total", "总计"),
)
PROCEEDINGS: Final = (
    Column("review", "行政复议"),
    Column("litigation_direct", "行政诉讼：未经复议直接起诉"),
    Column("litigation_after_review", "行政诉讼：复议后起诉"),
)
REVIEW_KEYS: Final = tuple(f"{proceeding.key}_{outcome.key}" for proceeding in PROCEEDINGS for outcome in OUTCOMES)


@dataclass(frozen=True, slots=True)
class Item:
    """A row of section 二: the key's stem, the wording, the core that tells it, and its columns with their cores.

    `spans` says how many grid columns each data column takes in the official form.
    """

    key: str
    wording: str
    core: str
    clause: str
    columns: tuple[Column, ...]
    spans: tuple[int, ...]


_STOCK_2021 = (
    Column("issued", "本年制发件数"),
    Column("repealed", "本年废止件数"),
    Column("in_force", "现行有效件数"),
)
_DECIDED_2021 = (Column("decided", "本年处理决定数量"),)
_STOCK_2019 = (
    Column("newly_made", "本年新制作数量"),
    Column("newly_disclosed", "本年新公开数量"),
    Column("disclosed_in_total", "对外公开总数量"),
)
_DECIDED_2019 = (
    Column("items_last_year", "上一年项目数量"),
    Column("items_change", "本年增/减"),
    Column("decided", "处理决定数量"),
)
_CLAUSE_1, _CLAUSE_5, _CLAUSE_6, _CLAUSE_8, _CLAUSE_9 = (f"第二十条第（{n}）项" for n in "一五六八九")

ITEMS: Final[dict[Form, tuple[Item, ...]]] = {
    "2021": (
        Item("rules", "规章", "规章", _CLAUSE_1, _STOCK_2021, (1, 1, 1)),
        Item("normative_documents", "行政规范性文件", "规范性文件", _CLAUSE_1, _STOCK_2021, (1, 1, 1)),
        Item("permits", "行政许可", "行政许可", _CLAUSE_5, _DECIDED_2021, (3,)),
        Item("penalties", "行政处罚", "行政处罚", _CLAUSE_6, _DECIDED_2021, (3,)),
        Item("coercive_measures", "行政强制", "行政强制", _CLAUSE_6, _DECIDED_2021, (3,)),
        Item(
            "fees",
            "行政事业性收费",
            "行政事业性收费",
            _CLAUSE_8,
            (Column("charged_10k_yuan", "本年收费金额（单位：万元）"),),
            (3,),
        ),
    ),
    "2019": (
        Item("rules", "规章", "规章", _CLAUSE_1, _STOCK_2019, (1, 2, 1)),
        Item("normative_documents", "规范性文件", "规范性文件", _CLAUSE_1, _STOCK_2019, (1, 2, 1)),
        Item("permits", "行政许可", "行政许可", _CLAUSE_5, _DECIDED_2019, (1, 2, 1)),
        Item("other_services", "其他对外管理服务事项", "其他对外管理服务事项", _CLAUSE_5, _DECIDED_2019, (1, 2, 1)),
        Item("penalties", "行政处罚", "行政处罚", _CLAUSE_6, _DECIDED_2019, (1, 2, 1)),
        Item("coercive_measures", "行政强制", "行政强制", _CLAUSE_6, _DECIDED_2019, (1, 2, 1)),
        Item("fees", "行政事业性收费", "行政事业性收费", _CLAUSE_8, _DECIDED_2019[:2], (1, 3)),
        Item(
            "procurement",
            "政府集中采购",
            "政府集中采购",
            _CLAUSE_9,
            (Column("items", "采购项目数量"), Column("amount", "采购总金额")),
            (2, 2),
        ),
    ),
}
ITEM_HEAD: Final = "信息内容"
APPLICANT_HEAD: Final = "申请人情况"
LEGAL_PERSON_HEAD: Final = "法人或其他组织"
BALANCE_NOTE: Final = "（本列数据的勾稽关系为：第一项加第二项之和，等于第三项加第四项之和）"
LITIGATION_HEAD: Final = "行政诉讼"
REVIEW_HEADS: Final = ("行政复议", "未经复议直接起诉", "复议后起诉")


def application_rows(form: Form) -> tuple[Row, ...]:
    """The rows of section 三 in their order: 25 in 2021, 23 in 2019."""
    return tuple(row for row in APPLICATION_ROWS if form in row.forms)


def result_rows(form: Form) -> tuple[Row, ...]:
    """The rows that add up to （七）总计."""
    return tuple(row for row in application_rows(form) if row.key not in _NOT_RESULTS)


def application_keys(form: Form) -> tuple[str, ...]:
    """The keys of section 三, row by row: 175 in 2021, 161 in 2019."""
    return tuple(f"{row.key}_{column.key}" for row in application_rows(form) for column in APPLICANTS)


def disclosure_keys(form: Form) -> tuple[str, ...]:
    """The keys of section 二: 10 in 2021, 22 in 2019."""
    return tuple(f"{item.key}_{column.key}" for item in ITEMS[form] for column in item.columns)


def keys(form: Form) -> tuple[str, ...]:
    """Every key of a form, in its order: 200 in 2021, 198 in 2019."""
    return (*disclosure_keys(form), *application_keys(form), *REVIEW_KEYS)


def official_wording(form: Form) -> dict[str, str]:
    """Key of every figure of a form → the official wording of section, row and column, joined by " / "."""
    disclosure, applications, reviews = HEADINGS[form][1:4]
    wording = {
        f"{item.key}_{column.key}": f"二、{disclosure} / {item.clause} / {item.wording} / {column.wording}"
        for item in ITEMS[form]
        for column in item.columns
    }
    for row in application_rows(form):
        above = "" if row.key in _NOT_RESULTS - {HANDLED} else f"{RESULTS} / "
        group = f"{row.group} / " if row.group else ""
        for column in APPLICANTS:
            wording[f"{row.key}_{column.key}"] = f"三、{applications} / {above}{group}{row.wording} / {column.wording}"
    for proceeding in PROCEEDINGS:
        for outcome in OUTCOMES:
            wording[f"{proceeding.key}_{outcome.key}"] = f"四、{reviews} / {proceeding.wording} / {outcome.wording}"
    return wording
