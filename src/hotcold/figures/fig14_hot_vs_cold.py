"""Figure 14: Hot beside cold."""

import pandas as pd
from matplotlib.figure import Figure

from hotcold.claims.parts.notation import written
from hotcold.figures.parts.caveats import caveat
from hotcold.figures.parts.grids import first_seeds, mosaic, show
from hotcold.figures.parts.labels import PARTS, in_steps, run_colours
from hotcold.figures.parts.scores import at_the_end, axis_label, floor_of, floor_words, scores_of
from hotcold.figures.parts.style import new_figure
from hotcold.figures.parts.verdicts import Judged, entitle
from hotcold.plugins import Inches, Side
from hotcold.storage.arrays import Arrays

NEEDS = {
    "tables": ["scores", "ruler", "settings"],
    "claims": ["morph_unet_beats_gaussian_cnn"],
    "samples": "last",
    "runs": [
        {"degradation": "gaussian", "network": "cnn", "schedules": ["linear"]},
        {"degradation": "morph", "network": "unet", "schedules": ["cosine"]},
    ],
    "judged": [
        {"degradation": "gaussian", "network": "cnn", "schedules": ["linear"]},
        {"degradation": "morph", "network": "unet", "schedules": ["cosine"]},
    ],
}
CATEGORY = "Comparison"
CAPTION = (
    "The report's comparison: Gaussian diffusion with the CNN beside morphing with the UNet, which differ in "
    "more than the degradation; figure 15 takes degradation and network apart. The report gives 113.31 "
    "and 50.98 (Inception features, 1,000 images, each generated image stretched to its own range); that way of "
    "counting is shown beside the sound one. A third run, if one is shown, is the same morph by the other reading of "
    "Algorithm 1. Samples are those of the first seed."
)


def draw(
    samples: list[Arrays],
    scores: pd.DataFrame,
    ruler: pd.DataFrame,
    settings: pd.DataFrame,
    claims: dict[str, Judged],
    *,
    side: Side = 5,
    width: Inches = 7.0,
) -> Figure:
    """Figure 14: samples of hot and cold diffusion side by side."""
    samples = first_seeds(samples)
    about = [file.metadata for file in samples]
    runs, colours = [one["run"] for one in about], run_colours(about)
    of = scores[scores["run"].isin(runs)]
    sound, published = (at_the_end(of, "fid", protocol).set_index("run") for protocol in ("sound", "published"))
    figure = new_figure(width, width / len(samples) + 1.1, images=True)
    for axis, file in zip(figure.subplots(1, len(samples), squeeze=False)[0], samples, strict=True):
        run = file.metadata["run"]
        said = [run, f"FID {_score(sound, run)}"]
        if run in published.index:
            said.append(f"counted as published {_score(published, run)}")
        show(axis, mosaic(file["images"], side), file.metadata["pixel_limit"])
        axis.set_title("\n".join(said), color=colours[run])
    differ = [part for part in PARTS if len({one[part] for one in about}) > 1]
    how = f"{axis_label('FID', sound)}{in_steps(settings, runs)}"
    lines = [f"They differ in {', '.join(differ)}; {how}" if differ else how]
    if (floor := floor_of(ruler, scores_of(of, "fid"))) is not None:
        lines.append(floor_words(floor))
    # A third run, the other reading, stands beside the second.
    compared = {tuple(one[part] for part in PARTS): one["run"] for one in reversed(about)}
    entitle(figure, "; ".join(lines), claims.values(), caveat(settings, compared.values(), *PARTS))
    return figure


def _score(table: pd.DataFrame, run: str) -> str:
    return written(*table.loc[run, ["value", "low", "high"]])
