"""益阳市大通湖区 (numeric Hunan family)."""

from crawler.families.hunan_numeric import HunanNumericSpider


class DathonghuSpider(HunanNumericSpider):
    """A management district without a GB/T 2260 code of its own: filed under the city of Yiyang (430900).

    The column page may be the newest report itself. Hosts and paths are known from public copies; not tried against
    the live site.
    """

    name = "dathonghu"
    title = "益阳市大通湖区管理委员会"
    hosts = ("dth.yiyang.gov.cn",)
    division_code = "430900"
    division_name = "湖南省益阳市大通湖区"
    home = "http://dth.yiyang.gov.cn/"
    columns = ("http://dth.yiyang.gov.cn/30194/36953/41045/index.htm",)
