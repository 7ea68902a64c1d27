"""Being told to stop: a scheduler's SIGTERM, a user's Ctrl-C or a closed terminal, noticed between pieces of work."""

import os
import signal
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
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

    Within the block such a signal does nothing else. One that is ignored already, as under nohup, stays ignored.
    """
    came: list[signal.Signals] = []

    def remember(signum: int, _: FrameType | None) -> None:
        came.append(signal.Signals(signum))

    heard = [signum for signum in SIGNALS if signal.getsignal(signum) is not signal.SIG_IGN]
    before = {signum: signal.signal(signum, remember) for signum in heard}
    try:
        yield lambda: came[0] if came else None
    finally:
        for signum, handler in before.items():
            signal.signal(signum, handler)


@contextmanager
def keeping(save: Callable[[], object], due: Callable[[], bool]) -> Iterator[Callable[[], None]]:
    """Yield a function to be called between pieces of work: it saves when that is due, or stops if this process must.

    Args:
        save: keeps what there is.
        due: whether it is time to.

    Raises:
        StoppedError: by the function, once it has saved, if a signal came that asks to stop.

    """
    with asked_to_stop() as stop:

        def keep() -> None:
            signum = stop()
            if signum or due():
                save()
            if signum:
                raise StoppedError(signum, f"{signum.name}: stopped; the same command continues from there")

        yield keep


def terminate_on_hangup() -> None:
    """Have a closed terminal end this process and its jobs as SIGTERM does, unless it is ignored, as under nohup."""

    def hang_up(*_: object) -> None:
        if os.getsid(0) == os.getpid():  # a terminal tells the leader of its session alone
            signal.signal(signal.SIGHUP, signal.SIG_IGN)
            os.killpg(0, signal.SIGHUP)
        signal.raise_signal(signal.SIGTERM)

    if hasattr(signal, "SIGHUP") and signal.getsignal(signal.SIGHUP) is signal.SIG_DFL:
        with suppress(ValueError):  # not in the main thread
            signal.signal(signal.SIGHUP, hang_up)
