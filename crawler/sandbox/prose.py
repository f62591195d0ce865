"""The prose of the reports: three forms composed from sentences of our own, with the figures worked in.

Which wording an organ uses depends on its `voice` only, so two years of one organ's report (and bureaus that share a
voice) are told in the same words with other figures, as real ones are.
"""

from __future__ import annotations

from dataclasses import dataclass

from crawler.sandbox import figures, forms
from crawler.sandbox.document import Document, Grid, Paragraph
from crawler.sandbox.figures import draw


@dataclass(frozen=True, slots=True)
class Organ:
    """Who reports. `name` stands in titles, `full_name` signs, `area` is what it governs (我区 …), `site` its web site.

    `scale` is about how many applications a year it gets; `voice` picks its wording; `stock` is how many regulatory
    documents were in force when 2019 began. `theme` is a sentence of its own on what it published most.
    """

    name: str
    full_name: str
    area: str
    site: str
    scale: int
    voice: str = ""
    stock: int = 12
    theme: str = ""

    @property
    def wording(self) -> str:
        """What its wording is picked by."""
        return self.voice or self.full_name


@dataclass(frozen=True, slots=True)
class Composed:
    """A composed report: the document and the figures put into its tables."""

    document: Document
    figures: forms.Figures
    form: str


def percent(part: int, whole: int) -> str:
    """A share as these reports print it: 90.25%."""
    return f"{100 * part / whole:.2f}%" if whole else "0%"


def heading(text: str) -> Paragraph:
    """A heading line."""
    return Paragraph(text, "heading")


def sign_off(organ: str, signed: str | None) -> list[Paragraph]:
    """The two lines that end a report, or none."""
    return [Paragraph(organ, "sign-off"), Paragraph(signed, "sign-off")] if signed else []


def _choose(organ: Organ, slot: str, *variants: str) -> str:
    return variants[draw(0, len(variants) - 1, organ.wording, slot)]


def _of_year(year: int, slot: str, *variants: str) -> str:
    return variants[(year + len(slot)) % len(variants)]


def compose(organ: Organ, year: int, title: str, signed: str | None, preface_year: int | None = None) -> Composed:
    """One report in the form its year calls for.

    `signed` is the date line (2017年3月6日) or None for a report without sign-off; `preface_year` is the year that the
    preface names where that is not the report's.
    """
    if year < figures.FIRST_YEAR:
        return older(organ, year, title, signed, preface_year or year)
    return statutory(organ, year, title, signed)


def older(organ: Organ, year: int, title: str, signed: str | None, preface_year: int) -> Composed:
    """The narrative form of the reports for 2008–2018."""
    data = figures.narrative(organ.full_name, year, organ.scale)
    table, cells = forms.local_table(data, year)
    o, a = organ.full_name, organ.area
    blocks: list[Paragraph | Grid] = [
        Paragraph(
            _choose(
                organ,
                "preface",
                f"本报告依照《中华人民共和国政府信息公开条例》（以下简称《条例》）的要求，由{o}编制。",
                f"根据《中华人民共和国政府信息公开条例》（以下简称《条例》）有关规定，{o}编制了{preface_year}年度政府信息公开工作年度报告。",
                f"为落实《中华人民共和国政府信息公开条例》（以下简称《条例》）关于按年度公布工作报告的规定，{o}现将{preface_year}年政府信息公开工作情况报告如下。",
            )
            + "全文由概述，主动公开政府信息的情况，依申请公开政府信息的情况，咨询与接待的情况，复议和诉讼的情况，"
            + "机构、人员与经费的情况，存在的问题和改进的打算，以及附表八个部分组成。"
            + f"所列数据的统计期限自{preface_year}年1月1日起至{preface_year}年12月31日止。"
            + f"本报告的电子版可以在{organ.site}下载。"
        ),
        heading("一、概述"),
        Paragraph(
            f"{year}年，"
            + _choose(
                organ,
                "overview",
                f"{a}把政府信息公开当作联系群众、改进作风的一件实事来抓，围绕年初确定的任务，边公开、边规范、边完善，各项工作平稳推进。",
                f"{a}坚持以公开为常态、不公开为例外，把群众关心的事项摆到前面，把容易产生疑问的环节讲到明处，公开工作有了新的进步。",
                f"在上级主管部门的指导下，{a}从健全制度、充实内容、方便查阅三个方面入手，持续做好政府信息公开的各项基础工作。",
            )
        ),
        Paragraph(
            "（一）"
            + _choose(
                organ,
                "lead",
                "明确责任，理顺机制。主要负责人听取专题汇报，分管负责人每季度过问一次进度，办公室承担日常协调，各科室确定一名联络员，做到件件有人办、事事有人管。",
                "加强领导，落实分工。及时调整了政务公开领导小组，由主要负责人任组长，领导小组下设办公室，负责拟订计划、汇总数据、受理申请和督促整改。",
                "完善制度，压实责任。修订了信息发布审核、保密审查、依申请公开办理和责任追究四项制度，凡拟发布的信息先审查、后公开，谁签发、谁负责。",
            )
        ),
        Paragraph(
            "（二）"
            + _choose(
                organ,
                "content",
                "突出重点，充实内容。对照重点领域目录，集中发布了财政资金、保障性住房、环境保护、安全生产、征地补偿等方面的信息，并为每类信息指定了更新期限。",
                "围绕民生，拓展内容。把就业社保、教育医疗、救助优抚、道路建设等与群众生活关系最近的事项列为公开重点，重要政策出台的同时配发解读材料。",
                "规范目录，更新内容。按照统一的分类和编码重新整理了公开目录，清理过期和重复的条目，补齐了机构职能、办事指南和收费依据等基础信息。",
            )
            + organ.theme
        ),
        Paragraph(
            "（三）"
            + _of_year(
                year,
                "event",
                f"抓好培训，提升能力。全年举办业务培训{data.training}期，参训{data.trained}人次，重点讲解了申请答复的格式和保密审查的程序。",
                f"畅通渠道，方便群众。在服务大厅、档案馆和图书馆设立查阅点，全年接待查阅{data.readers}人次，组织培训{data.training}期、{data.trained}人次。",
                f"强化督查，注重实效。把公开工作列入年度考核，开展检查两轮，对更新不及时的栏目当场列出清单；举办培训{data.training}期，{data.trained}人次参加。",
            )
        ),
        heading("二、主动公开政府信息的情况"),
        Paragraph(
            f"{year}年，{a}通过各种渠道主动公开政府信息{data.published}条。其中，政府网站公开{data.website}条，"
            f"占{percent(data.website, data.published)}"
            + (
                f"；政务微博公开{data.microblog}条，占{percent(data.microblog, data.published)}"
                if data.microblog
                else ""
            )
            + (f"；政务微信公开{data.wechat}条，占{percent(data.wechat, data.published)}" if data.wechat else "")
            + f"。另编印政府公报{data.bulletin}期，免费放置在各查阅点供群众取阅。"
        ),
        Paragraph(
            _choose(
                organ,
                "kinds",
                "从内容看，公开的信息以工作动态、政策文件、人事任免、规划计划和统计数据为主，其中民生类信息的比重比上年有所提高。",
                "从类别看，机构概况、法规文件、行政许可、财政预决算和公共服务五类信息数量最多，行政处罚信息做到了自作出决定之日起七个工作日内上网。",
                "从时效看，绝大多数信息在形成之日起二十个工作日内公开，突发事件和天气预警等信息做到了当日发布、滚动更新。",
            )
        ),
        heading("三、依申请公开政府信息的情况"),
        Paragraph(
            f"{year}年，共收到政府信息公开申请{data.received}件，均在规定期限内答复。其中，同意公开{data.granted}件，"
            f"同意部分公开{data.partly}件，不同意公开{data.refused}件，申请的信息不存在{data.not_held}件。"
            + _choose(
                organ,
                "requests",
                "申请内容主要涉及土地征收、房屋拆迁和历史档案。对要件不全的申请，都一次性告知了需要补正的内容。",
                "申请人以个人居多，大部分通过信函和网上表单提出。对不属于本机关职责范围的，告知了办理机关的名称和联系方式。",
                "办理中注意与申请人当面沟通，弄清真实需求，能够直接提供的当场提供，不能提供的逐条说明理由和救济途径。",
            )
            + "全年没有因公开政府信息收取任何费用。"
        ),
        heading("四、咨询与接待的情况"),
        Paragraph(
            f"{year}年，共接受公众咨询{data.inquiries}人次，"
            + _choose(
                organ,
                "inquiries",
                "内容集中在办事流程、社会保障、就学就医等方面，咨询电话在工作时间有专人值守。",
                "通过现场、电话和网上留言三种方式受理，留言的平均回复时间不超过三个工作日。",
                "其中以政策咨询和办事咨询为最多，对反映集中的问题整理成常见问答，统一在网站公布。",
            )
        ),
        heading("五、复议和诉讼的情况"),
        Paragraph(
            f"{year}年，因政府信息公开被申请行政复议{data.reviews}件，被提起行政诉讼{data.lawsuits}件，没有收到有关的申诉。"
        ),
        heading("六、机构、人员与经费的情况"),
        Paragraph(
            f"截至{year}年底，从事政府信息公开工作的专职人员{data.staff}人，兼职人员{data.part_time}人。"
            + _choose(
                organ,
                "budget",
                "所需经费列入部门预算，用于网站维护、公报印刷和人员培训，没有设立专项。",
                "网站运行维护、查阅点设备更新等开支由办公经费统一安排。",
                "设有专门的受理窗口一个，配备电脑、打印机和档案柜，开支纳入年度预算。",
            )
        ),
        heading("七、存在的问题和改进的打算"),
        Paragraph(
            _choose(
                organ,
                "problems",
                f"{year}年的工作虽然取得了一些成绩，但还有不足：一是少数单位主动公开的意识不够强，信息更新时快时慢；二是政策解读的形式比较单一，群众看不懂的情况仍然存在；三是工作人员变动较大，业务熟练程度参差不齐。",
                f"回顾{year}年，还存在一些薄弱环节：一是公开的内容与群众的需要之间仍有距离；二是部分栏目信息量偏少，分类不够准确；三是基层查阅点的利用率不高，设备比较陈旧。",
            )
        ),
        Paragraph(
            f"{year + 1}年，"
            + _choose(
                organ,
                "plans",
                "将重点做好三件事：一是把公开目录逐条落实到科室和个人，每月通报更新情况；二是围绕重大决策多做图解、问答等易懂的解读；三是分期分批轮训工作人员，提高答复申请的质量。",
                "将从以下方面加以改进：一是深入了解群众需要，适时增设栏目；二是加强信息审核，统一格式和分类；三是更新查阅点设备，把服务延伸到社区和村组。",
            )
        ),
        Paragraph(f"附表：{organ.name}{year}年政府信息公开情况统计表", "caption"),
        table,
        *sign_off(organ.full_name, signed),
    ]
    return Composed(Document(title, tuple(blocks)), cells, "older")


def statutory(organ: Organ, year: int, title: str, signed: str | None, total_off: int = 0) -> Composed:
    """The forms of 2019 (reports of 2019 and 2020) and of 2021 (from 2021 on)."""
    form = "2019" if year < 2021 else "2021"
    key, scale = organ.full_name, organ.scale
    made = figures.documents(key, year, organ.stock)
    apps = figures.applications(key, year, scale)
    blocks_of_disputes = figures.disputes(key, year, scale)
    permits, penalties = draw(3, 9, key, year, "permits") * scale, draw(1, 4, key, year, "penalties") * scale
    coercions, services = draw(0, scale // 6, key, year, "coercions"), draw(10, 60, key, year, "services")
    published, wechat = draw(30, 50, key, year, "published") * scale + draw(1, 99, key, year), draw(80, 400, key, year)
    if form == "2019":
        first, cells = forms.disclosure_2019(
            made,
            permits,
            services,
            penalties,
            coercions,
            (draw(1, 30, key, year, "buy"), f"{draw(9, 990, key, year)}.6"),
        )
        fourth = "四、因政府信息公开工作被申请行政复议、提起行政诉讼情况"
        fifth = "五、政府信息公开工作存在的主要问题及改进情况"
    else:
        first, cells = forms.disclosure_2021(made, permits, penalties, coercions, f"{draw(0, 9, key, year, 'fee')}.35")
        fourth, fifth = "四、政府信息公开行政复议、行政诉讼情况", "五、存在的主要问题及改进情况"
    second, more = forms.requests(apps, form, total_off)
    third, rest = forms.reviews(blocks_of_disputes)
    received, trainings = sum(apps.received), draw(1, 4, key, year, "train")
    blocks: list[Paragraph | Grid] = [
        Paragraph(
            "根据《中华人民共和国政府信息公开条例》（国务院令第711号）第四十九条、第五十条的规定，"
            + _choose(
                organ,
                "preface",
                f"{organ.full_name}编制并公布{year}年度政府信息公开工作年度报告。",
                f"现公布{organ.full_name}{year}年政府信息公开工作年度报告。",
                f"{organ.full_name}对{year}年的政府信息公开工作进行了总结，形成本报告。",
            )
            + f"本报告所列数据的统计期限自{year}年1月1日起至{year}年12月31日止。"
            + _choose(
                organ,
                "contact",
                f"本报告可在{organ.site}查阅。",
                f"如对内容有疑问，请到{organ.site}留言。",
            )
        ),
        heading("一、总体情况"),
        Paragraph(
            _choose(
                organ,
                "overview",
                f"{year}年，{organ.area}全面落实国家和省、市关于政务公开工作的部署，坚持需求导向和问题导向，在公开的深度、准度和温度上下功夫。",
                f"{year}年，{organ.area}认真执行新修订的条例，紧扣中心任务推进决策、执行、管理、服务和结果公开，公开的质量稳中有升。",
            )
        ),
        Paragraph(
            "（一）主动公开情况。"
            + f"全年通过政府网站发布各类信息{published}条，通过政务新媒体发布{wechat}条。"
            + _choose(
                organ,
                "proactive",
                "围绕重大项目、优化营商环境、乡村振兴和民生实事等主题设置了专栏，做到政策发布与解读同步起草、同步审核、同步公开。",
                "完善了财政预决算、行政执法、公共资源配置等栏目，规范性文件全部以网页和可下载文本两种形式公布，并标注有效性。",
                "对公众关注度高的教育招生、医疗保障、养老服务等事项编写了一问一答，解读材料中图解和视频的比重明显提高。",
            )
            + organ.theme
        ),
        Paragraph(
            f"（二）依申请公开情况。全年新收政府信息公开申请{received}件，上年结转{sum(apps.carried_in)}件，"
            f"办结{sum(apps.total())}件，结转下年度继续办理{sum(apps.carried_out)}件。"
            + _choose(
                organ,
                "requests",
                "严格按照登记、审核、办理、答复、归档的流程办理，疑难件由法律顾问参与会商，答复文书统一格式、统一编号。",
                "办理中加强与申请人的沟通，推行由经办人起草、办公室复核、负责人签发的三级审核，确保答复合法、准确、及时。",
            )
        ),
        Paragraph(
            "（三）政府信息管理情况。"
            + _choose(
                organ,
                "management",
                "建立了信息发布台账，实行先审后发，定期排查错敏信息和失效链接，对历年规范性文件集中清理并动态更新。",
                "坚持源头管理，拟制公文时明确公开属性，对不予公开的说明理由；落实保密审查，全年未发生失泄密情况。",
            )
        ),
        Paragraph(
            "（四）政府信息公开平台建设情况。"
            + _of_year(
                year,
                "platform",
                "按照统一规范调整了政府信息公开专栏的布局，检索更加方便，适老化和无障碍功能通过了检测。",
                "整合了办事、互动和数据三个频道，政务公开专区配备自助查询设备，并有专人引导。",
                "关停了内容更新不足的账号，集中力量办好主账号，网站与新媒体的内容实现了同源发布。",
            )
        ),
        Paragraph(
            "（五）监督保障情况。"
            + _choose(
                organ,
                "supervision",
                f"将政务公开纳入绩效考核，分值权重不低于百分之四；全年开展业务培训{trainings}次，未发生追责情形。",
                f"每季度通报栏目更新情况，年底组织社会评议；举办专题培训{trainings}次，参训人员覆盖全部责任单位。",
            )
        ),
        heading("二、主动公开政府信息情况"),
        first,
        heading("三、收到和处理政府信息公开申请情况"),
        second,
        heading(fourth),
        third,
        heading(fifth),
        Paragraph(
            _choose(
                organ,
                "problems",
                f"{year}年的工作还存在以下问题：一是政策解读的针对性不强，对企业关切回应不够；二是个别单位信息发布不够及时；三是基层公开工作力量比较薄弱。",
                f"{year}年的工作与公众期待相比还有差距：一是主动公开的范围有待进一步明确；二是依申请公开答复的说理性不足；三是新媒体与网站之间的协同不够。",
            )
        ),
        Paragraph(
            f"{year + 1}年，"
            + _choose(
                organ,
                "plans",
                "将着重改进：一是加强政策发布前的需求调研，丰富解读形式；二是健全信息更新提醒机制，压实单位责任；三是加大业务指导和培训力度，稳定基层队伍。",
                "将采取以下措施：一是动态调整主动公开基本目录；二是编印答复示范文本，提高办理质量；三是统一内容策划和发布标准，提升传播效果。",
            )
        ),
        heading("六、其他需要报告的事项"),
        Paragraph(
            _choose(
                organ,
                "other",
                f"{year}年，依照《政府信息公开信息处理费管理办法》收取信息处理费0元。",
                f"本机关{year}年没有收取信息处理费，无其他需要报告的事项。",
            )
        ),
        *sign_off(organ.full_name, signed),
    ]
    return Composed(Document(title, tuple(blocks)), {**cells, **more, **rest}, form)
