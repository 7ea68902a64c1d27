"""A broken plugin ends a dry run with one line that names its file."""

from pathlib import Path

import pytest

from tests.conftest import Workflow
from tests.workflow.checkouts import HOT, checkout, snakemake, write_config

pytestmark = pytest.mark.dag

DEGRADATION = "diffusion/degradations/broken.py"
DEGRADE = "def degrade(x, z, alpha_bar, time):\n    return x\n"
FIGURE = 'NEEDS = {"tables": ["fid"]}\nCATEGORY = "Any"\n\n\ndef draw(fid):\n    return None\n'
BROKEN = {
    "no END": (DEGRADATION, f'PREDICTS = "x"\n{DEGRADE}', "no END; expected 'noise' or 'garments' or 'itself'"),
    "an END that does not exist": (
        DEGRADATION,
        f'END = "clouds"\nPREDICTS = "x"\n{DEGRADE}',
        "END is 'clouds'; expected 'noise' or 'garments' or 'itself'",
    ),
    "an END that is computed": (
        DEGRADATION,
        f'END = "no" + "ise"\nPREDICTS = "x"\n{DEGRADE}',
        "END is computed; expected it written out",
    ),
    "an annotation that cannot be read": (
        "training/couplings/broken.py",
        "def pair(digits, garments, generator, *, share: Fraction = 1):\n    return digits\n",
        "option 'share': the annotation cannot be read (Fraction: name 'Fraction' is not defined)",
    ),
    "no caption": ("figures/broken.py", FIGURE, "no CAPTION; expected a text"),
    "a need that nothing fills": (
        "figures/broken.py",
        FIGURE.replace("fid", "fids") + 'CAPTION = "A."\n',
        "NEEDS: 'fids' is not a table",
    ),
    "no function": ("networks/broken.py", "def make():\n    return None\n", "no function build; expected one"),
    "no Python": ("evaluation/metrics/broken.py", "def measure(:\n", "not a Python module (invalid syntax"),
    "an import of what there is not": (
        "diffusion/schedules/broken.py",
        "import nowhere\n\n\ndef beta(timesteps):\n    return nowhere.beta\n",
        "ModuleNotFoundError: No module named 'nowhere'",
    ),
}


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Workflow:
    workflow = checkout(tmp_path_factory.mktemp("broken") / "checkout")
    write_config(workflow.folder / "config.yaml", runs={"hot": {**HOT["hot"], "schedule": "broken"}})
    write_config(workflow.folder / "well.yaml", runs=HOT)
    return workflow


@pytest.mark.parametrize("fault", BROKEN)
def test_one_line_names_the_file(project: Workflow, fault: str) -> None:
    name, text, problem = BROKEN[fault]
    file = Path("src/hotcold") / name
    (project.folder / file).write_text(text)
    overlay = [] if "schedules" in name else ["--configfile", "well.yaml"]
    try:
        result = snakemake(project.folder, "--dry-run", *overlay)
    finally:
        (project.folder / file).unlink()
    assert result.returncode == 1
    lines = (result.stdout + result.stderr).splitlines()
    (line,) = (line for line in lines if line.startswith("config: "))
    assert str(file) in line
    assert problem in line
    assert not any(word in line for line in lines for word in ("Traceback", "WorkflowError"))
