"""The columns that say which run a row is about, in every table that has a row a run and seed."""

from hotcold.config.model import ModelDescription
from hotcold.storage.tables import Column

RUN = {
    "run": Column("", "name of the run"),
    "seed": Column("", "seed of the run"),
    "degradation": Column("", "degradation of the run"),
    "schedule": Column("", "noise schedule of the run"),
    "network": Column("", "network of the run"),
}


def about_run(model: ModelDescription, run: str) -> dict[str, str | int]:
    """Return what those columns hold for a run that samples a model."""
    return {**{name: getattr(model, name) for name in RUN}, "run": run}
