import numpy as np
import pytest
import scipy.stats
import torch
from hypothesis import given
from hypothesis import strategies as st

from hotcold.checkpoints import load_checkpoint, save_checkpoint
from hotcold.config.base import Choice
from hotcold.config.model import ModelDescription
from hotcold.config.training import CouplingName, OptimiserName
from hotcold.couplings import COUPLINGS
from hotcold.degradations import make_degradation
from hotcold.device import autocast, pick_device
from hotcold.errors import InputError
from hotcold.networks import build_network
from hotcold.objective import Objective
from hotcold.pairs import Images
from hotcold.schedules import make_schedule
from hotcold.timesteps import Timesteps
from hotcold.training import train
from hotcold.training_state import ExponentialAverage, TrainingState

CPU = torch.device("cpu")
OPTIONS = {"cnn": {"channels": [4, 4]}, "unet": {"channels": [4, 8, 8]}}


def images(digits, garments, n: int) -> Images:
    pair = (digits.train_images[:n], garments.train_images[:n])
    return Images(*(torch.tensor(array)[:, None] for array in pair), pixel_limit=0.5)


def losses(
    digits,
    garments,
    degradation: str,
    network: str,
    optimiser: OptimiserName = "adam",
    seed: int = 0,
    learning_rate: float = 3e-3,
    coupling: CouplingName = "independent",
    input_perturbation: float = 0,
) -> list:
    network = build_network(network, OPTIONS[network], seed)
    state = TrainingState(network, optimiser, learning_rate=learning_rate, ema_decay=0.9)
    operator = make_degradation(degradation, make_schedule("linear", 100))
    data = images(digits, garments, 128)
    objective = Objective(operator, Timesteps(100, (1, 1)), autocast(CPU, "float32"), input_perturbation)
    return list(train(state, objective, data, data, COUPLINGS[coupling], epochs=3, batch_size=32, seed=seed))


@pytest.mark.parametrize("degradation", ["gaussian", "morph"])
@pytest.mark.parametrize("network", ["cnn", "unet"])
@pytest.mark.parametrize("optimiser", ["adam", "muon"])
def test_every_combination_learns_and_repeats(digits, garments, degradation: str, network: str, optimiser) -> None:
    first = losses(digits, garments, degradation, network, optimiser)
    assert first[-1].validation < first[0].validation
    assert losses(digits, garments, degradation, network, optimiser) == first
    assert losses(digits, garments, degradation, network, optimiser, seed=1) != first


def test_validation_draws_are_the_same_every_epoch(digits, garments) -> None:
    rows = losses(digits, garments, "gaussian", "cnn", learning_rate=1e-30)
    assert len({losses.validation for losses in rows}) == 1
    assert len({losses.train for losses in rows}) == 3


def test_a_digit_is_easier_to_see_in_a_garment_that_is_near(digits, garments) -> None:
    independent, near = (losses(digits, garments, "morph", "unet", coupling=coupling)[-1] for coupling in COUPLINGS)
    assert near.train < independent.train
    assert near.validation < independent.validation


def test_training_draws_every_t_from_1_to_T() -> None:
    seen: set[int] = set()

    class Recorder(torch.nn.Module):
        def __init__(self) -> None:
            super().__init__()
            self.weight = torch.nn.Parameter(torch.zeros(()))

        def forward(self, z_t, time):
            seen.update(np.rint(time.numpy() * 5).astype(int))
            return z_t * self.weight

    data = Images(torch.zeros(64, 1, 2, 2, dtype=torch.uint8), torch.zeros(4, 1, 2, 2, dtype=torch.uint8), 0.5)
    operator = make_degradation("gaussian", make_schedule("constant", 5))
    state = TrainingState(Recorder(), "adam", learning_rate=1e-3, ema_decay=0.9)
    objective = Objective(operator, Timesteps(5, (1, 1)), autocast(CPU, "float32"))
    list(train(state, objective, data, data, COUPLINGS["independent"], epochs=2, batch_size=32, seed=0))
    assert seen == {1, 2, 3, 4, 5}


parameters = st.floats(0.1, 100)


@given(
    n=st.integers(1, 300),
    timesteps=st.integers(1, 2000),
    beta=st.tuples(parameters, parameters),
    seed=st.integers(0, 2**32 - 1),
)
def test_timesteps_follow_their_distribution(n: int, timesteps: int, beta: tuple[float, float], seed: int) -> None:
    t = Timesteps(timesteps, beta).draw(n, torch.Generator().manual_seed(seed))
    assert t.dtype == torch.int64
    assert len(t) == n
    assert t.min() >= 1
    ts = np.arange(1, timesteps + 1)
    expected = n * scipy.stats.beta.cdf(ts / timesteps, *beta)
    counted = (t.numpy()[:, None] <= ts).sum(axis=0)
    assert np.abs(counted - expected).max() <= 1 + 1e-6  # evenly spread draws are off by one at most
    assert counted[-1] == n


def test_each_image_of_a_batch_gets_every_t_alike() -> None:
    ten = Timesteps(10, (1, 1))
    draws = torch.stack([ten.draw(4, torch.Generator().manual_seed(seed)) for seed in range(4000)])
    for image in range(4):
        counts = np.bincount(draws[:, image], minlength=11)[1:]
        assert scipy.stats.chisquare(counts).pvalue > 1e-3


def test_a_loss_that_is_no_number_stops_training(digits, garments) -> None:
    with pytest.raises(InputError, match=r"training\.learning_rate: the loss is (nan|inf) in epoch 1"):
        losses(digits, garments, "gaussian", "cnn", learning_rate=1e30)


def test_average_against_its_recursion() -> None:
    network = torch.nn.Linear(1, 1, bias=False)
    average = ExponentialAverage(network, 0.5)
    expected = network.weight.item()
    for k in range(1, 20):
        with torch.no_grad():
            network.weight.fill_(k)
        average.update(network)
        decay = min(0.5, k / (k + 9))
        expected = decay * expected + (1 - decay) * k
        assert float(average.network.weight) == pytest.approx(expected, rel=1e-5)


@pytest.mark.parametrize(("network", "millions"), [("cnn", 79), ("unet", 354)])
def test_cost_of_the_reports_networks(network: str, millions: int) -> None:
    from torch.utils.flop_counter import FlopCounterMode

    with FlopCounterMode(display=False) as counter:
        build_network(network, {}, 0)(torch.zeros(1, 1, 28, 28), torch.ones(1))
    assert counter.get_total_flops() / 2e6 == pytest.approx(millions, abs=1)


def test_a_gpu_is_taken_where_there_is_one_and_missed_in_one_line() -> None:
    has_gpu = torch.cuda.is_available()
    assert pick_device("cpu") == CPU
    assert pick_device("auto").type == ("cuda" if has_gpu else "cpu")
    if not has_gpu:
        with pytest.raises(
            InputError, match=r"^device: 'cuda' asked for, but PyTorch sees no GPU; expected auto or cpu"
        ):
            pick_device("cuda")


def test_precision_is_what_was_asked_for() -> None:
    x = torch.ones(2, 2)
    for precision, dtype in (("float32", torch.float32), ("bfloat16", torch.bfloat16)):
        with autocast(CPU, precision):
            assert (x @ x).dtype == dtype


MODEL = ModelDescription(
    run="r",
    degradation="morph",
    schedule="linear",
    schedule_function=Choice(function="linear"),
    network="cnn",
    network_function=Choice(function="cnn", options=OPTIONS["cnn"]),
)


def test_checkpoint_round_trip_and_damage(tmp_path) -> None:
    raw, ema = (build_network("cnn", OPTIONS["cnn"], seed) for seed in (1, 2))
    path = tmp_path / "epoch-3.safetensors"
    save_checkpoint(path, MODEL, 3, raw, ema)
    for weights, network in (("raw", raw), ("ema", ema)):
        model, epoch, loaded = load_checkpoint(path, weights)
        assert (model, epoch) == (MODEL, 3)
        for name, tensor in network.state_dict().items():
            assert torch.equal(tensor, loaded.state_dict()[name])
    content = path.read_bytes()
    for damaged in (content[:-50], content[:10], b"", b"\x80\x04pickle"):
        path.write_bytes(damaged)
        with pytest.raises(InputError, match=r"epoch-3\.safetensors: not a checkpoint") as error:
            load_checkpoint(path, "raw")
        assert "\n" not in str(error.value)
    with pytest.raises(InputError, match="missing"):
        load_checkpoint(tmp_path / "none.safetensors", "raw")
