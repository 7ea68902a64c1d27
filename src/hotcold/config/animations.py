"""Animations of noise or garments turning into digits and back."""

from typing import Annotated

from pydantic import BeforeValidator, Field

from hotcold.config.base import Different, Name, Settings, Whole, is_null


class AnimationSettings(Settings):
    """Animations of noise or garments turning into digits, by a run's own sampler, and back."""

    runs: Annotated[list[Name], Different, BeforeValidator(lambda given: [] if is_null(given) else given)] = []
    """Runs that are animated: the first seed's last checkpoint. Null, or no run, leaves animations out."""

    images: Whole = Field(100, ge=1, le=400)
    """Images side by side, as near to a square as may be."""

    frames: Whole = Field(20, ge=1, le=200)
    """Pictures on the way to the digits; as many on the way back."""

    milliseconds: Whole = Field(80, ge=20, le=10_000)
    """How long each is shown."""

    greys: Whole = Field(8, ge=2, le=256)
    """Greys of the picture: 8 do for strokes and noise; smooth images need more, and noise then takes more bytes."""
