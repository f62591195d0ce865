"""长沙市望城区 (TRS WCM)."""

from crawler.families.trs_wcm import TrsWcmSpider


class WangchengSpider(TrsWcmSpider):
    """Hosts and paths are known from public copies; not tried against the live site."""

    name = "wangcheng"
    title = "长沙市望城区人民政府"
    hosts = ("www.wangcheng.gov.cn",)
    division_code = "430112"
    division_name = "湖南省长沙市望城区"
    home = "http://www.wangcheng.gov.cn/"
    columns = (
        "http://www.wangcheng.gov.cn/xxgk_343/zfxxgknb/",
        "http://www.wangcheng.gov.cn/xxgk_343/zfxxgknb/qzfxxgknb/",
    )
    hubs = ("http://www.wangcheng.gov.cn/xxgk_343/gdwxxgk/",)
