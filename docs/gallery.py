"""Reduce figures to a gallery: `python docs/gallery.py results/laptop/figures docs/gallery`."""

import sys
from pathlib import Path

from PIL import Image

WIDTH = 1000  # pixels


def reduce(figures: Path, gallery: Path) -> None:
    """Write every PNG of ``figures`` to ``gallery``, at most 1,000 pixels wide."""
    gallery.mkdir(parents=True, exist_ok=True)
    for path in sorted(figures.glob("*.png")):
        image = Image.open(path).convert("RGB")
        image.thumbnail((WIDTH, 10 * WIDTH))
        # The default method would spend all colours on greys.
        image.quantize(256, Image.Quantize.MAXCOVERAGE).save(gallery / path.name, optimize=True)


if __name__ == "__main__":
    reduce(Path(sys.argv[1]), Path(sys.argv[2]))
