"""Labelled pairs of made-up annual reports: what is a copy, and what only looks like one.

All prose is made for this; the table's labels are those of the official form of 2021. Everything follows from the seed.
"""

from __future__ import annotations

import random
import re
from dataclasses import dataclass, replace

from opencc import OpenCC

from crawler.dedup import Side

CITIES = ("青川市", "临湖市", "东屏市", "云岭市", "白鹭市", "石门市", "金滩市", "望海市")
DISTRICTS = ("新桥区", "南塘区", "柳河县", "北苑区", "西陵区", "永丰县", "长堤区", "高坪县")
STREETS = (
    "竹园街道",
    "松林街道",
    "桂花街道",
    "铁佛镇",
    "双溪镇",
    "荷塘街道",
    "杨柳街道",
    "大石乡",
    "清泉镇",
    "古井街道",
)
BUREAUS = (
    "财政局",
    "教育局",
    "水利局",
    "民政局",
    "司法局",
    "交通运输局",
    "文化和旅游局",
    "卫生健康委员会",
    "市场监督管理局",
    "审计局",
)
TRADITIONAL = {name: OpenCC(name) for name in ("s2t", "s2tw", "s2twp", "s2hk")}

# {o} organ, {p} its region, {y} year, {z} the year before, {n} a number. Each in two wordings.
SENTENCES = (
    (
        "{y}年，{o}把公开当作日常工作的一部分来做，全年共公布各类信息{n}条，比{z}年多{n}条。",
        "这一年{o}继续把信息公开列入考核，{y}年一共发布信息{n}条，较{z}年增加{n}条。",
    ),
    (
        "其中在门户网站登出{n}条，在公众账号推送{n}条，在公告栏张贴{n}份。",
        "按渠道分，网站占{n}条，公众账号占{n}条，纸质公告占{n}份。",
    ),
    (
        "{p}范围内的财政预算、采购和工程项目逐项上网，涉及资金{n}.{n}万元。",
        "凡使用财政资金的项目都已上网，{p}全年合计{n}.{n}万元。",
    ),
    (
        "我们为此开了{n}次碰头会，理出{n}项需要改的事，到年底改完{n}项。",
        "为推动落实，先后开会{n}次，列出问题{n}个，年底前解决{n}个。",
    ),
    (
        "{o}安排{n}名专人负责收件、登记、转办和答复，另有{n}名同事兼职帮忙。",
        "目前{o}有{n}名专职人员和{n}名兼职人员办理此项工作。",
    ),
    (
        "群众打来电话询问{n}次，到窗口询问{n}人次，网上留言{n}条，都有回音。",
        "全年接到来电{n}次、来访{n}人次、留言{n}条，均已答复。",
    ),
    (
        "对拿不准的内容，由{o}法制人员先看一遍，再由负责人签字，共审核{n}件。",
        "{o}坚持先审后发，这一年审核稿件{n}件，没有出现泄密。",
    ),
    (
        "在{p}的{n}个社区设了查阅点，摆放办事说明{n}册，供居民随手取用。",
        "居民可在{p}的{n}个查阅点取阅资料，年内补充了{n}册。",
    ),
    (
        "重大决策出台之前，在网上征求意见{n}次，收到建议{n}条，采纳{n}条。",
        "就{n}项决策草案听取了公众意见，共收到{n}条，其中{n}条被吸收。",
    ),
    (
        "政策文件发布时同步配上图解和问答，全年做了{n}份图解、{n}篇问答。",
        "我们给文件配了{n}份图解和{n}篇问答，方便大家看懂。",
    ),
    ("{o}按季度清查网站栏目，下架过期内容{n}条，修正错链{n}处。", "{o}对栏目做了{n}轮检查，改正错误链接{n}处。"),
    ("没有因为信息公开向申请人收取任何费用，减免的复印费约{n}元。", "全年未收费，免去复印、邮寄等费用约{n}元。"),
    (
        "培训方面，请来讲课的老师{n}位，听课的干部{n}人次，考试合格率{n}%。",
        "我们组织培训，到课{n}人次，邀请讲师{n}位，测验合格率达{n}%。",
    ),
    (
        "人大代表建议和政协提案的办理结果也都上网，分别是{n}件和{n}件。",
        "代表建议{n}件、委员提案{n}件的答复全文已经公布。",
    ),
    ("住房、养老、就学这几类大家最关心，{p}单独开了专栏，更新{n}次。", "{p}围绕住房、就学等开设专栏，更新内容{n}次。"),
    ("对基层单位的公开情况抽查{n}家，通报{n}家，约谈{n}家。", "抽查基层单位{n}家，对做得不好的{n}家点名，约谈{n}家。"),
    ("{o}还把历年的老文件重新整理了一遍，标明有效、失效或废止，共{n}份。", "{o}完成旧文件清理{n}份，分别标注了效力。"),
    ("应急、环境和食品抽检结果做到当天有、当天发，累计{n}期。", "食品抽检和环境数据及时发布，共{n}期。"),
)
# What every report of the region says alike, whoever wrote it and whichever the year.
STANDING = (
    "公开是常态、不公开是例外，这句话写在墙上，更要落在每一天的工作里；凡是应当让人知道的事情，都不该要人来问第二遍。",
    "我们要求经办人在拟稿的同时就写明能不能公开、什么时候公开、由谁来公开，写不清楚的稿子退回去重写，不得先压着不办。",
    "答复申请的时候，先弄明白对方真正想知道什么，能当面讲清的就当面讲清，需要书面答复的写得平实易懂，并告知还可以走哪些途径。",
    "涉及个人隐私和商业秘密的材料，先征询权利人的意见，再作区分处理，能遮住一部分的就不整份扣下，理由要写在答复书里面。",
    "各单位的负责人是第一责任人，分管的同志每个季度听一次汇报，出了问题先查制度上的漏洞，再谈个人的责任和改正的期限。",
    "年终考核把这项工作单列一栏，既看发了多少，也看发得准不准、快不快、看不看得懂，群众评价占的分量逐步加大。",
    "文件起草完毕之后，牵头的科室与负责公开的同事一起核对标题、文号、日期和附件，确认没有差错才送去发布，留下签字备查。",
    "对上级布置的任务列出清单，写明牵头单位、配合单位和完成时间，办完一项销号一项，没有办完的在下个季度的例会上说明原因。",
    "窗口备有纸笔、老花镜和复印机，行动不便的居民可以请人代填，也可以打电话预约上门，所有表格都附有填写的样例。",
    "网站的搜索框放在最显眼的地方，旧栏目里的内容迁移之后保留原来的地址，避免收藏过网页的人打开时什么也看不到。",
    "负责发布的账号由专人保管口令，发布前必须两人在场，发布后当天回看一遍，发现错字立即更正，并在页面上注明更正的时间。",
    "我们欢迎居民、企业和媒体提出批评，意见不论尖锐与否都登记在册，能改的马上改，一时改不了的讲明困难和打算。",
)
FAULTS = (
    "有的科室发得慢，个别栏目更新不及时；解读的形式比较单一。",
    "队伍更换频繁，新来的同志对法规还不熟；部分内容写得太长，不便阅读。",
    "检索功能不够好用；依申请办理的流程还能再缩短一些。",
)
PLANS = (
    "下一步，{o}打算把栏目理顺，把答复的格式统一起来，并且每半年自查一次。",
    "明年{o}将增加培训，多做图表解读，让{p}居民看得到、看得懂。",
    "今后{o}要与档案部门配合，把目录编得更细，把{p}的旧档也放上来。",
)
TABLE_ROWS = (
    "一、本年新收政府信息公开申请数量",
    "二、上年结转政府信息公开申请数量",
    "（一）予以公开",
    "（二）部分公开",
    "1.属于国家秘密",
    "2.其他法律行政法规禁止公开",
    "3.危及“三安全一稳定”",
    "4.保护第三方合法权益",
    "5.属于三类内部事务信息",
    "6.属于四类过程性信息",
    "7.属于行政执法案卷",
    "8.属于行政查询事项",
    "1.本机关不掌握相关政府信息",
    "2.没有现成信息需要另行制作",
    "3.补正后申请内容仍不明确",
    "1.信访举报投诉类申请",
    "2.重复申请",
    "3.要求提供公开出版物",
    "4.无正当理由大量反复申请",
    "（七）总计",
    "四、结转下年度继续办理",
)
HEADINGS = (
    "一、总体情况",
    "二、主动公开政府信息情况",
    "三、收到和处理政府信息公开申请情况",
    "四、存在的主要问题及改进情况",
    "五、其他需要报告的事项",
)
FURNITURE = (
    "发布时间：{d} 来源：本站 浏览次数：{n}",
    "首页 政务公开 信息公开年报 字体 大 中 小",
    "分享到 微信 微博 打印本页 关闭窗口",
    "扫一扫在手机打开当前页",
    "上一篇 工作要点 下一篇 公开指南",
    "版权所有 技术支持 网站地图 联系方式 备案号{n}",
)


@dataclass(frozen=True)
class Plan:
    """What a made report is drawn from: `wording` is one bit a sentence, `numbers` its figures in order."""

    organ: str
    region: str
    year: int
    wording: tuple[int, ...]
    numbers: tuple[int, ...]
    cells: tuple[int, ...]
    fault: int = 0
    phone: int = 7_000_000


@dataclass(frozen=True)
class Pair:
    """Two reports and whether they are copies. `kinds` are the answers that are right for a copy; () means none is."""

    case: str
    first: Side
    second: Side
    kinds: tuple[str, ...]

    @property
    def copy(self) -> bool:
        return bool(self.kinds)


def plan(rng: random.Random, organ: str, region: str, year: int, *, busy: bool = True) -> Plan:
    """A new report's plan; one that is not `busy` has nearly nothing but zeros in its table."""
    return Plan(
        organ,
        region,
        year,
        tuple(rng.randrange(2) for _ in SENTENCES),
        tuple(rng.randrange(2, 40 if not busy else 3000) for _ in range(80)),
        tuple(rng.randrange(1, 60) if busy and rng.random() < 0.3 else 0 for _ in range(7 * len(TABLE_ROWS))),
        rng.randrange(len(FAULTS)),
        rng.randrange(6_000_000, 8_999_999),
    )


def next_year(rng: random.Random, old: Plan, *, rewritten: float, lazy: float = 0.1) -> Plan:
    """The same organ a year later: a share of the sentences `rewritten`, a `lazy` share of the numbers left alone."""
    return replace(
        old,
        year=old.year + 1,
        wording=tuple(bit ^ (rng.random() < rewritten) for bit in old.wording),
        numbers=tuple(n if rng.random() < lazy else n + rng.randrange(1, 1 + n) for n in old.numbers),
        cells=tuple(n if rng.random() < 0.5 else max(0, n + rng.randrange(-3, 5)) for n in old.cells),
    )


def write(made: Plan) -> str:
    """The report's text under the text contract: paragraphs one a line, the table as pipe rows."""
    numbers = iter(made.numbers * 2)
    words = {"o": made.organ, "p": made.region, "y": str(made.year), "z": str(made.year - 1)}

    def fill(sentence: str) -> str:
        return re.sub(r"\{(\w)\}", lambda slot: words.get(slot[1]) or str(next(numbers)), sentence)

    said = [fill(pair[bit]) for pair, bit in zip(SENTENCES, made.wording, strict=True)]
    period = f"数据统计期限自{made.year}年1月1日起至{made.year}年12月31日止。"
    lines = [
        f"依照公开条例的要求，{made.organ}编写了这份{made.year}年度报告。全文分五个部分。{period}"
        f"如有疑问，请致电0555-{made.phone}。",
        HEADINGS[0],
        *STANDING[:5],
        *said[:6],
        HEADINGS[1],
        *(f"（{'一二三四五六'[place]}）{sentence}" for place, sentence in enumerate(said[6:12])),
        *said[12:],
        *STANDING[5:],
        HEADINGS[2],
    ]
    for place, label in enumerate(TABLE_ROWS):
        lines.append(f"| {label} | {' | '.join(map(str, made.cells[7 * place : 7 * place + 7]))} |")
    lines += [HEADINGS[3], FAULTS[made.fault], fill(PLANS[made.fault]), HEADINGS[4], "没有其他需要报告的事项。"]
    return "\n".join(lines)


def side(made: Plan, **changes: object) -> Side:
    """The side of a made report as extraction would give it, with `changes` to its fields."""
    fields: dict[str, object] = {
        "title": f"{made.organ}{made.year}年政府信息公开工作年度报告",
        "text": write(made),
        "organ": made.organ,
        "report_year": made.year,
        "language": "zh-Hans",
    }
    return Side(**(fields | changes))  # type: ignore[arg-type]


def furnished(rng: random.Random, text: str) -> str:
    """`text` with what portals leave around and inside it."""
    lines = text.split("\n")
    for line in rng.sample(FURNITURE, rng.randrange(1, 5)):
        filled = line.format(
            d=f"20{rng.randrange(10, 25)}-0{rng.randrange(1, 9)}-1{rng.randrange(9)}", n=rng.randrange(9999)
        )
        lines.insert(rng.choice((0, len(lines), rng.randrange(len(lines)))), filled)
    return "\n".join(lines)


def flattened(text: str) -> str:
    """`text` with its table rows as general extractors leave them: one cell a line."""
    return "\n".join(
        "\n".join(cell.strip() for cell in line.strip("|").split("|")) if line.startswith("|") else line
        for line in text.split("\n")
    )


def respelled(text: str) -> str:
    """`text` with other white space and punctuation: nothing that is said changes."""
    return text.replace("，", ", ").replace("。", "．").replace("（", "(").replace("）", ")").replace("\n", "\n　　")


def hijacked(text: str) -> str:
    """`text` as a hijacked mirror leaves it: a betting brand for common words, sounds behind characters."""
    return text.replace("我们", "abc体育官网").replace("行政", "行(xing)政").replace("答复", "答(dá)复")


def part(rng: random.Random, text: str) -> str:
    """The first 55 to 90 % of the text."""
    return text[: int(len(text) * rng.uniform(0.55, 0.9))]


def corrected(rng: random.Random, made: Plan, count: int) -> Plan:
    """`made` with `count` of the numbers that its prose uses changed."""
    used = sum(len(re.findall(r"\{n\}", pair[bit])) for pair, bit in zip(SENTENCES, made.wording, strict=True))
    places = set(rng.sample(range(used), count))
    return replace(made, numbers=tuple(n + 1 if place in places else n for place, n in enumerate(made.numbers)))


def _any_organ(rng: random.Random) -> tuple[str, str]:
    city, district = rng.choice(CITIES), rng.choice(DISTRICTS)
    return rng.choice(
        (
            (f"{city}人民政府", city),
            (f"{city}{district}人民政府", district),
            (f"{city}{rng.choice(BUREAUS)}", city),
            (
                f"{district}{rng.choice(STREETS)}办事处".replace("镇办事处", "镇人民政府").replace(
                    "乡办事处", "乡人民政府"
                ),
                district,
            ),
        )
    )


def true_copies(rng: random.Random) -> list[Pair]:
    """One report's copies, each beside the original."""
    organ, region = _any_organ(rng)
    made = plan(rng, organ, region, rng.randrange(2009, 2025), busy=rng.random() < 0.7)
    original = side(made)
    text = original.text
    bare = organ.removeprefix(next((city for city in CITIES if organ.startswith(city) and len(organ) > 8), ""))
    script = rng.choice(sorted(TRADITIONAL))
    converted = TRADITIONAL[script].convert
    one, two = corrected(rng, made, 1), corrected(rng, made, 2)
    traditional = {"title": converted(original.title), "organ": converted(organ), "language": "zh-Hant"}
    return [
        Pair("same page", original, original, ("exact",)),
        Pair("respelled", original, side(made, text=respelled(text)), ("exact",)),
        Pair("furniture", original, side(made, text=furnished(rng, text)), ("near",)),
        Pair("flattened table", original, side(made, text=flattened(text)), ("near",)),
        Pair("part", original, side(made, text=part(rng, text)), ("near",)),
        Pair("part with furniture", original, side(made, text=furnished(rng, part(rng, text))), ("near",)),
        Pair("organ without its city", original, side(made, organ=bare, text=furnished(rng, text)), ("near",)),
        Pair("organ unknown", original, side(made, organ=None, text=furnished(rng, text)), ("near",)),
        Pair("year unknown", original, side(made, report_year=None, title="信息公开年报"), ("exact",)),
        Pair(f"traditional {script}", original, side(made, text=converted(text), **traditional), ("cross_script",)),
        Pair(
            f"traditional {script} with furniture",
            original,
            side(made, text=converted(furnished(rng, text)), **traditional),
            ("cross_script",),
        ),
        Pair("hijacked mirror", original, side(made, text=hijacked(text)), ("near",)),
        Pair("one figure corrected", original, side(one), ("near",)),
        Pair("two figures corrected", original, side(two, text=furnished(rng, write(two))), ("near",)),
    ]


def look_alikes(rng: random.Random) -> list[Pair]:
    """Pairs that share a template, not a report."""
    organ, region = _any_organ(rng)
    busy = rng.random() < 0.6
    made = plan(rng, organ, region, rng.randrange(2009, 2024), busy=busy)
    later = next_year(rng, made, rewritten=rng.uniform(0.0, 0.2))
    lazy = next_year(rng, made, rewritten=0.05, lazy=0.6)
    generic = "政府信息公开工作年度报告"
    pairs = [
        Pair("next year", side(made), side(later), ()),
        Pair("next year, traditional", side(made), _traditional(rng, side(later)), ()),
        Pair("next year, year unknown on one side", side(made), side(later, report_year=None, title=generic), ()),
        Pair(
            "next year, years unknown",
            side(made, report_year=None, title=generic),
            side(lazy, report_year=None, title=generic),
            (),
        ),
        Pair(
            "next year under this year's label",
            side(made),
            side(lazy, report_year=made.year, title=side(made).title),
            (),
        ),
    ]
    for names, head in ((STREETS, rng.choice(DISTRICTS)), (BUREAUS, rng.choice(CITIES))):
        one, two = rng.sample(names, 2)
        ours = replace(made, organ=head + one, region=head)
        theirs = replace(
            ours,
            organ=head + two,
            cells=tuple(n if rng.random() < 0.8 else n + 1 for n in ours.cells),
            numbers=tuple(n if rng.random() < 0.5 else n + 1 for n in ours.numbers),
            phone=ours.phone + 1,
        )
        twin = replace(ours, organ=head + two)
        default = {"organ": f"{head}人民政府", "title": generic}
        case = "streets" if names is STREETS else "bureaus"
        pairs += [
            Pair(f"{case}, one template", side(ours), side(theirs), ()),
            Pair(f"{case}, organ unknown", side(ours, organ=None), side(theirs, organ=None), ()),
            Pair(f"{case}, organ unknown on one side", side(ours), side(theirs, organ=None, title=generic), ()),
            Pair(f"{case}, the portal's organ for both", side(ours, **default), side(theirs, **default), ()),
            Pair(f"{case}, equal figures", side(ours, **default), side(twin, **default), ()),
            Pair(
                f"{case}, equal figures, traditional",
                side(ours, **default),
                _traditional(rng, side(twin, **default)),
                (),
            ),
        ]
    # Named once in a text of zeros, and the portal's organ over both.
    one, two = rng.sample(STREETS, 2)
    quiet = plan(rng, "本单位", "辖区", made.year, busy=False)
    named = [f"{write(quiet)}\n特此报告，由{street}编写，数字以此为准。" for street in (one, two)]
    default = {"organ": f"{region}人民政府", "title": generic}
    pairs.append(
        Pair("streets, named once", side(quiet, text=named[0], **default), side(quiet, text=named[1], **default), ())
    )
    preface = "\n".join((*STANDING[:5], *STANDING[5:]))
    own = [write(plan(rng, "本单位", "辖区", made.year)) for _ in range(2)]
    pairs.append(
        Pair(
            "streets, one preface",
            side(quiet, text=f"{preface}\n{own[0]}", **default),
            side(quiet, text=f"{preface}\n{own[1]}", **default),
            (),
        )
    )
    first, second = rng.sample(CITIES, 2)
    ours = replace(made, organ=f"{first}人民政府", region=first)
    sister = replace(ours, organ=f"{second}人民政府", region=second)
    nameless = {"organ": None, "title": generic}
    pairs += [
        Pair("sister cities", side(ours), side(sister), ()),
        Pair("sister cities, organ unknown", side(ours, **nameless), side(sister, **nameless), ()),
        Pair(
            "sister cities, a part", side(ours, **nameless), side(sister, **nameless, text=part(rng, write(sister))), ()
        ),
        Pair("strangers", side(made), side(plan(rng, *_any_organ(rng), made.year)), ()),
    ]
    return pairs


def _traditional(rng: random.Random, one: Side) -> Side:
    converted = TRADITIONAL[rng.choice(sorted(TRADITIONAL))].convert
    organ = converted(one.organ) if one.organ else None
    return replace(one, text=converted(one.text), title=converted(one.title), organ=organ, language="zh-Hant")


def pairs(seed: int, rounds: int) -> list[Pair]:
    """The labelled set: fourteen copies and twenty-three look-alikes a round."""
    rng = random.Random(seed)
    return [pair for _ in range(rounds) for pair in (*true_copies(rng), *look_alikes(rng))]
