"""A training that is watched: scored as it goes on, until it is good enough or its time is up."""

import copy
import hashlib
import json
import logging
import time
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from contextlib import suppress
from multiprocessing import get_context
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import NamedTuple

import numpy as np
import pandas as pd
import peers
import torch
import ways
from rounds import clock
from torch import nn

from hotcold import seeds
from hotcold.config.compute import ComputeSettings
from hotcold.data import pixels
from hotcold.diffusion import checkpoints, generation, models
from hotcold.diffusion.latent import Latents
from hotcold.evaluation.features import ruler
from hotcold.evaluation.features.digit_classifier import classify, load_classifier
from hotcold.evaluation.measure import Scored
from hotcold.evaluation.metrics import fid
from hotcold.steps.allocator import keep_freed_memory

FOR_EVER = 1_000_000  # epochs


class Training(NamedTuple):
    """A loop and its setting, what it trains, and when that is looked at."""

    loop: str  # usual, a peer's module, or study
    name: str
    setting: dict[str, float]
    case: ways.Case
    first: float  # seconds of training until samples are scored; from check to check they are multiplied by `factor`
    factor: float
    limit: float
    target: float  # FID at which it may end
    images: int  # sampled for each score

    def kept(self, folder: Path) -> Path:
        """Return the file of its checks, whose name stands for all settings that decide them."""
        told = self._replace(case=[part.model_dump(mode="json") for part in self.case[:3]])
        device = self.case.device.type
        digest = hashlib.sha256(json.dumps([*told, device], sort_keys=True).encode()).hexdigest()[:12]
        return folder / "time_to_quality" / f"{self.loop}-{digest}.parquet"


class EnoughError(Exception):
    """A training has reached what was asked of it, or its limit."""


class Watch:
    """Scores a training as it goes on, and stops it in the end; the clock stands meanwhile."""

    def __init__(self, training: Training, score: Callable[[nn.Module, int], float]) -> None:
        self._training, self._score, self.checks = training, score, []
        self._due, self._updates, self._seconds, self._since = training.first, 0, 0.0, time.perf_counter()

    def __call__(self, updates: int, network: Callable[[], nn.Module], epoch: int = 1) -> None:
        """Count updates, 0 when all is ready for the first; score the network if it is time to."""
        self._updates += updates
        training, device = self._training, self._training.case.device
        if not updates:
            self._since = clock(device)
            return
        if self._seconds + time.perf_counter() - self._since < min(self._due, training.limit):
            return
        self._seconds += clock(device) - self._since
        value = self._score(network(), epoch)
        logging.info("after %.0f s: FID %.1f", self._seconds, value)
        self.checks.append({"updates": self._updates, "seconds": self._seconds, "fid": value})
        if value <= training.target or self._seconds >= training.limit:
            raise EnoughError
        self._due = self._seconds * training.factor
        self._since = clock(device)


def checks_of(training: Training) -> pd.DataFrame:
    """Return the updates, seconds and FID of every check of a training, in a process with memory as the loop has it."""
    memory = keep_freed_memory if training.loop == "study" else None
    with ProcessPoolExecutor(1, get_context("spawn"), memory) as process:
        return process.submit(_checks_of, training, logging.root.level).result()


def _checks_of(training: Training, level: int) -> pd.DataFrame:
    logging.basicConfig(level=level, format="%(asctime)s %(message)s", datefmt="%H:%M:%S")
    with TemporaryDirectory() as folder, suppress(EnoughError):
        training = training._replace(case=training.case._replace(folder=Path(folder)))
        torch.manual_seed(training.case.model.seed)
        watch = Watch(training, fid_of(training))
        LOOPS[training.loop](training, watch)
    return pd.DataFrame(watch.checks)


def _train_usual(training: Training, watch: Watch) -> None:
    case = training.case._replace(training=training.case.training.model_copy(update=training.setting))
    network = ways.usual_network(case.model.network_function, case.model.seed).to(case.device)
    average = copy.deepcopy(network)
    watch(0, lambda: average)
    for _ in ways.usual_loop(case, network, average, ways.usual_loss(case, network), ways.usual_batches(case)):
        watch(1, lambda: average)


def _train_as_a_peer(training: Training, watch: Watch) -> None:
    peers.PEERS[training.loop](training.case).train(watch, **training.setting)


def _train_study(training: Training, watch: Watch) -> None:
    case = training.case
    going = ways.StudyTraining(case, "auto")
    state, guidance = going.state, case.sampler.guidance

    def on_batch(images: int) -> None:
        if images:  # it is not the validation
            watch(1, lambda: state.ema.network, state.epoch)

    watch(0, lambda: state.ema.network)
    for losses in going.epochs(FOR_EVER, len(going.images[0]), on_batch):
        if guidance and losses.epoch == guidance.epoch:
            keep(case, guidance.epoch, state.ema.network)


LOOPS = {"usual": _train_usual, "study": _train_study, **dict.fromkeys(peers.PEERS, _train_as_a_peer)}


def keep(case: ways.Case, epoch: int, network: nn.Module) -> Path:
    """Write a checkpoint, and return its path."""
    path = case.folder / f"epoch-{epoch}.safetensors"
    checkpoints.save_checkpoint(path, case.model, epoch, network, copy.deepcopy(network))
    return path


def fid_of(training: Training) -> Callable[[nn.Module, int], float]:
    """Return the FID of samples of a network in an epoch; all loops' are sampled alike, by the study's network."""
    case = training.case
    classifier = load_classifier(ruler.shipped_classifier(), case.device)
    real = ruler.shipped_reference()
    no_images = np.empty((0, 28, 28), np.uint8)
    compute, sampler = ComputeSettings(device=case.device.type), case.sampler
    generator = seeds.numpy_generator(case.model.seed, "latents", "noise")
    z = generator.standard_normal((training.images, *ways.SHAPE[1:]), dtype=np.float32)

    def score(network: nn.Module, epoch: int) -> float:
        path = keep(case, epoch, network)
        model = models.open_model(path, "ema", compute, sampler)
        how = {"seed": case.model.seed, "block": case.images}
        samples = generation.generate_all(model.restorer, sampler, Latents(z, z), **how)
        images = pixels.to_bytes(samples, case.model.pixel_limit)
        return fid.measure(Scored(real, no_images), Scored(classify(classifier, images)[0], images)).value

    return score
