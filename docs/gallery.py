"""Reduce figures to a gallery, animations beside them: `python docs/gallery.py results/laptop/figures docs/gallery`."""

import shutil
import sys
from pathlib import Path

from PIL import Image

WIDTH = 1000  # pixels
MOST = 2_000_000  # bytes of all animations, which stay in the repository


def reduce(figures: Path, gallery: Path) -> None:
    """Write every PNG of ``figures`` to ``gallery``, at most 1,000 pixels wide."""
    gallery.mkdir(parents=True, exist_ok=True)
    for path in sorted(figures.glob("*.png")):
        image = Image.open(path).convert("RGB")
        image.thumbnail((WIDTH, 10 * WIDTH))
        # The default method would spend all colours on greys.
        image.quantize(256, Image.Quantize.MAXCOVERAGE).save(gallery / path.name, optimize=True)


def copy_animations(animations: Path, gallery: Path) -> None:
    """Copy every GIF of ``animations`` to ``gallery``, unless they are too large to be kept."""
    paths = sorted(animations.glob("*.gif"))
    if (size := sum(path.stat().st_size for path in paths)) > MOST:
        sys.exit(f"error: {animations}: {size:,} bytes; expected at most {MOST:,}: lower animations.frames")
    for path in paths:
        shutil.copyfile(path, gallery / path.name)


if __name__ == "__main__":
    figures, gallery = map(Path, sys.argv[1:])
    reduce(figures, gallery)
    copy_animations(figures.parent / "animations", gallery)
