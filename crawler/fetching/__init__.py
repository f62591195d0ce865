"""Fetching: the downloader's parts. What may be asked, how fast, from whom, and what came back over the wire."""
