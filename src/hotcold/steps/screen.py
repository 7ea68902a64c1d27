"""What a person sees while the steps of a study run: which are at work, how far each is, how long the rest takes."""

import re
import time
from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Iterator, Mapping
from pathlib import Path
from typing import NamedTuple

from hotcold.steps.durations import in_words, roughly, seconds_left
from hotcold.steps.time_left import AtWork, time_left
from hotcold.storage.places import StudyFiles

WIDTH = 180  # characters of a line
SHOWN = 8  # steps at work; a cluster runs hundreds
BAR = 20  # characters
# What a person can read, where there is nothing to open first.
READ = (".html", ".png", ".md", ".csv", ".svg", ".pdf")
STAMP = re.compile(r"\d\d:\d\d:\d\d ")


class Step(NamedTuple):
    """A step that was started."""

    kind: str
    title: str
    log: Path | None
    outputs: list[Path]
    begun: float


class Screen:
    """What is known of the steps of a run, told as they start and end.

    Attributes:
        planned: steps of each kind.
        done: how many are done.

    """

    def __init__(self, files: StudyFiles, usual: Mapping[str, float], now: Callable[[], float] = time.time) -> None:
        """Watch a run that begins now.

        Args:
            files: where the study's results lie.
            usual: seconds of a step of a kind (see `time_left`).
            now: the clock.

        """
        self.planned: Counter[str] = Counter()
        self.done = 0
        self._files, self._usual, self._now, self._called = files, usual, now, now()
        self._begun: float | None = None
        self._at_work: dict[int, Step] = {}
        self._failed: set[int] = set()
        self._took: dict[str, list[float]] = defaultdict(list)
        self._made: list[Path] = []

    def begin(self, job: int, kind: str, title: str, logs: Collection[str], outputs: Collection[str]) -> None:
        """Count a step as at work."""
        self._begun = self._now() if self._begun is None else self._begun
        log = next(map(Path, logs), None)
        self._at_work[job] = Step(kind, title, log, list(map(Path, outputs)), self._now())

    def end(self, job: int) -> None:
        """Count a step as done."""
        self._failed.discard(job)
        if step := self._at_work.pop(job, None):
            self._took[step.kind].append(self._now() - step.begun)
            self._made += step.outputs

    def fail(self, job: int, kind: str, logs: Collection[str]) -> str:
        """Count a step as failed; return which, where its log is, and the last line of it."""
        self._failed.add(job)
        step = self._at_work.pop(job, None)
        title = step.title if step else kind
        for log in logs:
            if line := last_line(Path(log), "error: ") or last_line(Path(log)):
                return f"Failed: {title}. Its log, {log}, ends so:\n{line}"
        return f"Failed: {title}. Its log is empty: {', '.join(logs)}"

    def status(self) -> Iterator[str]:
        """Yield how far the whole run is, and a line for each step at work; nothing if there is none."""
        now, at_work = self._now(), []
        lines = []
        for step in list(self._at_work.values()):
            said = _said(step)
            at_work.append(AtWork(step.kind, now - step.begun, seconds_left(said)))
            lines.append(f"  {step.title}: {told(step.title, said) or in_words(now - step.begun)}")
        if not lines:
            return
        left = time_left(self.planned, self._took, at_work, self._usual, now - (self._begun or now))
        full = BAR * self.done // max(self.planned.total(), 1)
        bar = f"[{'#' * full}{'-' * (BAR - full)}]"
        yield f"{bar} {self._so_far('done')}" + ("" if left is None else f", about {roughly(left)} left")
        yield from (line if len(line) <= WIDTH else f"{line[: WIDTH - 1]}…" for line in lines[:SHOWN])
        if len(lines) > SHOWN:
            yield f"  and {len(lines) - SHOWN} more"

    def success(self) -> Iterator[str]:
        """Yield how long it took, where the results are, and what to open first."""
        yield f"Done: {counted(self.done)} in {self._spent()}. The results are in {self._files.folder}"
        made = [path for path in reversed(self._made) if path.exists()]
        first = self._files.to_open_first()
        known = [path for path in first if path in made]
        others = sorted((path for path in made if path.suffix in READ), key=lambda path: READ.index(path.suffix))
        for path in list(dict.fromkeys([*known, *others]) or made)[: len(first)]:
            yield f"  {path}" + (f"  ({first[path]})" if path in first else "")

    def failure(self) -> str:
        """Return what is done, and what to do next."""
        how, then = "Stopped", "The same command goes on from there"
        if self._failed:
            how = f"{counted(len(self._failed))} failed,"
            then = "Mend what the last line of the log says, and give the same command again"
        return f"{how} after {self._spent()}; {self._so_far('are done and kept')}. {then}"

    def _so_far(self, what: str) -> str:
        return f"{self.done} of {counted(self.planned.total())} {what}"

    def _spent(self) -> str:
        return in_words(self._now() - self._called)


def counted(steps: int) -> str:
    """Return a number of steps."""
    return f"{steps} step{'' if steps == 1 else 's'}"


def last_line(log: Path, start: str = "") -> str:
    """Return the last line of a log, of those that start so; nothing if there is none, or if it is not here."""
    try:
        with log.open("rb") as file:
            file.seek(max(log.stat().st_size - 4096, 0))
            lines = file.read().decode(errors="replace").splitlines()
    except OSError:
        return ""
    return next((line for line in reversed(lines) if line and line.startswith(start)), "")


def told(title: str, line: str) -> str:
    """Return a log's line without its time, and without what the title says already."""
    line = STAMP.sub("", line, count=1)
    about, colon, rest = line.partition(": ")
    known, words = set(re.findall(r"[\w-]+", title.lower())), about.split()
    while colon and words and words[0].lower() in known:
        words.pop(0)
    return f"{' '.join(words)}{colon}{rest}" if words else rest


def _said(step: Step) -> str:
    """Return the last line of a step's log, unless it is from an attempt before this one."""
    try:
        return last_line(step.log) if step.log and step.log.stat().st_mtime > step.begun - 5 else ""
    except OSError:
        return ""
