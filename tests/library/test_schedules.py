"""Schedules by name and of one's own, and as others take them."""

import numpy as np
import pytest

import hotcold


def test_a_function_of_one_s_own_is_a_schedule():
    mine = hotcold.schedule(lambda timesteps, top=0.1: [top] * timesteps, 4, top=0.5)
    assert mine.timesteps == 4
    np.testing.assert_allclose(mine.alpha_bar, [1, 0.5, 0.25, 0.125, 0.0625])
    np.testing.assert_allclose(mine.snr[1:], [1, 1 / 3, 1 / 7, 1 / 15])
    named = hotcold.schedule("constant", 4, value=0.5)
    np.testing.assert_array_equal(named.beta, mine.beta)


@pytest.mark.parametrize(
    ("name", "timesteps", "options", "message"),
    [
        ("cosin", 10, {}, "'cosin' is not one of the schedules: constant, cosine"),
        ("cosine", 10, {"max": 1}, "schedule 'cosine'.max: no such option of 'cosine'"),
        ("cosine", 0, {}, "timesteps: 0; expected a whole number of 1 to 100,000"),
        ("cosine", 10.5, {}, "timesteps: 10.5; expected"),
        (lambda T: np.zeros(T), 10, {}, "schedule '<lambda>': expected 10 betas between 0 and 1, exclusive"),
        (lambda T: 0.1, 10, {}, "schedule '<lambda>': expected 10 betas"),
        (lambda T: ["a"] * T, 10, {}, "schedule '<lambda>': expected 10 betas"),
    ],
)
def test_a_mistake_is_one_line(name, timesteps, options, message):
    with pytest.raises(hotcold.InputError, match=f"^{message}"):
        hotcold.schedule(name, timesteps, **options)


@pytest.mark.parametrize("name", ["linear", "cosine"])
def test_diffusers_takes_it(name, rng):
    """Its alphas are ours one step on, and it adds noise as we degrade, in the range that networks see."""
    pytest.importorskip("diffusers")
    import torch

    ours = hotcold.schedule(name, 500)
    theirs = ours.to_diffusers(clip_sample_range=0.5)
    assert (theirs.config.num_train_timesteps, theirs.config.clip_sample_range) == (500, 0.5)
    np.testing.assert_allclose(theirs.alphas_cumprod, ours.alpha_bar[1:], rtol=2e-4)
    x, noise = hotcold.digits(2), rng.standard_normal((2, 28, 28)).astype(np.float32)
    noisy = theirs.add_noise(torch.tensor(x - 0.5), torch.tensor(noise), torch.tensor([99, 499]))
    np.testing.assert_allclose(noisy, hotcold.degrade(x, [100, 500], schedule=ours, end=noise) - 0.5, atol=1e-4)


def test_without_diffusers_it_says_what_to_install(monkeypatch):
    monkeypatch.setattr("importlib.util.find_spec", lambda name: None)
    with pytest.raises(hotcold.InputError, match=r"^to_diffusers: .* pip install diffusers$"):
        hotcold.schedule("linear").to_diffusers()
