"""Peers, where they are installed: how they train and sample the usual network."""

import contextlib
import copy
import importlib.util
import itertools
import logging
import os
import sys
from collections.abc import Callable, Iterable
from pathlib import Path

import torch
from PIL import Image
from rounds import Work
from torch import Tensor, nn
from torch.nn import functional as F
from torch.utils.data import DataLoader, TensorDataset
from ways import SHAPE, Case, bundled, updates_of, usual_network

import hotcold
from hotcold.data import pixels

# Told how many there were, 0 when all is ready for the first, and what gives the network to sample.
OnUpdates = Callable[[int, Callable[[], nn.Module]], object]


class Wrapped(nn.Module):
    """The usual network as peers want it: t in 0..T-1, and the attributes that denoising_diffusion_pytorch asks for."""

    def __init__(self, case: Case) -> None:
        super().__init__()
        network = usual_network(case.model.network_function, case.model.seed)
        self.network, self.T = network.to(case.device), case.model.timesteps
        self.channels, self.out_dim, self.self_condition = 1, 1, False

    def forward(self, z_t: Tensor, t: Tensor, _: None = None) -> Tensor:
        """Predict eps."""
        return self.network(z_t, (t + 1) / self.T)


class Diffusers:
    """Diffusers: a case's loss, its ancestral samples, and the training of its example."""

    def __init__(self, case: Case) -> None:
        self.case, self.network = case, Wrapped(case)
        how = case.model.schedule_function
        self.scheduler = hotcold.schedule(how.function, case.model.timesteps, **how.options).to_diffusers()
        self.scheduler.set_timesteps(case.sampler.steps)

    def loss(self, x: Tensor, t: Tensor, eps: Tensor) -> Tensor:
        """Return the mean squared error at t in 1..T."""
        return F.mse_loss(self.network(self.scheduler.add_noise(x, eps, t - 1), t - 1), eps)

    def sample(self) -> Tensor:
        """Return images, (n, 1, 28, 28)."""
        z_t = torch.randn((self.case.images, *SHAPE), device=self.case.device)
        for t in self.scheduler.timesteps:
            predicted = self.network(z_t, t.to(z_t.device).expand(len(z_t)))
            z_t = self.scheduler.step(predicted, t, z_t).prev_sample
        return z_t

    def train(self, on_updates: OnUpdates, *, learning_rate: float, batch_size: int) -> None:
        """Train as examples/unconditional_image_generation does by default, from digits that lie ready as tensors.

        100 epochs of AdamW with a cosine learning rate after 500 updates of warm-up, gradients clipped, an average.
        """
        from diffusers.optimization import get_scheduler
        from diffusers.training_utils import EMAModel

        digits = torch.from_numpy(pixels.to_model(bundled("digits"), self.case.model.pixel_limit)[:, None])
        loader, weights = DataLoader(TensorDataset(digits), batch_size, shuffle=True), list(self.network.parameters())
        optimiser = torch.optim.AdamW(weights, learning_rate, betas=(0.95, 0.999), weight_decay=1e-6, eps=1e-8)
        epochs = 100
        rates = get_scheduler("cosine", optimiser, num_warmup_steps=500, num_training_steps=epochs * len(loader))
        ema = EMAModel(weights, decay=0.9999, use_ema_warmup=True, inv_gamma=1.0, power=0.75)

        def average() -> nn.Module:
            averaged = copy.deepcopy(self.network)
            ema.copy_to(averaged.parameters())
            return averaged.network

        on_updates(0, average)
        for (x,) in itertools.chain.from_iterable(itertools.repeat(loader, epochs)):
            x = x.to(self.case.device)
            t = torch.randint(1, self.case.model.timesteps + 1, (len(x),), device=x.device)
            self.loss(x, t, torch.randn_like(x)).backward()
            nn.utils.clip_grad_norm_(weights, 1.0)
            optimiser.step()
            rates.step()
            ema.step(weights)
            optimiser.zero_grad()
            on_updates(1, average)


class Lucidrains:
    """denoising_diffusion_pytorch: a case's loss, its samples by DDIM, and its trainer."""

    def __init__(self, case: Case) -> None:
        from denoising_diffusion_pytorch import GaussianDiffusion

        how = {"timesteps": case.model.timesteps, "sampling_timesteps": case.sampler.steps}
        network, schedule = Wrapped(case), case.model.schedule_function.function  # linear and cosine are its names too
        diffusion = GaussianDiffusion(
            network, image_size=SHAPE[1], objective="pred_noise", beta_schedule=schedule, **how
        )
        self.case, self.network, self.diffusion = case, network, diffusion.to(case.device)

    def loss(self, x: Tensor, t: Tensor, eps: Tensor) -> Tensor:
        """Return the mean squared error; it draws t and eps itself."""
        return self.diffusion(x)

    def sample(self) -> Tensor:
        """Return images, (n, 1, 28, 28)."""
        return self.diffusion.sample(batch_size=self.case.images)

    def train(self, on_updates: OnUpdates, **setting: float) -> None:
        """Train by its Trainer, from a folder of images; digits are not flipped."""
        from denoising_diffusion_pytorch import Trainer

        if self.case.device.type == "cpu":
            os.environ["ACCELERATE_USE_CPU"] = "true"
        folder = self.case.folder / "images"
        folder.mkdir()
        for k, digit in enumerate(bundled("digits")):
            Image.fromarray(digit).save(folder / f"{k}.png")
        how = {"augment_horizontal_flip": False, "calculate_fid": False, "save_and_sample_every": sys.maxsize}
        results = str(self.case.folder / "results")
        trainer = Trainer(self.diffusion, folder, train_num_steps=0, results_folder=results, **how, **setting)
        on_updates(0, lambda: self.network.network)
        while True:  # its own loop, some updates at a time
            trainer.train_num_steps += 10
            with (
                Path(os.devnull).open("w") as quiet,
                contextlib.redirect_stdout(quiet),
                contextlib.redirect_stderr(quiet),
            ):
                trainer.train()
            on_updates(10, lambda: trainer.ema.ema_model.model.network)


PEERS = {"denoising_diffusion_pytorch": Lucidrains, "diffusers": Diffusers}  # by module


def installed(peers: Iterable[str] = PEERS) -> list[str]:
    """Return the peers that are installed; say which are left out."""
    found = [peer for peer in peers if importlib.util.find_spec(peer)]
    for peer in set(peers) - {*found}:
        logging.warning("%s is left out: it is not installed; see pip install -e .[bench]", peer)
    return found


def peer_training(case: Case, peer: str) -> Work:
    """Return updates of the usual loop by a peer's loss; all peers denoise, which takes as long as a morph."""
    trained = PEERS[peer](case)
    return updates_of(case, trained.network, trained.loss)


def peer_sampling(case: Case, peer: str) -> Work:
    """Return a peer's samplings: ancestral ones of diffusers, those by DDIM of denoising_diffusion_pytorch."""
    sample = torch.no_grad()(PEERS[peer](case).sample)
    return lambda times: [sample() for _ in range(times)]
