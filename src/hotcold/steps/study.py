"""A study's config, checked in full before anything runs."""

from collections.abc import Mapping
from typing import Any

from hotcold import plugins
from hotcold.claims.parts.needs import check_claims
from hotcold.config.load import load_study
from hotcold.config.study import Study
from hotcold.diffusion.schedule import make_schedule
from hotcold.errors import InputError, first_line
from hotcold.figures.parts.needs import check_figures


def open_study(config: Mapping[str, Any]) -> Study:
    """Check a config, the schedules that it names, the claims and the figures that there are; return it as a model.

    Raises:
        InputError: one line with the key path, the value, and what is allowed; or with a plugin's file.

    """
    study = load_study(config)
    for name in dict.fromkeys([*study.schedules, *study.schedule_names()]):
        try:
            make_schedule(study.choice("schedules", name), study.timesteps)
        except InputError as error:
            raise InputError(f"schedules.{name}: {error}") from None
        except Exception as error:  # whatever a module may do when it is imported and run
            path = plugins.source_file("schedules", study.choice("schedules", name).function)
            raise InputError(f"{path}: {type(error).__name__}: {first_line(error)}") from error
    check_claims()
    check_figures()
    return study
