import copy
import json
import re
from pathlib import Path
from typing import Any

import jsonschema
import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from hotcold import plugins
from hotcold.config.schema import schema_text
from hotcold.config.study import Study, load_study
from hotcold.errors import InputError

ROOT = Path(__file__).parents[1]
CONFIG = yaml.safe_load((ROOT / "config.yaml").read_text())


def overlaid(name: str) -> dict[str, Any]:
    """Merge an overlay into the config the way Snakemake does."""

    def merge(base: dict, over: dict) -> dict:
        for key, value in over.items():
            base[key] = merge(base.get(key) or {}, value) if isinstance(value, dict) else value
        return base

    return merge(copy.deepcopy(CONFIG), yaml.safe_load((ROOT / "config" / name).read_text()))


def changed(path: str, value: object) -> dict[str, Any]:
    config = copy.deepcopy(CONFIG)
    *parents, last = path.split("/")
    place = config
    for key in parents:
        place = place[key]
    place[last] = value
    return config


def test_the_studys_seven_runs() -> None:
    study = load_study(CONFIG)
    gaussian = {f"gaussian-{s}-cnn" for s in ("linear", "cosine", "constant", "inverse_linear")}
    assert set(study.runs) == gaussian | {"morph-linear-unet", "morph-cosine-unet", "gaussian-linear-unet"}
    assert [study.runs[run].seeds for run in study.runs] == [[0]] * 7


def test_paper_is_the_reports_scale() -> None:
    study = load_study(overlaid("paper.yaml"))
    assert study.study == "paper"
    for run in study.runs:
        training = study.run_training(run)
        assert (training.epochs, training.batch_size, training.learning_rate) == (50, 128, 2e-4)
        assert training.checkpoints == list(range(5, 51, 5))
        assert study.run_sampler(run).steps == 1000
        assert study.run_images(run, 50) == 10_000
        published = {"gaussian": {"variance": "beta"}, "morph": {"reading": "fixed_z"}}
        assert study.run_sampler(run).options == published[study.runs[run].degradation]
    assert study.choice("networks", "unet").options == {"channels": [32, 64, 128]}
    assert "inception" in study.scores.features


def test_an_overlay_takes_options_away_with_null() -> None:
    config = changed("sampling/samplers/gaussian", {"function": "ddim", "steps": 50, "options": {"variance": None}})
    sampler = load_study(config).run_sampler("gaussian-linear-cnn")
    assert (sampler.function, sampler.options) == ("ddim", {})


def test_the_precisions_differ_in_precision_only() -> None:
    study = load_study(overlaid("precision.yaml"))
    names = ("gaussian-linear-cnn", "morph-linear-unet")
    assert set(study.runs) == {*names, *(f"{name}-float32" for name in names)}
    for name in names:
        one, other = study.runs[name], study.runs[f"{name}-float32"]
        assert one.model_copy(update={"precision": "float32"}) == other
        assert study.run_training(name) == study.run_training(f"{name}-float32")
        assert study.run_compute(name).precision == "bfloat16"
        assert study.run_compute(f"{name}-float32").precision == "float32"


def test_latents_may_have_a_sampler_of_their_own() -> None:
    sampler = {"function": "cold", "steps": 3, "options": {"reading": "inferred_z"}}
    assert load_study(changed("latents/sampler", sampler)).latent_sampler().model_dump() == sampler
    own = load_study(changed("latents/sampler", None))
    assert own.latent_sampler() == own.run_sampler("morph-cosine-unet")


def test_the_runs_own_sampler_is_among_those_compared() -> None:
    run = "gaussian-linear-unet"
    compared = load_study(CONFIG).quality_samplers(run)
    assert load_study(CONFIG).run_sampler(run) in compared
    assert len(compared) == 3 * 5
    other = {"function": "ddim", "steps": 7, "options": {"eta": 0.5}}
    study = load_study(changed(f"runs/{run}/sampler", other))
    assert study.quality_samplers(run) == [*compared, study.run_sampler(run)]


def test_smoke_keeps_the_runs() -> None:
    assert set(load_study(overlaid("smoke.yaml")).runs) == set(CONFIG["runs"])


RUN = "runs/gaussian-linear-cnn"


@pytest.mark.parametrize(
    ("path", "value", "message"),
    [
        ("trainig", {}, r"^trainig: no such key$"),
        ("training/epoch", 3, r"^training\.epoch: no such key$"),
        ("timesteps", 0, r"^timesteps: .*greater than or equal to 1, not 0$"),
        ("timesteps", "many", r"^timesteps: .*integer.*not 'many'$"),
        (
            "training/checkpoints",
            [1, 9],
            r"^training: checkpoints: the last must be the last epoch, 6, not 9$",
        ),
        ("training/batch_size", -1, r"^training\.batch_size: .*greater than 0, not -1$"),
        (
            f"{RUN}/schedule",
            "cosin",
            r"^runs\.gaussian-linear-cnn\.schedule: 'cosin' does not exist; allowed: constant, cosine",
        ),
        (
            f"{RUN}/degradation",
            "blur",
            r"^runs\.gaussian-linear-cnn\.degradation: 'blur' does not exist; allowed: gaussian, morph$",
        ),
        (
            f"{RUN}/seeds",
            [0, 0],
            r"^runs\.gaussian-linear-cnn\.seeds: expected different numbers from 0, not \[0, 0\]$",
        ),
        (
            f"{RUN}/training",
            {"epochs": 3},
            r"^runs\.gaussian-linear-cnn\.training\.checkpoints: the last must be",
        ),
        ("runs/..", CONFIG["runs"]["morph-linear-unet"], r"^runs\.'\.\.'\.\[key\]: .*pattern"),
        ("study", "../other", r"^study: .*pattern.*not '\.\./other'$"),
        (
            "schedules/cosine/options",
            {"z": 1},
            r"^schedules\.cosine\.options\.z: no such option of 'cosine'; allowed: s, max_beta$",
        ),
        ("networks/cnn/options", {"channels": [0]}, r"^networks\.cnn\.options\.channels: .*greater than 0"),
        (
            "sampling/samplers/morph",
            {"function": "ancestral"},
            r"^runs\.morph-linear-unet\.sampler: ancestral sampling needs",
        ),
        (
            "sampling/trace/ladder",
            [100, 2000],
            r"^sampling\.trace\.ladder: .*timesteps = 1000, not \[100, 2000\]$",
        ),
        (
            "latents/experiments/means/sweep",
            {"images": [0]},
            r"^latents\.experiments\.means\.sweep\.images: .*greater than 0, not 0$",
        ),
        (
            "latents/experiments/perturbed-start/sweep",
            {"lam": [-0.1]},
            r"sweep\.lam: .*greater than or equal to 0, not -0\.1$",
        ),
        (
            "latents/sampler",
            {"function": "ancestral"},
            r"^latents\.sampler: ancestral sampling needs a degradation that ends in noise",
        ),
        (
            "latents/run",
            "gaussian-linear-cnn",
            r"^latents\.run: 'gaussian-linear-cnn' does not end in garments",
        ),
        ("quality/steps", [10, 5], r"^quality\.steps: .*timesteps = 1000, not \[10, 5\]$"),
        ("quality/runs", {"none": []}, r"^quality\.runs: 'none' is not a run; allowed: gaussian-linear-cnn"),
        (
            "quality/runs/morph-cosine-unet",
            [{"function": "dpm"}, {"function": "ancestral"}],
            r"^quality\.runs\.morph-cosine-unet\.1: ancestral sampling needs",
        ),
        (
            "quality/runs/morph-cosine-unet",
            [{"function": "dpm", "options": {"order": 3}}],
            r"^quality\.runs\.morph-cosine-unet\.0\.options\.order: no such option of 'dpm'",
        ),
        (
            "quality/runs/morph-cosine-unet",
            [{"function": "dpm"}, {"function": "dpm"}],
            r"^quality\.runs\.morph-cosine-unet\.1: the same sampler twice",
        ),
        (
            "figures/options",
            {"fig06_fid": {"colour": 1}},
            r"^figures\.options\.fig06_fid\.colour: no such option",
        ),
        (
            "figures/runs",
            {"fig06_fid": ["none"]},
            r"^figures\.runs\.fig06_fid: 'none' is not a run; allowed: gaussian-linear-cnn",
        ),
        ("figures/formats", ["svg"], r"^figures\.formats: expected png"),
        ("data/pixel_limit", 0.7, r"^data\.pixel_limit: .*0\.5 or 1\.0, not 0\.7$"),
    ],
)
def test_a_bad_config_is_one_line_that_names_the_key(path: str, value: object, message: str) -> None:
    with pytest.raises(InputError, match=message) as error:
        load_study(changed(path, value))
    assert "\n" not in str(error.value)


JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-3, 3000) | st.floats() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=4,
)


def places(value: object, path: tuple = ()) -> list[tuple]:
    """Return the path of every value in a config."""
    items = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    return [path, *(place for key, inner in items for place in places(inner, (*path, key)))]


@given(data=st.data())
@settings(max_examples=100, deadline=None)
def test_any_change_is_a_study_or_one_line_that_names_a_key(data: st.DataObject) -> None:
    config = copy.deepcopy(CONFIG)
    *parents, last = data.draw(st.sampled_from(places(CONFIG)[1:]))
    place = config
    for key in parents:
        place = place[key]
    what = data.draw(st.sampled_from(["replace", "remove", "add"]))
    if what == "remove":
        del place[last]
    elif what == "add" and isinstance(place[last], dict):
        place[last][data.draw(st.text(max_size=8))] = data.draw(JSON)
    else:
        place[last] = data.draw(JSON)
    message = complaint(config)
    assert message is None or re.fullmatch(r".+: .+", message), message


def complaint(config: dict[str, Any]) -> str | None:
    try:
        load_study(config)
    except InputError as error:
        return str(error)
    return None


def test_schema_is_in_step_with_the_model_and_accepts_the_config() -> None:
    text = (ROOT / "config" / "schema.json").read_text()
    assert text == schema_text(), "run: python -m hotcold.config.schema > config/schema.json"
    jsonschema.validate(CONFIG, json.loads(text))
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate(changed("timesteps", 0), json.loads(text))


def test_every_key_is_in_the_config_file() -> None:
    """config.yaml is the reference: it shows every key there is."""

    def missing(given: dict, model: Any, path: str) -> list[str]:
        lost = []
        for name in type(model).model_fields:
            if name not in given:
                lost.append(f"{path}{name}")
            elif hasattr(getattr(model, name), "model_dump"):
                lost += missing(given[name], getattr(model, name), f"{path}{name}.")
        return lost

    assert missing(CONFIG, load_study(CONFIG), "") == []


def test_plugins_tell_their_options_without_being_imported() -> None:
    assert plugins.names("schedules") == ["constant", "cosine", "inverse_linear", "linear"]
    assert plugins.names("networks") == ["cnn", "unet"]
    assert set(plugins.options("samplers", "cold")) == {"reading"}
    for kind in plugins.ENTRY_FUNCTION:
        for name in plugins.names(kind):
            assert callable(plugins.entry(kind, name))
            plugins.options(kind, name)


def test_defaults_alone_make_a_study() -> None:
    study = Study.model_validate({"runs": {"r": {"degradation": "morph", "schedule": "linear", "network": "unet"}}})
    assert study.run_training("r").epochs == 50
    assert study.run_sampler("r").function == "cold"
