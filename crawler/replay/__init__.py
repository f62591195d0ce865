"""Replay: the documents again, from the raw archive with today's code and no network.

Nothing is imported here: a worker needs neither Scrapy nor the store, which take longer to load than all its steps.
"""
