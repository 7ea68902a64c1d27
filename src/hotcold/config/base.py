"""What every part of the config has in common."""

import os
import re
from collections.abc import Mapping
from typing import Annotated, Any, TypeVar

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, model_validator
from pydantic_core import PydanticCustomError

from hotcold.errors import key_part, meant, value_part
from hotcold.kinds import NAME

T = TypeVar("T")


def is_null(value: object) -> bool:
    """Return whether a value is null, also in the text that `--config` makes of it."""
    return value is None or value in ("null", "~")


def without_nulls(given: Any) -> Any:  # noqa: ANN401
    """Return a mapping without its nulls: an overlay is merged key by key, and null is how it takes a key away."""
    return {name: item for name, item in given.items() if not is_null(item)} if isinstance(given, Mapping) else given


def read_texts(given: Any) -> Any:  # noqa: ANN401
    """Return what is given with texts that are numbers, true or false as those.

    YAML 1.1 takes 1e-3 for a text, and Snakemake's ``--config`` everything below the top.
    """
    if isinstance(given, Mapping):
        return {key: read_texts(item) for key, item in without_nulls(given).items()}
    if isinstance(given, list):
        return [read_texts(item) for item in given]
    if given in ("true", "false"):
        return given == "true"
    if isinstance(given, float) and given.is_integer() and abs(given) < 2**53:
        return int(given)  # as a section's whole numbers, a whole option may be written 8.0
    if not isinstance(given, str) or not re.fullmatch(r"[-+]?(\d+\.?\d*|\.\d+)([eE][-+]?\d+)?", given, re.ASCII):
        return given
    number = float(given)
    return int(number) if number.is_integer() and abs(number) < 2**53 else number


def read_number(given: Any) -> Any:  # noqa: ANN401
    """Return a number that is given as text as such; true and false are none."""
    if isinstance(given, bool):
        raise ValueError(f"expected a number, not {given}")
    return read_texts(given)


def read_flag(given: Any) -> Any:  # noqa: ANN401
    """Return true or false, perhaps given as text; nothing else is one, as in options."""
    read = read_texts(given)
    if not isinstance(read, bool):
        raise ValueError(f"expected true or false, not {value_part(given)}")
    return read


NUMBER = BeforeValidator(read_number)
Flag = Annotated[bool, BeforeValidator(read_flag)]
Whole = Annotated[int, NUMBER]
Real = Annotated[float, NUMBER]
Name = Annotated[str, Field(pattern=f"^{NAME}$", max_length=64)]
Count = Annotated[int, Field(gt=0, le=1_000_000_000), NUMBER]
Images = Annotated[int, Field(ge=2, le=1_000_000_000), NUMBER]
Seed = Annotated[int, Field(ge=0, le=2**31 - 1), NUMBER]
Named = Annotated[dict[Name, T], BeforeValidator(without_nulls)]
Options = Annotated[dict[str, Any], BeforeValidator(read_texts)]


def expanded(path: str) -> str:
    """Return a path with ``~`` and environment variables put in."""
    return os.path.expanduser(os.path.expandvars(path))  # noqa: PTH111 - pathlib raises where there is no such user


Place = Annotated[str, AfterValidator(expanded), Field(min_length=1)]


class Settings(BaseModel):
    """A part of the config: unknown keys are refused, attribute docstrings document it."""

    model_config = ConfigDict(extra="forbid", use_attribute_docstrings=True, frozen=True, allow_inf_nan=False)

    @model_validator(mode="before")
    @classmethod
    def _known(cls, given: Any) -> Any:  # noqa: ANN401
        """Refuse a key that does not exist, by the nearest that does; a section with nothing below has its defaults."""
        if not isinstance(given, Mapping):
            return given
        for key in given:
            if key not in cls.model_fields:
                raise PydanticCustomError(
                    "no_such_key", "{text}", {"text": f"{key_part(key)}: no such key{meant(key, cls.model_fields)}"}
                )
        read = {key: None if is_null(value) else value for key, value in given.items()}
        sections = {key for key, field in cls.model_fields.items() if isinstance(field.default, (Settings, dict))}
        return {key: value for key, value in read.items() if value is not None or key not in sections}


def all_different(values: list[Any]) -> list[Any]:
    """Return a list in which nothing comes twice."""
    if any(value in values[:index] for index, value in enumerate(values)):
        raise ValueError(f"expected different values, not {value_part(values)}")
    return values


Different = AfterValidator(all_different)


class Choice(Settings):
    """A function found by its name, and its options."""

    function: Name
    """The module that holds it, e.g. `cosine` for src/hotcold/diffusion/schedules/cosine.py."""

    options: Options = {}
    """Its keyword arguments; those left out, or null, keep the function's defaults."""
