"""A portal whose spider has a bug where nothing of Scrapy's tells of it."""

from scrapy.http import Request

from crawler.families.hunan_numeric import HunanNumericSpider


class FailingSpider(HunanNumericSpider):
    """大通湖, whose spider fails when it looks for what is still to be done."""

    name = "failing"
    title = "益阳市大通湖区管理委员会"
    hosts = ("dth.yiyang.gov.cn",)
    columns = ("http://dth.yiyang.gov.cn/30194/36953/41045/index.htm",)

    def _next_requests(self) -> list[Request]:
        raise ValueError("planted")
