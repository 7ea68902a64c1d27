"""What runs were computed in takes the place of what was asked for."""

import json

import numpy as np
import pandas as pd
import pytest

from hotcold.claims.parts.comparable import why_not
from hotcold.claims.parts.judging import judge_claim
from hotcold.claims.parts.settings_table import settings_table, with_precisions
from tests.claims.world import World

ASKED = {"one": "auto", "other": "auto", "again": "auto", "asked": "float32"}
RUNS = {
    run: {"training.precision": asked, "sampler.precision": asked, "trained_as": "one" if run == "again" else None}
    for run, asked in ASKED.items()
}
TRAINED = {"one": "bfloat16", "other": "float32", "asked": "float32"}
SAMPLED = {"one": "float32", "other": "bfloat16", "again": "float32", "asked": "float32"}


def tables(losses, scores):
    told = {"losses": losses, "scores": scores}
    rows = {name: pd.DataFrame(of.items(), columns=["run", "precision"]) for name, of in told.items()}
    return {"settings": settings_table(RUNS), **rows}


def told(settings, setting):
    rows = settings[settings["setting"] == setting]
    return dict(zip(rows["run"], rows["value"].map(json.loads), strict=True))


def test_what_auto_became_is_what_is_compared():
    settings = with_precisions(tables(TRAINED, SAMPLED))["settings"]
    assert told(settings, "training.precision") == TRAINED | {"again": "bfloat16"}
    assert told(settings, "sampler.precision") == SAMPLED
    assert why_not(settings, ["one", "other"], "sampler") == "training.precision, sampler.precision differ"
    assert why_not(settings, ["one", "again"], "schedule") == ""
    assert why_not(settings, ["one", "asked"], "schedule") == "training.precision differs"


def test_seeds_of_one_run_may_have_several():
    given = tables(TRAINED, SAMPLED)
    given["scores"] = pd.concat([given["scores"], pd.DataFrame([{"run": "one", "precision": "bfloat16"}])])
    assert told(with_precisions(given)["settings"], "sampler.precision")["one"] == "bfloat16 and float32"


@pytest.mark.parametrize("lacking", [{"one": np.nan}, {"one": None}, {}])
def test_where_a_run_tells_nothing_what_was_asked_for_stays(lacking):
    scores = {run: precision for run, precision in SAMPLED.items() if run != "one"} | lacking
    settings = with_precisions(tables(TRAINED, scores))["settings"]
    assert told(settings, "sampler.precision") == ASKED
    assert told(settings, "training.precision") == TRAINED | {"again": "bfloat16"}


def test_older_tables_leave_the_settings_alone():
    given = {"settings": settings_table(RUNS), "losses": pd.DataFrame({"run": ["one"]})}
    pd.testing.assert_frame_equal(with_precisions(given)["settings"], given["settings"])
    assert with_precisions({"schedules": 1}) == {"schedules": 1}


@pytest.mark.parametrize(
    ("claim", "table", "setting"),
    [
        ("cosine_has_the_lowest_fid", "scores", "sampler.precision"),
        ("cosine_has_the_lowest_fid", "losses", "training.precision"),
        ("linear_and_cosine_have_larger_losses", "losses", "training.precision"),
    ],
)
def test_a_run_of_another_machine_is_not_compared(claim, table, setting):
    given = World().tables()
    assert judge_claim(claim, given).verdict == "confirmed"
    rows = given[table]
    of_run = rows["run"] == "gaussian-linear-cnn"
    given[table] = rows.assign(precision=rows["precision"].mask(of_run, "float32"))
    found = judge_claim(claim, given)
    assert found.verdict == "not comparable"
    assert found.why.startswith(f"{setting} differs (")
