import contextlib
import itertools
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import torch
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from hotcold import resume
from hotcold.config.training import OptimiserName
from hotcold.couplings import COUPLINGS
from hotcold.degradations import make_degradation
from hotcold.device import autocast
from hotcold.errors import InputError
from hotcold.kept import MANIFEST, KeptFiles, fingerprint
from hotcold.networks import build_network
from hotcold.objective import Objective
from hotcold.pairs import Images
from hotcold.resume import ResumePoints
from hotcold.schedules import make_schedule
from hotcold.signals import StoppedError, asked_to_stop
from hotcold.timesteps import Timesteps
from hotcold.training import train
from hotcold.training_state import TrainingState

OPTIONS = {"cnn": {"channels": [3, 3]}, "unet": {"channels": [2, 4, 4]}}
EPOCHS, BATCH, N = 2, 16, 40
BATCHES = EPOCHS * (3 + 2 * 3)  # of training, and of the validation of both sets of weights


class KilledError(Exception):
    """Stands for a death that gives no time to do anything."""


def bits(state: TrainingState) -> dict[str, bytes]:
    return {name: tensor.numpy().tobytes() for name, tensor in state._tensors().items()}


def new_state(network: str, optimiser: OptimiserName = "adam") -> TrainingState:
    return TrainingState(build_network(network, OPTIONS[network], 0), optimiser, learning_rate=3e-3, ema_decay=0.9)


@pytest.fixture(scope="module")
def attempt(digits, garments) -> Callable[..., TrainingState]:
    pair = (digits.train_images[:N], garments.train_images[:N])
    images = Images(*(torch.tensor(array)[:, None] for array in pair), pixel_limit=0.5)
    operator = make_degradation("morph", make_schedule("linear", 100))
    context = autocast(torch.device("cpu"), "float32")
    objective = Objective(operator, Timesteps(100, (1, 1)), context, input_perturbation=0.1)

    def run(state: TrainingState, on_batch: Callable[[], None] = lambda: None) -> TrainingState:
        for _ in train(
            state,
            objective,
            images,
            images,
            COUPLINGS["optimal_transport"],
            epochs=EPOCHS,
            batch_size=BATCH,
            seed=0,
            on_batch=on_batch,
        ):
            pass
        return state

    return run


def tick() -> Callable[[], float]:
    """Return a clock that goes on by a second whenever it is looked at."""
    return map(float, itertools.count()).__next__


@pytest.fixture(scope="module", params=[("cnn", "adam"), ("unet", "muon")], ids="-".join)
def whole(request, attempt) -> tuple[tuple[str, OptimiserName], TrainingState]:
    """A training that nothing stopped."""
    return request.param, attempt(new_state(*request.param))


@given(
    deaths=st.lists(st.tuples(st.integers(1, BATCHES - 1), st.booleans(), st.integers(1, 8)), min_size=1, max_size=4)
)
@settings(max_examples=10, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_a_killed_training_ends_with_the_same_bits(
    tmp_path_factory,
    attempt,
    whole: tuple[tuple[str, OptimiserName], TrainingState],
    deaths: list[tuple[int, bool, int]],
) -> None:
    """It dies after some batches, told to stop or without a word, with a resume point every few batches."""
    model, expected = whole
    folder = tmp_path_factory.mktemp("resume")
    for batches, told, seconds in [*deaths, (BATCHES + 1, False, 1)]:
        state, batch = new_state(*model), itertools.count(1)

        def on_batch(points: ResumePoints, batch: Iterator[int] = batch, last: int = batches) -> None:
            if next(batch) == last:
                raise KilledError
            points.on_batch()

        stop = iter([None] * (batches - 1) + [signal.SIGTERM] * 2) if told else itertools.repeat(None)
        with pytest.MonkeyPatch.context() as patch, contextlib.suppress(KilledError, StoppedError):
            patch.setattr(resume.time, "monotonic", tick())
            points = ResumePoints(KeptFiles(folder, "same"), state, seconds=seconds, stop=stop.__next__)
            attempt(state, points.on_batch if told else lambda points=points, on=on_batch: on(points))
        del points
    assert bits(state) == bits(expected)
    assert state.losses == expected.losses


@pytest.fixture
def kept(tmp_path: Path) -> Path:
    """A training's folder with a resume point and a checkpoint in it."""
    folder = tmp_path / "resume"
    files = KeptFiles(folder, "mine")
    for name in ("epoch-1.safetensors", "state-2-1.safetensors"):
        new_state("cnn").save(files.path(name))
        files.add(name)
    return folder


def names(folder: Path) -> set[str]:
    return {path.name for path in folder.iterdir()}


def test_what_is_kept_is_found_again_and_nothing_else(kept: Path) -> None:
    (kept / ".state-3-1.7.tmp.safetensors").write_bytes(b"half a file")
    (kept / "epoch-2.safetensors").write_bytes(b"written, but not counted")
    assert list(KeptFiles(kept, "mine")) == ["epoch-1.safetensors", "state-2-1.safetensors"]
    assert names(kept) == {MANIFEST, "lock", "epoch-1.safetensors", "state-2-1.safetensors"}


def test_what_belongs_to_something_else_is_not_continued(kept: Path, caplog) -> None:
    with caplog.at_level("INFO"):
        assert list(KeptFiles(kept, "other")) == []
    assert "belongs to other settings, data or code" in caplog.text
    assert names(kept) == {"lock"}


@pytest.mark.parametrize(
    ("name", "damage"),
    [
        (name, damage)
        for name in ("epoch-1.safetensors", "state-2-1.safetensors", MANIFEST)
        for damage in ("flipped", "truncated", "missing")
        if (name, damage) != (MANIFEST, "missing")  # without a manifest nothing was counted yet
    ],
)
def test_a_damaged_file_is_set_aside(kept: Path, caplog, name: str, damage: str) -> None:
    path, before = kept / name, names(kept)
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 0xFF
    path.write_bytes(content if damage == "flipped" else content[:-7])
    if damage == "missing":
        path.unlink()
        before.remove(name)
    assert list(KeptFiles(kept, "mine")) == []
    assert f"{path} is damaged; set aside as {kept}.damaged, starting over" in caplog.text
    assert names(kept) == {"lock"}
    assert names(kept.with_name("resume.damaged")) == before


def test_a_state_of_another_network_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "state.safetensors"
    new_state("cnn").save(path)
    with pytest.raises(InputError, match=r"state\.safetensors: not the state of this training") as error:
        new_state("unet").load(path)
    assert "\n" not in str(error.value)


def test_another_number_of_threads_is_said(tmp_path: Path, caplog) -> None:
    files = KeptFiles(tmp_path, "mine")
    new_state("cnn").save(files.path("state-1-1.safetensors"))
    files.add("state-1-1.safetensors")
    threads = torch.get_num_threads()
    torch.set_num_threads(threads + 1)
    try:
        ResumePoints(files, new_state("cnn"), seconds=60, stop=lambda: None)
    finally:
        torch.set_num_threads(threads)
    assert f"begun on cpu, {threads} threads, now on cpu, {threads + 1} threads" in caplog.text


def test_a_folder_has_one_process(kept: Path) -> None:
    first = KeptFiles(kept, "mine")
    code = f"from hotcold.kept import KeptFiles; KeptFiles(__import__('pathlib').Path({str(kept)!r}), 'mine')"
    second = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert f"{kept}: another process is at this job" in second.stderr
    del first
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


def test_any_change_of_settings_or_content_changes_the_fingerprint(tmp_path: Path) -> None:
    one, two = tmp_path / "one", tmp_path / "two"
    one.write_text("a")
    two.write_text("b")
    prints = [fingerprint("s", [one, two]), fingerprint("t", [one, two]), fingerprint("s", [two, one])]
    two.write_text("c")
    prints.append(fingerprint("s", [one, two]))
    assert len(set(prints)) == 4
    two.write_text("b")
    assert fingerprint("s", [one, two]) == prints[0]


def test_a_signal_is_remembered_within_the_block_only() -> None:
    before = signal.getsignal(signal.SIGTERM)
    with asked_to_stop() as stop:
        assert stop() is None
        signal.raise_signal(signal.SIGTERM)
        assert stop() is signal.SIGTERM
    assert signal.getsignal(signal.SIGTERM) is before
