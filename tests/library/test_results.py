"""The tables of a study as DataFrames."""

import numpy as np
import pandas as pd
import pytest

import hotcold
from hotcold.storage.tables import read_table
from tests.conftest import ROOT, damage

KEPT = ROOT / "docs" / "study"


@pytest.fixture
def laptop(tmp_path):
    (tmp_path / "laptop" / "metrics").mkdir(parents=True)
    for name in ("scores", "losses"):
        (tmp_path / "laptop" / "metrics" / f"{name}.parquet").write_bytes(
            (KEPT / "tables" / "seed-1" / f"{name}.parquet").read_bytes()
        )
    return tmp_path / "laptop"


@pytest.mark.parametrize("below", ["", "metrics"])
def test_tables_are_read_by_name_once_each(laptop, below):
    found = hotcold.results(str(laptop / below))
    assert list(found) == ["losses", "scores"]
    assert {"losses", "scores"} <= set(dir(found))
    pd.testing.assert_frame_equal(found.scores, pd.read_parquet(laptop / "metrics" / "scores.parquet"))
    assert found["scores"] is found.scores
    assert found.scores.attrs["columns"]["n"]["unit"] == "image"
    damage(laptop / "metrics" / "losses.parquet", "truncated")  # nobody has asked for it yet
    assert len(found.scores)
    with pytest.raises(hotcold.InputError, match="not a readable Parquet table"):
        found.losses  # noqa: B018
    with pytest.raises(AttributeError, match="no table 'score'; there are losses, scores"):
        found.score  # noqa: B018
    with pytest.raises(KeyError):
        found["score"]


def test_a_kept_study_s_tables_are_those_of_all_its_seeds():
    found = hotcold.results(KEPT)
    seeds = [read_table(path) for path in sorted((KEPT / "tables").glob("seed-*/scores.parquet"))]
    assert len(seeds) >= 3
    assert len(found.scores) == sum(map(len, seeds))
    assert np.isin(range(len(seeds)), found.scores["seed"]).all()
    assert "schedules" in found


def test_anything_else_is_one_line(tmp_path):
    with pytest.raises(
        hotcold.InputError, match="no such file or folder; expected the folder of a study, as results/laptop"
    ):
        hotcold.results(tmp_path / "none")
    with pytest.raises(hotcold.InputError, match=r"no tables \(\.parquet\); expected the folder of a study"):
        hotcold.results(tmp_path)
