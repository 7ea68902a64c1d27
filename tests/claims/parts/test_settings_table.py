"""What runs were computed in takes the place of what was asked for."""

import json

import pandas as pd

from hotcold.claims.parts.comparable import why_not
from hotcold.claims.parts.settings_table import computed, settings_table

RUNS = {
    "one": {"precision": "auto", "trained_as": None},
    "other": {"precision": "auto", "trained_as": None},
    "again": {"precision": "auto", "trained_as": "one"},
    "asked": {"precision": "float32", "trained_as": None},
}


def tables(losses, scores):
    told = {"losses": losses, "scores": scores}
    rows = {name: pd.DataFrame(of.items(), columns=["run", "precision"]) for name, of in told.items()}
    return {"settings": settings_table(RUNS), **rows}


def precisions(settings):
    rows = settings[settings["setting"] == "precision"]
    return dict(zip(rows["run"], rows["value"].map(json.loads), strict=True))


def test_what_auto_became_is_what_is_compared():
    of = {"one": "bfloat16", "other": "float32", "again": "bfloat16", "asked": "float32"}
    settings = computed(tables(of, of))["settings"]
    assert precisions(settings) == of
    assert why_not(settings, ["one", "other"], "schedule") == "precision differs"
    assert why_not(settings, ["one", "again"], "schedule") == ""
    assert why_not(settings, ["other", "asked"], "schedule") == ""


def test_a_run_that_is_not_trained_has_the_precision_of_the_training_too():
    settings = computed(tables({"one": "float32"}, {"one": "bfloat16", "again": "bfloat16"}))["settings"]
    assert precisions(settings) | {"asked": ""} == {
        "one": "bfloat16, float32",
        "again": "bfloat16, float32",
        "other": "auto",
        "asked": "",
    }


def test_tables_that_do_not_tell_leave_the_settings_alone():
    given = {"settings": settings_table(RUNS), "losses": pd.DataFrame({"run": ["one"]})}
    pd.testing.assert_frame_equal(computed(given)["settings"], given["settings"])
    assert computed({"schedules": 1}) == {"schedules": 1}
