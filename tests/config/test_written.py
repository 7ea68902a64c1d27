"""A config as people write it: overlays, the command line, odd notations; a mistake is one line with its place."""

import functools
import re

import pytest
from snakemake.cli import parse_config
from snakemake.common.configfile import load_configfile
from snakemake_interface_common.exceptions import WorkflowError

from hotcold.config import written
from hotcold.errors import InputError
from hotcold.steps import study
from tests.conftest import ROOT

HEAD = "runs: {gaussian-linear-cnn: {seeds: [0, 1]}}\n"
# An overlay, and the line that it gives, or what it makes of the study; … stands for anything.
WRONG = {
    "runs:\n  a: {seeds: [0]}\n  a: {training: {}}": "own.yaml:3: runs.a: written twice, first at own.yaml:2;…",
    "{training: {images: 9,\n images: 8}}": "own.yaml:2: training.images: written twice, …",
    HEAD + "runs: {}": "own.yaml:2: runs: written twice, …",
    "sampling:\n\n  trace: {evry: 9}": "own.yaml:3: sampling.trace.evry: no such key (did you mean every?)",
    HEAD + "trainig: {}": "own.yaml:2: trainig: no such key (did you mean training?)",
    "runs:\n  gaussian-linear-cn: {seeds: [1]}": "own.yaml:2: runs.gaussian-linear-cn.degradation: missing (…-cnn?)",
    "runs:\n  gaussian-linear-cn:": "own.yaml:2: runs.gaussian-linear-cn: no such run to take away (did you …-cnn?)",
    "runs: {morph-linear-unet: }": "…config.yaml:…: runs.morph-linear-unet_inferred.trained_as: … is not …",
    "runs: {others: }": "own.yaml:1: runs: expected at least 1 of them, not {}",
    "runs: {others: {seeds: [1]}}": "own.yaml:1: runs.others.degradation: missing…",
    "runs:\n  others: {degradation: morph, schedule: linear, network: cnn}": "own.yaml:2: runs.others: the name is …",
    "runs: {others: , morph-linear-unet: {}}\nlatents: {run: morph-cosine-cnn}": "own.yaml:2: latents.run: … is not …",
    "latents: {run: morph-cosine-une}": "own.yaml:1: latents.run: 'morph-cosine-une' is not a run (…-unet?); …",
    "schedules:\n  cosine:\n    options: {maxbeta: 1}": "own.yaml:3: …maxbeta: no such option …max_beta?…",
    "training: {epochs: 6}": "…config.yaml:…: training: checkpoints: the last must be the last epoch, 6, not 5",
    "quality:\n  steps:\n    - 5\n    - many": "own.yaml:4: quality.steps.1: …'many'",
    "training: {epochs: yes}": "own.yaml:1: training.epochs: expected a number, not True",
    "training: {images: 0100}": "own.yaml:1: training.images: 0100 is no plain number; …",
    "sampling: {images: 1:30}": "own.yaml:1: sampling.images: 1:30 is no plain number; …",
    "runs: {a: &a {seeds: [*a]}}": "own.yaml:1: runs.a.seeds.0: an alias of what it stands in; …",
    "runs: {yes: {seeds: [1]}}": "own.yaml:1: runs.yes: YAML reads this key as bool; …",
    "latents: {experiments: {means: {options: {images: 3}}}}": "own.yaml:1: latents.….options.images: swept too; …",
    "latents: {experiments: {means: {sweep: {images: [all]}}}}": "own.yaml:1: latents.….sweep.images.0: Input…",
    "figures: {runs: {fig01_schedules: [morph-linear-cnn]}}": "own.yaml:1: figures.runs.fig01_schedules: …",
    "figures:\n runs: {fig13_restoration: [a, a]}": "own.yaml:2: figures.runs.fig13_restoration: expected different …",
    'scale: "a\\nb"': "own.yaml:1: scale: expected words on one line, …",
    "scale: exact": "own.yaml:1: scale: expected …, other than exact, not 'exact'",
    "study: downloads": "own.yaml:1: study: 'downloads' is taken; …",
    "training: {epochs: }": "own.yaml:1: training.epochs: …integer, not None",
    "runs:": {},
    "training:\nsampling:\n  trace:\nfigures: {options: }": {},
    '{\n\t"training": {\n\t\t"batch_size": "8"\n\t}\n}': {"training/batch_size": 8},
    "\ufefftraining: {batch_size: 8}\r\n# ends\r\n": {"training/batch_size": 8},
    "training: {<<: &a {batch_size: 8}, learning_rate: 1e-3}": {
        "training/batch_size": 8,
        "training/learning_rate": 0.001,
    },
    "networks: {cnn: {options: {channels: ['8', 8e0]}}}": {"networks/cnn/options/channels": [8, 8]},
    "data: {pixel_limit: '1', train_images: 1e3}": {"data/pixel_limit": 1.0, "data/train_images": 1000},
    "runs: {morph-linear-cnn: {training: {batch_size: '8'}}}": {"runs/morph-linear-cnn/training/batch_size": 8},
    "latents: {experiments: {means: {sweep: {images: ['1', 1e1]}}}}": {
        "latents/experiments/means/sweep/images": [1, 10]
    },
}
GIVEN = {
    "schedules={cosine: {options: {max_beta: 0.999}}}": {"schedules/cosine/options/max_beta": 0.999},
    "schedules={cosine: {options: {max_beta: null, s: 1e-2}}}": {"schedules/cosine/options": {"s": 0.01}},
    "latents={run: null}": {"latents/run": None},
    "compute={compiled: true}": {"compute/compiled": True},
    "training=": {},
    "seeds=[1, 2]": {"seeds": [1, 2]},
    "training={epoch: 3}": "--config: training.epoch: no such key (did you mean epochs?)",
    "runs={gaussian-linear-cn: null}": "--config: runs.gaussian-linear-cn: no such run to take away…",
}


FILE = ROOT / "config.yaml"
READ = functools.cache(written.read_file)


@pytest.fixture
def opened(tmp_path, monkeypatch):
    """Open the study with an overlay, or with something given on the command line; the config itself is read once."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(study, "read_file", lambda path: (READ if path == FILE else written.read_file)(path))

    def open_it(text="{}", *given):
        (tmp_path / "own.yaml").write_bytes(text.encode())
        return study.open_written([FILE, tmp_path / "own.yaml"], parse_config(given)).model_dump()

    return open_it


def put(dump, path, value):
    *parents, last = path.split("/")
    for key in parents:
        dump = dump[key]
    dump[last] = value


@pytest.mark.parametrize(
    ("given", "expected"),
    [((text,), x) for text, x in WRONG.items()] + [(("{}", given), x) for given, x in GIVEN.items()],
)
def test_what_is_written_is_a_study_or_one_line_with_its_place(opened, given, expected):
    if isinstance(expected, str):
        with pytest.raises(InputError) as error:
            opened(*given)
        assert re.fullmatch(".*".join(map(re.escape, expected.split("…"))), str(error.value)), error.value
    else:
        usual = opened()
        for path, value in expected.items():
            put(usual, path, value)
        assert opened(*given) == usual


def test_a_run_is_taken_away_with_what_the_config_below_says_of_it(opened):
    usual = opened()
    quality, figures = usual["quality"]["runs"], usual["figures"]["runs"]
    study = opened("runs: {morph-cosine-unet: null, morph-cosine-unet_inferred: null}")
    assert set(usual["runs"]) - set(study["runs"]) == {"morph-cosine-unet", "morph-cosine-unet_inferred"}
    assert study["latents"] == usual["latents"] | {"run": None}
    assert study["animations"]["runs"] == ["gaussian-cosine-unet"]
    assert study["quality"]["runs"] == {"gaussian-linear-unet": quality["gaussian-linear-unet"]}
    gone = {"fig13_restoration", "fig14_hot_vs_cold"}  # they choose by themselves now
    assert study["figures"]["runs"] == {name: runs for name, runs in figures.items() if name not in gone}


def test_others_are_the_runs_that_an_overlay_does_not_name(opened):
    own = "mine: {degradation: gaussian, schedule: linear, network: cnn}"
    assert list(opened(f"runs: {{others: null, {own}}}")["runs"]) == ["mine"]
    assert list(opened(f"runs: {{{own}, morph-linear-cnn: {{}}, others: }}")["runs"]) == ["morph-linear-cnn", "mine"]
    assert list(opened("{}", f"runs={{others: null, {own}}}")["runs"]) == ["mine"]
    (page,) = re.findall(r"^# mine.yaml\n(.*?)^```", (ROOT / "docs/own.md").read_text(), re.M | re.S)
    text = page.replace("schedule: sigmoid", "schedule: cosine")  # which the page adds
    assert list(opened(text)["runs"]) == ["gaussian-linear-cnn", "gaussian-sigmoid-cnn"]


def test_a_mistake_is_found_in_the_file_that_made_it(tmp_path):
    """Of two overlays the one that says the key; of the config itself, its own line."""
    (tmp_path / "a.yaml").write_text("study: a\ntraining: {epochs: 2, checkpoints: [1, 3]}")
    (tmp_path / "b.yaml").write_text("training: {batch_size: 8}")
    with pytest.raises(InputError, match=re.escape(f"{tmp_path / 'a.yaml'}:2: training: checkpoints: the last")):
        study.open_written([FILE, tmp_path / "a.yaml", tmp_path / "b.yaml"], {})
    lines = FILE.read_text().splitlines()
    line = next(number for number, text in enumerate(lines, 1) if text.startswith("  steps: [5, 10, 25, 50, 100] "))
    with pytest.raises(InputError, match=rf"config\.yaml:{line}: quality\.steps: "):
        study.open_written([FILE], {"timesteps": 99, "sampling": {"trace": {"every": 9, "ladder": [9]}}})


@pytest.mark.parametrize(
    "content",
    [
        b"training:\n\timages: 64\n",
        b"",
        b"# nothing yet\n",
        "study: a  # é\n".encode("latin1"),
        "study: a".encode("utf16"),
    ],
    ids=["tabs", "empty", "comments", "latin1", "utf16"],
)
def test_what_snakemake_refuses_is_documented_in_its_words(tmp_path, content):
    (tmp_path / "own.yaml").write_bytes(content)
    with pytest.raises((WorkflowError, UnicodeDecodeError)) as error:
        load_configfile(tmp_path / "own.yaml")
    words = f"{type(error.value).__name__}: {error.value}".removeprefix("WorkflowError: ")
    assert re.sub(r" 0x.*", "", words) in (ROOT / "docs" / "reliability.md").read_text()
