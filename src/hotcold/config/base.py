"""What every part of the config has in common."""

from typing import Annotated, Any

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, ValidationError

from hotcold.errors import key_part, value_part

Name = Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9_-]*$", max_length=64)]
Count = Annotated[int, Field(gt=0, le=1_000_000_000)]
Seed = Annotated[int, Field(ge=0, le=2**31 - 1)]


class Settings(BaseModel):
    """A part of the config: unknown keys are refused, attribute docstrings document it."""

    model_config = ConfigDict(extra="forbid", use_attribute_docstrings=True, frozen=True, allow_inf_nan=False)


def without_nulls(given: Any) -> Any:  # noqa: ANN401
    """Return a mapping without its nulls: an overlay is merged key by key, and null is how it takes a key away."""
    return {name: value for name, value in given.items() if value is not None} if isinstance(given, dict) else given


WithoutNulls = BeforeValidator(without_nulls)


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

    options: Annotated[dict[str, Any], WithoutNulls] = {}
    """Its keyword arguments; those left out, or null, keep the function's defaults."""


def one_line(error: ValidationError) -> str:
    """Return the first problem of a failed validation as ``key.path: what is wrong, not 'value'``."""
    first = error.errors()[0]
    path = ".".join(key_part(part) for part in first["loc"])
    message = first["msg"].removeprefix("Value error, ")
    if first["type"] == "missing":
        return f"{path}: missing"
    if first["type"] == "extra_forbidden":
        return f"{path}: no such key"
    if first["type"] == "value_error":
        return f"{path}: {message}" if path else message
    return f"{path}: {message}, not {value_part(first['input'])}".removeprefix(": ")
