"""Short documents that stand beside reports in annual columns and are none."""

from __future__ import annotations

from collections.abc import Callable

from crawler.sandbox.document import Document, Paragraph
from crawler.sandbox.figures import draw

Writer = Callable[[str, int], Document]
"""From an organ's name and a year to the document."""


def _document(title: str, *lines: str) -> Document:
    return Document(title, tuple(Paragraph(line) for line in lines))


def site_work_table(organ: str, year: int) -> Document:
    """政府网站工作年度报表: the yearly return on the web site itself."""
    visits, columns = draw(20_000, 900_000, organ, year, "visits"), draw(20, 160, organ, year, "columns")
    return _document(
        f"{year}年度{organ}政府网站工作年度报表",
        f"网站名称：{organ}门户网站。填报单位：{organ}办公室。填报期限：{year}年1月1日至{year}年12月31日。",
        f"总访问量{visits}次，独立用户{visits // 7}个，信息发布总数{columns * 31}条，专栏专题{columns // 9}个。",
        f"安全检测评估{draw(2, 12, organ, year)}次，发现问题已全部整改；网站支持互联网协议第六版访问。",
    )


def department_budget(organ: str, year: int) -> Document:
    """部门预算公开."""
    amount = draw(300, 9_000, organ, year, "budget")
    return _document(
        f"{organ}{year}年部门预算公开",
        f"一、部门概况。{organ}内设机构{draw(4, 14, organ)}个，预算单位构成见附表。",
        f"二、收支总体情况。{year}年收入预算{amount}万元，支出预算{amount}万元，其中基本支出{amount * 2 // 3}万元。",
        "三、三公经费预算安排比上年有所压减，政府采购预算按集中采购目录编制。",
    )


def guide(organ: str, year: int) -> Document:
    """政府信息公开指南."""
    return _document(
        f"{organ}政府信息公开指南",
        f"为了方便公民、法人和其他组织获取政府信息，{organ}编制本指南，并于{year}年作了修订。",
        "公开范围包括机构职能、规范性文件、规划计划、行政许可、财政预决算和应急管理等类别的信息。",
        "申请公开政府信息的，可以当面提交、邮寄或者通过网上表单提交，申请表可在受理机构领取。",
    )


def interpretation(organ: str, year: int) -> Document:
    """文字解读 of a report."""
    return _document(
        f"《{organ}{year}年政府信息公开工作年度报告》文字解读",
        f"近日，{organ}公布了{year}年的政府信息公开工作年度报告。为便于公众了解，现就主要内容作如下解读。",
        "问：报告分为几个部分？答：报告按照国家规定的统一格式编制，分为六个部分，数据取自公开信息统计系统。",
        "问：今后有哪些改进？答：将从丰富解读形式、提高答复质量、加强队伍建设三个方面继续努力。",
    )


def rule_of_law(organ: str, year: int) -> Document:
    """法治政府建设年度报告."""
    cases = draw(2, 60, organ, year, "law")
    return _document(
        f"{organ}{year}年法治政府建设年度报告",
        f"{year}年，{organ}深入推进依法行政，现将法治政府建设情况报告如下。",
        f"一、主要举措和成效。审查重大行政决策{draw(3, 30, organ, year)}件，办理行政复议案件{cases}件。",
        "二、存在的不足和原因。执法规范化水平还不均衡，复合型法治人才比较缺乏。",
    )


def work_report(organ: str, year: int) -> Document:
    """政府工作报告."""
    growth = draw(4, 11, organ, year)
    return _document(
        f"{year}年{organ}政府工作报告",
        "各位代表：现在，我代表人民政府向大会报告工作，请予审议，并请列席同志提出意见。",
        f"一、过去一年工作回顾。地区生产总值增长百分之{growth}，城乡居民收入稳步提高，重点项目加快建设。",
        f"二、{year}年工作安排。坚持稳中求进，着力扩大投资、改善民生、保护生态、防范风险。",
    )


def call_for_reports(organ: str, year: int) -> Document:
    """关于做好……年度报告编制工作的通知."""
    return _document(
        f"{organ}办公室关于做好{year}年政府信息公开工作年度报告编制和发布工作的通知",
        "各街镇，各有关单位：按照条例的规定，现就年度报告的编制和发布工作通知如下。",
        f"一、统计期限为{year}年1月1日至{year}年12月31日，各单位要认真核对数据，确保前后一致。",
        f"二、请于{year + 1}年1月31日前在门户网站的年报栏目发布，并将文本报送办公室备案。",
    )
