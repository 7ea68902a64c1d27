"""A study's config, checked in full before anything runs."""

from collections.abc import Mapping, Sequence
from functools import reduce
from pathlib import Path
from typing import Any

from hotcold import plugins
from hotcold.claims.parts.needs import check_claims
from hotcold.config.load import load_study
from hotcold.config.study import Study
from hotcold.config.written import laid_over, place, read_file, read_given
from hotcold.diffusion.schedule_ends import check_ends
from hotcold.errors import InputError, first_line
from hotcold.figures.parts.needs import check_figures


def open_written(files: Sequence[Path], given: Mapping[str, Any]) -> Study:
    """Check a config as `open_study` does, from its files, the later over the earlier, and the command line.

    Raises:
        InputError: one line with the file, the line in it, the key, the value, and what is allowed.

    """
    layers = [*map(read_file, files), read_given(given)]
    places = {path: line for _, lines in layers for path, line in lines.items()}
    try:
        return open_study(reduce(laid_over, (layer for layer, _ in layers), {}))
    except InputError as error:
        raise InputError(f"{place(str(error), places)}: {error}") from None


def open_study(config: Mapping[str, Any]) -> Study:
    """Check a config, the schedules that it names, the claims and the figures that there are; return it as a model.

    Raises:
        InputError: one line with the key path, the value, and what is allowed; or with a plugin's file.

    """
    study = load_study(config)
    for name in dict.fromkeys([*study.schedules, *study.schedule_names()]):
        choice = study.choice("schedules", name)
        try:
            run = next((run for run in study.runs if _starts_from_its_end(study, run, name)), None)
            check_ends(choice, study.timesteps, run)
        except InputError as error:
            raise InputError(f"schedules.{name}: {error}") from None
        except (Exception, SystemExit) as error:  # whatever a module may do when it is imported and run
            path = plugins.source_file("schedules", choice.function)
            raise InputError(f"{path}: {type(error).__name__}: {first_line(error)}") from error
    check_claims()
    check_figures()
    return study


def _starts_from_its_end(study: Study, run: str, schedule: str) -> bool:
    """Whether a run of that schedule is sampled from noise or garments alone, and alpha_bar says how near it comes."""
    by_alpha_bar = plugins.uses("degradations", study.run_degradation(run), "alpha_bar")
    return study.runs[run].schedule == schedule and study.run_end(run) != "itself" and by_alpha_bar
