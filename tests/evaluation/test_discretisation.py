"""What few steps leave undone, against sampling, against steps written out, and in the limit of many."""

import itertools
import math

import numpy as np
import pytest
import torch

from hotcold.config.base import Choice
from hotcold.config.discretisation import DiscretisationSettings, Discretised
from hotcold.config.fit import misfit
from hotcold.config.sampling import Sampler
from hotcold.diffusion.degradation import make_degradation
from hotcold.diffusion.restorer import Restorer
from hotcold.diffusion.sampling import Start, sampler_states, time_grid
from hotcold.diffusion.schedule import make_schedule
from hotcold.evaluation.discretisation import DISCRETISATION, discretisation_table, sampled_moments
from hotcold.evaluation.gaussian_pair import GaussianPair, digits_and_garments, digits_and_noise
from tests.evaluation.gaussians import correlated, distance, garments_of, moments

T = 200
SAMPLES = 20_000
DEFAULTS = DiscretisationSettings().samplers
OTHERS = [("ddim", {"eta": 0}), ("ddim", {"eta": 1.0}), ("direct", {})]
SAMPLERS = [*DEFAULTS, *(Choice(function=function, options=options) for function, options in OTHERS)]
ONE = GaussianPair(np.array([0.3]), np.array([0.2]), np.zeros(1))  # a single coordinate, and noise


def degradation_of(schedule, timesteps=T, name="gaussian", **options):
    return make_degradation(Choice(function=name), make_schedule(Choice(function=schedule, options=options), timesteps))


def sampler_of(function, steps, **options):
    return Sampler(function=function, options=options, steps=steps)


def table_of(schedules, samplers, steps, pair, degradation="gaussian", timesteps=T, on_sampler=lambda: None):
    made = {name: make_schedule(Choice(function=name), timesteps) for name in schedules}
    plan = Discretised(degradation=degradation, schedules=list(schedules), samplers=samplers, steps=steps)
    return discretisation_table([plan], made, {degradation: pair}, on_sampler)


def perfect(degradation, pair):
    """R(z_t, t) = E[x | z_t] of Gaussian x and z, pixel by pixel."""
    mean, variance, end = (torch.from_numpy(of).reshape(3, 3) for of in (pair.mean, pair.variance, pair.end))

    def network(z_t, time):
        t = round(float(time[0]) * degradation.timesteps)
        signal, noise = np.sqrt(degradation.alpha_bar[t]), np.sqrt(1 - degradation.alpha_bar[t])
        gain = signal * variance / (signal**2 * variance + noise**2)
        restored = mean + gain * (z_t - signal * mean - noise * end)
        return restored if degradation.predicts == "x" else degradation.infer_end(z_t, restored, t)

    return Restorer(network, degradation, float("inf"))


@pytest.mark.parametrize("schedule", ["cosine", "inverse_linear"])
@pytest.mark.parametrize("name", ["gaussian", "morph"])
@pytest.mark.parametrize("choice", SAMPLERS, ids=lambda choice: f"{choice.function} {choice.options}")
def test_moments_are_those_of_samples(choice, name, schedule):
    """Samples of the real sampler and restorer, of nine pixels."""
    sampler, degradation = sampler_of(choice.function, 12, **choice.options), degradation_of(schedule, name=name)
    end, overlap = (np.zeros(9), None) if name == "gaussian" else (np.linspace(0.2, -0.1, 9), np.eye(9))
    pair = GaussianPair(np.linspace(-0.4, 0.3, 9), np.geomspace(3, 0.01, 9), end, overlap)
    if misfit(choice, name):
        assert sampled_moments(sampler, degradation, pair) is None, "noise, in coordinates of garments"
        return
    z = np.random.default_rng(1).normal(end, 1, size=(SAMPLES, 9)).reshape(-1, 1, 3, 3)
    start = Start(*(torch.from_numpy(z),) * 2)
    *_, (_, x) = sampler_states(perfect(degradation, pair), sampler, start, T, seed=2, block=SAMPLES)
    drawn = x.reshape(SAMPLES, -1).numpy()
    mean, variance = sampled_moments(sampler, degradation, pair)
    assert (np.abs(drawn.mean(axis=0) - mean) < 5 * np.sqrt(variance / SAMPLES) + 1e-6).all()
    error = 5 * np.sqrt((np.outer(variance, variance) + np.diag(variance**2)) / SAMPLES) + 1e-6
    assert (np.abs(np.cov(drawn.T) - np.diag(variance)) < error).all()


def perfect_in_pixels(degradation, x, z):
    """R(z_t, t) = E[x | z_t] of Gaussian x and z, each a mean and a covariance of pixels that go together."""
    (mean, covariance), (end, of_ends) = x, z

    def network(z_t, time):
        t = round(float(time[0]) * degradation.timesteps)
        signal, noise = np.sqrt(degradation.alpha_bar[t]), np.sqrt(1 - degradation.alpha_bar[t])
        gain = np.linalg.solve(signal**2 * covariance + noise**2 * of_ends, signal * covariance)
        deviation = z_t.numpy().reshape(len(z_t), -1) - signal * mean - noise * end
        restored = torch.from_numpy(mean + deviation @ gain).reshape(z_t.shape)
        return restored if degradation.predicts == "x" else degradation.infer_end(z_t, restored, t)

    return Restorer(network, degradation, float("inf"))


def samples_in_pixels(sampler, degradation, x, z, n):
    """Return samples (n, d) of the real sampler with the perfect denoiser, from draws of z."""
    side = math.isqrt(len(x[0]))
    drawn = np.random.default_rng(1).multivariate_normal(*z, size=n, method="eigh").reshape(n, 1, side, side)
    start, T = Start(*(torch.from_numpy(drawn),) * 2), degradation.timesteps
    *_, (_, x_0) = sampler_states(perfect_in_pixels(degradation, x, z), sampler, start, T, seed=2, block=n)
    return x_0.numpy().reshape(n, -1)


@pytest.mark.parametrize(
    ("name", "choice"),
    [
        ("gaussian", Choice(function="ancestral", options={"variance": "beta"})),
        ("gaussian", Choice(function="ddim", options={"eta": 0})),
        ("morph", Choice(function="cold", options={"reading": "fixed_z"})),
        ("morph", Choice(function="cold", options={"reading": "inferred_z"})),
    ],
    ids=lambda one: one if isinstance(one, str) else f"{one.function} {one.options}",
)
def test_distances_are_those_of_samples_whose_pixels_go_together(name, choice):
    x, garments = moments(correlated(0)), garments_of(correlated(1))
    if name == "morph":
        z, pair = garments, digits_and_garments(correlated(0), correlated(1), 0.5)
    else:
        z, pair = (np.zeros(9), np.eye(9)), digits_and_noise(correlated(0), 0.5)
    row = table_of(["cosine"], [choice], [6], pair, name).iloc[0]
    sampler, degradation = sampler_of(choice.function, 6, **choice.options), degradation_of("cosine", name=name)
    drawn = samples_in_pixels(sampler, degradation, x, z, SAMPLES)
    found = drawn.mean(axis=0), np.cov(drawn.T)
    assert distance(found, x) == pytest.approx(row["distance"], rel=0.05)
    assert np.trace(found[1]) / np.trace(x[1]) == pytest.approx(row["variance_left"], rel=0.05)


@pytest.mark.parametrize("variance", ["beta", "posterior"])
def test_ancestral_sampling_of_one_coordinate_by_hand(variance):
    """Every step maps z_t to a z_t + b, and adds noise (DDPM, algorithm 2 and eq. 6-7)."""
    degradation, times = degradation_of("linear"), time_grid(T, 7)
    alpha_bar, mean, spread2 = degradation.alpha_bar, 0.0, 1.0
    for t, s in itertools.pairwise(times):
        alpha = alpha_bar[t] / alpha_bar[s]
        gain = math.sqrt(alpha_bar[t]) * 0.2 / (alpha_bar[t] * 0.2 + 1 - alpha_bar[t])
        of_x = math.sqrt(alpha_bar[s]) * (1 - alpha) / (1 - alpha_bar[t])
        of_z = math.sqrt(alpha) * (1 - alpha_bar[s]) / (1 - alpha_bar[t])
        sigma2 = (1 - alpha) * (1 if variance == "beta" else (1 - alpha_bar[s]) / (1 - alpha_bar[t]))
        mean = of_x * (0.3 + gain * (mean - math.sqrt(alpha_bar[t]) * 0.3)) + of_z * mean
        spread2 = (of_x * gain + of_z) ** 2 * spread2 + (sigma2 if s > 0 else 0.0)
    found = sampled_moments(sampler_of("ancestral", 7, variance=variance), degradation, ONE)
    assert found == (pytest.approx(mean, rel=1e-9), pytest.approx(spread2, rel=1e-9))


def test_many_steps_leave_nothing_but_what_the_start_lacks():
    """The flow takes z_T, of the variance 1 instead of a_T λ + 1 - a_T, to x by a factor; noise forgets even that."""
    values = np.array([3.0, 0.2, 0.05])
    pair = GaussianPair(np.array([0.3, -0.1, 0.0]), values, np.zeros(3))
    for function, options in (("ddim", {"eta": 0}), ("dpm", {})):
        alpha_bar_T, errors = 0.05, []
        for timesteps in (500, 2000):
            degradation = degradation_of("constant", timesteps, value=1 - alpha_bar_T ** (1 / timesteps))
            _, variance = sampled_moments(sampler_of(function, timesteps, **options), degradation, pair)
            limit = values / (alpha_bar_T * values + 1 - alpha_bar_T)
            errors.append(np.abs(variance / limit - 1).max())
        assert errors[1] < 0.6 * errors[0]
        assert errors[1] < 0.05
    distances = []
    for steps in (50, 200, 800):
        sampler = sampler_of("ancestral", steps, variance="posterior")
        found = sampled_moments(sampler, degradation_of("cosine", 800), pair)
        distances.append(pair.squared_distance(*found))
    assert distances == sorted(distances, reverse=True)
    assert distances[-1] < 1e-4 * values.sum()


def test_fixed_z_of_one_coordinate_by_hand_blurs_whatever_the_steps():
    """A state is mean and c z: both degradations of x̂ are mixed with the same z, so that c gains little."""
    degradation, left = degradation_of("linear", 1000), []
    signal, noise = np.sqrt(degradation.alpha_bar), np.sqrt(1 - degradation.alpha_bar)
    for steps in (10, 250, 1000):
        c = 1.0
        for t, s in itertools.pairwise(time_grid(1000, steps)):
            gain = signal[t] * 0.2 / (signal[t] ** 2 * 0.2 + noise[t] ** 2)
            c += (signal[s] - signal[t]) * gain * c + (noise[s] - noise[t])
        _, variance = sampled_moments(sampler_of("cold", steps, reading="fixed_z"), degradation, ONE)
        assert variance == pytest.approx(c**2, rel=1e-9)
        left.append(float(variance[0]) / 0.2)
    assert left[1] == pytest.approx(left[2], rel=0.05)
    assert max(left) < 0.1


def test_what_25_steps_leave_of_digits(digits):
    """Ancestral sampling with the posterior variance; found before by other means."""
    expected = {"cosine": 0.80, "linear": 0.70, "constant": 0.47, "inverse_linear": 0.33}
    posterior = Choice(function="ancestral", options={"variance": "posterior"})
    table = table_of(expected, [posterior], [25], digits_and_noise(digits.train_images, 0.5), timesteps=1000)
    left = dict(zip(table["schedule"], table["variance_left"], strict=True))
    assert left == pytest.approx(expected, abs=0.02)
    # Of one schedule, samples in all 784 pixels.
    x, z = moments(digits.train_images), (np.zeros(784), np.eye(784))
    sampler = sampler_of("ancestral", 25, variance="posterior")
    drawn = samples_in_pixels(sampler, degradation_of("cosine", 1000), x, z, 2000)
    assert np.trace(np.cov(drawn.T)) / np.trace(x[1]) == pytest.approx(left["cosine"], rel=0.03)


def test_morphs_of_garments_that_are_white_noise_are_hot_diffusion():
    """Same sampler, same coordinates: what is predicted, eps or x, makes no difference."""
    pair = digits_and_noise(correlated(0), 0.5)
    cold = [Choice(function="cold", options={"reading": reading}) for reading in ("inferred_z", "fixed_z")]
    hot, morph = (table_of(["cosine"], cold, [5, 50], pair, name) for name in ("gaussian", "morph"))
    for column in ("distance", "variance_left"):
        np.testing.assert_allclose(hot[column], morph[column], rtol=1e-9)
    assert set(hot["degradation"]) | set(morph["degradation"]) == {"gaussian", "morph"}


NOT_LINEAR = {
    "clipping": "start.z_T.clamp(-0.5, 0.5)",
    "mixing": "start.z_T.flip(-1)",
    "shifting": "start.z_T + 1",
    "out_of_sight": "start.z_T.detach()",
}


@pytest.mark.parametrize("name", NOT_LINEAR)
def test_a_sampler_of_ones_own_is_computed_or_left_out(name, own_plugins):
    """One that halves, with noise, is linear; one that clips, mixes pixels or shifts them has no row of numbers."""
    text = '"""Mine."""\n\n\ndef sample(restorer, start, times, noise):\n    yield 0, {}\n'
    own_plugins.add("samplers", "halving", text.format("0.5 * start.z_T + 0.5 * noise(start.z_T)"))
    own_plugins.add("samplers", name, text.format(NOT_LINEAR[name]))
    told, samplers = [], [Choice(function="halving"), Choice(function=name)]
    pair = GaussianPair(np.array([0.3, 0.0]), np.array([0.25, 0.75]), np.zeros(2))
    table = table_of(["linear"], samplers, [3, T, 2 * T], pair, on_sampler=lambda: told.append(1))
    assert list(table) == list(DISCRETISATION)
    assert list(table["steps"]) == [3, T] * 2
    assert len(told) == 2
    computed, left_out = table[table["function"] == "halving"], table[table["function"] == name]
    assert computed["variance_left"].tolist() == pytest.approx([1.0, 1.0])
    expected = 0.3**2 + (math.sqrt(0.5) - 0.5) ** 2 + (math.sqrt(0.5) - math.sqrt(0.75)) ** 2
    assert computed["distance"].tolist() == pytest.approx([expected] * 2)
    assert left_out[["distance", "variance_left"]].isna().all(axis=None)
