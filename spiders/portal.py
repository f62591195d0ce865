"""Any portal by its address: a home page, a column (栏目), or a report itself."""

from urllib.parse import urlsplit

from crawler.arguments import CrawlArguments
from crawler.portal_spider import PortalSpider
from crawler.records import Portal


class AnyPortalSpider(PortalSpider):
    """`scrapy crawl portal -a url=URL` finds the family and the columns by itself.

    Its hosts are the address's own, with and without `www.`; the portal is named after its host.
    """

    name = "portal"
    takes_url = True

    @classmethod
    def describe(cls, arguments: CrawlArguments) -> Portal:
        """A portal known only by an address."""
        assert arguments.url is not None
        host = (urlsplit(arguments.url).hostname or "").lower()
        bare = host.removeprefix("www.")
        return Portal(
            name=host,
            title=host,
            hosts=(host, bare if host != bare else f"www.{bare}"),
            division_code=None,
            division_name=None,
            family=cls.family,
            columns=(),
            home=arguments.url,
        )
