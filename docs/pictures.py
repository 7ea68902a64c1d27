"""Draw the pictures of degradations for the pages: `python docs/pictures.py docs/pictures`."""

import sys
from collections.abc import Sequence
from pathlib import Path

import matplotlib as mpl
from matplotlib.figure import Figure

import hotcold

SHOWN = (0, 100, 200, 300, 400, 500, 600, 700, 800, 900, 1000)  # steps t
DIGIT, GARMENT = 0, 19  # an 8 and a shirt among the bundled test images
PICTURES = {
    "degraded.png": ("gaussian", "morph"),
    "family.png": ("gaussian", "morph", "blur", "mask", "pixelate", "fade"),
}


def draw(degradations: Sequence[str], path: Path) -> None:
    """Write a picture of a digit by step, a row a degradation; two need no names."""
    digit, garment = hotcold.digits(DIGIT + 1)[DIGIT:], hotcold.garments(GARMENT + 1)[GARMENT:]
    figure = Figure(figsize=(9, 0.85 * len(degradations) + 0.2), layout="constrained")
    for row, name in zip(figure.subplots(len(degradations), len(SHOWN)), degradations, strict=True):
        for ax, t in zip(row, SHOWN, strict=True):
            image = hotcold.degrade(digit, t, degradation=name, end=garment if name == "morph" else None)[0]
            ax.imshow(image, cmap="Greys", vmin=0, vmax=1)
            ax.set(xticks=[], yticks=[], title=f"t = {t}" if name == degradations[0] else "")
            ax.title.set_fontsize(9)
            ax.spines[:].set_visible(False)
        if len(degradations) > 2:
            row[0].set_ylabel(name, fontsize=9)
    figure.savefig(path, dpi=150)


if __name__ == "__main__":
    mpl.use("agg")
    folder = Path(sys.argv[1])
    folder.mkdir(parents=True, exist_ok=True)
    for file, degradations in PICTURES.items():
        draw(degradations, folder / file)
