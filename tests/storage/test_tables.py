"""Tidy tables: what they carry, and what is wrong with them in one line."""

import pandas as pd
import pyarrow.parquet as pq
import pytest

from hotcold.errors import DamagedError
from hotcold.storage.tables import Column, concatenate_tables, read_table, table_columns, write_table, write_text_table
from tests.conftest import files

COLUMNS = {"run": Column("", "name of the run"), "value": Column("pixels²", "what was measured")}


def frame(run="one", value=0.1):
    return pd.DataFrame({"value": [value, None], "run": [run, run]})


@pytest.fixture
def path(tmp_path):
    write_table(frame(), tmp_path / "a.parquet", COLUMNS)
    return tmp_path / "a.parquet"


def test_columns_have_their_order_and_units_for_any_reader(path):
    pd.testing.assert_frame_equal(read_table(path), frame()[["run", "value"]])
    pd.testing.assert_frame_equal(pd.read_parquet(path), read_table(path))
    assert table_columns(path) == COLUMNS
    assert pq.read_schema(path).field("value").metadata[b"unit"].decode() == "pixels²"
    assert pq.read_schema(path).metadata[b"table"] == b"a"


def test_columns_are_exactly_those_described(tmp_path):
    for columns in ({"run": COLUMNS["run"]}, {**COLUMNS, "more": Column("", "")}):
        with pytest.raises(ValueError, match=r"columns \['run', 'value'\] are not"):
            write_table(frame(), tmp_path / "a.parquet", columns)
        assert not files(tmp_path)


def test_rows_of_several_tables_keep_their_units(tmp_path, path):
    other, both = tmp_path / "b.parquet", tmp_path / "both.parquet"
    write_table(frame("two", 0.2), other, dict(reversed(COLUMNS.items())))
    concatenate_tables([path, other], both)
    assert list(read_table(both)["run"]) == ["one", "one", "two", "two"]
    assert read_table(both)["value"].sum() == pytest.approx(0.3)
    assert table_columns(both) == COLUMNS


def test_a_flipped_bit_among_numbers_and_an_empty_file_are_one_line(path, rng):
    write_table(pd.DataFrame({"run": "one", "value": rng.normal(size=1000)}), path, COLUMNS)
    flipped = bytearray(path.read_bytes())
    flipped[len(flipped) // 2] ^= 1
    for content in (flipped, b""):
        path.write_bytes(content)
        with pytest.raises(DamagedError, match=r"\A.*a\.parquet: not a readable Parquet table \(.*\Z"):
            read_table(path)
    path.unlink()
    path.mkdir()  # Arrow takes it for a table in parts
    with pytest.raises(DamagedError, match=r"a\.parquet: a folder, not a Parquet table; expected"):
        read_table(path)


def test_tables_for_reading(tmp_path):
    write_text_table(frame(), tmp_path / "a.csv")
    pd.testing.assert_frame_equal(pd.read_csv(tmp_path / "a.csv"), frame())
    words = pd.DataFrame({"value": [1234.56, 0.1], "run": ["one", "two"]})
    write_text_table(words, tmp_path / "a.md", "What it says.")
    lines = ["|   value | run   |", "|--------:|:------|", "|  1235   | one   |", "|     0.1 | two   |"]
    assert (tmp_path / "a.md").read_text(encoding="utf-8").splitlines() == ["What it says.", "", *lines]
