"""A broken plugin ends a dry run with one line that names its file; tests/test_plugins.py has every fault."""

from pathlib import Path

import pytest

from tests.workflow.checkouts import HOT, checkout, snakemake, write_config

pytestmark = pytest.mark.dag

# By where a fault is found: as the plugins are read, as figures are planned, as a run's schedule is imported.
BROKEN = {
    "training/couplings/broken.py": (
        "def pair(digits, garments, generator, *, share: float = 1):\n    return digits\n",
        "option 'share': expected none, since the config cannot give couplings any",
    ),
    "figures/broken.py": (
        'NEEDS = {"tables": ["marks"]}\nCATEGORY = "Any"\nCAPTION = "A."\n\n\ndef draw(marks):\n    return None\n',
        "NEEDS: 'marks' is not a table",
    ),
    "diffusion/schedules/broken.py": (
        "import nowhere\n\n\ndef beta(timesteps):\n    return nowhere.beta\n",
        "cannot be imported (No module named 'nowhere')",
    ),
}


def test_one_line_names_the_file(tmp_path):
    project = checkout(tmp_path / "checkout")
    write_config(project.folder / "config.yaml", runs={"hot": {**HOT["hot"], "schedule": "broken"}})
    write_config(project.folder / "well.yaml", runs=HOT)
    for name, (text, problem) in BROKEN.items():
        file = Path("src/hotcold") / name
        (project.folder / file).write_text(text)
        overlay = [] if "schedules" in name else ["--configfile", "well.yaml"]
        result = snakemake(project.folder, "--dry-run", *overlay)
        (project.folder / file).unlink()
        assert result.returncode == 1
        lines = (result.stdout + result.stderr).splitlines()
        (line,) = (line for line in lines if line.startswith("config: "))
        assert str(file) in line
        assert problem in line
        assert not any(word in line for line in lines for word in ("Traceback", "WorkflowError"))
