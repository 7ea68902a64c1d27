import logging
import re
from itertools import pairwise

import pytest

from hotcold.steps.progress import SECONDS_BETWEEN_LOG_LINES, progress


@pytest.fixture
def clock(monkeypatch):
    """Return a clock that tests set, which bars go by; what they print goes to a log, not to a terminal."""
    now = [1000.0]
    monkeypatch.setattr("tqdm.std.time", lambda: now[0])
    monkeypatch.setattr("sys.stderr.isatty", lambda: False, raising=False)
    return now


def test_a_log_gets_lines_that_can_be_read(capsys, clock):
    """How much of how much, how fast, how long it takes yet, and what was said last; every 5 s, and at once."""
    with progress(2000, "training", done=500) as bar:
        for second in range(30):
            clock[0] += 1
            bar.update(20)
            if second == 12:
                logging.getLogger().warning("epoch 1 of 2: loss 0.5")
        clock[0] += 1
        bar.update(900)
    printed = capsys.readouterr().err
    assert "\r" not in printed
    first, *between, last = (line for line in printed.splitlines() if line.startswith("training: "))
    assert first == "training: 500 of 2,000 images"
    at_once = between.pop(2)
    assert re.fullmatch(r"training: 760 of 2,000 images, 20.0 images/s, .* left; epoch 1 of 2: loss 0.5", at_once)
    done = [int(re.match(r"training: ([\d,]+) of 2,000 images", line)[1].replace(",", "")) for line in between]
    assert min(later - sooner for sooner, later in pairwise(done)) >= 20 * SECONDS_BETWEEN_LOG_LINES
    assert between[0] == "training: 600 of 2,000 images, 20.0 images/s, 1 min 10 s left"
    assert between[-1].endswith(" s left; epoch 1 of 2: loss 0.5")
    assert re.fullmatch(r"training: 2,000 of 2,000 images, \S+ images/s; epoch 1 of 2: loss 0.5", last)
    logging.getLogger().warning("of no bar")  # what is said later is not behind one that has ended


def test_what_has_no_known_end_is_counted(capsys, clock):
    with progress(None, "scoring", unit="test") as bar:
        clock[0] += 10
        bar.update(30)
    assert capsys.readouterr().err.splitlines()[-1] == "scoring: 30 tests, 3.00 tests/s"
