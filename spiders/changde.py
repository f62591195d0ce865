"""湖南省常德市: the city's portal and sister hosts of its organs."""

from crawler.portal_spider import PortalSpider


class ChangdeSpider(PortalSpider):
    """Articles stand at `/zwgk/public/COLUMN/ID.html`.

    Hosts and paths are known from public copies; not tried against the live sites.
    """

    name = "changde"
    title = "常德市人民政府"
    hosts = ("www.changde.gov.cn", "zfb.changde.gov.cn", "zwzx.changde.gov.cn")
    division_code = "430700"
    division_name = "湖南省常德市"
    home = "http://zfb.changde.gov.cn/"
    columns = ("http://zfb.changde.gov.cn/zwgk/public/6617/", "http://zwzx.changde.gov.cn/zwgk/public/6620/")
    containers = ("#zoom", ".content", ".article-content")
