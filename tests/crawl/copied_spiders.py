"""A portal whose list shows its reports at several addresses each, and an encyclopedia's hijacked copies."""

from crawler.families.trs_wcm import TrsWcmSpider


class CopiedSpider(TrsWcmSpider):
    """望城 with hosts for telephones and a site that only carries copies."""

    name = "copied"
    title = "长沙市望城区人民政府"
    hosts = ("www.wangcheng.gov.cn", "wangcheng.gov.cn", "m.wangcheng.gov.cn", "copies.example.com")
    division_code = "430112"
    division_name = "湖南省长沙市望城区"
    columns = ("http://www.wangcheng.gov.cn/nb/",)
    copies = ("copies.example.com",)
