"""Progress of long work: a live bar on a terminal, a line now and then in a log file."""

import logging
import sys
from collections.abc import Iterator, MutableMapping
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, NoReturn, TextIO

from tqdm import tqdm

from hotcold.steps.durations import in_words

SECONDS_BETWEEN_LOG_LINES = 5.0


if TYPE_CHECKING:  # tqdm takes no parameters where it runs
    Base = tqdm[NoReturn]
else:
    Base = tqdm


class Bar(Base):
    """A bar whose line in a log ends with what was logged last while it was open, and follows that at once."""

    @property
    def format_dict(self) -> MutableMapping[str, Any]:
        """What the line is made of; ``so_far`` is our own."""
        shown = super().format_dict
        n, total, elapsed, unit = self.n, self.total, shown["elapsed"], self.unit
        rate = shown["rate"] or (elapsed and (n - self.initial) / elapsed)
        parts = [f"{n:,}" + (f" of {total:,}" if total else "") + unit]
        parts += [f"{self.format_sizeof(rate)}{unit}/s"] if rate else []
        parts += [f"{in_words((total - n) / rate)} left"] if rate and total and n < total else []
        shown["so_far"] = ", ".join(parts) + (f"; {self.postfix}" if self.postfix else "")
        return shown


class _Said(logging.Handler):
    """Puts what is logged behind a bar."""

    def __init__(self, bar: Bar) -> None:
        super().__init__()
        self._bar = bar

    def emit(self, record: logging.LogRecord) -> None:
        self._bar.set_postfix_str(record.getMessage())


class _Lines:
    """Turn tqdm's carriage returns into lines, so that a log file can be read and tailed."""

    def __init__(self, stream: TextIO) -> None:
        self._stream = stream

    def write(self, text: str) -> None:
        if text := text.strip():
            self._stream.write(text + "\n")

    def flush(self) -> None:
        self._stream.flush()


@contextmanager
def progress(total: int | None, description: str, unit: str = "image", done: int = 0) -> Iterator[Bar]:
    """Yield a bar to ``update(n)``, which starts at ``done``; it shows the rate in ``unit``/s and the time left."""
    live = sys.stderr.isatty()
    with Bar(
        total=total,
        initial=done,
        desc=description,
        unit=f" {unit}s",
        unit_scale=True,
        dynamic_ncols=live,
        ascii=not live,
        file=sys.stderr if live else _Lines(sys.stderr),
        mininterval=0.1 if live else SECONDS_BETWEEN_LOG_LINES,
        bar_format=None if live else "{desc}: {so_far}",
    ) as bar:
        said = _Said(bar)
        logging.getLogger().addHandler(said)
        try:
            yield bar
        finally:
            logging.getLogger().removeHandler(said)
