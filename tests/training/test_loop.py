import itertools

import pytest

from tests.shipped import DEGRADATIONS, NETWORKS, OPTIMISERS
from tests.training.parts import images, new_state, objective, trained

# Every degradation, and every network with every optimiser; degradations take turns.
TRAINED = list(itertools.product(NETWORKS, OPTIMISERS))
TURNS = range(max(len(DEGRADATIONS), len(TRAINED)))
PARTS = [(DEGRADATIONS[k % len(DEGRADATIONS)], *TRAINED[k % len(TRAINED)]) for k in TURNS]


@pytest.fixture
def losses(digits, garments):
    def of(degradation, network, optimiser="adam", seed=0, learning_rate=3e-3, coupling="independent", epochs=3):
        state = new_state(network, optimiser, seed, learning_rate)
        data = images(digits, garments, 128)
        return trained(state, objective(degradation), data, coupling, seed=seed, epochs=epochs)

    return of


@pytest.mark.parametrize("parts", PARTS)
def test_every_part_learns_and_repeats(losses, parts):
    first = losses(*parts)
    assert first[-1].validation < first[0].validation
    assert losses(*parts, epochs=1) == first[:1]
    assert losses(*parts, seed=1, epochs=1) != first[:1]


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
