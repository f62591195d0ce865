"""Every setting, with its reason.

A value comes from `-s NAME=VALUE`, then the environment variable `GONGKAI_NAME`, then this file. No spider sets
`custom_settings`. Facts about Scrapy are those of 2.19. A value that is not of its default's kind (3 is a whole
number, 3.0 any) is refused by crawler.given_settings.
"""

import os
from typing import Any

from crawler import __version__

BOT_NAME = "gongkai"
SPIDER_MODULES = ["spiders"]
COMMANDS_MODULE = "crawler.commands"

# --- What runs leave -------------------------------------------------------------------------------------------------
OUTPUT_DIR = "output"
STORE_URL = ""  # empty: sqlite:///{OUTPUT_DIR}/corpus.db
WARC_MAX_BYTES = 1_000_000_000  # a WARC file is closed and the next begun at this size, as crawlers commonly do

# --- Who we are ------------------------------------------------------------------------------------------------------
# An honest name. The operator adds a contact (GONGKAI_USER_AGENT); a run says so while it is missing.
USER_AGENT = f"Gongkai/{__version__} (crawler of public annual disclosure reports; no contact set)"
ROBOTSTXT_OBEY = True
ROBOTSTXT_USER_AGENT = "Gongkai"  # the bare token of RFC 9309
DEFAULT_REQUEST_HEADERS = {
    "Accept": "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8",
    "Accept-Language": "zh-CN,zh;q=0.9",
}
COOKIES_ENABLED = False  # no portal needs one to be read, and cookies would tie requests together

# --- Politeness: county portals are small machines -------------------------------------------------------------------
CONCURRENT_REQUESTS = 4  # one a host, and portals have few; more would only wait in the downloader, out of order
CONCURRENT_REQUESTS_PER_DOMAIN = 1
DOWNLOAD_DELAY = 3.0
AUTOTHROTTLE_ENABLED = True
AUTOTHROTTLE_START_DELAY = 5.0
AUTOTHROTTLE_MAX_DELAY = 60.0
AUTOTHROTTLE_TARGET_CONCURRENCY = 1.0
BACK_OFF_FIRST_DELAY = 5.0  # seconds before a failed request is tried again; twice as long each time
BACK_OFF_MAX_DELAY = 600.0
BACK_OFF_STOP_AFTER = 5  # failures in a row after which a host is asked no more in this run

# --- Limits: every byte from outside is hostile ----------------------------------------------------------------------
DOWNLOAD_TIMEOUT = 60.0
DOWNLOAD_MAXSIZE = 32 * 1024 * 1024
DOWNLOAD_WARNSIZE = 8 * 1024 * 1024
ATTACHMENT_MAXSIZE = 100 * 1024 * 1024  # a scanned report can be that large; used for attachments only
DNS_TIMEOUT = 10.0
REDIRECT_MAX_TIMES = 5
REDIRECT_PRIORITY_ADJUST = 0
METAREFRESH_ENABLED = False  # stubs are read by crawler.discovery.redirects, which also reads location.href
DEPTH_LIMIT = 0  # a list of 400 pages is 400 deep; the bounds below hold instead
URLLENGTH_LIMIT = 1000
MEMUSAGE_LIMIT_MB = 2048
LIST_MAX_PAGES = 400  # pages of one column; a list that goes on is cut here, and the run is partial
DISCOVERY_MAX_PAGES = 40  # pages looked at to find the annual-report column of a portal
ATTACHMENTS_PER_REPORT = 20

# --- Incremental: what is stored is asked for seldom, and only if it has changed ------------------------------------
RECHECK_SHARE = 0.04  # of a portal's stored reports, at most this share is looked at again in one run (at least one)
CONDITIONAL_TRUST_DAYS = 90.0  # a page that was only ever "not modified" is fetched in full after this: servers lie

# --- Nights: scrapy nightly ------------------------------------------------------------------------------------------
NIGHTLY_WINDOW = "21:00-07:00"  # Asia/Shanghai; a night that is begun in it is over by its end
NIGHTLY_WORKERS = 0  # portals crawled at once; 0: as many as there are cores
NIGHTLY_PORTAL_SECONDS = 7200.0  # a portal is ended after this; what it has is kept, the next night goes on from there
NIGHTLY_GAP_SECONDS = 30.0  # pause between two portals of one platform
NIGHTLY_GRACE_SECONDS = 90.0  # between asking a crawl to end and killing it

# --- The record of each run ------------------------------------------------------------------------------------------
RUN_NOTE_SECONDS = 10.0  # how often a running run's counts are kept, for the case that it is killed
PROMETHEUS_TEXTFILE_DIR = ""  # a folder that the node exporter's textfile collector reads; empty: nothing is written

# --- What must not be there ------------------------------------------------------------------------------------------
REMOTE_CONTROL_ENABLED = False  # a loopback server that runs Python
TELNETCONSOLE_ENABLED = False
DOWNLOAD_HANDLERS = {
    "http": "crawler.fetching.download.PortalDownloadHandler",
    "https": "crawler.fetching.download.PortalDownloadHandler",
    "file": None,
    "data": None,
    "ftp": None,
    "s3": None,
}
DOWNLOAD_VERIFY_CERTIFICATES = False  # many portals' chains are broken; nothing secret is sent
HTTPCACHE_ENABLED = False  # its RFC 2616 policy calls a page fresh for a tenth of its age
RETRY_ENABLED = False  # crawler.fetching.back_off waits between tries, Scrapy's middleware does not
TWISTED_DNS_RESOLVER = "crawler.fetching.network_guard.PublicOnlyResolver"
NETWORK_GUARD_ALLOW: list[str] = []  # hosts that may resolve to a private address: for tests on loopback

# --- Pages drawn by scripts: the browser starts with the first of them, and never without one ------------------------
BROWSER_PATH = ""  # empty: an installed Chromium, Chrome or Edge, else what `playwright install chromium` left
BROWSER_SANDBOX = None  # Chromium's own sandbox: None uses it unless we are root, who has none
DRAW_TIMEOUT = 45.0  # seconds for one page; one that still changes after half of it is taken as it stands
DRAW_MAX_PAGES = 200  # of one run: a drawn page costs forty times a fetched one
DRAW_MAX_REQUESTS = 80  # of one page, which are not spaced as the crawl's own are
DRAW_MAX_CLICKS = 50  # on 下一页, of a list whose further pages have no address
DRAW_SCRIPT_CHECKS = True  # a bare script that sets a cookie and reloads is run once, as any browser would

# --- The way of a page -----------------------------------------------------------------------------------------------
DOWNLOADER_MIDDLEWARES = {
    "scrapy.downloadermiddlewares.robotstxt.RobotsTxtMiddleware": None,
    "scrapy.downloadermiddlewares.retry.RetryMiddleware": None,
    "scrapy.downloadermiddlewares.offsite.OffsiteMiddleware": None,
    "crawler.fetching.portal_hosts.PortalHostsMiddleware": 50,
    "crawler.fetching.robots.RobotsPolicyMiddleware": 100,
    "crawler.fetching.back_off.BackOffMiddleware": 550,
    "crawler.fetching.plain_http.PlainHttpMiddleware": 560,  # before the back-off counts a handshake that http replaces
    "crawler.fetching.decoding.DecodingMiddleware": 585,  # bodies are decompressed at 590
    "crawler.fetching.conditional.ConditionalGetMiddleware": 588,  # after a body's encoding is undone, before its text
    "crawler.fetching.capture.CaptureMiddleware": 890,  # raw bytes, every header sent, redirects before 600 follows
    "crawler.fetching.network_guard.NetworkGuardMiddleware": 900,  # after 750 has set a proxy
}
SPIDER_MIDDLEWARES = {
    "scrapy.spidermiddlewares.httperror.HttpErrorMiddleware": None,  # every status is a capture and is looked at
}
ITEM_PIPELINES = {
    "pipelines.archive.ArchivePipeline": 100,
    "pipelines.encoding_fix.EncodingFixPipeline": 200,
    "pipelines.extraction.ExtractionPipeline": 300,
    "pipelines.quality.QualityPipeline": 400,
    "pipelines.dedup.DedupPipeline": 500,
    "pipelines.store.StorePipeline": 600,
}
EXTENSIONS = {
    "crawler.fetching.crawl_delay.CrawlDelay": 10,
    "crawler.fetching.ending.Ending": 15,
    "crawler.monitoring.run_recorder.RunRecorder": 20,
    "crawler.monitoring.progress.Progress": 30,
}

# The CMS families a page is recognised as, in the order they are asked.
FAMILIES = [
    "crawler.families.gkmlpt.GkmlptSpider",
    "crawler.families.jpaas.JpaasSpider",
    "crawler.families.hanweb_xxgk.HanwebXxgkSpider",
    "crawler.families.hanweb_jcms.HanwebJcmsSpider",
    "crawler.families.epoint.EpointSpider",
    "crawler.families.vsb.VsbSpider",
    "crawler.families.ucap.UcapSpider",
    "crawler.families.trs_hycloud.TrsHyCloudSpider",
    "crawler.families.trs_wcm.TrsWcmSpider",
    "crawler.families.siteserver.SiteServerSpider",
    "crawler.families.empire.EmpireSpider",
    "crawler.families.gd_nfcms.GdNfcmsSpider",
    "crawler.families.aspnet.AspNetSpider",
    "crawler.families.hunan_numeric.HunanNumericSpider",
]

GONE_AFTER_RUNS = 3  # whole runs that must find an address gone (404, 410) before it is called so

# --- Alerts: printed always, sent where an address is given ----------------------------------------------------------
MONITOR_DROP_SHARE = 0.8  # fewer reports found than this share of the portal's own median is a drop
MONITOR_DOUBTFUL_SHARE = 0.5  # more newly stored reports with a failing check than this share is falling quality
DISK_MIN_FREE_MB = 2000
ALERT_EMAIL_TO = ""  # addresses with commas
ALERT_EMAIL_FROM = ""
ALERT_SMTP_HOST = "localhost"
ALERT_SMTP_PORT = ""  # empty: 587, or 465 with tls
ALERT_SMTP_SECURITY = "starttls"  # starttls, tls, none
ALERT_SMTP_USER = ""
ALERT_SMTP_PASSWORD = ""  # give it as GONGKAI_ALERT_SMTP_PASSWORD
ALERT_WEBHOOK_URL = ""  # gets {"text": …, "alerts": […]} as JSON

# --- Logs ------------------------------------------------------------------------------------------------------------
LOG_LEVEL = "INFO"
LOG_FORMATTER = "crawler.fetching.log_format.QuietLogFormatter"
LOG_SHORT_NAMES = False
PROGRESS_ENABLED = True  # one line that is kept up on a terminal
LOGSTATS_INTERVAL = 0.0  # crawler.monitoring.progress says more
STATS_DUMP = False  # the run's summary and its record say it in the operator's words
DEFAULT_DROPITEM_LOG_LEVEL = "DEBUG"


def _from_environment() -> dict[str, Any]:
    prefix = "GONGKAI_"
    return {name.removeprefix(prefix): value for name, value in os.environ.items() if name.startswith(prefix)}


defaults = {name: value for name, value in globals().items() if name.isupper()}
globals().update(_from_environment())
