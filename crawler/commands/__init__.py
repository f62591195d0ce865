"""`scrapy` commands of this project: one module each, a thin shell over the rooms below."""
