"""The command `hotcold`, as it is called."""

import importlib
import json
import os
import re
import resource
import subprocess
import sys
import tomllib
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from PIL import Image

import hotcold
from hotcold import plugins
from hotcold.claims.parts.judging import CLAIMS, judge_all
from hotcold.claims.parts.needs import claims_of
from hotcold.claims.parts.report import markdown
from hotcold.command.main import main
from hotcold.storage.tables import write_table
from tests.claims.world import tables_of, write_study
from tests.conftest import ROOT

COMMANDS = ("score", "sample", "animate", "claims")


def test_it_is_installed_under_its_name_and_runs_as_a_module():
    script = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]["scripts"]["hotcold"]
    module, _, function = script.partition(":")
    assert getattr(importlib.import_module(module), function) is main
    done = subprocess.run([sys.executable, "-m", "hotcold", "--version"], capture_output=True, text=True, check=True)
    assert done.stdout == f"hotcold {hotcold.__version__}\n"


@pytest.mark.parametrize("command", ["", *COMMANDS])
def test_help_shows_examples_that_the_command_line_takes(command, capsys, monkeypatch):
    with pytest.raises(SystemExit) as stopped:
        main([*([command] if command else []), "--help"])
    assert stopped.value.code == 0
    examples = re.findall(r"^  hotcold (.+)$", capsys.readouterr().out.partition("examples:")[2], re.M)
    assert len(examples) >= 2
    done = []
    for name in COMMANDS:
        monkeypatch.setattr(f"hotcold.command.{name}.{name}", lambda given: done.append(given))
    for example in examples:
        main(re.split(r" {3,}| > ", example)[0].split())
    assert len(done) == len(examples)


def test_scores_are_printed_for_people_and_for_programs(digits, tmp_path, capsys):
    folder = tmp_path / "pictures"
    folder.mkdir()
    for k, image in enumerate(digits.test_images[:30]):
        Image.fromarray(image).save(folder / f"{k:02}.png")
    main(["score", str(folder), "--json"])
    found = json.loads(capsys.readouterr().out)
    expected = hotcold.score(digits.test_images[:30]).set_index("metric")
    assert {row["metric"]: row["value"] for row in found} == pytest.approx(expected["value"].to_dict(), rel=1e-5)
    assert {row["metric"]: row["low"] for row in found} == pytest.approx(expected["low"].to_dict(), rel=1e-5)
    main(["score", str(folder)])
    lines = capsys.readouterr().out.splitlines()
    assert lines[0].startswith("30 images against MNIST's 10,000 test digits")
    (fid,) = (line for line in lines if line.startswith("fid "))
    value, low, high = expected.loc["fid", ["value", "low", "high"]]
    of = rf"{value:.0f} \[{low:.3g}, {high:.0f}\]"
    assert re.search(rf"fid +{of} +[\d.]+ \[[\d.]+, [\d.]+\] +lower +feature unit²", fid)
    main(["score", "--metrics", "recall,fid", str(folder), "--json"])
    chosen = pd.DataFrame(json.loads(capsys.readouterr().out)).set_index("metric")
    assert chosen["value"].to_dict() == pytest.approx(expected.loc[["recall", "fid"], "value"].to_dict(), rel=1e-5)
    with pytest.raises(SystemExit, match=r"'fud' is not one of the metrics: .*\bclass_balance"):
        main(["score", str(folder), "--metrics", "fud"])


@pytest.mark.parametrize("suffix", [".png", ".NPY", ".npz"])
def test_samples_are_written_as_a_grid_or_as_arrays(tmp_path, suffix, capsys, monkeypatch):
    output = tmp_path / "new" / f"out{suffix}"
    monkeypatch.setenv("HOME", str(tmp_path))
    main(["sample", "cold", "-n", "5", "--seed", "2", "--steps", "2", f"--output=~/new/out{suffix}"])
    expected = hotcold.load("cold").sample(5, seed=2, steps=2)
    assert [path.name for path in output.parent.iterdir()] == [output.name]
    if suffix != ".png":
        np.testing.assert_array_equal(hotcold.read_images(output), expected)
        return
    picture = 255 - np.asarray(Image.open(output))[1::3, 1::3]
    assert picture.shape == (2 * 29 - 1, 3 * 29 - 1)
    np.testing.assert_allclose(picture[29:, 29:57] / 255, expected[4], atol=0.003)
    assert (picture[:, 28] == 0).all()
    assert (picture[29:, 58:] == 0).all()


def test_images_of_one_s_own_are_morphed_and_animated(tmp_path, digits):
    np.save(tmp_path / "own.npy", digits.test_images[:9])
    options = ["--start", str(tmp_path / "own.npy"), "--steps", "3"]
    main(["sample", "cold", *options, "-n", "4", "--sampler", "direct", "-o", str(tmp_path / "out.npy")])
    expected = hotcold.load("cold").sample(start=digits.test_images[:4], sampler="direct")
    np.testing.assert_array_equal(np.load(tmp_path / "out.npy"), expected)
    main(["animate", "cold", *options, "-o", str(tmp_path / "out.gif")])
    with Image.open(tmp_path / "out.gif") as gif:
        assert gif.n_frames == 4
        assert abs(gif.width - gif.height) < 5


TABLES = {name: tables_of(1)[name] for name in ("settings", "latents", "schedules", "ks_crossings")}


@pytest.fixture
def study(tmp_path):
    return write_study(tmp_path / "toy" / "metrics", TABLES).parent


def test_claims_are_judged_again_from_a_study_or_its_tables(study, capsys):
    everything = judge_all(TABLES, plugins.names("claims"))
    for folder in (study, study / "metrics"):
        main(["claims", str(folder)])
        assert capsys.readouterr().out == markdown(everything)
    # Of a study that has verdicts, on the claims of the same people.
    judged = everything[everything["claim"] == "algorithm_1_deblurs"]
    write_table(judged, study / "metrics" / "claims.parquet", CLAIMS)
    main(["claims", str(study)])
    assert capsys.readouterr().out == markdown(judge_all(TABLES, claims_of(["report"])))


def test_words_that_a_terminal_cannot_show_are_written_out(study):
    command = [sys.executable, "-m", "hotcold", "claims", str(study)]
    environment = {**os.environ, "PYTHONIOENCODING": "ascii"}
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=True)
    assert r"Small \u03bb change nothing" in done.stdout


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no such device here")
def test_a_full_disk_under_what_is_printed_is_one_line(study):
    command = [sys.executable, "-m", "hotcold", "claims", str(study)]
    with Path("/dev/full").open("w") as full:
        done = subprocess.run(command, stdout=full, stderr=subprocess.PIPE, text=True, check=False)
    assert (done.returncode, done.stderr) == (1, "error: standard output: No space left on device\n")


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere a process has no such limit")
def test_more_images_than_memory_holds_are_one_line(tmp_path):
    command = [sys.executable, "-m", "hotcold", "sample", "hot", "-n", "100000000", "-o", str(tmp_path / "x.png")]
    limit = 2 * [64 * 2**30]  # of the address space; the images would need five times as much
    done = subprocess.run(
        command,
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_AS, limit),
        stderr=subprocess.PIPE,
        text=True,
        check=False,
    )
    line = r"error: not enough memory \(Unable to allocate 292. GiB .+\); expected fewer images\n"
    assert done.returncode == 1
    assert re.fullmatch(line, done.stderr), done.stderr
    assert not list(tmp_path.iterdir())


BAD = {
    "score {tmp}/none": "{tmp}/none: no such file or folder; expected a folder of PNG or JPEG pictures, .npy or .npz",
    "score {tmp}": "{tmp}: no pictures; expected PNG or JPEG files of 28 × 28; found nothing",
    "sample hott -o {tmp}/x.png": "hott: no such file or folder; expected hot or cold, a checkpoint, or a run's folder",
    "sample hot -o {tmp}/x.jpg": "{tmp}/x.jpg: expected a file that ends in .png or .npy or .npz",
    "sample hot -n 0 -o {tmp}/x.png": "n: 0; expected a number of images from 1 on, or what to start from",
    "sample hot -n 1 --steps 1 -o /proc/x.png": "/proc/x.png: could not be written (…); mend that and run again",
    "animate hot -o {tmp}/x.mp4": "{tmp}/x.mp4: expected a file that ends in .gif",
    "animate hot --start {tmp}/none -o {tmp}/x.gif": "{tmp}/none: no such file or folder; expected …",
    "sample cold --start= -o {tmp}/x.png": "'': no such file or folder; expected a folder of PNG …",
    "claims {tmp}/none": "{tmp}/none: no such file or folder; expected the folder of a study, as results/laptop",
    "claims {tmp}": "{tmp}: no tables (.parquet); expected the folder of a study, as results/laptop",
}


@pytest.mark.parametrize("line", BAD)
def test_bad_input_is_one_line_and_leaves_nothing(tmp_path, line):
    message = re.escape(f"error: {BAD[line]}".format(tmp=tmp_path)).replace("…", ".+")
    with pytest.raises(SystemExit, match=f"^{message}$"):
        main(line.format(tmp=tmp_path).split())
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize("line", ["", "score", "sample hot", "sample hot -n many -o x.png", "paint"])
def test_a_wrong_command_line_exits_with_2(line):
    with pytest.raises(SystemExit) as stopped:
        main(line.split())
    assert stopped.value.code == 2
