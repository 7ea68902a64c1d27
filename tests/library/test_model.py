"""Models in a user's hands, against closed forms and what the study's own step does."""

import re

import numpy as np
import pytest
import torch

import hotcold
from hotcold import pretrained, seeds
from hotcold.config.base import Choice
from hotcold.diffusion.checkpoints import load_checkpoint, save_checkpoint
from hotcold.diffusion.schedule import make_schedule
from hotcold.pretrained.build import RUNS, build
from hotcold.storage.arrays import read_arrays, write_arrays
from hotcold.storage.places import StudyFiles
from hotcold.storage.sums import SUMS
from tests.conftest import damage
from tests.library.conftest import described, network
from tests.workflow.steps import step


@pytest.fixture(scope="module")
def models(study):
    return {name: hotcold.load(study / "runs" / f"{name}-cnn", device="cpu") for name in ("hot", "cold")}


def test_a_run_is_loaded_from_its_folder_its_seeds_or_its_file(study):
    run = study / "runs" / "hot-cnn"
    for what, seed, epoch in (
        (run, 0, 11),
        (str(run / "seed-10"), 10, 11),
        (run / "seed-10" / "epoch-2.safetensors", 10, 2),
    ):
        model = hotcold.load(what)
        assert (model.description, model.epoch) == (described("hot-cnn", "gaussian", seed), epoch)
    raw, average = (hotcold.load(run, weights=weights).sample(2, steps=2) for weights in ("raw", "ema"))
    assert np.abs(raw - average).max() > 0.01


WRONG = {
    "hott": "hott: no such file or folder; expected hot or cold, a checkpoint, or a run's folder",
    "{study}": "{study}: no checkpoint, epoch-1.safetensors or the like; expected the folder of a run, one of"
    " {study}/runs: cold-cnn, hot-cnn",
    "{study}/runs": "{study}/runs: no checkpoint, epoch-1.safetensors or the like; expected the folder of a run, as"
    " results/laptop/runs/morph-cosine-unet",
    "README.md": "README.md: not a checkpoint of this project, or damaged (…); expected it as it was written",
}


@pytest.mark.parametrize("what", WRONG)
def test_anything_else_is_one_line(study, what):
    message = re.escape(WRONG[what].format(study=study)).replace("…", ".+")
    with pytest.raises(hotcold.InputError, match=f"^{message}$"):
        hotcold.load(what.format(study=study))


@pytest.mark.parametrize("name", ["hot", "cold"])
def test_the_same_seed_gives_what_the_study_samples(study, digits, garments, models, tmp_path, name):
    """The step `sample` and the library agree, bit by bit, on more images than are made side by side."""
    for kind, images in {"digits": digits, "garments": garments}.items():
        seen = {f"{split}_images": images.train_images for split in ("train", "validation")}
        write_arrays(tmp_path / f"{kind}.npz", kind, seen)
        write_arrays(tmp_path / f"{kind}-test.npz", f"{kind}-test", {"test_images": images.test_images})
    sampler = {"hot": {"function": "ddim", "options": {"eta": 1.0}}, "cold": {"function": "naive"}}[name]
    step(
        "sample",
        digits=tmp_path / "digits.npz",
        digits_test=tmp_path / "digits-test.npz",
        garments=tmp_path / "garments.npz",
        garments_test=tmp_path / "garments-test.npz",
        sampler={**sampler, "steps": 3},
        block=100,
        run=f"{name}-cnn",
        checkpoints=[StudyFiles(study).checkpoint(f"{name}-cnn", 0, 11)],
        sets=[{"epoch": 11, "split": "test", "weights": "ema", "images": 110}],
        samples=[tmp_path / "samples.npz"],
        compute={"device": "cpu"},
    )
    options = {"sampler": sampler["function"], "steps": 3, **sampler.get("options", {})}
    found = models[name].sample(110, **options)
    np.testing.assert_array_equal(found, hotcold.read_images(tmp_path / "samples.npz"))
    if name == "cold":
        starts = read_arrays(tmp_path / "samples.npz", "samples")["starts"]
        np.testing.assert_array_equal(models[name].sample(start=starts, **options), found)


@pytest.mark.parametrize("name", ["hot", "cold"])
def test_samples_are_the_end_of_trajectories_and_do_not_depend_on_their_number(models, name):
    states = models[name].trajectory(4, seed=3, steps=5)
    assert (states.dtype, states.shape) == (np.float32, (6, 4, 28, 28))
    few = models[name].sample(2, seed=3, steps=5)
    np.testing.assert_allclose(states[-1, :2].clip(0, 1), few, atol=1e-3)
    assert 0 <= few.min() < few.max() <= 1
    assert np.abs(models[name].sample(2, seed=4, steps=5) - few).max() > 0.01


@pytest.mark.parametrize("name", ["hot", "cold"])
def test_degrading_is_the_closed_form_and_restoring_from_0_nothing(models, rng, name):
    model, x = models[name], hotcold.digits(5)
    limit = model.description.pixel_limit
    alpha_bar = make_schedule(Choice(function="linear"), 1000).alpha_bar
    np.testing.assert_allclose(model.schedule.alpha_bar, alpha_bar, rtol=1e-12)
    end = hotcold.garments(5) if name == "cold" else rng.standard_normal((5, 28, 28))
    z = (2 * end - 1) * limit if name == "cold" else end
    times = [0, 1, 300, 999, 1000]
    a = alpha_bar[times].reshape(-1, 1, 1)
    expected = (np.sqrt(a) * (2 * x - 1) * limit + np.sqrt(1 - a) * z) / limit / 2 + 0.5
    np.testing.assert_allclose(model.degrade(x, times, end=end), expected, atol=1e-5)
    np.testing.assert_allclose(model.degrade(x, 300, end=end)[2], expected[2], atol=1e-5)
    np.testing.assert_allclose(model.restore(x, 0), x, atol=1e-6)
    drawn = model.degrade(x, 1000, seed=1)
    np.testing.assert_array_equal(model.degrade(x[:2], 1000, seed=1), drawn[:2])
    assert np.abs(model.degrade(x, 1000, seed=2) - drawn).max() > 0.1


def test_the_function_degrades_as_the_model_does(models):
    x = hotcold.digits(3)
    for schedule in ("linear", hotcold.schedule("linear"), lambda T: np.linspace(1e-4, 0.02, T)):
        found = hotcold.degrade(x, 400, schedule=schedule, seed=5)
        np.testing.assert_allclose(found, models["hot"].degrade(x, 400, seed=5), atol=1e-6)
    half = hotcold.degrade(x, 200, degradation="morph", schedule="linear", timesteps=1000, end=x)
    a = hotcold.schedule("linear").alpha_bar[200]
    np.testing.assert_allclose(half - 0.5, (np.sqrt(a) + np.sqrt(1 - a)) * (x - 0.5), atol=1e-6)


@pytest.mark.parametrize("sampler", ["naive", "cold", "direct", "ddim"])
def test_a_perfect_restorer_restores_by_every_sampler(models, monkeypatch, sampler):
    """Also the end, which the first guess implies where it is not given."""
    model, x = models["cold"], hotcold.digits(3)
    oracle = torch.from_numpy((2 * x - 1) * model.description.pixel_limit)[:, None]
    monkeypatch.setattr(type(model._restorer), "__call__", lambda self, z_t, t: oracle)
    states = model.degrade(x, 600, end=hotcold.garments(3))
    for end in (None, hotcold.garments(3)):
        np.testing.assert_allclose(model.restore(states, 600, sampler=sampler, steps=10, end=end), x, atol=1e-4)
    limit = model.description.pixel_limit
    implied = model._implied_end((2 * states - 1) * limit, 600) / 2 / limit + 0.5
    np.testing.assert_allclose(implied, hotcold.garments(3), atol=1e-4)


def test_a_degradation_takes_its_options(digits):
    x = digits.test_images[:2]
    wide, narrow = (hotcold.degrade(x, 1000, degradation="mask", place="centre", width=w) for w in (9.0, 0.5))
    assert wide[:, 14, 14] == pytest.approx([0.5, 0.5])  # grey
    np.testing.assert_allclose(narrow[:, :10], x[:, :10] / 255, atol=1e-6)
    with pytest.raises(
        hotcold.InputError, match=r"^degradation 'mask'\.plce: no such option of 'mask' \(did you mean place"
    ):
        hotcold.degrade(x, 3, degradation="mask", plce="centre")


def test_what_ends_in_itself_is_restored_around_the_hole_that_the_seed_made(tmp_path):
    path = StudyFiles(tmp_path / "small").checkpoint("mask-cnn", 0, 1)
    save_checkpoint(path, described("mask-cnn", "mask"), 1, network(0), network(1))
    model, x = hotcold.load(path), hotcold.digits(3)
    np.testing.assert_array_equal(model.degrade(x, 700, seed=5), hotcold.degrade(x, 700, degradation="mask", seed=5))
    z_t, z = (
        model.degrade(x, 700, seed=5),
        seeds.numpy_generator(5, "degrade", "noise").standard_normal((3, 28, 28), "f"),
    )
    np.testing.assert_array_equal(model.degrade(x, 700, end=z), z_t)
    restored = model.restore(z_t, 700, seed=5, steps=3)
    np.testing.assert_array_equal(model.restore(z_t, 700, end=z, steps=3), restored)
    assert np.abs(model.restore(z_t, 700, seed=6, steps=3) - restored).max() > 0.01
    start = model.degrade(x, 1000, seed=5)
    np.testing.assert_array_equal(model.trajectory(start=start, seed=5, steps=3)[0], start)
    np.testing.assert_allclose(model.sample(start=start, seed=5, steps=3), model.restore(start, 1000, seed=5, steps=3))
    assert model.sample(4, steps=2).shape == (4, 28, 28)
    with pytest.raises(hotcold.InputError, match=r"^end: nothing below 0; expected standard Gaussian"):
        model.degrade(x, 3, end=x)


MISTAKES = {
    "n: 0; expected a number of images from 1 on": ("hot", "sample", 0, {}),
    "n: None; expected a number of images": ("hot", "sample", None, {}),
    "n: -2; expected a number of images": ("cold", "sample", -2, {"start": np.zeros((2, 28, 28))}),
    "n: 1000000000000; expected a number": ("hot", "sample", 10**12, {}),
    "n: True; expected": ("hot", "trajectory", True, {}),
    "steps: Input should be greater than 0, not 0": ("hot", "sample", 1, {"steps": 0}),
    "steps: 1001; expected at most T, 1000": ("cold", "trajectory", 1, {"steps": 1001}),
    "'slow' is not one of the samplers: ancestral, cold": ("hot", "sample", 1, {"sampler": "slow"}),
    "['cold'] is not one of the samplers": ("hot", "sample", 1, {"sampler": ["cold"]}),
    "sampler 'naive'.eta: no such option of 'naive'": ("cold", "sample", 1, {"eta": 1.0}),
    "ancestral needs a degradation that ends in noise": ("cold", "sample", 1, {"sampler": "ancestral"}),
    "start: 2; expected one for each of 3": ("cold", "sample", 3, {"start": np.zeros((2, 28, 28))}),
    "start: nothing below 0; expected standard Gaussian": ("hot", "sample", 1, {"start": np.zeros((1, 28, 28))}),
    "start: 1 × 28, float64; expected": ("cold", "sample", None, {"start": np.zeros((1, 28))}),
    "start: a single value, int64; expected": ("cold", "sample", None, {"start": 5}),
    "t: 1001; expected a whole number of 0 to 1000": ("hot", "restore", np.zeros((1, 28, 28)), {"t": 1001}),
    "t: 0.5; expected a whole number of 0 to 1000": ("hot", "restore", np.zeros((1, 28, 28)), {"t": 0.5}),
    "t: [1, 2]; expected a whole number of 0 to 1000, or one": ("hot", "degrade", np.zeros((1, 28, 28)), {"t": [1, 2]}),
    "t: -1; expected": ("hot", "degrade", np.zeros((1, 28, 28)), {"t": -1}),
    "end: floats from -1 to 0; expected 0 to 1": (
        "cold",
        "degrade",
        np.zeros((1, 28, 28)),
        {"t": 1, "end": np.linspace(-1, 0, 784).reshape(1, 28, 28)},
    ),
}


@pytest.mark.parametrize("message", MISTAKES)
def test_a_mistake_is_one_line(models, message):
    name, method, first, options = MISTAKES[message]
    with pytest.raises(hotcold.InputError, match=f"^{re.escape(message)}[^\n]*$"):
        getattr(models[name], method)(first, **options)


@pytest.mark.parametrize("name", pretrained.NAMES)
def test_the_models_that_ship_draw_digits(name):
    assert hotcold.score(hotcold.load(name).sample(30, steps=20), metrics=["precision"])["value"][0] > 0.5
    with pytest.raises(hotcold.InputError, match="ships with averaged weights only; expected weights='ema', not 'raw'"):
        hotcold.load(name, weights="raw")


def test_together_they_are_small_and_changed_ones_are_refused(tmp_path):
    assert sum((pretrained.HERE / f"{name}.safetensors").stat().st_size for name in pretrained.NAMES) < 5_000_000
    for name in (SUMS, "hot.safetensors"):
        (tmp_path / name).write_bytes((pretrained.HERE / name).read_bytes())
    assert pretrained.shipped_checkpoint("hot", tmp_path).parent == tmp_path
    damage(tmp_path / "hot.safetensors", "flipped")
    for name in pretrained.NAMES:
        with pytest.raises(hotcold.InputError, match=rf"{name}\.safetensors: missing or changed; expected SHA-256 "):
            pretrained.shipped_checkpoint(name, tmp_path)


def test_they_are_built_from_a_study_s_last_averaged_weights(study, tmp_path):
    """The same bytes every time, half precision, of seed 0 and the last epoch."""
    files = StudyFiles(tmp_path / "study")
    for name, run in RUNS.items():
        files.run(run, 0).parent.mkdir(parents=True)
        files.run(run, 0).symlink_to(study / "runs" / f"{name}-cnn" / "seed-0")
    built = []
    for output in (tmp_path / "one", tmp_path / "two"):
        build(files.folder, output)
        built.append({path.name: path.read_bytes() for path in output.iterdir()})
    assert built[0] == built[1]
    path = pretrained.shipped_checkpoint("cold", tmp_path / "one")
    (about, epoch, half), (_, _, full) = (
        load_checkpoint(one, "ema") for one in (path, StudyFiles(study).checkpoint("cold-cnn", 0, 11))
    )
    assert (about, epoch) == (described("cold-cnn", "morph", 0, 1.0), 11)
    for key, tensor in full.state_dict().items():
        np.testing.assert_array_equal(half.state_dict()[key], tensor.half().float())
