import copy
import json
import re
from pathlib import Path
from typing import Any

import jsonschema
import pytest
import torch
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from hotcold import plugins
from hotcold.config.sampling import Sampler
from hotcold.config.schema import schema_text
from hotcold.config.study import Study, load_study
from hotcold.degradations import make_degradation
from hotcold.errors import InputError, key_part
from hotcold.networks import build_network
from hotcold.samplers import Latent, Restorer
from hotcold.sampling import sampler_states
from hotcold.schedules import make_schedule
from tests.conftest import Workflow

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
        assert (training.optimiser, training.timestep_beta, training.coupling) == ("adam", (1, 1), "independent")
        assert training.images is None
        assert training.checkpoints == list(range(5, 51, 5))
        assert study.run_sampler(run).steps == 1000
        assert study.run_sampler(run).guidance is None
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
    sampler = {"function": "cold", "steps": 3, "options": {"reading": "inferred_z"}, "guidance": None}
    assert load_study(changed("latents/sampler", sampler)).latent_sampler().model_dump() == sampler
    own = load_study(changed("latents/sampler", None))
    assert own.latent_sampler() == own.run_sampler("morph-cosine-unet")


def test_the_runs_own_sampler_is_among_those_compared() -> None:
    run = "gaussian-linear-unet"
    listed = {"function": "ddim", "steps": 25, "options": {"eta": 0}, "guidance": None}
    study = load_study(changed(f"runs/{run}/sampler", listed))
    compared = study.quality_samplers(run)
    assert study.run_sampler(run) in compared
    assert len(compared) == 3 * 5
    other = load_study(changed(f"runs/{run}/sampler", {**listed, "options": {"eta": 0.5}}))
    assert other.quality_samplers(run) == [*compared, other.run_sampler(run)]
    guided = load_study(changed(f"runs/{run}/sampler", {**listed, "guidance": {"epoch": 2}}))
    assert guided.quality_samplers(run) == [*compared, guided.run_sampler(run)]


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
            r"^training: checkpoints: the last must be the last epoch, 5, not 9$",
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
        (
            "schedules/linear/options",
            {"first": 10**30},
            r"^schedules\.linear: schedule 'linear': cannot be computed with \{'first': 1000",
        ),
        ("networks/cnn/options", {"channels": [0]}, r"^networks\.cnn\.options\.channels: .*greater than 0"),
        (
            "sampling/samplers/morph",
            {"function": "ancestral"},
            r"^runs\.morph-linear-unet\.sampler: ancestral sampling needs",
        ),
        (
            "runs/gaussian-linear-unet/training/coupling",
            "optimal_transport",
            r"^runs\.gaussian-linear-unet\.training\.coupling: gaussian ends in noise; expected independent$",
        ),
        (
            "sampling/samplers/morph/guidance",
            {"epoch": 6},
            r"^runs\.morph-linear-unet\.sampler\.guidance\.epoch: expected an epoch of morph-linear-unet that keeps"
            r" a checkpoint, before the last, 1, 2, 3, 5, not 6$",
        ),
        (
            "sampling/trace/beside",
            [{"function": "ddim"}, {"function": "cold", "guidance": {"epoch": 6}}],
            r"^sampling\.trace\.beside\.1\.guidance\.epoch: expected an epoch of gaussian-linear-cnn",
        ),
        ("latents/sampler/guidance", {"epoch": 7}, r"^latents\.sampler\.guidance\.epoch: .* not 7$"),
        ("sampling/samplers/morph/guidance", {"epoch": 1, "weight": 0}, r"guidance\.weight: .*greater than 0, not 0$"),
        (
            "sampling/samplers/morph/guidance",
            {"epoch": 1, "from_t": 500, "to_t": 499},
            r"^sampling\.samplers\.morph\.guidance.*to_t: expected from_t, 500, or a later t, not 499$",
        ),
        ("bench/models/cnn/sampler/guidance", {"epoch": 1}, r"^bench\.models\.cnn\.sampler\.guidance: no such key$"),
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
        (
            "networks/cnn/options/channels",
            [{"a": "b" * 2000}],
            r"^networks\.cnn\.options\.channels: Input should be a valid integer, not \[\{'a': 'b{1,300}…$",
        ),
        ("figures/formats", ["svg"], r"^figures\.formats: expected png"),
        ("data/pixel_limit", 0.7, r"^data\.pixel_limit: .*0\.5 or 1\.0, not 0\.7$"),
    ],
)
def test_a_bad_config_is_one_line_that_names_the_key(path: str, value: object, message: str) -> None:
    with pytest.raises(InputError, match=message) as error:
        load_study(changed(path, value))
    assert "\n" not in str(error.value)


# Four times as many configs as the profile has examples: `--hypothesis-profile thorough` makes them thousands.
EXAMPLES = 4 * settings.default.max_examples
TEXT = st.text(max_size=8) | st.sampled_from(
    [
        "",
        "null",
        "..",
        "../x",
        "/tmp",
        "a/b",
        "-x",
        "a\n",
        "a\nb: c",
        "\u2028",
        "\0",
        "ö",
        "É",
        "{a}",
        "$(id)",
        "a" * 300,
    ]
)
JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-3, 3000) | st.floats() | TEXT,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(TEXT, inner, max_size=3),
    max_leaves=4,
)
LIMITS = [
    0,
    -1,
    1,
    2,
    0.5,
    -0.0,
    1e-300,
    1e300,
    1e-7,
    10**9,
    10**9 + 1,
    2**31,
    2**63,
    10**30,
    float("nan"),
    float("inf"),
]


def places(value: object, path: tuple = ()) -> list[tuple]:
    """Return the path of every value in a config."""
    items = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    return [path, *(place for key, inner in items for place in places(inner, (*path, key)))]


def at(config: Any, path: tuple) -> Any:
    for key in path:
        config = config[key]
    return config


@st.composite
def near(draw: st.DrawFn, value: Any) -> Any:
    """Draw what someone might write instead of a value: another number, the same as another type, one more or less."""
    options = [str(value), [value], {"a": value}, None, True]
    if isinstance(value, (int, float)):
        options += [value + 1, value - 1, -value, value * 10**9, float(value), *LIMITS]
    elif isinstance(value, list):
        options += [
            [],
            value + value,
            value[::-1],
            value[1:],
            [*value, draw(st.sampled_from(LIMITS))],
            dict(enumerate(value)),
        ]
    elif isinstance(value, dict):
        options += [{}, list(value), {**value, **dict.fromkeys([f"{key}_" for key in value])}]
    else:
        options += [f"{value} ", f"{value}s", "", draw(TEXT)]
    return draw(st.sampled_from(options))


def mutate(config: dict[str, Any], data: st.DataObject) -> None:
    """Change one place of a config."""
    *parents, last = data.draw(st.sampled_from(places(config)[1:]))
    place = at(config, tuple(parents))
    match data.draw(st.sampled_from(["near", "near", "any", "remove", "add", "rename", "transplant"])):
        case "near":
            place[last] = data.draw(near(place[last]))
        case "any":
            place[last] = data.draw(JSON)
        case "remove":
            del place[last]
        case "add" if isinstance(place[last], dict):
            place[last][data.draw(TEXT)] = data.draw(JSON)
        case "add" if isinstance(place[last], list):
            place[last].append(data.draw(JSON))
        case "rename" if isinstance(place, dict):
            place[data.draw(TEXT | st.sampled_from(["classifier", "latents", "cnn", "linear"]))] = place.pop(last)
        case _:
            place[last] = copy.deepcopy(at(config, data.draw(st.sampled_from(places(config)[1:]))))


@given(data=st.data())
@settings(max_examples=EXAMPLES, deadline=None)
def test_any_change_is_a_study_or_one_line_that_names_a_key(data: st.DataObject) -> None:
    """What is accepted also survives the way to a step, as JSON; nothing but an InputError comes out otherwise."""
    overlay = data.draw(st.sampled_from([None, "smoke.yaml", "paper.yaml", "precision.yaml"]))
    config = overlaid(overlay) if overlay else copy.deepcopy(CONFIG)
    for _ in range(data.draw(st.integers(1, 3))):
        mutate(config, data)
    try:
        study = load_study(config)
    except InputError as error:
        message = str(error)
        assert re.fullmatch(r".+: .+", message), message
        assert len(message) < 1000
        tops = [*Study.model_fields, *map(key_part, config)]
        assert any(re.match(rf"{re.escape(top)}[:.]", message) for top in tops), message
    else:
        assert Study.model_validate_json(study.model_dump_json()) == study
        paths = [study.study, *study.runs, *study.latents.experiments, *study.bench.models, *study.figures.runs]
        assert all(re.fullmatch(r"[a-z0-9][a-z0-9_-]{0,63}", name) for name in paths)


@given(name=st.sampled_from(["cnn", "unet"]), channels=st.lists(st.integers(-1, 3), max_size=5))
@settings(deadline=None)
def test_accepted_networks_work(name: str, channels: list[int]) -> None:
    config = changed(f"networks/{name}/options", {"channels": channels})
    if complaint(config) is None:
        network = build_network(name, {"channels": channels}, seed=0)
        assert network(torch.zeros(2, 1, 28, 28), torch.ones(2)).shape == (2, 1, 28, 28)
    else:
        assert min(channels, default=0) < 1 or (name == "unet" and len(channels) != 3)


@given(
    first=st.floats(0, 1) | st.sampled_from([1e-9, 1e-7, 1e-4, 0.02, 0.5, 0.999, 1 - 1e-12]),
    last=st.floats(0, 1) | st.sampled_from([1e-9, 1e-7, 1e-4, 0.02, 0.5, 0.999, 1 - 1e-12]),
    timesteps=st.sampled_from([1, 2, 30, 1000, 100_000]),
    steps=st.integers(1, 5),
)
@settings(deadline=None)
def test_accepted_schedules_can_be_sampled_under(first: float, last: float, timesteps: int, steps: int) -> None:
    """Every sampler stays finite, whatever the network says."""
    options = {"first": first, "last": last}
    config = changed("schedules/linear/options", options) | {"timesteps": timesteps}
    config["sampling"]["trace"] = {"every": timesteps, "ladder": [timesteps]}
    config["quality"]["steps"] = [1]
    for name in ("cosine", "constant", "inverse_linear"):  # at 100,000 steps they end in 0
        config["schedules"][name] = config["schedules"]["linear"]
    if message := complaint(config):
        assert re.match(r"schedules\.linear: ", message), message
        return
    degradation = make_degradation("gaussian", make_schedule("linear", timesteps, options))
    restorer = Restorer(lambda z_t, _: z_t.sin(), degradation, pixel_limit=0.5)
    z_T = torch.linspace(-3, 3, 16).reshape(1, 1, 4, 4)
    for name in plugins.names("samplers"):
        states = sampler_states(
            restorer, Sampler(function=name, steps=steps), Latent(z_T, z_T), timesteps, seed=0, block=1
        )
        *_, (t, image) = states
        assert t == 0
        assert torch.isfinite(image).all(), name


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


@pytest.mark.dag
@pytest.mark.parametrize(
    ("overlay", "line"),
    [
        ("sampling: {images: 1}", "config: sampling.images: Input should be greater than or equal to 2, not 1"),
        (
            "schedules: {cosine: {options: {max_beta: 1.5}}}",
            "config: schedules.cosine: schedule 'cosine': beta must be 1000 numbers between 0 and 1, exclusive",
        ),
        (
            "runs: {latents: {degradation: morph, schedule: linear, network: cnn}}",
            "config: runs.latents: the name is taken; expected another than classifier, latents",
        ),
        (
            "study: ../elsewhere",
            "config: study: String should match pattern '^[a-z0-9][a-z0-9_-]*$', not '../elsewhere'",
        ),
        (
            "data: {digits: /nowhere}",
            "config: data.digits: '/nowhere' is no folder; expected bundled, download, or a folder",
        ),
    ],
)
def test_snakemake_says_one_line_and_starts_nothing(fresh_workflow: Workflow, overlay: str, line: str) -> None:
    (fresh_workflow.folder / "bad.yaml").write_text(overlay)
    result = fresh_workflow.run("all", "--configfile", "bad.yaml")
    assert result.returncode == 1
    assert [one for one in result.stderr.splitlines() if not one.startswith(("Using", "Config file"))] == [line]
    assert not (fresh_workflow.folder / "results").exists()


@pytest.mark.dag
def test_the_limits_can_be_planned(fresh_workflow: Workflow) -> None:
    overlay = str(ROOT / "tests" / "limits.yaml")
    jobs = fresh_workflow.jobs("all", "quality", "bench", "--configfile", overlay)
    assert len([job for job in jobs if job.startswith("plot_")]) == 19
