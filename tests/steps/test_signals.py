import signal

import pytest

from hotcold.steps.signals import SIGNALS, asked_to_stop


@pytest.mark.parametrize("signum", SIGNALS)
def test_a_signal_is_remembered_within_the_block_only(signum):
    before = signal.getsignal(signum)
    with asked_to_stop() as stop:
        assert stop() is None
        signal.raise_signal(signum)
        signal.raise_signal(signal.SIGINT)  # the first is what counts
        assert stop() is signum
    assert signal.getsignal(signum) is before
