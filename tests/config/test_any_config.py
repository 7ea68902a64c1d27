"""Any change of the config is a study, or one line that names a key."""

import copy
import functools
import re
import shutil
import uuid

import pandas as pd
import pytest
import torch
import yaml
from hypothesis import HealthCheck, assume, event, given, reject, settings
from hypothesis import strategies as st
from snakemake.common.configfile import load_configfile
from snakemake.utils import update_config
from snakemake_interface_common.exceptions import WorkflowError

from hotcold.config import load
from hotcold.config.base import Choice
from hotcold.config.sampling import Sampler
from hotcold.config.study import Study
from hotcold.diffusion.degradation import make_degradation
from hotcold.diffusion.restorer import Restorer
from hotcold.diffusion.sampling import Start, sampler_states
from hotcold.errors import InputError, key_part
from hotcold.networks import build_network
from hotcold.steps import study as steps
from hotcold.steps.study import open_study, open_written
from tests.config.configs import CONFIG, at, changed, merge, overlaid
from tests.config.mutations import mutate
from tests.config.yaml_text import texts
from tests.conftest import ROOT
from tests.diffusion.oracle import schedule_of
from tests.shipped import SAMPLERS


@pytest.fixture(scope="module", autouse=True)
def _plugins_are_checked_once():
    """They do not depend on the config."""
    open_study(CONFIG)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(load.plugin_checks, "check_all", lambda: None)
        patch.setattr(steps, "check_figures", lambda: None)
        yield


def opened(config):
    """Return a study and no complaint, or no study and the complaint."""
    try:
        return open_study(config), ""
    except InputError as error:
        return None, str(error)


# Four times as many configs as the profile has examples: `--hypothesis-profile thorough` makes them thousands.
EXAMPLES = 4 * settings.default.max_examples


@pytest.fixture(scope="module")
def overlay(tmp_path_factory):
    """Return the path of an overlay to be written; the config below it is read once."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(steps, "read_file", functools.cache(steps.read_file))
        yield tmp_path_factory.mktemp("any") / "any.yaml"


def keys(config, path=()):
    """Return the paths of all keys of a config but those that null takes away."""
    for key, value in config.items():
        if value not in (None, "null", "~"):
            yield (*path, key)
            yield from keys(value, (*path, key)) if isinstance(value, dict) else ()


def drawn(data):
    """Draw overlays of the project, the config that they make, and another overlay as text and keys twice in it."""
    below = data.draw(st.sampled_from([[], ["smoke.yaml"], ["report.yaml"], ["precision.yaml"]]))
    base = overlaid(*below) if below else copy.deepcopy(CONFIG)
    config = copy.deepcopy(base)
    for _ in range(data.draw(st.integers(1, 3))):
        mutate(config, data)
    changes = {key: value for key, value in config.items() if key not in base or repr(value) != repr(base[key])}
    return below, base, *data.draw(texts(changes))


@given(data=st.data())
@settings(max_examples=EXAMPLES, suppress_health_check=list(HealthCheck))
def test_any_overlay_is_a_study_or_one_line_that_names_a_key(overlay, data):
    """What Snakemake can read is nothing else; what is accepted has every key, and survives the way to a step."""
    below, base, text, twice = drawn(data)
    overlay = overlay.with_name(f"{uuid.uuid4()}.yaml")
    overlay.write_bytes(text.encode())
    try:
        given = load_configfile(overlay)
    except WorkflowError:
        return event("refused by Snakemake")
    try:
        study = steps.open_written([ROOT / "config.yaml", *(ROOT / "config" / name for name in below), overlay], {})
    except InputError as error:
        event("refused")
        message = re.fullmatch(r"(?:config|.+?\.yaml:\d+): (.+: .+)", str(error))[1]
        assert len(message) < 1000
        tops = [*Study.model_fields, *map(key_part, given)]
        assert any(re.match(rf"{re.escape(top)}[:.]", message) for top in tops), message
    else:
        event("accepted")
        assert not twice
        assert Study.model_validate_json(study.model_dump_json()) == study
        names = [study.study, *study.runs, *study.latents.experiments, *study.figures.runs]
        assert all(re.fullmatch(r"[a-z0-9][a-z0-9_-]{0,63}", name) for name in names)
        for path in keys(given):
            at(study.model_dump(), path)
        if not re.search("null|~|: *$", text, re.MULTILINE):
            update_config(base, given)
            assert study == open_study(base)
    finally:
        overlay.unlink()


@pytest.mark.dag
@given(data=st.data())
@settings(max_examples=max(EXAMPLES // 50, 1), suppress_health_check=list(HealthCheck))
def test_snakemake_plans_any_overlay_or_says_one_line(fresh_workflow, data):
    """200 of them by the profile `thorough`."""
    below, _, text, _ = drawn(data)
    overlay = fresh_workflow.folder / "any.yaml"
    overlay.write_bytes(text.encode())
    try:
        load_configfile(overlay)
    except WorkflowError:
        return event("refused by Snakemake")
    result = fresh_workflow.run("-n", "all", "--configfile", *(f"config/{name}" for name in below), "any.yaml")
    said = [one for one in result.stderr.splitlines() if one and not one.startswith(("Using", "Config file /"))]
    event(f"exit code {result.returncode}")
    if result.returncode:
        assert len(said) == 1, result.stderr
        assert re.fullmatch(r"(config|\S+\.yaml:\d+): .+", said[0]), said
    assert not (fresh_workflow.folder / "results").exists()


RUNS = ("gaussian-linear-cnn", "morph-cosine-unet")
TINY = {
    "training": {"epochs": 1, "checkpoints": [1], "images": 32, "validation_images": 16},
    "sampling": {"images": 20, "checkpoint_images": 10},
    "latents": {"images": 4},
    "quality": {"runs": {}},
    "animations": {"runs": []},
    "figures": {"formats": ["png"], "dpi": 50, "runs": {}},
}


def cost(value):
    """Return what bounds the work of a config: the sum of its numbers, where null may mean all."""
    if isinstance(value, (dict, list)):
        return sum(map(cost, value.values() if isinstance(value, dict) else value), start=1)
    try:
        return 10_000 if value is None else abs(float(value))
    except ValueError:
        return 1


@pytest.mark.dag
@pytest.mark.many
@given(data=st.data())
@settings(max_examples=max(EXAMPLES // 500, 1), suppress_health_check=list(HealthCheck))
def test_any_study_ends_with_scores_of_its_runs_or_one_line(fresh_workflow, data):
    """20 of them by the profile `thorough`, two runs each, that cost no more than those of `TINY`."""
    base = merge(overlaid("smoke.yaml"), copy.deepcopy(TINY))
    base["runs"] = {name: base["runs"][name] for name in RUNS}
    base["quality"]["runs"], base["figures"]["runs"] = {}, {}
    config = copy.deepcopy(base)
    for _ in range(data.draw(st.integers(1, 3))):
        mutate(config, data)
    changes = {key: value for key, value in config.items() if key not in base or repr(value) != repr(base[key])}
    below, overlay = (fresh_workflow.folder / name for name in ("config.yaml", f"{uuid.uuid4()}.yaml"))
    below.write_text(yaml.safe_dump(base))
    overlay.write_bytes(data.draw(texts(changes))[0].encode())
    try:
        given = load_configfile(overlay)
        study = open_written([below, overlay], {})
    except (InputError, WorkflowError):
        reject()
    update_config(config := copy.deepcopy(base), given)
    assume(config != base and cost(config) <= cost(base))
    result = fresh_workflow.run("all", "--configfile", overlay.name)
    event(f"exit code {result.returncode}")
    results = fresh_workflow.folder / "results" / study.study
    logs = [path.read_text() for path in results.rglob("*.log")]
    assert not [text for text in (result.stderr, *logs) if "Traceback" in text], result.stderr
    if result.returncode:
        assert re.search(r"^ *error: .+: .+", result.stderr, re.MULTILINE), result.stderr
    else:
        assert set(pd.read_parquet(results / "metrics" / "scores.parquet")["run"]) == set(study.runs)
    shutil.rmtree(fresh_workflow.folder / "results")


@given(name=st.sampled_from(["cnn", "unet"]), channels=st.lists(st.integers(-1, 3), max_size=5))
def test_accepted_networks_work(name, channels):
    options = {"channels": channels}
    if opened(changed(f"networks/{name}/options", options))[0]:
        network = build_network(Choice(function=name, options=options), seed=0)
        assert network(torch.zeros(2, 1, 28, 28), torch.ones(2)).shape == (2, 1, 28, 28)
    else:
        assert min(channels, default=0) < 1 or (name == "unet" and len(channels) != 3)


BETAS = st.floats(0, 1) | st.sampled_from([1e-9, 1e-7, 1e-4, 0.02, 0.5, 0.999, 1 - 1e-12])


@given(first=BETAS, last=BETAS, timesteps=st.sampled_from([1, 2, 30, 1000, 100_000]), steps=st.integers(1, 5))
def test_accepted_schedules_can_be_sampled_under(first, last, timesteps, steps):
    """Every sampler stays finite, whatever the network says."""
    options = {"first": first, "last": last}
    config = changed("schedules/linear/options", options) | {"timesteps": timesteps}
    config["sampling"]["trace"] = {"every": timesteps, "ladder": [timesteps]}
    config["quality"]["steps"] = [1]
    for name in ("cosine", "constant", "inverse_linear"):  # at 100,000 steps they end in 0
        config["schedules"][name] = config["schedules"]["linear"]
    study, message = opened(config)
    if study is None:
        assert re.match(r"schedules\.linear: ", message), message
        return
    gaussian = make_degradation(Choice(function="gaussian"), schedule_of("linear", timesteps, **options))
    restorer = Restorer(lambda z_t, _: z_t.sin(), gaussian, pixel_limit=0.5)
    z_T = torch.linspace(-3, 3, 16).reshape(1, 1, 4, 4)
    for name in SAMPLERS:
        sampler = Sampler(function=name, steps=steps)
        *_, (t, image) = sampler_states(restorer, sampler, Start(z_T, z_T), timesteps, seed=0, block=1)
        assert t == 0
        assert torch.isfinite(image).all(), name
