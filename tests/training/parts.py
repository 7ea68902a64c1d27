"""Small trainings that the tests of this folder, and those of resume points, share."""

import torch

from hotcold import plugins
from hotcold.config.base import Choice
from hotcold.diffusion.degradation import make_degradation
from hotcold.diffusion.device import autocast
from hotcold.diffusion.schedule import make_schedule
from hotcold.networks import build_network
from hotcold.training.loop import train
from hotcold.training.objective import Objective
from hotcold.training.pairs import Images
from hotcold.training.state import TrainingState
from hotcold.training.timesteps import Timesteps

CPU = torch.device("cpu")
NETWORKS = {
    "cnn": Choice(function="cnn", options={"channels": [4, 4]}),
    "unet": Choice(function="unet", options={"channels": [4, 8, 8]}),
}


def images(digits, garments, n):
    pair = (digits.train_images[:n], garments.train_images[:n])
    return Images(*(torch.tensor(array)[:, None] for array in pair), pixel_limit=0.5)


def new_state(network, optimiser="adam", seed=0, learning_rate=3e-3, device=CPU):
    built = build_network(NETWORKS[network], seed).to(device)
    return TrainingState(built, optimiser, learning_rate=learning_rate, ema_decay=0.9)


def objective(degradation, timesteps=100, perturbation=0, schedule="linear", device=CPU, precision="float32"):
    schedule = make_schedule(Choice(function=schedule), timesteps)
    operator = make_degradation(Choice(function=degradation), schedule, device)
    return Objective(operator, Timesteps(timesteps, (1, 1), device), autocast(device, precision), perturbation)


def trained(state, minimised, data, coupling="independent", **options):
    given = {"epochs": 3, "batch_size": 32, "seed": 0, "on_batch": lambda _: None} | options
    return list(train(state, minimised, data, data, plugins.entry("couplings", coupling), **given))


class Averaging(torch.optim.Optimizer):
    """Descends along the mean of all gradients so far: sums in float64, and their number, which is no tensor."""

    def __init__(self, parameters):
        super().__init__(parameters, {})

    @torch.no_grad()
    def step(self):
        for parameter in self.param_groups[0]["params"]:
            state = self.state[parameter]
            state["number"] = state.get("number", 0) + 1
            state["sum"] = state.get("sum", 0) + parameter.grad.double()
            parameter.sub_(1e-2 * (state["sum"] / state["number"]).float())
