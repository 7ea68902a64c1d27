"""Being told to stop: a scheduler's SIGTERM, a user's Ctrl-C or a closed terminal, noticed between pieces of work."""

import signal
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import FrameType

SIGNALS = [getattr(signal, name) for name in ("SIGTERM", "SIGINT", "SIGHUP") if hasattr(signal, name)]


class StoppedError(Exception):
    """The process was told to stop and has kept what it had; the message says what happens next."""

    def __init__(self, signum: int, message: str) -> None:
        super().__init__(message)
        self.exit_code = 128 + signum


@contextmanager
def asked_to_stop() -> Iterator[Callable[[], signal.Signals | None]]:
    """Yield a function that returns the signal that asked this process to stop, if one came since.

    Within the block such a signal does nothing else.
    """
    came: list[signal.Signals] = []

    def remember(signum: int, _: FrameType | None) -> None:
        came.append(signal.Signals(signum))

    before = {signum: signal.signal(signum, remember) for signum in SIGNALS}
    try:
        yield lambda: came[0] if came else None
    finally:
        for signum, handler in before.items():
            signal.signal(signum, handler)
