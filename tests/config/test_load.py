"""A config that is wrong is one line that names the key, before anything runs."""

import json
import re

import jsonschema
import pytest
import yaml

from hotcold import plugins
from hotcold.config.schema import schema_text
from hotcold.errors import InputError
from hotcold.figures.parts.needs import figure_needs
from hotcold.steps.study import open_study
from tests.config.configs import CONFIG, changed
from tests.conftest import ROOT
from tests.shipped import FIGURES

# A key's path, a bad value of it, and the line: … stands for anything, {networks} for the names of all that there are.
BAD = """
trainig | {} | trainig: no such key (did you mean training?)
training/epoch | 3 | training.epoch: no such key (did you mean epochs?)
timesteps | 0 | timesteps: …greater than or equal to 1, not 0
timesteps | many | timesteps: …integer…not 'many'
training/checkpoints | [1, 9] | training: checkpoints: the last must be the last epoch, 5, not 9
training/checkpoints | [2, 1, 5] | training: checkpoints: expected ascending epochs, not [2, 1, 5]
training/batch_size | -1 | training.batch_size: …greater than 0, not -1
training/coupling | closest | training.coupling: 'closest' does not exist; allowed: {couplings}
training/optimiser | sgd | training.optimiser: 'sgd' does not exist; allowed: {optimisers}
runs/A/schedule | cosin | runs.A.schedule: 'cosin' does not exist (did you mean cosine?); allowed: {schedules}
runs/A/degradation | warp | runs.A.degradation: 'warp' does not exist; allowed: {degradations}
runs/A/network | rnn | runs.A.network: 'rnn' does not exist (did you mean cnn?); allowed: {networks}
runs/A/seeds | [0, 0] | runs.A.seeds: expected different values, not [0, 0]
runs/A/seeds | [-1] | runs.A.seeds.0: …greater than or equal to 0, not -1
runs/A/training | {epochs: 3} | runs.A.training.epochs: expected the study's, training.epochs; a run has none of its own
seeds | [] | seeds: …at least 1 of them…
data/validation_images | 8000 | data.validation_images: expected at most 7998, not 8000; bundled has 8,000 images to…
sampling/splits | [train] | sampling.splits.0: …'validation' or 'test', not 'train'
sampling/weights | [ema, ema] | sampling.weights: expected different values…
runs/A/training | {optimiser: sgd} | runs.A.training.optimiser: 'sgd' does not exist; allowed: {optimisers}
runs/A/sampler | {function: ode} | runs.A.sampler.function: 'ode' does not exist; allowed: {samplers}
runs/A/start | {function: lost} | runs.A.start.function: 'lost' does not exist; allowed: {latents}
runs/A/start | {function: mean, options: {lam: 1}} | runs.A.start.options.lam: no such option of 'mean'; allowed: im…
runs/A/start | {function: fitted} | runs.A.start: fitted are degraded digits, and gaussian ends in something else; …
runs/new | {degradation: fade, schedule: linear, network: cnn, start: {function: noise}} | runs.new.start: \
noise is nothing that fade ends in, which is its own last state; try digits or fitted
runs/new | {degradation: blur, schedule: linear, network: cnn, sampler: {function: ddim}} | runs.new.sampler: ddim \
needs a degradation that is a MIXTURE, as blur is not; try cold or naive
latents/experiments/more | {source: digits} | latents.experiments.more.source: digits are degraded digits, and morph…
runs/.. | {degradation: morph, schedule: linear, network: unet} | runs.'..'.[key]: …pattern…
runs/null | {degradation: morph, schedule: linear, network: cnn} | runs.null: the name is taken; expected another…
study | ../other | study: …pattern…not '../other'
data/digits | /nowhere | data.digits: '/nowhere' does not exist; expected bundled, download, or a path
data/pixel_limit | 0.7 | data.pixel_limit: …0.5 or 1.0, not 0.7
data/test_images | 7 | sampling.trace.images: expected at most 7, not 8; bundled has…
scores/inception_weights | /nowhere | scores.inception_weights: '/nowhere' is no file; expected the weights, or null
scores/metrics | [fid, kid9] | scores.metrics.1: 'kid9' does not exist (did you mean kid?); allowed: …
scores/metrics | [] | scores.metrics: …at least 1 of them…
gaussianity/schedules | [sine] | gaussianity.schedules.0: 'sine' does not exist (did you mean cosine?); …
schedules/cosine/options | {z: 1} | schedules.cosine.options.z: no such option of 'cosine'; allowed: s, max_beta
schedules/linear/options | {first: HUGE} | schedules.linear: schedule 'linear': cannot be computed with {'first': 1000…
schedules/cosine/options | {max_beta: 1.5} | schedules.cosine: schedule 'cosine': beta must be 1000 numbers between…
degradations/slow | {function: warp} | degradations.slow.function: 'warp' does not exist; allowed: {degradations}
degradations/slow | {function: blur, options: {sigma: 0}} | degradations.slow.options.sigma: …greater than 0, not 0
degradations/slow | {function: mask, options: {place: left}} | …place: …'random' or 'centre', not 'left'
networks/cnn/options | {channels: [0]} | networks.cnn.options.channels: …greater than 0…
networks/cnn/options/channels | [{a: LONG}] | networks.cnn.options.channels: …valid integer, not [{'a': 'bb…bb…
sampling/images | 1 | sampling.images: Input should be greater than or equal to 2, not 1
sampling/samplers/warp | {function: cold} | sampling.samplers.warp: 'warp' does not exist; allowed: {degradations}
sampling/samplers/morph | {function: ancestral} | sampling.samplers.morph: ancestral needs a degradation that…
sampling/samplers/morph/guidance | {epoch: 6} | sampling.samplers.morph.guidance.epoch: expected an epoch of \
morph-linear-cnn that keeps a checkpoint, before the last, 1, 2, 3, 4, not 6
sampling/samplers/morph/guidance | {epoch: 1, weight: 0} | …guidance.weight: …greater than 0, not 0
sampling/samplers/morph/guidance | {epoch: 1, from_t: 5, to_t: 4} | …: to_t: expected from_t, 5, or a later t, not 4
sampling/trace/beside | [{function: ddim}, {function: cold, guidance: {epoch: 6}}] | sampling.trace.beside.1.guidance\
.epoch: expected an epoch of A…
sampling/trace/beside | [{function: ddim}, {function: ddim, steps: 9}] | sampling.trace.beside.1: ddim twice; expect…
sampling/trace/ladder | [100, 2000] | sampling.trace.ladder: …timesteps = 1000, not [100, 2000]
sampling/trace/every | 9 | sampling.trace.every: …at most 100 states, not 9
runs/A/training | {coupling: optimal_transport} | runs.A.training.coupling: \
A does not end in garments; expected independent
training/coupling | optimal_transport | training.coupling: A does not end in garments; expected independent
latents/experiments/means/sweep | {images: [0]} | latents.experiments.means.sweep.images: …greater than 0, not 0
latents/experiments/perturbed-start/sweep | {lam: [-0.1]} | …sweep.lam: …greater than or equal to 0, not -0.1
latents/experiments/more | {source: mean, options: {lam: 1}} | …more.options.lam: no such option of 'mean'; allowed: im…
latents/sampler | {function: ancestral} | latents.sampler: ancestral needs a degradation that ends in noise…
latents/sampler | {function: cold, guidance: {epoch: 7}} | latents.sampler.guidance.epoch: … not 7
latents/run | A | latents.run: 'A' does not end in garments; expected a run that morphs
latents/run | none | latents.run: 'none' is not a run; allowed: A, …
quality/steps | [10, 5] | quality.steps: …timesteps = 1000, not [10, 5]
quality/runs | {none: []} | quality.runs: 'none' is not a run; allowed: A, …
quality/runs/B | [{function: dpm}, {function: ancestral}] | quality.runs.B.1: ancestral needs a degradation that…
quality/runs/B | [{function: dpm, options: {order: 3}}] | quality.runs.B.0.options.order: no such option of 'dpm'…
quality/runs/B | [{function: dpm}, {function: dpm}] | quality.runs.B.1: the same sampler twice; expected different ones
animations/runs | [A, none] | animations.runs.1: 'none' is not a run; allowed: A, …
figures/options | {fig06_fid: {colour: 1}} | figures.options.fig06_fid.colour: no such option…
runs/morph-linear-unet_inferred/trained_as | A | runs.morph-linear-unet_inferred.trained_as: A has another \
degradation; expected the same
runs/morph-linear-unet_inferred/trained_as | none | runs.morph-linear-unet_inferred.trained_as: 'none' is not a run \
that is trained; allowed: A, …
runs/morph-linear-unet_inferred/seeds | [0, 3] | runs.morph-linear-unet_inferred.trained_as: morph-linear-unet is not \
trained with seed 3; expected one of its seeds
runs/morph-linear-unet_inferred/training | {batch_size: 3} | runs.morph-linear-unet_inferred.training: expected none, …
figures/options | {fig99: {}} | figures.options.fig99: 'fig99' does not exist; allowed: {figures}
figures/runs | {fig06_fid: [none]} | figures.runs.fig06_fid: 'none' is not a run; allowed: A, …
figures/formats | [svg] | figures.formats: expected png…
training/images | 6001 | training.images: expected at most 6000, not 6001; bundled has…
training/validation_images | 2001 | training.validation_images: expected at most 2000, not 2001; bundled has…
runs/A/training | {images: 7000} | runs.A.training.images: expected at most 6000, not 7000; bundled has…
data | {train_images: 40} | latents.experiments.mixture.options.principal_components: expected at most 40, not 50; …
runs/B/sampler | {function: cold, clip_x0: "yes"} | runs.B.sampler.clip_x0: expected true or false, not 'yes'
compute/compiled | 1 | compute.compiled: expected true or false, not 1
paper | {} | paper: no such key any more; config/report.yaml takes the place of config/paper.yaml
bench | {} | bench: no such key any more; it is benchmarks/config.yaml now
compute/threads | 4 | compute.threads: no such key any more; it is threads now, a key of its own
sampling/weights | raw | sampling.weights: expected a list, e.g. [raw]
sampling/traced | "a, b" | sampling.traced: expected a list, e.g. [a, b]
seeds | 3 | seeds: expected a list, e.g. [3]
sampling/garments | train | sampling.garments: no such key any more; samples start from the test split, …
"""
NAMES = {"A": "gaussian-linear-cnn", "B": "morph-cosine-unet"}
VALUES = {"HUGE": str(10**30), "LONG": "b" * 2000}


@pytest.mark.parametrize("case", BAD.strip().splitlines())
def test_a_bad_config_is_one_line_that_names_the_key(case):
    path, value, line = re.sub(r"\b[AB]\b", lambda name: NAMES[name[0]], case).split(" | ")
    given = yaml.safe_load(re.sub("HUGE|LONG", lambda word: VALUES[word[0]], value))
    with pytest.raises(InputError) as error:
        open_study(changed(path, given))
    line = re.sub(r"\{(\w+)\}", lambda kind: ", ".join(plugins.names(kind[1])), line)
    pattern = ".+".join(re.escape(part) for part in line.split("…"))
    assert re.fullmatch(pattern, str(error.value)), error.value
    assert len(str(error.value)) < 700


def test_a_whole_number_may_be_written_with_a_point_anywhere():
    assert open_study(changed("networks/unet/options/kernel_size", 3.0)) == open_study(CONFIG)
    assert open_study(changed("training/batch_size", 32.0)) == open_study(CONFIG)


def test_the_path_of_the_image_may_have_a_home(monkeypatch):
    monkeypatch.setenv("HOME", "/home/mine")
    assert open_study(changed("container", "~/hotcold.sif")).container == "/home/mine/hotcold.sif"


@pytest.mark.dag
def test_snakemake_says_one_line_and_starts_nothing(fresh_workflow):
    (fresh_workflow.folder / "bad.yaml").write_text("schedules: {cosine: {options: {max_beta: 1.5}}}")
    result = fresh_workflow.run("all", "--configfile", "bad.yaml")
    assert result.returncode == 1
    said = [one for one in result.stderr.splitlines() if not one.startswith(("Using", "Config file"))]
    beta = "beta must be 1000 numbers between 0 and 1, exclusive"
    assert said == [f"bad.yaml:1: schedules.cosine: schedule 'cosine': {beta}"]
    assert not (fresh_workflow.folder / "results").exists()


@pytest.mark.dag
def test_one_run_is_a_target(fresh_workflow):
    target = "results/laptop/runs/morph-linear-unet/seed-0/losses.parquet"
    assert f"`snakemake --cores 4 {target}`" in (ROOT / "docs" / "start.md").read_text()
    assert fresh_workflow.runs("Training", target) == {"morph-linear-unet"}
    assert fresh_workflow.jobs(target) == {"get_data", "train_run"}
    refused = fresh_workflow.run("--dry-run", target.replace("seed-0", "seed-00"))  # whose files would say seed 0
    assert "No rule to produce" in refused.stdout + refused.stderr


@pytest.mark.dag
def test_the_limits_can_be_planned(fresh_workflow):
    jobs = fresh_workflow.jobs("all", "quality", "--configfile", str(ROOT / "tests" / "limits.yaml"))
    drawn = {job.removeprefix("plot_") for job in jobs if job.startswith("plot_")}
    assert drawn >= {name for name in FIGURES if not figure_needs(name).only_named}


def test_the_schema_is_in_step_with_the_model_and_accepts_the_config():
    text = (ROOT / "config" / "schema.json").read_text()
    assert text == schema_text(), "run: python -m hotcold.config.schema > config/schema.json"
    jsonschema.validate(CONFIG, json.loads(text))
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate(changed("timesteps", 0), json.loads(text))
