"""Exports: the corpus as files that others read. One module a format, each with `export(documents, out)`."""
