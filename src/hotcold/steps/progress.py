"""Progress of long work: a live bar on a terminal, a line now and then in a log file."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import NoReturn, TextIO

from tqdm import tqdm

SECONDS_BETWEEN_LOG_LINES = 5.0


class _Lines:
    """Turn tqdm's carriage returns into lines, so that a log file can be read and tailed."""

    def __init__(self, stream: TextIO) -> None:
        self._stream = stream

    def write(self, text: str) -> None:
        text = text.strip("\r\n")
        if text:
            self._stream.write(text + "\n")

    def flush(self) -> None:
        self._stream.flush()


@contextmanager
def progress(total: int | None, description: str, unit: str = "image", done: int = 0) -> Iterator["tqdm[NoReturn]"]:
    """Yield a bar to ``update(n)``, which starts at ``done``; it shows the rate in ``unit``/s and the time left."""
    live = sys.stderr.isatty()
    with tqdm(
        total=total,
        initial=done,
        desc=description,
        unit=f" {unit}s",
        unit_scale=True,
        dynamic_ncols=live,
        ascii=not live,
        file=sys.stderr if live else _Lines(sys.stderr),
        mininterval=0.1 if live else SECONDS_BETWEEN_LOG_LINES,
        bar_format=None if live else "{desc}: {n_fmt}/{total_fmt} [{elapsed}<{remaining}, {rate_fmt}{postfix}]",
    ) as bar:
        yield bar
