"""What every part of the config has in common."""

from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field, field_validator

Name = Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9_-]*$", max_length=64)]


class Settings(BaseModel):
    """A part of the config: unknown keys are refused, attribute docstrings document it."""

    model_config = ConfigDict(extra="forbid", use_attribute_docstrings=True, frozen=True, allow_inf_nan=False)


class Choice(Settings):
    """A function found by its name, and its options."""

    function: Name
    """The module that holds it, e.g. `cosine` for src/hotcold/schedules/cosine.py."""

    options: dict[str, Any] = {}
    """Its keyword arguments; those left out, or null, keep the function's defaults."""

    @field_validator("options")
    @classmethod
    def _without_nulls(cls, options: dict[str, Any]) -> dict[str, Any]:
        # An overlay is merged key by key: null is how it takes an option away.
        return {name: value for name, value in options.items() if value is not None}
