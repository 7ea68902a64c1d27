"""A training that was killed goes on from what it kept, and ends with the same files, whatever optimises it."""

import contextlib
import importlib.util
import itertools
import signal

import pytest
import torch
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from hotcold import plugins
from hotcold.steps import resume, signals
from hotcold.steps.signals import StoppedError
from hotcold.storage.arrays import write_arrays
from tests.conftest import ROOT
from tests.figures.study import model as described
from tests.shipped import SHIPPED
from tests.training.parts import NETWORKS, Averaging

BATCHES = 2 * (3 + 2 * 3)  # of training, and of the validation of both sets of weights
OPTIMISERS = [*SHIPPED["optimisers"], "averaging"]  # the state of the last is no tensors alone


class KilledError(Exception):
    """Stands for a death that gives no time to do anything."""


class Training:
    """Trainings by the step's own script, each in a folder of its own."""

    def __init__(self, folder, network, optimiser):
        self.folder, self.network, self.optimiser = folder, network, optimiser
        spec = importlib.util.spec_from_file_location("train", ROOT / "workflow" / "scripts" / "train.py")
        self.script = importlib.util.module_from_spec(spec)
        spec.loader.exec_module(self.script)

    def settings(self, name, **changes):
        model = described("r", "morph", "linear", self.network)
        training = {"epochs": 2, "checkpoints": [1, 2], "batch_size": 16, "optimiser": self.optimiser}
        training |= {"coupling": "optimal_transport", "input_perturbation": 0.1, "ema_decay": 0.9}
        given = {
            "model": model.model_copy(update={"network_function": NETWORKS[self.network]}),
            "training": training,
            "digits": self.folder / "digits.npz",
            "garments": self.folder / "garments.npz",
            "checkpoints": [self.folder / name / f"epoch-{epoch}.safetensors" for epoch in (1, 2)],
            "losses": self.folder / name / "losses.parquet",
        }
        return self.script.Train.model_validate(given | changes)

    def attempt(self, name, last, told=False, seconds=1, **changes):
        """Train, until it dies after so many batches, told to stop or without a word.

        The clock goes on by a second whenever it is looked at.
        """
        train, batch, clock = self.script.train, itertools.count(1), map(float, itertools.count())

        def dying(*arguments, on_batch, **options):
            def counting(n):
                if next(batch) == last and not told:
                    raise KilledError
                on_batch(n)

            return train(*arguments, on_batch=counting, **options)

        stop = iter([None] * (last - 1) + [signal.SIGTERM] * 2) if told else itertools.repeat(None)
        with pytest.MonkeyPatch.context() as patch, contextlib.suppress(KilledError, StoppedError):
            patch.setattr(self.script, "train", dying)
            patch.setattr(signals, "asked_to_stop", lambda: contextlib.nullcontext(stop.__next__))
            patch.setattr(resume.time, "monotonic", clock.__next__)
            self.script.main(self.settings(name, resume_seconds=seconds, **changes))

    def bits(self, name):
        return {path.name: path.read_bytes() for path in (self.folder / name).iterdir()}


@pytest.fixture(scope="module", params=OPTIMISERS)
def training(request, digits, garments, tmp_path_factory):
    """Trainings by one optimiser; `whole` are the files of one that nothing stopped."""
    folder = tmp_path_factory.mktemp("trainings")
    for name, data in (("digits", digits), ("garments", garments)):
        arrays = {"train_images": data.train_images[:40], "validation_images": data.test_images[:40]}
        write_arrays(folder / f"{name}.npz", name, arrays)
    entry = plugins.entry

    def with_averaging(kind, name):
        averaging = (kind, name) == ("optimisers", "averaging")
        return (lambda network, _: [Averaging(network.parameters())]) if averaging else entry(kind, name)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(plugins, "entry", with_averaging)
        training = Training(folder, "unet" if request.param == "muon" else "cnn", request.param)
        training.script.main(training.settings("whole"))
        yield training


@given(
    deaths=st.lists(st.tuples(st.integers(1, BATCHES - 1), st.booleans(), st.integers(1, 8)), min_size=1, max_size=4)
)
@settings(max_examples=3, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_a_killed_training_ends_with_the_same_bits(training, deaths):
    """It dies after some batches, told to stop or without a word, with a resume point every few batches."""
    name = f"killed-{len(list(training.folder.iterdir()))}"
    for death in [*deaths, (BATCHES + 1,)]:
        training.attempt(name, *death)
    assert training.bits(name) == training.bits("whole")


@pytest.mark.parametrize("training", ["averaging"], indirect=True)
def test_another_number_of_threads_is_said(training, caplog):
    training.attempt("threads", last=3)
    threads = torch.get_num_threads()
    torch.set_num_threads(threads + 1)
    try:
        training.script.main(training.settings("threads"))
    finally:
        torch.set_num_threads(threads)
    assert f"begun on cpu, {threads} threads, now on cpu, {threads + 1} threads" in caplog.text


@pytest.mark.parametrize("training", ["averaging"], indirect=True)
def test_a_training_of_other_settings_data_or_code_starts_over(training, caplog):
    other = training.folder / "other.npz"
    other.write_bytes((training.folder / "garments.npz").read_bytes() + b"\0")
    for change in ({"code": "other"}, {"garments": other}, {"compute": {"precision": "bfloat16"}}):
        name = f"other-{next(iter(change))}"
        training.attempt(name, last=3)
        caplog.clear()
        with caplog.at_level("INFO"):
            training.attempt(name, last=1, **change)
        assert "belongs to other settings, data or code" in caplog.text
        assert "continuing" not in caplog.text
