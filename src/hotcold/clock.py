"""Files dated in the future, as a clock that was set back leaves them."""

import os
import time
from pathlib import Path


def date_today(folder: Path) -> int:
    """Date the files of a folder that are dated in the future now, all alike, and return their number."""
    now = time.time_ns()
    files = [path for path in folder.rglob("*") if path.is_file() and path.stat().st_mtime_ns > now]
    for path in files:
        os.utime(path, ns=(now, now))
    return len(files)
