"""Results that steps found damaged are set aside, so that the next run makes them again.

Not by the steps themselves: others may be reading the same file, and would only find it missing.
"""

import re
from collections.abc import Iterator
from pathlib import Path

from hotcold.errors import REMEDY

_COMPLAINT = re.compile(rf"^error: (.+?): .+; {re.escape(REMEDY)}$", re.MULTILINE)


class DamagedResults:
    """What the logs of one run of a study say of damaged files."""

    def __init__(self, results: Path, logs: Path) -> None:
        """Remember the logs there are, before a job runs: they may complain of what has long been repaired.

        Args:
            results: the study's folder; nothing outside of it is touched.
            logs: the folder of its steps' logs.

        """
        self._results, self._logs = results, logs
        self._before = self._times()

    def set_aside(self) -> Iterator[tuple[Path, Path]]:
        """Rename each damaged file; yield its name and its new one."""
        for log in sorted(path for path, time in self._times().items() if self._before.get(path) != time):
            for name in _COMPLAINT.findall(log.read_text(encoding="utf-8", errors="replace")):
                path = Path(name)
                if path.is_file() and path.parent.resolve().is_relative_to(self._results.resolve()):
                    yield path, path.replace(path.with_name(f"{path.name}.damaged"))

    def _times(self) -> dict[Path, int]:
        return {path: path.stat().st_mtime_ns for path in self._logs.rglob("*.log")}
