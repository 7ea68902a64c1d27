"""Samplers against algebra written out in float64, and against an oracle that knows the clean image."""

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from torch import Tensor

from hotcold.config.sampling import Sampler
from hotcold.degradations import Degradation, make_degradation
from hotcold.latents import Latents
from hotcold.samplers import Guide, Latent, Restorer, ancestral, cold, ddim, direct, dpm, naive, time_grid
from hotcold.sampling import generate
from hotcold.schedules import make_schedule

T = 50
SCHEDULES = ["linear", "cosine", "constant", "inverse_linear"]


def image(seed: int, n: int = 3) -> Tensor:
    return torch.from_numpy(np.random.default_rng(seed).uniform(-0.5, 0.5, (n, 1, 4, 4)))


def noise_of(seed: int):
    generator = torch.Generator().manual_seed(seed)
    return lambda like: torch.randn(like.shape, generator=generator, dtype=like.dtype)


def restorer_of(x0_hat, degradation: Degradation) -> Restorer:
    """R whose network predicts just what makes x0_hat(z_t, t) come out."""

    def network(z_t: Tensor, time: Tensor) -> Tensor:
        t = round(float(time[0]) * degradation.timesteps)
        x = x0_hat(z_t, t)
        return x if degradation.predicts == "x" else degradation.infer_end(z_t, x, t)

    return Restorer(network, degradation, float("inf"))


def last(states) -> Tensor:
    return list(states)[-1][1]


@pytest.mark.parametrize("schedule", SCHEDULES)
@pytest.mark.parametrize("name", ["gaussian", "morph"])
def test_forward_against_the_equation_in_float64(name: str, schedule: str) -> None:
    degradation = make_degradation(name, make_schedule(schedule, T))
    x, z = image(1, T + 1), image(2, T + 1)
    z_t = degradation.degrade(x, torch.arange(T + 1), z)
    alpha_bar = np.concatenate([[1], np.cumprod(1 - make_schedule(schedule, T).beta[1:])])[:, None, None, None]
    np.testing.assert_allclose(z_t, np.sqrt(alpha_bar) * x.numpy() + np.sqrt(1 - alpha_bar) * z.numpy(), atol=1e-12)
    assert torch.equal(z_t[0], x[0])


@given(seed=st.integers(0, 10_000), t=st.integers(1, T), schedule=st.sampled_from(SCHEDULES))
@settings(max_examples=50, deadline=None)
def test_prediction_and_end_are_recovered(seed: int, t: int, schedule: str) -> None:
    degradation = make_degradation("gaussian", make_schedule(schedule, T))
    x, z = image(seed), image(seed + 1)
    z_t = degradation.degrade(x, t, z)
    torch.testing.assert_close(degradation.x0_hat(z, z_t, t), x, rtol=1e-6, atol=1e-8)
    torch.testing.assert_close(degradation.infer_end(z_t, x, t), z, rtol=1e-6, atol=1e-8)


@pytest.mark.parametrize("variance", ["beta", "posterior"])
def test_ancestral_step_is_the_gaussian_posterior(variance: str) -> None:
    """The posterior of z_{t-1} given z_t and x, from Bayes' rule on the two Gaussians (DDPM eq. 6-7)."""
    schedule = make_schedule("cosine", T)
    degradation = make_degradation("gaussian", schedule)
    x = image(3)
    z = image(4)
    t, beta, alpha_bar = 20, schedule.beta, schedule.alpha_bar
    restorer = restorer_of(lambda z_t, _: x, degradation)
    (_, step), *_ = ancestral.sample(restorer, Latent(z, z), [t, t - 1], noise_of(5), variance=variance)
    # Precision-weighted: prior N(sqrt(ab_{t-1}) x, 1 - ab_{t-1}), likelihood z_t = sqrt(1 - beta) z_{t-1} + noise.
    prior, likelihood = 1 / (1 - alpha_bar[t - 1]), (1 - beta[t]) / beta[t]
    mean = (prior * np.sqrt(alpha_bar[t - 1]) * x + likelihood * z / np.sqrt(1 - beta[t])) / (prior + likelihood)
    sigma2 = beta[t] if variance == "beta" else 1 / (prior + likelihood)
    torch.testing.assert_close(step, mean + np.sqrt(sigma2) * noise_of(5)(z), rtol=1e-9, atol=1e-9)


def test_no_noise_at_the_last_step() -> None:
    degradation = make_degradation("gaussian", make_schedule("linear", T))
    x, z = image(3), image(4)
    restorer = restorer_of(lambda z_t, _: x, degradation)
    torch.testing.assert_close(last(ancestral.sample(restorer, Latent(z, z), [1, 0], noise_of(1))), x)


@pytest.mark.parametrize("schedule", SCHEDULES)
def test_an_oracle_brings_back_the_data(schedule: str) -> None:
    x = image(6)
    for name in ("gaussian", "morph"):
        degradation = make_degradation(name, make_schedule(schedule, T))
        z = image(7)
        z_T = degradation.degrade(x, T, z)
        restorer = restorer_of(lambda z_t, t: x, degradation)
        latent, times = Latent(z_T, z), time_grid(T, 10)
        for states in (
            ancestral.sample(restorer, latent, times, noise_of(0)),
            ddim.sample(restorer, latent, times, noise_of(0)),
            ddim.sample(restorer, latent, times, noise_of(0), eta=1.0),
            cold.sample(restorer, latent, times, noise_of(0), reading="fixed_z"),
            cold.sample(restorer, latent, times, noise_of(0), reading="inferred_z"),
            direct.sample(restorer, latent, times, noise_of(0)),
            dpm.sample(restorer, latent, times, noise_of(0)),
            naive.sample(restorer, latent, times, noise_of(0)),
        ):
            torch.testing.assert_close(last(states), x, rtol=1e-6, atol=1e-6)


def wavering(z_t: Tensor, t: int) -> Tensor:
    """A restoration that depends on state and time, as a network's does."""
    return torch.tanh(z_t * (1 + t / T)) / 3


def test_ddim_with_eta_one_is_ancestral_with_posterior_variance() -> None:
    degradation = make_degradation("gaussian", make_schedule("cosine", T))
    restorer, z = restorer_of(wavering, degradation), image(8)
    times = time_grid(T, T)
    one = ddim.sample(restorer, Latent(z, z), times, noise_of(9), eta=1.0)
    other = ancestral.sample(restorer, Latent(z, z), times, noise_of(9), variance="posterior")
    for (t, a), (s, b) in zip(one, other, strict=True):
        assert t == s
        torch.testing.assert_close(a, b, rtol=1e-7, atol=1e-9)


def test_dpm_is_of_second_order_where_ddim_is_of_first() -> None:
    """Data of N(0, s²): x0_hat and the flow's end are known in closed form (the flow scales z_t's deviation)."""
    schedule = make_schedule("cosine", 1000)
    degradation = make_degradation("gaussian", schedule)
    alpha_bar, variance, z = torch.from_numpy(schedule.alpha_bar), 0.3**2, image(20) * 3
    total = alpha_bar * variance + 1 - alpha_bar
    restorer = restorer_of(lambda z_t, t: alpha_bar[t].sqrt() * variance / total[t] * z_t, degradation)

    def error(sampler, steps: int) -> float:
        """Of the state near the end of the flow, before the last step, which is of first order for both."""
        times = [*np.rint(np.linspace(960, 40, steps + 1)).astype(int).tolist()]
        states = sampler.sample(restorer, Latent(z, z), times, noise_of(0))
        return float((last(states) - z * (total[40] / total[960]).sqrt()).abs().max())

    assert 1.7 < error(ddim, 23) / error(ddim, 46) < 2.3
    assert 3.2 < error(dpm, 23) / error(dpm, 46) < 4.8
    assert error(dpm, 23) < error(ddim, 46)


@pytest.mark.parametrize("name", ["gaussian", "morph"])
def test_inferred_z_is_ddim(name: str) -> None:
    degradation = make_degradation(name, make_schedule("linear", T))
    restorer, z = restorer_of(wavering, degradation), image(10)
    times = time_grid(T, 13)
    one = last(cold.sample(restorer, Latent(z, z), times, noise_of(0), reading="inferred_z"))
    other = last(ddim.sample(restorer, Latent(z, z), times, noise_of(0)))
    torch.testing.assert_close(one, other, rtol=1e-9, atol=1e-9)


def test_fixed_z_telescopes_into_a_weighted_average() -> None:
    """z_0 = z_T − sqrt(1 − ab_T) z + Σ (sqrt(ab_s) − sqrt(ab_t)) x̂_t: z_T's perturbation comes through undamped."""
    schedule = make_schedule("cosine", T)
    degradation = make_degradation("morph", schedule)
    seen: list[tuple[int, Tensor]] = []

    def recorded(z_t: Tensor, t: int) -> Tensor:
        seen.append((t, wavering(z_t, t)))
        return seen[-1][1]

    z, start, times = image(11), image(12), time_grid(T, 9)
    result = last(cold.sample(restorer_of(recorded, degradation), Latent(start, z), times, noise_of(0)))
    signal, share = np.sqrt(schedule.alpha_bar), np.sqrt(1 - schedule.alpha_bar)
    expected = start - share[T] * z
    for (t, x0_hat), s in zip(seen, times[1:], strict=True):
        expected = expected + (signal[s] - signal[t]) * x0_hat
    torch.testing.assert_close(result, expected, rtol=1e-9, atol=1e-9)


def test_naive_sampling_degrades_every_restoration_with_the_same_z() -> None:
    schedule = make_schedule("linear", T)
    degradation = make_degradation("morph", schedule)
    restorer, z, start, times = restorer_of(wavering, degradation), image(11), image(12), time_grid(T, 9)
    seen = torch.clone(start)
    for (s, z_s), t in zip(naive.sample(restorer, Latent(start, z), times, noise_of(0)), times, strict=False):
        expected = np.sqrt(schedule.alpha_bar[s]) * wavering(seen, t) + np.sqrt(1 - schedule.alpha_bar[s]) * z
        torch.testing.assert_close(z_s, expected, rtol=1e-9, atol=1e-9)
        seen = z_s
    assert s == 0


def test_restorations_are_clipped_to_the_data() -> None:
    degradation = make_degradation("morph", make_schedule("linear", T))
    restorer = Restorer(lambda z_t, time: 100 * z_t, degradation, pixel_limit=0.5)
    assert restorer(image(1), 3).abs().max() <= 0.5


@given(weight=st.floats(0.1, 5), schedule=st.sampled_from(SCHEDULES), name=st.sampled_from(["gaussian", "morph"]))
@settings(max_examples=30, deadline=None)
def test_a_guide_that_errs_alike_but_more_leads_to_the_data(weight: float, schedule: str, name: str) -> None:
    """Errors e and (1 + 1/w) e leave none: (truth + e) + w (e − (1 + 1/w) e) = truth."""
    degradation = make_degradation(name, make_schedule(schedule, T))
    x, z = image(13), image(14)
    truth, error = degradation.target(x, z), image(15)

    def network(z_t: Tensor, time: Tensor) -> Tensor:
        return truth + error

    def worse(z_t: Tensor, time: Tensor) -> Tensor:
        return truth + (1 + 1 / weight) * error

    z_T = degradation.degrade(x, T, z)
    times = time_grid(T, 7)
    guided = Restorer(network, degradation, float("inf"), Guide(worse, weight))
    alone = Restorer(network, degradation, float("inf"))
    for sampler in (ddim, dpm):
        torch.testing.assert_close(last(sampler.sample(guided, Latent(z_T, z), times, noise_of(0))), x)
        assert (last(sampler.sample(alone, Latent(z_T, z), times, noise_of(0))) - x).abs().mean() > 0.01


@pytest.mark.parametrize(("from_t", "to_t"), [(T // 2, None), (1, T // 2), (3, 5), (4, 4)])
def test_a_guide_is_asked_in_its_interval_only(from_t: int, to_t: int | None) -> None:
    degradation = make_degradation("morph", make_schedule("linear", T))
    asked: list[int] = []

    def worse(z_t: Tensor, time: Tensor) -> Tensor:
        asked.append(round(float(time[0]) * T))
        return z_t

    restorer = Restorer(lambda z_t, time: z_t / 2, degradation, float("inf"), Guide(worse, 1, from_t, to_t))
    z = image(16)
    last(cold.sample(restorer, Latent(z, z), list(range(T, -1, -1)), noise_of(0)))
    assert asked == list(range(to_t or T, from_t - 1, -1))


def test_the_first_images_do_not_depend_on_how_many_are_asked_for() -> None:
    """Not even in a block that is not full, with a sampler that adds noise."""
    degradation = make_degradation("gaussian", make_schedule("linear", T))
    restorer = restorer_of(wavering, degradation)
    starts = np.random.default_rng(0).normal(size=(9, 4, 4)).astype(np.float32)
    sampler = Sampler(function="ancestral", steps=5)

    def images(n: int) -> np.ndarray:
        return generate(restorer, sampler, Latents(starts[:n], starts[:n]), 0, block=4, description="test")

    every = images(9)
    for n in (1, 3, 4, 6, 8):
        np.testing.assert_array_equal(images(n), every[:n])
    assert not np.array_equal(every[0], every[4])


@given(start=st.integers(1, 1000), steps=st.integers(1, 1500))
def test_times_descend_from_start_to_zero(start: int, steps: int) -> None:
    times = time_grid(start, steps)
    assert times[0] == start
    assert times[-1] == 0
    assert len(times) == min(steps, start) + 1
    gaps = -np.diff(times)
    assert gaps.min() >= 1
    assert gaps.max() - gaps.min() <= 1
