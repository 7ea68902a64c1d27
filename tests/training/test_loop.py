import pytest

from hotcold import plugins
from tests.training.parts import images, new_state, objective, trained


@pytest.fixture
def losses(digits, garments):
    def of(degradation, network, optimiser="adam", seed=0, learning_rate=3e-3, coupling="independent"):
        state = new_state(network, optimiser, seed, learning_rate)
        return trained(state, objective(degradation), images(digits, garments, 128), coupling, seed=seed)

    return of


@pytest.mark.parametrize("degradation", plugins.names("degradations"))
@pytest.mark.parametrize("network", plugins.names("networks"))
@pytest.mark.parametrize("optimiser", plugins.names("optimisers"))
def test_every_combination_learns_and_repeats(losses, degradation, network, optimiser):
    first = losses(degradation, network, optimiser)
    assert first[-1].validation < first[0].validation
    assert losses(degradation, network, optimiser) == first
    assert losses(degradation, network, optimiser, seed=1) != first


def test_validation_draws_are_the_same_every_epoch(losses):
    rows = losses("gaussian", "cnn", learning_rate=1e-30)
    assert len({row.validation for row in rows}) == 1
    assert len({row.train for row in rows}) == 3


def test_a_digit_is_easier_to_see_in_a_garment_that_is_near(losses):
    far, near = (losses("morph", "unet", coupling=name)[-1] for name in ("independent", "optimal_transport"))
    assert near.train < far.train
    assert near.validation < far.validation


def test_what_is_told_of_batches_adds_up_to_the_images(digits, garments):
    """Every image of every epoch once, the last batch short, and nothing for the validation of both sets of weights."""
    told, state = [], new_state("cnn")
    trained(state, objective("morph"), images(digits, garments, 40), epochs=2, batch_size=16, on_batch=told.append)
    assert told == [16, 16, 8, *[0] * 6] * 2
    assert (state.epoch, state.step, state.ema.updates) == (3, 0, 6)
