"""广州市荔湾区: Guangzhou's collection of its districts' reports, the district's own platform, an encyclopedia copy."""

from urllib.parse import quote

from crawler.families.gd_nfcms import GdNfcmsSpider


class LiwanSpider(GdNfcmsSpider):
    """In the collection only titles that name 荔湾 are taken.

    Hosts and paths are known from public copies; not tried against the live sites.
    """

    name = "liwan"
    title = "广州市荔湾区人民政府"
    hosts = ("www.lw.gov.cn", "www.gz.gov.cn", "www.newton.com.tw")
    division_code = "440103"
    division_name = "广东省广州市荔湾区"
    home = "http://www.lw.gov.cn/"
    columns = (
        "http://www.gz.gov.cn/zfjgzy/gzsrmzfbgt/zfxxgknb/gq/",
        "http://www.lw.gov.cn/gkmlpt/index",
        "https://www.newton.com.tw/wiki/" + quote("2014年廣州市荔灣區人民政府信息公開年度報告") + "/5417026",
    )
    organs = ("荔湾", "荔灣")
    collections = ("www.gz.gov.cn", "www.newton.com.tw")
    copies = ("www.newton.com.tw",)
