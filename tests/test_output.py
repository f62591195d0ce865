"""Where runs leave what they make, whatever the folder is called."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from crawler.output import open_store, prepare_output
from crawler.store import StoreError


@pytest.mark.parametrize("name", ["a b", "a%20b", "a?b", "a?mode=ro", "100%", "a#b", "u@h:1", "公开", "back\\slash"])
def test_the_store_is_in_the_folder_that_was_named(tmp_path: Path, name: str) -> None:
    """A name is no address: `%20` in it is no space, and what is behind `?` no option."""
    settings = {"OUTPUT_DIR": str(tmp_path / name), "STORE_URL": ""}
    with pytest.raises(StoreError, match="no store at"):
        open_store(settings)
    prepare_output(settings)
    assert [path.name for path in tmp_path.iterdir()] == [name]
    assert (tmp_path / name / "corpus.db").is_file()
    with open_store(settings) as store:
        assert store.last_seq() == 0


def test_a_name_that_is_not_utf_8_is_refused_in_one_line(tmp_path: Path) -> None:
    name = os.fsdecode("公开".encode("gbk"))
    with pytest.raises(StoreError, match="not UTF-8") as refusal:
        prepare_output({"OUTPUT_DIR": str(tmp_path / name), "STORE_URL": ""})
    assert str(refusal.value).isprintable()
