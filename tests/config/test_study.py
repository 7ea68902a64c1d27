"""The study of config.yaml and of its overlays, and what follows for each run."""

import itertools
import re

from pydantic import BaseModel

from hotcold.config.load import load_study
from hotcold.config.settings import run_settings
from hotcold.config.study import Study
from tests.config.configs import CONFIG, changed, study_of


def test_the_studys_ten_runs_differ_in_one_thing():
    study = study_of()
    names = itertools.product(("gaussian", "morph"), ("linear", "cosine"), ("cnn", "unet"))
    assert set(study.trained_runs()) == {
        *("-".join(name) for name in names),
        "gaussian-constant-cnn",
        "gaussian-inverse_linear-cnn",
    }
    beside = {name: run.trained_as for name, run in study.runs.items() if run.trained_as}
    assert beside == {f"morph-{schedule}-unet_inferred": f"morph-{schedule}-unet" for schedule in ("linear", "cosine")}
    for run in study.runs:
        assert study.run_training(run) == study.training
        assert study.run_seeds(run) == [0]
        assert study.run_sampler(run).steps == 50
        assert study.run_sampler(run).guidance is None
    assert set(study_of("smoke.yaml").runs) == set(study.runs)


def test_the_replicated_study_has_seeds_for_verdicts():
    study = study_of("replicated.yaml")
    for run in study.runs:
        beside = re.search(r"_(kernel\d|time_first|free|unclipped|inferred)", run)  # ablations, and the other reading
        assert len(study.run_seeds(run)) >= (3 if beside else 5), run
        training = study.run_training(run)
        assert training.model_copy(update={"checkpoints": study_of().training.checkpoints}) == study_of().training
    assert set(study.training.checkpoints) < set(study_of().training.checkpoints)


def test_each_rung_of_the_ladder_adds_one_thing():
    study = study_of("ladder.yaml")
    rungs = study.figures.runs["fig24_ladder"]
    assert set(rungs) == set(study.runs)
    for one, next_one in itertools.pairwise(rungs):
        if one.split("-")[0] == next_one.split("-")[0]:
            before, after = (run_settings(study, run) for run in (one, next_one))
            differ = {key for key in before.keys() | after.keys() if before.get(key) != after.get(key)}
            added = {".".join(key.split(".")[:2]) for key in differ}
            # Another optimiser has a learning rate of its own, another sampler its options.
            brought = {"training.learning_rate"} | ({"sampler.options"} if "sampler.function" in added else set())
            assert added - {"trained_as", "sampler.own"} - brought in (
                {"training.optimiser"},
                {"training.ema_decay"},
                {"training.timestep_beta"},
                {"training.coupling"},
                {"training.input_perturbation"},
                {"sampler.function"},
                {"sampler.options"},
                {"sampler.guidance"},
            )


def test_the_cold_study_has_one_recipe_and_every_way_back():
    study = study_of("cold.yaml")
    ways: dict[str, set[tuple[object, ...]]] = {}
    for name, run in study.runs.items():
        assert (run.network, study.run_seeds(name)) == ("unet", [0, 1, 2])
        assert study.run_training(name) == load_study(CONFIG).training
        settings = run_settings(study, name)
        way = (settings["sampler.function"], settings["start"], settings.get("start.options.noise"))
        ways.setdefault(run.trained_as or name, set()).add(way)
    restored = {(sampler, "digits", None) for sampler in ("cold", "naive", "direct")}
    generated = {("cold", "fitted", noise) for noise in (0.0, 0.01)}
    for name in ("blur", "fade", "pixelate"):
        assert ways.pop(f"{name}-cosine-unet") == restored | generated
    assert ways.pop("mask-cosine-unet") == restored
    assert ways.pop("mask_centre-cosine-unet") == {("cold", "digits", None)} | generated
    assert ways.keys() == {"gaussian-cosine-unet", "morph-cosine-unet"}
    assert all({"cold", "naive", "direct"} <= {sampler for sampler, *_ in there} for there in ways.values())


def test_settings_hold_the_defaults_of_options_and_tell_runs_apart():
    study = study_of("replicated.yaml")
    full = run_settings(study, "morph-linear-unet")
    assert full["network.options.kernel_size"] == 3
    assert full["schedule.options.last"] == 0.02
    ablated = run_settings(study, "morph-linear-unet_time_first")
    assert {key for key in full if full[key] != ablated[key]} == {"network", "network.options.time"}


def test_every_key_is_in_the_config_file():
    """config.yaml is the reference: it shows every key there is."""

    def check(given, model):
        assert set(type(model).model_fields) <= set(given)
        for name, value in model:
            if isinstance(value, BaseModel):
                check(given[name], value)

    check(CONFIG, study_of())


def test_defaults_alone_make_a_study():
    study = Study.model_validate({"runs": {"r": {"degradation": "morph", "schedule": "linear", "network": "unet"}}})
    assert (study.run_training("r").epochs, study.run_sampler("r").function, study.unet()) == (50, "cold", "unet")


def test_report_is_the_reports_scale():
    study = study_of("report.yaml")
    assert study.study == "report"
    published = {"gaussian": {"variance": "beta"}, "morph": {"reading": "fixed_z"}}
    inferred = {"reading": "inferred_z"}
    for run in study.runs:
        training, sampler = study.run_training(run), study.run_sampler(run)
        assert (training.epochs, training.batch_size, training.learning_rate) == (50, 128, 2e-4)
        assert (training.optimiser, training.timestep_beta, training.coupling) == ("adam", (1, 1), "independent")
        assert (training.images, training.checkpoints) == (None, list(range(5, 51, 5)))
        assert (sampler.steps, sampler.guidance) == (1000, None)
        assert sampler.options == (published[study.runs[run].degradation] if run in study.trained_runs() else inferred)
    last = [wanted for wanted in study.sample_plan() if wanted.epoch == 50]
    assert [(wanted.split, wanted.weights, wanted.images) for wanted in last] == [
        ("test", "raw", 10_000),
        ("test", "ema", 10_000),
    ]
    assert study.choice("networks", "unet").options["channels"] == [32, 64, 128]
    assert "inception" in study.scores.features


def test_the_precisions_differ_in_precision_only():
    study = study_of("precision.yaml")
    names = ("gaussian-linear-cnn", "morph-linear-unet")
    assert set(study.runs) == {*names, *(f"{name}-float32" for name in names)}
    for one, other in ((name, f"{name}-float32") for name in names):
        assert study.runs[one].model_copy(update={"precision": "float32"}) == study.runs[other]
        assert study.run_training(one) == study.run_training(other)
        assert [study.run_compute(run).precision for run in (one, other)] == ["bfloat16", "float32"]


def test_an_overlay_takes_options_away_with_null():
    config = changed("sampling/samplers/gaussian", {"function": "ddim", "steps": 50, "options": {"variance": None}})
    sampler = load_study(config).run_sampler("gaussian-linear-cnn")
    assert (sampler.function, sampler.options) == ("ddim", {})
    assert "gaussian-linear-cnn" not in load_study(changed("runs/gaussian-linear-cnn", None) | {"figures": {}}).runs
    assert load_study(changed("animations/runs", None)).animations.runs == []


def test_a_degradation_has_a_name_and_options_of_its_own():
    config = changed("degradations", {"slow": {"function": "morph"}, "gaussian": {"function": "morph"}})
    run = "morph-linear-unet"
    config["runs"][run]["degradation"] = "slow"
    study = Study.model_validate(config)
    assert study.model(run, 3).degradation == "slow"
    assert study.model(run, 3).degradation_function.function == "morph"
    assert (study.run_degradation(run), study.run_end(run)) == ("morph", "garments")
    assert study.run_end("gaussian-linear-cnn") == "garments"  # a listed name goes before a module's
    assert study.run_sampler(run).title == "cold"  # what is not listed under sampling.samplers


def test_latents_may_have_a_sampler_of_their_own():
    sampler = {"function": "cold", "steps": 3, "options": {"reading": "inferred_z"}, "guidance": None, "clip_x0": True}
    assert load_study(changed("latents/sampler", sampler)).latent_sampler().model_dump() == sampler
    own = load_study(changed("latents/sampler", None))
    assert own.latent_sampler() == own.run_sampler("morph-cosine-unet")


def test_the_runs_own_sampler_is_among_those_compared():
    run = "gaussian-linear-unet"
    listed = {"function": "ddim", "steps": 25, "options": {"eta": 0}, "guidance": None}
    study = load_study(changed(f"runs/{run}/sampler", listed))
    compared = study.quality_samplers(run)
    assert study.run_sampler(run) in compared
    assert len(compared) == 4 * 5
    for change in ({"options": {"eta": 0.5}}, {"guidance": {"epoch": 2}}):
        other = load_study(changed(f"runs/{run}/sampler", {**listed, **change}))
        assert other.quality_samplers(run) == [*compared, other.run_sampler(run)]


def test_a_run_is_restored_beside_its_own_sampler_by_those_that_fit():
    """The other reading of Algorithm 1 beside that of a morph's own, and none beside that of hot diffusion."""
    study = study_of()
    readings = {run: [one.options.get("reading") for one in study.trace_samplers(run)] for run in study.runs}
    assert readings["morph-cosine-unet"] == ["fixed_z", "inferred_z"]
    assert readings["morph-cosine-unet_inferred"] == ["inferred_z"]
    assert readings["gaussian-cosine-unet"] == [None]
    naive = load_study(changed("runs/morph-cosine-unet/sampler", {"function": "naive", "steps": 9}))
    assert [one.function for one in naive.trace_samplers("morph-cosine-unet")] == ["naive", "cold"]
