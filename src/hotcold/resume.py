"""Resume points of a training: a killed one goes on from the last, and ends with the same bits."""

import logging
import signal
import time
from collections.abc import Callable

from hotcold.kept import KeptFiles
from hotcold.signals import StoppedError
from hotcold.training_state import TrainingState

PREFIX = "state-"


class ResumePoints:
    """Keeps a training's state every so often, and when the process is asked to stop."""

    def __init__(
        self, kept: KeptFiles, state: TrainingState, *, seconds: float, stop: Callable[[], signal.Signals | None]
    ) -> None:
        """Take the state on from the last resume point, if there is one.

        Args:
            kept: the files of this training; an earlier epoch's checkpoint must be among them before the state
                of a later one is kept.
            state: a new one; changed in place.
            seconds: time between two resume points, by a clock that never jumps.
            stop: tells whether the process was asked to stop (see `hotcold.signals`).

        Raises:
            InputError: the resume point is not of this network.

        """
        self._kept, self._state, self._seconds, self._stop = kept, state, seconds, stop
        self._last = next((name for name in kept if name.startswith(PREFIX)), None)
        self._saved_at = time.monotonic()
        if self._last:
            machine = state.load(kept.path(self._last))
            logging.info("continuing after epoch %d, update %d of the next", state.epoch - 1, state.step)
            if machine != state.machine:
                logging.warning("begun on %s, now on %s: as good, but not the same bits", machine, state.machine)

    def on_batch(self) -> None:
        """Keep the state if it is time.

        Raises:
            StoppedError: the process was asked to stop; the state was kept.

        """
        stop = self._stop()
        if stop or time.monotonic() - self._saved_at >= self._seconds:
            self._save()
        if stop:
            raise StoppedError(
                stop, f"{stop.name}: stopped in epoch {self._state.epoch}; the same command continues from there"
            )

    def _save(self) -> None:
        name = f"{PREFIX}{self._state.epoch}-{self._state.step}.safetensors"
        self._state.save(self._kept.path(name))
        self._kept.add(name, instead_of=self._last)
        self._last, self._saved_at = name, time.monotonic()
