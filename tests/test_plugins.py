"""What plugins say of themselves, and what is wrong with one in the line that names its file."""

import importlib
from pathlib import Path
from typing import get_args

import pytest

from hotcold import plugins
from hotcold.claims.parts.needs import check_claims
from hotcold.errors import InputError
from hotcold.figures.parts.needs import check_figures
from hotcold.plugin_checks import check_all, check_options
from hotcold.plugins import PLUGINS, Kind
from tests.own_plugins import FADE, fading, own_plugins
from tests.shipped import SHIPPED

__all__ = ["fading", "own_plugins"]

FIGURE = 'NEEDS = {"tables": ["schedules"]}\nCATEGORY = "Schedules"\nCAPTION = "What to see."\ndef draw(schedules): ...'
CLAIM = """
STATEMENT = "Cosine is best."
WHERE = "1.2, fig 6"
PUBLISHED = "best"
FACTOR = "schedule"
NEEDS = ["settings", "scores"]
def judge(tables): ...
"""
METRIC = (Path(plugins.__file__).parent / "evaluation" / "metrics" / "fid.py").read_text()


def test_every_kind_is_found_and_holds_what_it_says():
    for kind, names in SHIPPED.items():
        assert set(names) <= set(plugins.names(kind))
    assert set(plugins.options("samplers", "cold")) == {"reading"}
    check_all()
    for kind, name in [(one, name) for one in get_args(Kind) for name in plugins.names(one)]:
        module = plugins.module(kind, name)
        assert Path(module.__file__) == plugins.source_file(kind, name)
        assert callable(plugins.entry(kind, name))
        for constant in (*PLUGINS[kind].constants, *PLUGINS[kind].optional):
            assert plugins.constant(kind, name, constant) == getattr(module, constant, None)
    with pytest.raises(InputError, match=r"^'cosin' is not one of the schedules: .*\bcosine, .*\blinear\b"):
        plugins.entry("schedules", "cosin")
    with pytest.raises(ModuleNotFoundError):
        importlib.import_module("hotcold.diffusion.schedules.cosin")


@pytest.mark.parametrize(
    ("kind", "text", "message"),
    [
        ("schedules", "def betas(timesteps): ...", "no function beta; expected one, as schedules have"),
        ("degradations", FADE.replace("def degrade", "degrade = 1\ndef other"), "no function degrade; expected one"),
        ("degradations", FADE.replace('END = "itself"', ""), "no END; expected 'noise' or 'garments' or 'itself'$"),
        ("degradations", FADE.replace("itself", "blur"), "END is 'blur'; expected 'noise' or 'garments' or 'itself'$"),
        ("degradations", FADE.replace('"itself"', '"it" + "self"'), "END is computed; expected it written out$"),
        ("degradations", FADE.replace('"itself"', "None"), "no END; expected"),
        ("degradations", FADE.replace('END = "itself"', "END: str"), "no END; expected"),
        ("degradations", FADE.replace('END = "itself"', 'END: str = "blur"'), "END is 'blur'; expected 'noise' or"),
        ("degradations", FADE.replace('PREDICTS = "x"', 'PREDICTS = "v"'), "PREDICTS is 'v'; expected 'eps' or 'x'$"),
        ("degradations", FADE.replace('PREDICTS = "x"', 'PREDICTS = "eps"'), "PREDICTS is 'eps'; expected a function"),
        ("degradations", f"{FADE}\nMIXTURE = 1\n", "MIXTURE is 1; expected True or False$"),
        ("degradations", f"{FADE}\nMIXTURE = True\n", "MIXTURE is True; expected a function infer_end too$"),
        ("degradations", FADE.replace("float,", "Tensor,"), "option 'strength': the annotation cannot be read"),
        ("networks", "def build(*, width: Widths): ...", "option 'width': the annotation cannot be read"),
        ("networks", "def build(*, width): ...", "option 'width': no annotation; expected one$"),
        ("samplers", "NEEDS = ['garments']\ndef sample(restorer): ...", "NEEDS is .*; expected a list of 'noise' or "),
        ("samplers", "STEPS = 0\ndef sample(restorer): ...", "STEPS is 0; expected a whole number$"),
        (
            "latents",
            "POOL = 'test'\ndef draw(pool): ...",
            "POOL is 'test'; expected 'train' or 'digits' or 'degraded'$",
        ),
        ("latents", b"\xff\xfe\x00", r"not a Python module \("),
        ("couplings", "def pair(digits, garments:", r"not a Python module \("),
        *[
            (kind, f"def {plugin.entry}({', '.join(plugin.takes)}, *, share: float = 0.5): ...", message)
            for kind, plugin in PLUGINS.items()
            for message in [f"option 'share': expected none, since the config cannot give {kind} any$"]
            if kind in ("couplings", "optimisers", "metrics", "claims")
        ],
        ("metrics", METRIC.replace("DIRECTION", "WAY"), "no DIRECTION; expected 'lower' or 'higher' or 'real'$"),
        ("claims", CLAIM.replace("def judge", "def verdict"), "no function judge; expected one, as claims have$"),
        ("claims", CLAIM.replace("STATEMENT", "SENTENCE"), "no STATEMENT; expected a text$"),
        ("claims", CLAIM.replace("FACTOR", "CAUSE"), "no FACTOR; expected a text$"),
        ("claims", CLAIM.replace('["settings", "scores"]', '"scores"'), "NEEDS is 'scores'; expected a list of texts$"),
        ("claims", CLAIM.replace('"scores"', '"marks"'), "NEEDS: 'marks' is not a table; allowed: settings, losses"),
        ("claims", CLAIM.replace("(tables)", "(scores)"), r"judge takes \['scores'\]; expected \['tables'\]$"),
        (
            "schedules",
            "def beta(timesteps, power: int = 2): ...",
            r"beta takes .*; expected \['timesteps'\], and options a",
        ),
        ("schedules", "def beta(timesteps, **options): ...", r"beta takes \['timesteps', '\*options'\]; expected"),
        ("degradations", FADE.replace("time: T", "t: T").replace("* time", "* t"), "degrade takes .* 't'.; expected"),
        ("claims", "def judge(tables:", r"not a Python module \("),
        ("figures", FIGURE.replace("CAPTION", "LEGEND"), "no CAPTION; expected a text$"),
        ("figures", FIGURE.replace('"What to see."', '""'), "CAPTION is ''; expected a text$"),
        ("figures", FIGURE.replace("NEEDS", "READS"), "no NEEDS; expected a mapping$"),
        ("figures", FIGURE.replace("tables", "table"), "NEEDS: table: no such key \\(did you mean tables\\?\\)$"),
        ("figures", FIGURE.replace("schedules", "tests"), "NEEDS: 'tests' is not a table; allowed: settings, losses"),
        ("figures", FIGURE.replace("draw(schedules", "draw(ks"), r"draw takes \['ks'\]; expected .* \['schedules'\]$"),
    ],
)
def test_a_broken_plugin_is_one_line_that_names_its_file(own_plugins, kind, text, message):
    check_all()
    path = own_plugins.add(kind, "broken", text)
    assert "broken" in plugins.names(kind)
    with pytest.raises(InputError, match=f"^{path}: {message}") as error:
        (check_all(), check_claims(), check_figures())
    assert "\n" not in str(error.value)


def test_what_editors_and_synchronisers_leave_behind(own_plugins):
    """A byte order mark, Emacs' link, a second copy; and of two functions of a name Python takes the last."""
    path = own_plugins.add("schedules", "mine", "\ufeffdef beta(timesteps): ...\ndef beta(timesteps, *, x: int): ...\n")
    (path.parent / ".#mine.py").symlink_to("me@here.1234")
    check_all()
    assert plugins.options("schedules", "mine") == {"x": int}
    (path.parent / "other.py").mkdir()
    with pytest.raises(InputError, match=r"other\.py: not a Python module \("):
        check_all()
    (path.parent / "other.py").rmdir()
    path.rename(path.with_name("mine (1).py"))
    with pytest.raises(InputError, match=r"mine \(1\)\.py: expected a name of lower-case letters, digits, - and _$"):
        check_all()


def test_plugins_are_checked_without_being_run(own_plugins):
    own_plugins.add("degradations", "wane", f"raise SystemExit('run')\n{FADE}")
    own_plugins.add("figures", "fig99_mine", f"import nothing_there\n{FIGURE}")
    check_all()
    check_figures()
    assert plugins.constant("degradations", "wane", "END") == "itself"
    assert not plugins.has_function("degradations", "wane", "infer_end")
    assert plugins.arguments("figures", "fig99_mine") == ["schedules"]
    with pytest.raises(SystemExit, match="run"):
        plugins.module("degradations", "wane")


@pytest.mark.parametrize(
    ("code", "problem"),
    [
        ("import nowhere", "No module named 'nowhere'"),
        ("raise ValueError('one\\ntwo')", "one"),
        ("1 / 0", "division by z"),
    ],
)
def test_what_cannot_be_imported_is_one_line_that_names_its_file(own_plugins, code, problem):
    path = own_plugins.add("schedules", "broken", f"{code}\ndef beta(timesteps): ...\n")
    check_all()
    with pytest.raises(InputError, match=f"^{path}: cannot be imported \\({problem}[^\n]*\\)$") as error:
        plugins.entry("schedules", "broken")
    assert isinstance(error.value.__cause__, Exception)


def test_a_constant_may_be_annotated(own_plugins):
    own_plugins.add("degradations", "wane", FADE.replace('END = "itself"', 'END: str = "itself"'))
    check_all()
    assert plugins.constant("degradations", "wane", "END") == "itself"


@pytest.mark.parametrize(
    ("given", "message"),
    [
        ({"strength": 0}, r"k\.strength: Input should be greater than 0, not 0$"),
        ({"strength": "0.7"}, r"k\.strength: Input should be a valid number, not '0\.7'$"),
        ({"strength": float("nan")}, r"k\.strength: Input should be a finite number, not nan$"),
        ({"a b": 1}, r"k\.'a b': no such option of 'wane'; allowed: strength$"),
    ],
)
def test_options_are_checked_strictly(fading, given, message):
    check_options("degradations", "wane", {"strength": 0.7}, "k")
    with pytest.raises(InputError, match=f"^{message}"):
        check_options("degradations", "wane", given, "k")
