"""Where a study's files lie, and that none passes for another."""

from pathlib import Path

import pandas as pd
import pytest

from hotcold.errors import DamagedError
from hotcold.storage.places import StudyFiles, check_place
from hotcold.storage.tables import Column, read_table, write_table

FILES = StudyFiles(Path("results/laptop"))
ABOUT = {"run": "one", "seed": 1, "epoch": 12}
# What each file says of itself, with something else that it may not say.
PLACES = [
    (FILES.checkpoint("one", 1, 12), ABOUT, {"run": "two", "seed": 2, "epoch": 1}),
    (FILES.checkpoint("one", 1, 12), ABOUT, {"run": "on", "seed": 11, "epoch": 2}),
    (FILES.samples("one", 1, 12, "test", "ema"), ABOUT, {"run": "one-", "seed": 0, "epoch": 120}),
    (FILES.run("one", 1) / "fid-digits.parquet", {"run": "one", "seed": 1}, {"run": "two", "seed": 10}),
    (FILES.table("ks"), {"table": "ks"}, {"table": "ks_crossings"}),
    (FILES.experiment("means", 3), {"experiment": "means", "seed": 3}, {"experiment": "mean", "seed": 13}),
    (FILES.features("digits-reference", "npz"), {"features": "digits"}, {"features": "inception"}),
]
# A project's own folders may be called as those of a study are.
ROOTS = ["", "/home/ü/a b/", "/runs/two/seed-7/epoch-3.d/", "/runs/metrics/latents/features/"]


@pytest.mark.parametrize("root", ROOTS)
@pytest.mark.parametrize(("path", "about", "others"), PLACES)
def test_a_file_is_what_its_place_says(root, path, about, others):
    place = Path(f"{root}{path}")
    check_place(place, {**about, "kind": "anything", "title": "x"})
    for key, other in others.items():
        with pytest.raises(DamagedError, match=rf"\A{place}: holds {key} {other}; .*\Z"):
            check_place(place, {**about, key: other})


@pytest.mark.parametrize("path", ["epoch-2.npz", "mine/one.safetensors", "/runs/samples.npz", "runs/ks.parquet"])
def test_a_file_outside_of_a_study_promises_nothing(path):
    check_place(Path(path), {**ABOUT, "table": "t", "experiment": "e", "features": "f"})


def test_the_reader_of_a_table_looks_at_every_row(tmp_path):
    files = StudyFiles(tmp_path / "runs" / "study")
    rows, columns = pd.DataFrame({"run": ["two", "one"], "seed": 0}), dict.fromkeys(("run", "seed"), Column("", ""))
    write_table(rows, files.table("losses"), columns)
    assert len(read_table(files.table("losses"))) == 2
    files.table("losses").replace(files.table("ks"))
    with pytest.raises(DamagedError, match=r"ks\.parquet: holds table losses; "):
        read_table(files.table("ks"))
    for name, seed in (("two", 0), ("one", 1)):  # a row of another run, or of another seed
        mixed = files.run(name, seed) / "fid-digits.parquet"
        write_table(rows, mixed, columns)
        with pytest.raises(DamagedError, match=r"fid-digits\.parquet: holds (run|seed) "):
            read_table(mixed)
