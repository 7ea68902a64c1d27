"""Nothing here needs what Windows or macOS lacks: every module imports, and a run trains and samples, without it."""

import subprocess
import sys
import textwrap
from pathlib import Path

import numpy as np
import pandas as pd
import yaml
from safetensors.numpy import load_file

from tests.conftest import ROOT
from tests.workflow.tiny import model

# Modules that Python has on Linux alone, or that it lacks on Windows.
MODULES = "crypt curses fcntl grp nis ossaudiodev posix pty pwd readline resource spwd syslog termios tty"
# Likewise what they hold, but for what filelock, which has another way on Windows, takes here.
ATTRIBUTES = {
    "os": """
        chown chroot copy_file_range eventfd fchown fdatasync fork forkpty getegid getgid getgroups getloadavg getpgid
        getpgrp getpriority getrandom getsid getuid initgroups killpg lchown listxattr memfd_create mkfifo mknod nice
        O_CLOEXEC O_DIRECT O_DIRECTORY O_NOFOLLOW O_SYNC O_TMPFILE openpty pidfd_open pipe2 posix_fadvise
        posix_fallocate posix_spawn preadv pwritev sched_getaffinity sched_setaffinity sched_yield setpgid
        setpriority setsid setuid splice statvfs sync sysconf tcgetpgrp uname wait wait3 wait4 waitid WNOHANG
    """,
    "signal": """
        SIGALRM SIGCHLD SIGCONT SIGHUP SIGKILL SIGPIPE SIGQUIT SIGSTOP SIGTSTP SIGUSR1 SIGUSR2 SIGWINCH alarm pause
        pthread_kill pthread_sigmask setitimer sigwait
    """,
    "select": "epoll poll",
    "socket": "AF_UNIX socketpair",
    "time": "clock_gettime pthread_getcpuclockid tzset",
}
# What the project stands on comes first: it has ways of its own on every system.
PROBE = """
import importlib, pathlib, runpy, sys
import filelock, matplotlib.figure, pandas, pooch, pyarrow.parquet, pydantic, requests, safetensors.torch
import scipy.optimize, scipy.stats, sklearn.decomposition, sklearn.mixture, tabulate, torch, torchmetrics.image.fid
import torchvision, tqdm, yaml
assert not any(name.partition(".")[0] == "hotcold" for name in sys.modules)

root, settings, modules, attributes = pathlib.Path(sys.argv[1]), yaml.safe_load(sys.stdin), {modules}, {attributes}
for name in modules.split():
    sys.modules[name] = None
for name, hidden in attributes.items():
    for attribute in hidden.split():
        vars(importlib.import_module(name)).pop(attribute, None)

sys.path.insert(0, str(root / "src"))
for path in sorted((root / "src" / "hotcold").rglob("*.py")):
    importlib.import_module(".".join(path.relative_to(root / "src").with_suffix("").parts).removesuffix(".__init__"))
for script in sorted((root / "workflow" / "scripts").glob("*.py")):
    runpy.run_path(str(script), run_name="imported")
for number, (script, told) in enumerate(settings):
    pathlib.Path(f"{number}.yaml").write_text(yaml.safe_dump(told))
    sys.argv = [script, f"{number}.yaml"]
    runpy.run_path(str(root / "workflow" / "scripts" / f"{script}.py"), run_name="__main__")
for name in ("fcntl", "pwd", "resource"):
    try:
        importlib.import_module(name)
    except ImportError:
        continue
    raise AssertionError(f"{name} is not hidden")
import os, signal
assert not hasattr(os, "sched_getaffinity") and not hasattr(signal, "SIGHUP")
print("done", sum(name.partition(".")[0] == "hotcold" for name in sys.modules))
"""
MODEL = model("hot") | {"degradation": "gaussian", "degradation_function": {"function": "gaussian"}}
DATA = {"digits": "digits.npz", "garments": "garments.npz"}
STEPS = [
    *(
        (
            "get_data",
            {"name": name, "train_images": 64, "validation_images": 16, "test_images": 16, "output": path}
            | {"test": f"{name}-test.npz"},
        )
        for name, path in DATA.items()
    ),
    (
        "train",
        {
            "model": MODEL,
            "training": {"epochs": 1, "checkpoints": [1], "images": 32, "validation_images": 8, "optimiser": "muon"},
            "checkpoints": ["run/epoch-1.safetensors"],
            "losses": "run/losses.parquet",
            "resume_seconds": 0,
            **DATA,
        },
    ),
    (
        "sample",
        {
            "checkpoints": ["run/epoch-1.safetensors"],
            "run": "hot",
            "sets": [{"epoch": 1, "split": "test", "weights": "ema", "images": 6}],
            "samples": ["run/samples/test-ema-epoch-1.npz"],
            "digits_test": "digits-test.npz",
            "garments_test": "garments-test.npz",
            "sampler": {"function": "ancestral", "steps": 2},
            **DATA,
        },
    ),
]


def test_nothing_needs_what_other_systems_lack(tmp_path: Path) -> None:
    probe = PROBE.replace("{modules}", repr(MODULES)).replace("{attributes}", repr(ATTRIBUTES))
    result = subprocess.run(
        [sys.executable, "-c", textwrap.dedent(probe), ROOT],
        cwd=tmp_path,
        input=yaml.safe_dump(STEPS),
        capture_output=True,
        text=True,
        check=False,
    )
    assert result.returncode == 0, result.stderr
    modules = [path for path in (ROOT / "src" / "hotcold").rglob("*.py") if "__pycache__" not in path.parts]
    assert result.stdout.split()[-2] == "done"
    assert int(result.stdout.split()[-1]) >= len(modules)
    weights = load_file(tmp_path / "run" / "epoch-1.safetensors")
    assert all(np.isfinite(weight).all() for weight in weights.values())
    assert np.isfinite(pd.read_parquet(tmp_path / "run" / "losses.parquet")["loss"]).all()
    with np.load(tmp_path / "run" / "samples" / "test-ema-epoch-1.npz") as file:
        assert file["images"].shape == (6, 28, 28)
        assert np.isfinite(file["images"]).all()
