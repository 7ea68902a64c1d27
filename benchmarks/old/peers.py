"""Other people's loops on the same network and digits, as they come: float32, their own data loading.

Both know Gaussian diffusion alone, so that is what is compared. Neither is needed by the study; ``pip install -e
.[bench]`` installs them, and one that is not there is left out.
"""

import contextlib
import importlib.util
import logging
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
import torch
from numpy.typing import NDArray
from PIL import Image
from torch import Tensor, nn
from torch.nn import functional as F
from torch.utils.data import DataLoader
from torchvision import transforms
from torchvision.datasets import ImageFolder

from hotcold.bench.operations import SIDE
from hotcold.bench.rounds import Task, stopwatch, warmed
from hotcold.bench.usual import AHEAD, usual_layers

TIMESTEPS = 1000
PEERS = {
    "denoising-diffusion-pytorch": ("denoising_diffusion_pytorch",),
    "diffusers": ("diffusers", "accelerate"),
}


def installed() -> list[str]:
    """Return the peers that are installed, and log those that are left out."""
    found = []
    for peer, modules in PEERS.items():
        missing = [name for name in modules if importlib.util.find_spec(name) is None]
        if missing:
            logging.warning("%s is left out: %s is not installed; see pip install -e .[bench]", peer, missing[0])
        else:
            found.append(peer)
    return found


class Wrapped(nn.Module):
    """Our network as peers want it: PyTorch's layers, times 0..T-1, attributes that lucidrains' diffusion asks for."""

    def __init__(self, network: nn.Module) -> None:
        super().__init__()
        self.network = usual_layers(network)
        self.channels = self.out_dim = 1
        self.self_condition = False

    def forward(self, z_t: Tensor, t: Tensor, _: None = None) -> Tensor:
        """Predict eps."""
        return self.network(z_t, (t + 1) / TIMESTEPS)


@contextlib.contextmanager
def png_folder(digits: NDArray[np.uint8], n: int) -> Iterator[Path]:
    """Yield a folder that holds n digits as PNGs, in a folder of their class as torchvision wants it."""
    with TemporaryDirectory() as folder:
        images = Path(folder) / "digits"
        images.mkdir()
        for k, digit in enumerate(np.resize(digits, (n, *digits.shape[1:]))):
            Image.fromarray(digit).save(images / f"{k}.png")
        yield Path(folder)


def images_needed(batch_size: int, updates: int) -> int:
    """Return how many digits keep the loaders busy while so many updates are timed."""
    return (1 + updates + AHEAD) * batch_size


def lucidrains_training(
    network: nn.Module, folder: Path, *, batch_size: int, updates: int, device: torch.device
) -> Task:
    """Return a task of the Trainer of denoising-diffusion-pytorch; no samples, no FID."""
    from denoising_diffusion_pytorch import GaussianDiffusion, Trainer

    diffusion = GaussianDiffusion(
        Wrapped(network), image_size=SIDE, timesteps=TIMESTEPS, objective="pred_noise", beta_schedule="linear"
    )

    def task() -> float:
        trainer = Trainer(
            diffusion,
            str(folder),
            train_batch_size=batch_size,
            train_num_steps=1,
            augment_horizontal_flip=False,
            calculate_fid=False,
            save_and_sample_every=2 + updates,
            results_folder=str(folder / "results"),
        )
        trainer.train()
        trainer.train_num_steps += updates
        with stopwatch(device) as watch:
            trainer.train()
        return watch.seconds

    return task


def lucidrains_sampling(network: nn.Module, *, images: int, steps: int, device: torch.device) -> Task:
    """Return a task of denoising-diffusion-pytorch's sampling; with fewer steps than T it takes DDIM."""
    from denoising_diffusion_pytorch import GaussianDiffusion

    diffusion = GaussianDiffusion(
        Wrapped(network),
        image_size=SIDE,
        timesteps=TIMESTEPS,
        sampling_timesteps=steps,
        objective="pred_noise",
        beta_schedule="linear",
    ).to(device)

    return warmed(lambda: diffusion.sample(batch_size=images), device)


def diffusers_training(
    network: nn.Module, folder: Path, *, batch_size: int, updates: int, device: torch.device
) -> Task:
    """Return a task of the loop of diffusers' example of unconditional training, with its example's settings."""
    from accelerate import Accelerator
    from diffusers import DDPMScheduler
    from diffusers.optimization import get_scheduler
    from diffusers.training_utils import EMAModel

    accelerator = Accelerator(mixed_precision="no")
    model = Wrapped(network)
    scheduler = DDPMScheduler(num_train_timesteps=TIMESTEPS, beta_schedule="linear")
    optimiser = torch.optim.AdamW(model.parameters(), lr=1e-4, betas=(0.95, 0.999), weight_decay=1e-6, eps=1e-8)
    steps = [transforms.Grayscale(), transforms.ToTensor(), transforms.Normalize([0.5], [0.5])]
    loader = DataLoader(ImageFolder(folder, transforms.Compose(steps)), batch_size=batch_size, shuffle=True)
    rates = get_scheduler("cosine", optimizer=optimiser, num_warmup_steps=500, num_training_steps=100_000)
    model, optimiser, loader, rates = accelerator.prepare(model, optimiser, loader, rates)
    ema = EMAModel(model.parameters(), decay=0.9999, use_ema_warmup=True, inv_gamma=1.0, power=0.75)

    def update(clean: Tensor) -> float:
        noise = torch.randn_like(clean)
        t = torch.randint(0, TIMESTEPS, (len(clean),), device=clean.device)
        with accelerator.accumulate(model):
            loss = F.mse_loss(model(scheduler.add_noise(clean, noise, t), t), noise)
            accelerator.backward(loss)
            accelerator.clip_grad_norm_(model.parameters(), 1.0)
            optimiser.step()
            rates.step()
            optimiser.zero_grad()
        ema.step(model.parameters())
        return loss.detach().item()

    def task() -> float:
        batches = iter(loader)
        update(next(batches)[0])
        with stopwatch(device) as watch:
            for _ in range(updates):
                update(next(batches)[0])
        return watch.seconds

    return task


def diffusers_sampling(network: nn.Module, *, images: int, steps: int, device: torch.device) -> Task:
    """Return a task of ancestral sampling by diffusers' DDPMScheduler."""
    from diffusers import DDPMScheduler

    model = Wrapped(network).to(device)
    scheduler = DDPMScheduler(num_train_timesteps=TIMESTEPS, beta_schedule="linear")
    scheduler.set_timesteps(steps)

    @torch.no_grad()
    def sample() -> None:
        z_t = torch.randn((images, 1, SIDE, SIDE), device=device)
        for t in scheduler.timesteps:
            z_t = scheduler.step(model(z_t, t.to(device).expand(images)), t, z_t).prev_sample

    return warmed(sample, device)


TRAINING = {"denoising-diffusion-pytorch": lucidrains_training, "diffusers": diffusers_training}
SAMPLING = {"denoising-diffusion-pytorch": lucidrains_sampling, "diffusers": diffusers_sampling}
