"""Two Snakemakes on one folder, and one that was killed: the second is refused until the lock is taken away."""

import os
import signal
import subprocess
import sys
import time

import pytest

from tests.conftest import Documented, Workflow
from tests.workflow.conftest import ANALYSIS, SMOKE

pytestmark = pytest.mark.dag


def test_a_second_snakemake_is_refused_and_a_killed_one_unlocked(analysed: Workflow, documented: Documented) -> None:
    command = [sys.executable, "-m", "snakemake", "--cores", "1", "data", "--forcerun", "get_data", *SMOKE]
    locks = analysed.folder / ".snakemake" / "locks"

    def start() -> subprocess.Popen[bytes]:
        process = subprocess.Popen(command, cwd=analysed.folder, stderr=subprocess.DEVNULL, start_new_session=True)
        while not list(locks.glob("*.output.lock")):
            assert process.poll() is None
            time.sleep(0.05)
        return process

    first = start()
    os.killpg(first.pid, signal.SIGSTOP)  # so that it does not end before the second has begun
    second = analysed.run("data", *SMOKE)
    os.killpg(first.pid, signal.SIGCONT)
    assert second.returncode == 1
    assert documented("Two Snakemakes on one folder", second.stderr)
    assert first.wait() == 0
    killed = start()
    os.killpg(killed.pid, signal.SIGKILL)
    killed.wait()
    refused = analysed.run(*ANALYSIS)
    assert refused.returncode == 1
    assert documented("Two Snakemakes on one folder", refused.stderr)
    assert analysed.run(*ANALYSIS, "--unlock").returncode == 0
    assert analysed.run(*ANALYSIS).returncode == 0
