"""Run a command and print its wall time and peak memory as JSON: `python -m hotcold.bench.peak command …`.

A process of its own, because on Linux a child's peak starts at its parent's size: this one is small.
"""

import json
import os
import subprocess
import sys
import time

KIBIBYTE = 1024 if sys.platform != "darwin" else 1  # macOS gives bytes


def main() -> None:
    """Run the command line's command; exit as it does."""
    start = time.perf_counter()
    process = subprocess.Popen(sys.argv[1:], stdout=sys.stderr)
    _, status, usage = os.wait4(process.pid, 0)
    print(json.dumps({"seconds": time.perf_counter() - start, "bytes": usage.ru_maxrss * KIBIBYTE}))
    sys.exit(os.waitstatus_to_exitcode(status))


if __name__ == "__main__":
    main()
