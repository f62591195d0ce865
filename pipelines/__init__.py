"""Scrapy item pipelines, one file each, in the order they run: each hands an item to one step of crawler/."""
