"""白山市江源区 (TRS WCM): the district's disclosure platform."""

from crawler.families.trs_wcm import TrsWcmSpider


class JiangyuanSpider(TrsWcmSpider):
    """Each bureau has a column of its own.

    Hosts and paths are known from public copies; not tried against the live site.
    """

    name = "jiangyuan"
    title = "白山市江源区人民政府"
    hosts = ("xxgk-jy.cbs.gov.cn",)
    division_code = "220605"
    division_name = "吉林省白山市江源区"
    home = "http://xxgk-jy.cbs.gov.cn/"
    columns = (
        "http://xxgk-jy.cbs.gov.cn/pub/jyq/ndbg/",
        "http://xxgk-jy.cbs.gov.cn/zcbm/jyj/xxgkndbg1/",
        "http://xxgk-jy.cbs.gov.cn/zcbm/mzj/xxgkndbg2/",
        "http://xxgk-jy.cbs.gov.cn/zcbm/slj/xxgkndbg3/",
        "http://xxgk-jy.cbs.gov.cn/zcbm/lyj/xxgkndbg4/",
    )
