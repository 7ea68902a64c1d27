import signal
import subprocess
import sys

import pytest

from hotcold.steps.signals import SIGNALS, asked_to_stop

CODE = """
from hotcold.steps.command import Arguments, run
from hotcold.steps.signals import StoppedError, asked_to_stop
def main(_):
    with asked_to_stop() as stop:
        print("ready", flush=True)
        while not stop():
            pass
        raise StoppedError(stop(), f"{stop().name}: stopped")
run(main, Arguments, [])
"""


@pytest.fixture(autouse=True)
def _heard():
    """Nothing is ignored, as it is where these tests run under nohup or in the background of a script."""
    before = {signum: signal.signal(signum, signal.SIG_DFL) for signum in SIGNALS}
    yield
    for signum, handler in before.items():
        signal.signal(signum, handler)


@pytest.mark.parametrize("signum", SIGNALS)
def test_a_signal_is_remembered_within_the_block_only(signum):
    before = signal.getsignal(signum)
    with asked_to_stop() as stop:
        assert stop() is None
        signal.raise_signal(signum)
        signal.raise_signal(signal.SIGINT)  # the first is what counts
        assert stop() is signum
    assert signal.getsignal(signum) is before


@pytest.mark.parametrize("signals", [["SIGTERM"], ["SIGHUP", "SIGTERM"]])
def test_a_step_that_is_told_to_stop_exits_as_shells_do(signals):
    """Under nohup, which has it ignore SIGHUP."""
    command = ["nohup", sys.executable, "-c", CODE]
    pipes = {"stdin": subprocess.DEVNULL, "stdout": subprocess.PIPE, "stderr": subprocess.PIPE}
    with subprocess.Popen(command, text=True, **pipes) as process:
        assert process.stdout.readline() == "ready\n"
        for name in signals:
            process.send_signal(getattr(signal, name))
        _, said = process.communicate(timeout=30)
    assert (process.returncode, said) == (143, "error: SIGTERM: stopped\n")


def test_a_hangup_terminates_what_hears_it():
    """As SIGTERM does, whose handler may come later."""
    code = """
import os, signal, sys
from hotcold.steps.signals import terminate_on_hangup
terminate_on_hangup()
signal.signal(signal.SIGTERM, lambda *_: sys.exit(7))
os.kill(os.getpid(), signal.SIGHUP)
"""
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 7
    assert subprocess.run(["nohup", sys.executable, "-c", code], check=False).returncode == 0
