"""How the figures look."""

from typing import Annotated, Literal

from pydantic import Field, field_validator

from hotcold.config.base import Different, Name, Named, Options, Settings, Whole


class FigureSettings(Settings):
    """How the figures look."""

    dpi: Whole = Field(300, ge=50, le=1200)
    """Dots per inch of the PNGs."""

    formats: Annotated[list[Literal["png", "svg", "pdf"]], Different] = Field(["png", "svg"], min_length=1)
    """Formats written; png is always one of them."""

    options: Named[Options] = {}
    """Style options by figure, e.g. {fig04_samples_linear_cosine: {side: 4}}."""

    runs: Named[Annotated[list[Name], Different]] = {}
    """Runs that a figure shows, by figure; the others choose by degradation and network."""

    @field_validator("formats")
    @classmethod
    def _png_is_there(cls, formats: list[str]) -> list[str]:
        if "png" not in formats:
            raise ValueError("expected png among the formats; the report shows it")
        return formats
