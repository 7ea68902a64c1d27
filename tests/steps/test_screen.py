"""What is shown of a run while its steps are at work, told by a clock that the tests set."""

import os
import random
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hotcold.steps.durations import in_words, roughly, seconds_left
from hotcold.steps.screen import WIDTH, Screen, told
from hotcold.steps.time_left import AtWork, time_left
from hotcold.storage.places import StudyFiles

TITLE = "Training morph-cosine-unet, seed 0"
LINE = "training: 12,300 of 30,000 images, 410 images/s, 1 min 10 s left; epoch 2 of 5: loss 0.0123"


@given(st.integers(0, 10**6))
def test_durations_are_read_as_they_were_written(seconds):
    """To the second below an hour, to the minute above; an estimate to a fortieth, or ten seconds."""
    assert seconds_left(f"1 of 2 images, {in_words(seconds)} left") == (
        seconds if seconds < 3600 else seconds // 60 * 60
    )
    assert abs(seconds_left(f"about {roughly(seconds)} left") - seconds) <= max(10, seconds / 40 + 30)
    assert in_words(seconds).count(" ") <= 3


@pytest.mark.parametrize("line", ["", "images left over", "45 images, 3 images/s"])
def test_no_time_left_is_no_time(line):
    assert seconds_left(line) == 0


@pytest.mark.parametrize(
    ("title", "line", "shown"),
    [
        (TITLE, LINE, LINE.removeprefix("training: ")),
        ("Sampling a-b, seed 0", "a-b epoch 5: 3 of 4 images", "epoch 5: 3 of 4 images"),
        ("Testing when digits pass", "K-S: 2 of 4 tests", "K-S: 2 of 4 tests"),
        (TITLE, "12:03:04 on cpu, CPU threads: 1", "on cpu, CPU threads: 1"),
        (TITLE, "training", "training"),
    ],
)
def test_a_line_says_nothing_twice(title, line, shown):
    assert told(title, line) == shown


@pytest.mark.parametrize("seed", range(20))
def test_the_time_left_of_steady_steps_is_what_a_simulation_takes(seed):
    """Steps of known length on some cores: looked at when every kind has ended once, the estimate is near the truth."""
    rng = random.Random(seed)
    seconds = {"train": rng.uniform(50, 200), "sample": rng.uniform(20, 100), "draw": rng.uniform(1, 5)}
    planned = {"train": rng.randint(4, 12), "sample": rng.randint(10, 30), "draw": rng.randint(20, 50)}
    queue = [kind for kind, number in planned.items() for _ in range(number)]
    rng.shuffle(queue)
    queue = [*planned, *queue]
    for kind in planned:
        planned[kind] += 1
    cores = [0.0] * rng.randint(1, 4)
    spans = []
    for kind in queue:
        core = cores.index(min(cores))
        spans.append((kind, cores[core], cores[core] + seconds[kind]))
        cores[core] += seconds[kind]
    now = max(end for _, _, end in spans[: len(seconds)]) + 0.1
    took = {kind: [end - begun for one, begun, end in spans if one == kind and end <= now] for kind in planned}
    at_work = [AtWork(kind, now - begun, 0.0) for kind, begun, end in spans if begun <= now < end]
    assert time_left(planned, took, at_work, {}, now) == pytest.approx(
        max(cores) - now, rel=0.1, abs=max(seconds.values())
    )


def test_before_a_kind_has_ended_its_usual_time_counts_at_this_machines_pace():
    """Twice as slow as usual; what a step says of itself counts where it is more."""
    usual, planned, took = {"read": 3.0, "train": 80.0}, {"read": 1, "train": 3}, {"read": [6.0]}
    assert time_left(planned, {}, [], usual, 10) is None
    assert time_left(planned, took, [], usual, 6) == pytest.approx(3 * 160)
    assert time_left(planned, took, [AtWork("train", 10, 0)], usual, 16) == pytest.approx(150 + 2 * 160)
    assert time_left(planned, took, [AtWork("train", 10, 290)], usual, 16) == pytest.approx(290 + 2 * 300)


@pytest.fixture
def now():
    return [10_000.0]


@pytest.fixture
def screen(tmp_path, now):
    screen = Screen(StudyFiles(tmp_path), {}, now=lambda: now[0])
    screen.planned.update(train=12, draw=2)
    return screen


def begin(screen, job, log, line=None, written=10_000.0):
    if line is not None:
        log.write_text(f"12:00:00 on cpu\n{line}\n")
        os.utime(log, (written, written))
    screen.begin(job, "train", TITLE, [str(log)], [])


def test_each_step_at_work_is_a_line(screen, now, tmp_path):
    """What it said last; how long it is at work where its log is empty, elsewhere, or of an attempt before."""
    assert not list(screen.status())
    begin(screen, 0, tmp_path / "0.log", LINE)
    begin(screen, 1, tmp_path / "1.log")
    begin(screen, 2, tmp_path / "2.log", "error: of yesterday", written=9_000.0)
    now[0] += 65
    first, *lines = screen.status()
    assert first == f"[{'-' * 20}] 0 of 14 steps done"
    assert lines == [f"  {TITLE}: {LINE.removeprefix('training: ')}", *[f"  {TITLE}: 1 min 5 s"] * 2]
    screen.end(0)
    screen.done = 1
    first, *lines = screen.status()
    assert re.fullmatch(r"\[#-{19}\] 1 of 14 steps done, about \d+ min left", first)
    assert len(lines) == 2


def test_hundreds_of_steps_and_endless_lines_are_cut(screen, tmp_path):
    for job in range(100):
        begin(screen, job, tmp_path / "0.log", "x" * 9000)
    lines = list(screen.status())
    assert len(lines) == 10
    assert lines[-1] == "  and 92 more"
    assert {len(line) for line in lines[1:-1]} == {WIDTH}


@pytest.mark.parametrize(
    ("line", "shown"),
    [
        ("KeyError: 'a'", ["KeyError: 'a'"]),
        ("error: the loss is nan\nsomething at exit", ["error: the loss is nan"]),
        (None, []),
    ],
)
def test_what_failed_is_named_with_its_log_and_its_last_line(screen, tmp_path, line, shown):
    begin(screen, 3, log := tmp_path / "3.log", line)
    first, *said = screen.fail(3, "train", [str(log)]).splitlines()
    assert first == f"Failed: {TITLE}. " + (f"Its log, {log}, ends so:" if line else f"Its log is empty: {log}")
    assert said == shown
    assert screen.failure() == (
        "1 step failed, after 0 s; 0 of 14 steps are done and kept."
        " Mend what the last line of the log says, and give the same command again"
    )
    begin(screen, 3, log)  # tried again
    screen.end(3)
    assert screen.failure().startswith("Stopped after 0 s; ")


@pytest.mark.parametrize(
    ("made", "shown"),
    [
        (
            [
                "figures/fig03_losses.png",
                "metrics/claims.md",
                "metrics/claims.parquet",
                "figures/fig00_claims.png",
                "index.html",
            ],
            ["index.html", "figures/fig00_claims.png", "metrics/claims.md"],
        ),
        (
            ["metrics/ks.csv", "figures/fig01.svg", "figures/fig01.png"],
            ["figures/fig01.png", "metrics/ks.csv", "figures/fig01.svg"],
        ),
        (["runs/a/losses.parquet"], ["runs/a/losses.parquet"]),
        ([], []),
    ],
)
def test_at_the_end_three_files_to_open_that_were_made(screen, now, tmp_path, made, shown):
    for path in (tmp_path / name for name in made):
        path.parent.mkdir(parents=True, exist_ok=True)
        path.touch()
    screen.begin(0, "draw", "Drawing", [], [str(tmp_path / name) for name in [*made, "never.html"]])
    now[0] += 125
    screen.end(0)
    screen.done = 14
    first, *lines = screen.success()
    assert first == f"Done: 14 steps in 2 min 5 s. The results are in {tmp_path}"
    assert [line.split()[0] for line in lines] == [str(tmp_path / name) for name in shown]
