"""The rooms of the crawl loop: what is asked for next, what an answer is taken for, what is kept and told of it.

`crawler.portal_spider` puts them together. Each is given the few things it needs and knows nothing of the spider.
"""
