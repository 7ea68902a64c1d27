"""Samplers against algebra written out in float64, and against an oracle that knows the clean image."""

import numpy as np
import pytest
import torch

from hotcold.config.sampling import Sampler
from hotcold.diffusion.samplers import ancestral, cold, ddim, direct, dpm, naive
from hotcold.diffusion.sampling import Start, sampler_states, time_grid
from hotcold.errors import InputError
from hotcold.plugin_checks import check_all
from tests.diffusion.oracle import SCHEDULES, T, degradation_of, image, last, noise_of, restorer_of, sampled, wavering
from tests.own_plugins import EVEN
from tests.shipped import SAMPLERS

ALL = [(one, {}) for one in (ancestral, ddim, direct, dpm, naive)] + [(ddim, {"eta": 1.0})]
ALL += [(cold, {"reading": reading}) for reading in ("fixed_z", "inferred_z")]
EXACT = {"rtol": 1e-9, "atol": 1e-9}


@pytest.mark.parametrize("variance", ["beta", "posterior"])
def test_ancestral_step_is_the_gaussian_posterior(variance):
    """The posterior of z_{t-1} given z_t and x, from Bayes' rule on the two Gaussians (DDPM eq. 6-7)."""
    gaussian, x, z, t = degradation_of("gaussian", "cosine"), image(3), image(4), 20
    alpha_bar, beta = gaussian.alpha_bar, 1 - gaussian.alpha_bar[t] / gaussian.alpha_bar[t - 1]
    restorer = restorer_of(lambda z_t, _: x, gaussian)
    (_, step), *_ = sampled(ancestral, restorer, z, z, [t, t - 1], seed=5, variance=variance)
    # Precision-weighted: prior N(sqrt(ab_{t-1}) x, 1 - ab_{t-1}), likelihood z_t = sqrt(1 - beta) z_{t-1} + noise.
    prior, likelihood = 1 / (1 - alpha_bar[t - 1]), (1 - beta) / beta
    mean = (prior * np.sqrt(alpha_bar[t - 1]) * x + likelihood * z / np.sqrt(1 - beta)) / (prior + likelihood)
    sigma2 = beta if variance == "beta" else 1 / (prior + likelihood)
    torch.testing.assert_close(step, mean + np.sqrt(sigma2) * noise_of(5)(z), **EXACT)
    torch.testing.assert_close(last(sampled(ancestral, restorer, z, z, [1, 0], seed=1, variance=variance)), x)


@pytest.mark.parametrize("schedule", SCHEDULES)
@pytest.mark.parametrize("name", ["gaussian", "morph"])
def test_an_oracle_brings_back_the_data(name, schedule):
    x, z, degradation = image(6), image(7), degradation_of(name, schedule)
    restorer, z_T = restorer_of(lambda z_t, t: x, degradation), degradation.degrade(x, T, z)
    for sampler, options in ALL:
        states = sampled(sampler, restorer, z_T, z, time_grid(T, 10), **options)
        torch.testing.assert_close(last(states), x, rtol=1e-6, atol=1e-6)


@pytest.mark.parametrize("sampler", [cold, naive, direct])  # those that need neither noise nor an inverse
def test_an_oracle_brings_back_what_a_degradation_without_an_end_took(fading, sampler):
    """It knows x only by its last state: x = z_t / (1 - 0.8 t/T)."""
    x = image(6)
    restorer = restorer_of(lambda z_t, t: z_t / (1 - 0.8 * t / T), degradation_of("wane", strength=0.8))
    states = sampled(sampler, restorer, 0.2 * x, torch.zeros_like(x), time_grid(T, 10))
    torch.testing.assert_close(last(states), x)
    for s, z_s in states if sampler is not direct else []:  # each state is one that training has shown
        torch.testing.assert_close(z_s, x * (1 - 0.8 * s / T))


@pytest.mark.parametrize("end", ["noise", "garments"])
def test_what_is_no_mixture_is_sampled_through_its_own_states_or_not_at_all(own_plugins, end):
    """With an oracle; whether z is kept, or inferred from a state of another z than the one that is kept."""
    own_plugins.add("degradations", "even", EVEN.replace('"noise"', f'"{end}"'))
    check_all()
    degradation, x, z = degradation_of("even"), image(6), image(7)
    restorer, z_T = restorer_of(lambda z_t, t: x, degradation), degradation.degrade(x, T, z)
    torch.testing.assert_close(degradation.infer_end(degradation.degrade(x, 7, z), x, 7), z)
    for function in SAMPLERS:
        for options in ({"reading": "inferred_z"}, {"reading": "fixed_z"}) if function == "cold" else ({},):
            sampler = Sampler(function=function, options=options, steps=10)
            if function in ("ancestral", "ddim", "dpm"):
                with pytest.raises(InputError, match=rf"^{function} needs a degradation .*; try cold( or naive)?$"):
                    sampler_states(restorer, sampler, Start(z_T, z), T, seed=0, block=3)
                continue
            kept = 0 * z if options == {"reading": "inferred_z"} else z
            for s, z_s in sampler_states(restorer, sampler, Start(z_T, kept), T, seed=0, block=3):
                torch.testing.assert_close(z_s, (1 - s / T) * x + s / T * z, **EXACT)
            assert s == 0


@pytest.mark.parametrize(("sampler", "options"), [(ddim, {}), (cold, {"reading": "inferred_z"})])
def test_a_sampler_that_needs_an_inverse_refuses_a_fade(fading, sampler, options):
    with pytest.raises(InputError, match=r"^wane: has no infer_end; expected a sampler that needs none, as cold or na"):
        sampled(sampler, restorer_of(wavering, degradation_of("wane")), image(1), image(1) * 0, [T, 0], **options)


def test_ddim_with_eta_one_is_ancestral_with_posterior_variance():
    restorer, z, times = restorer_of(wavering, degradation_of("gaussian", "cosine")), image(8), time_grid(T, T)
    one = sampled(ddim, restorer, z, z, times, seed=9, eta=1.0)
    other = sampled(ancestral, restorer, z, z, times, seed=9, variance="posterior")
    for (t, a), (s, b) in zip(one, other, strict=True):
        assert t == s
        torch.testing.assert_close(a, b, rtol=1e-7, atol=1e-9)


def test_dpm_is_of_second_order_where_ddim_is_of_first():
    """Data of N(0, s²): x0_hat and the flow's end are known in closed form (the flow scales z_t's deviation)."""
    degradation = degradation_of("gaussian", "cosine", 1000)
    alpha_bar, variance, z = torch.from_numpy(degradation.alpha_bar), 0.3**2, image(20) * 3
    total = alpha_bar * variance + 1 - alpha_bar
    restorer = restorer_of(lambda z_t, t: alpha_bar[t].sqrt() * variance / total[t] * z_t, degradation)

    def error(sampler, steps):
        """Of the state near the end of the flow, before the last step, which is of first order for both."""
        states = sampled(sampler, restorer, z, z, np.rint(np.linspace(960, 40, steps + 1)).astype(int).tolist())
        return float((last(states) - z * (total[40] / total[960]).sqrt()).abs().max())

    assert 1.7 < error(ddim, 23) / error(ddim, 46) < 2.3
    assert 3.2 < error(dpm, 23) / error(dpm, 46) < 4.8
    assert error(dpm, 23) < error(ddim, 46)


@pytest.mark.parametrize("name", ["gaussian", "morph"])
def test_inferred_z_is_ddim(name):
    given = (restorer_of(wavering, degradation_of(name)), image(10), image(10), time_grid(T, 13))
    one, other = sampled(cold, *given, reading="inferred_z"), sampled(ddim, *given)
    torch.testing.assert_close(last(one), last(other), **EXACT)


def test_fixed_z_telescopes_into_a_weighted_average():
    """z_0 = z_T − sqrt(1 − ab_T) z + Σ (sqrt(ab_s) − sqrt(ab_t)) x̂_t: z_T's perturbation comes through undamped."""
    degradation, z, start, times, seen = degradation_of("morph", "cosine"), image(11), image(12), time_grid(T, 9), []

    def recorded(z_t, t):
        seen.append((t, wavering(z_t, t)))
        return seen[-1][1]

    result = last(sampled(cold, restorer_of(recorded, degradation), start, z, times))
    signal = np.sqrt(degradation.alpha_bar)
    expected = start - np.sqrt(1 - degradation.alpha_bar[T]) * z
    for (t, x0_hat), s in zip(seen, times[1:], strict=True):
        expected = expected + (signal[s] - signal[t]) * x0_hat
    torch.testing.assert_close(result, expected, **EXACT)


def test_naive_sampling_degrades_every_restoration_with_the_same_z():
    degradation, z, seen, times = degradation_of("morph"), image(11), image(12), time_grid(T, 9)
    alpha_bar = degradation.alpha_bar
    for (s, z_s), t in zip(sampled(naive, restorer_of(wavering, degradation), seen, z, times), times, strict=False):
        expected = np.sqrt(alpha_bar[s]) * wavering(seen, t) + np.sqrt(1 - alpha_bar[s]) * z
        torch.testing.assert_close(z_s, expected, **EXACT)
        seen = z_s
    assert s == 0
