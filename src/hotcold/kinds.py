"""The kinds of plugins: where their modules lie, and what each must say of itself."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import UnionType
from typing import Annotated, Any, Literal, get_args, get_origin

from pydantic import ConfigDict, Field

Kind = Literal[
    "schedules",
    "degradations",
    "networks",
    "samplers",
    "latents",
    "couplings",
    "optimisers",
    "metrics",
    "claims",
    "figures",
]
NAME = "[a-z0-9][a-z0-9_-]*"  # of a plugin, a run, a study: it becomes the name of a file
End = Literal["noise", "garments", "itself"]
# What a degradation that ends so starts from in sampling: a source of latents.
SOURCES: Mapping[End, str] = {"noise": "noise", "garments": "garments", "itself": "digits"}
Predicts = Literal["eps", "x"]
# What a source of latents draws from, if not garments of the split: those of training; digits of the split, which are
# degraded to T afterwards; digits of training, degraded to T.
Pool = Literal["train", "digits", "degraded"]
Need = Literal["noise", "mixture", "inverse"]
Sees = Literal["features", "classes", "training", "images"]  # what a metric looks at
Direction = Literal["lower", "higher", "real"]  # which is better; real: near the value of real digits
Inches = Annotated[float, Field(ge=1, le=20)]
Side = Annotated[int, Field(ge=1, le=50)]  # of a mosaic, in images
Text = Annotated[str, Field(min_length=1)]
STRICT = ConfigDict(strict=True, allow_inf_nan=False)  # how constants and options are read


@dataclass(frozen=True)
class Plugin:
    """What a module of one kind must hold.

    Attributes:
        folder: where such modules lie, below the package.
        entry: its function; the keyword-only arguments are its options.
        takes: names of its other arguments; None where the module says itself what they are.
        constants: module-level literals that it must have, and their types.
        optional: those that it may have.
        options: whether it may have options; not where a config gives a name alone.

    """

    folder: str
    entry: str
    takes: tuple[str, ...] | None
    constants: Mapping[str, Any] = field(default_factory=dict)
    optional: Mapping[str, Any] = field(default_factory=dict)
    options: bool = True


PLUGINS: Mapping[Kind, Plugin] = {
    "schedules": Plugin("diffusion/schedules", "beta", ("timesteps",)),
    "degradations": Plugin(
        "diffusion/degradations",
        "degrade",
        ("x", "z", "alpha_bar", "time"),
        {"END": End, "PREDICTS": Predicts},
        # False of what changes in jumps of t; True of √alpha_bar x + √(1 − alpha_bar) z.
        {"SMOOTH": bool, "MIXTURE": bool},
    ),
    "networks": Plugin("networks", "build", ()),
    # What a sampler needs of a degradation: always, or with some values of some options. The steps that it takes,
    # whatever it is given.
    "samplers": Plugin(
        "diffusion/samplers",
        "sample",
        ("restorer", "start", "times", "noise"),
        optional={"NEEDS": list[Need] | dict[str, dict[str | float, list[Need]]], "STEPS": Annotated[int, Field(ge=1)]},
    ),
    # Options whose number of images its pool must have at least.
    "latents": Plugin(
        "diffusion/latents", "draw", ("pool", "n", "generator"), optional={"POOL": Pool, "AT_LEAST": list[str]}
    ),
    "couplings": Plugin("training/couplings", "pair", ("digits", "garments", "generator"), options=False),
    "optimisers": Plugin("training/optimisers", "build", ("network", "learning_rate"), options=False),
    "metrics": Plugin(
        "evaluation/metrics",
        "measure",
        ("real", "generated"),
        {"QUANTITY": Text, "UNIT": str, "DIRECTION": Direction, "INTERVAL": str, "SEES": Sees},
        optional={"PUBLISHED": bool, "SHARES": list[str]},
        options=False,
    ),
    "claims": Plugin(
        "claims",
        "judge",
        ("tables",),
        {"STATEMENT": Text, "WHERE": Text, "PUBLISHED": str, "FACTOR": Text, "NEEDS": list[str]},
        optional={"SOURCE": Text},
        options=False,
    ),
    "figures": Plugin("figures", "draw", None, {"NEEDS": dict[str, Any], "CATEGORY": Text, "CAPTION": Text}),
}


def described(expected: Any) -> str:  # noqa: ANN401
    """Return in words what a constant of that type is."""
    parts = get_args(expected)
    if isinstance(expected, UnionType):
        return ", or ".join(map(described, parts))
    if get_origin(expected) is Literal:
        return " or ".join(map(repr, parts))
    if get_origin(expected) is Annotated:
        return described(parts[0])
    if get_origin(expected) is list:
        return "a list of texts" if parts == (str,) else f"a list of {described(parts[0])}"
    return {str: "a text", bool: "True or False", int: "a whole number"}.get(expected, "a mapping")
