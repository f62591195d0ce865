"""A portal whose known column is gone."""

from crawler.families.trs_wcm import TrsWcmSpider


class MovedSpider(TrsWcmSpider):
    """望城 with a column that no longer exists."""

    name = "moved"
    title = "长沙市望城区人民政府"
    hosts = ("www.wangcheng.gov.cn",)
    home = "http://www.wangcheng.gov.cn/"
    columns = ("http://www.wangcheng.gov.cn/xxgk_343/gone/",)
