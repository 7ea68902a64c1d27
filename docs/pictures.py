"""Draw the picture of both degradations for the pages: `python docs/pictures.py docs/pictures`."""

import sys
from pathlib import Path

import matplotlib as mpl
from matplotlib.figure import Figure

import hotcold

SHOWN = (0, 100, 200, 300, 400, 500, 600, 700, 800, 900, 1000)  # steps t
DIGIT, GARMENT = 0, 19  # an 8 and a shirt among the bundled test images


def draw(folder: Path) -> None:
    """Write ``degraded.png``: a digit by step, drowned in noise and morphed into a garment."""
    digit = hotcold.digits(DIGIT + 1)[DIGIT:]
    ends = {"gaussian": None, "morph": hotcold.garments(GARMENT + 1)[GARMENT:]}
    figure = Figure(figsize=(9, 2.1), layout="constrained")
    axes = figure.subplots(len(ends), len(SHOWN))
    for row, (degradation, end) in zip(axes, ends.items(), strict=True):
        for ax, t in zip(row, SHOWN, strict=True):
            image = hotcold.degrade(digit, t, degradation=degradation, end=end)[0]
            ax.imshow(image, cmap="Greys", vmin=0, vmax=1)
            ax.set_axis_off()
            ax.set_title(f"t = {t}" if degradation == "gaussian" else "", fontsize=9)
    folder.mkdir(parents=True, exist_ok=True)
    figure.savefig(folder / "degraded.png", dpi=150)


if __name__ == "__main__":
    mpl.use("agg")
    draw(Path(sys.argv[1]))
