"""Images that change, tile by tile, as an animation (GIF)."""

from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from hotcold.errors import InputError
from hotcold.storage.atomic import replacing

GREYS = 8  # of the palette, by default: enough for strokes, and noise takes a third of the bytes that 256 would
MARGIN = 2  # pixels of paper around a tile
HOLD = 1200  # milliseconds that the last frame is shown


def write_animation(
    path: Path,
    states: NDArray[np.floating],
    *,
    columns: int = 10,
    milliseconds: int = 80,
    greys: int = GREYS,
) -> None:
    """Write images on their way as a GIF that loops, ink on paper.

    Args:
        path: the file.
        states: (frames, n, h, w); 0 is paper, 1 is ink, and what lies beyond is cut off.
        columns: tiles side by side.
        milliseconds: that a frame is shown; GIF counts in steps of 10.
        greys: of the palette, 2 to 256.

    Raises:
        InputError: there is nothing to show, or a pixel that is no number; or the file could not be written.

    """
    if states.ndim != 4 or 0 in states.shape or not np.isfinite(states).all():
        raise InputError(f"{path}: expected finite numbers (frames, n, height, width), all of them above 0")
    pictures = [Image.fromarray(picture).convert("P") for picture in _laid_out(states, columns, greys)]
    for picture in pictures:
        picture.putpalette(np.repeat(np.linspace(255, 0, greys).round().astype(np.uint8), 3).tobytes())
    with replacing(path) as temporary:
        pictures[0].save(
            temporary,
            format="GIF",
            save_all=True,
            append_images=pictures[1:],
            duration=[*(milliseconds for _ in pictures[1:]), HOLD],
            loop=0,
            optimize=False,  # it would reorder the palette of every frame
        )


def _laid_out(states: NDArray[np.floating], columns: int, greys: int) -> NDArray[np.uint8]:
    """Return one picture a frame, as numbers of greys."""
    frames, n, height, width = states.shape
    rows, columns = -(-n // columns), min(columns, n)
    numbers = np.zeros((frames, rows * columns, height, width), dtype=np.uint8)
    numbers[:, :n] = (np.clip(states, 0, 1) * (greys - 1)).round()
    tiles = np.pad(numbers, ((0, 0), (0, 0), (0, MARGIN), (0, MARGIN)))
    tiles = tiles.reshape(frames, rows, columns, height + MARGIN, width + MARGIN)
    pictures = tiles.swapaxes(2, 3).reshape(frames, rows * (height + MARGIN), columns * (width + MARGIN))
    return np.pad(pictures, ((0, 0), (MARGIN, 0), (MARGIN, 0)))
