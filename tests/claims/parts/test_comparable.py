"""In what runs differ, and what of it a factor explains: properties over settings of all kinds."""

import json

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from hotcold.claims.parts.comparable import FACTORS, check_comparable, differences, unexplained, why_not
from hotcold.claims.parts.verdict import NotComparableError, UndecidedError

# Settings of a run that no comparison may change, and those that belong to a factor.
RECIPE = ["training.coupling", "training.epochs", "training.images", "sampling.images", "sampling.weights"]
RECIPE += ["sampler.steps", "sampler.clip_x0", "sampler.guidance.epoch", "data.digits", "sampler.precision"]
OWNERS = {
    **dict.fromkeys(["degradation", "degradation.function"], "degradation"),
    **dict.fromkeys(["sampler.function", "sampler.options.reading"], "degradation"),
    **dict.fromkeys(["schedule", "schedule.options.max_beta"], "schedule"),
    **dict.fromkeys(["network", "network.options.kernel_size"], "network"),
    **dict.fromkeys(RECIPE),
}
VALUES = st.one_of(st.integers(-3, 3), st.text(max_size=3), st.lists(st.integers(0, 2), max_size=2), st.none())
SETTINGS = st.dictionaries(st.sampled_from(list(OWNERS)), VALUES, min_size=1)


def table(**runs):
    rows = [(run, setting, json.dumps(value)) for run, of in runs.items() for setting, value in of.items()]
    return pd.DataFrame(rows, columns=["run", "setting", "value"])


@given(SETTINGS, SETTINGS)
def test_differences_are_those_of_the_two_mappings(a, b):
    settings = table(a=a, b=b)
    found = differences(settings, "a", "b")
    missing = object()
    assert set(found) == {key for key in a | b if a.get(key, missing) != b.get(key, missing)}
    assert found == {key: (x, y) for key, (y, x) in differences(settings, "b", "a").items()}
    assert differences(settings, "a", "a") == {}
    assert why_not(settings, ["a", "a"], "schedule") == ""


@given(SETTINGS, st.sets(st.sampled_from(["degradation", "schedule", "network"])))
def test_only_the_factors_own_settings_are_explained(a, factors):
    changed = {key: ["another"] for key in a}
    settings = table(a=a, b=changed)
    found = differences(settings, "a", "b")
    left = unexplained(settings, "a", "b", *factors)
    # What comes with a degradation does so only where the degradation differs.
    differs = {"degradation", "degradation.function"} & set(found)
    owned = {key for key in found if OWNERS[key] in factors and (OWNERS[key] != "degradation" or differs)}
    assert {name.removesuffix(".epoch") if "guidance" in name else name for name in set(found) - owned} >= set(left)
    covered = {key for key in found if any(key == name or key.startswith(f"{name}.") for name in left)}
    assert covered == set(found) - owned


def test_recipe_is_never_part_of_a_factor():
    names = [*RECIPE, "degradation", "schedule", "network"]
    settings = table(a=dict.fromkeys(names, 0), b=dict.fromkeys(names, 1))
    kept = {name.removesuffix(".epoch") for name in RECIPE}
    for factor in FACTORS:
        assert kept - set(unexplained(settings, "a", "b", factor)) == (
            {"sampler.steps"} if factor == "steps" else set()
        )


@pytest.mark.parametrize(
    ("owner", "setting", "factor"),
    [("sampler.own", "sampler.options.reading", "sampler"), ("start.own", "start.options.noise", "latent source")],
)
def test_only_the_sampler_and_start_that_are_declared_come_with_a_degradation(owner, setting, factor):
    hot = {"degradation": "gaussian", setting: None, owner: False}
    for own, reason in ((False, ""), (True, f"{setting} differs")):
        settings = table(a=hot, b={"degradation": "morph", setting: 1, owner: own})
        assert why_not(settings, ["a", "b"], "degradation") == reason
        assert why_not(settings, ["a", "b"], "degradation", factor) == ""


def test_what_differs_is_listed_once_and_in_order():
    a = {"training.epochs": 8, "schedule": "linear", "schedule.options.last": 0.02, "network": "cnn"}
    b = {**a, "training.epochs": 9, "sampler.guidance.epoch": 2, "sampler.guidance.weight": 1.0, "network": "unet"}
    settings = table(a=a, b=b, c={**a, "schedule": "cosine", "schedule.options.last": None})
    assert why_not(settings, ["a", "b"], "network") == "training.epochs, sampler.guidance differ"
    assert why_not(settings, ["a", "c"], "network") == "schedule differs"
    assert why_not(settings, ["a", "b", "c"], "schedule") == "training.epochs, network, sampler.guidance differ"
    assert why_not(settings, ["a", "c"], "schedule") == ""
    with pytest.raises(NotComparableError, match=r"^training.epochs, sampler.guidance differ \(a, b\)$"):
        check_comparable(settings, ["a", "b"], "network")
    with pytest.raises(UndecidedError, match=r"^no settings of d$"):
        why_not(settings, ["a", "d"], "schedule")


@pytest.mark.parametrize(
    ("factor", "setting", "value"),
    [
        ("clip", "schedule.options.max_beta", 0.999),
        ("kernel size", "network.options.kernel_size", 1),
        ("time embedding", "network.options.time", "first"),
        ("sampler", "sampler.options.reading", "fixed_z"),
    ],
)
def test_a_narrow_factor_explains_its_own_option_alone(factor, setting, value):
    base = {"schedule.options.s": 0.008, "network.options.channels": [16], "sampler.steps": 50, setting: 0}
    for other in ("schedule.options.s", "network.options.channels", "sampler.steps"):
        settings = table(a=base, b={**base, setting: value, other: 1})
        assert why_not(settings, ["a", "b"], factor) == f"{other} differs"
