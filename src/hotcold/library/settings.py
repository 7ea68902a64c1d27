"""Settings of the config from arguments of a function."""

from typing import Any, TypeVar

from pydantic import ValidationError

from hotcold.config.base import Settings
from hotcold.errors import InputError, one_line

S = TypeVar("S", bound=Settings)


def settings(kind: type[S], **given: Any) -> S:  # noqa: ANN401
    """Return checked settings.

    Raises:
        InputError: one line that names the argument.

    """
    try:
        return kind.model_validate(given)
    except ValidationError as error:
        raise InputError(one_line(error)) from None
