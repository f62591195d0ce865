"""Exports: the corpus as files that others read. One module a format, each with `export(documents, out)`.

`parquet` and `hf` need pyarrow, which is not always installed; nothing imports them before they are asked for.
"""
