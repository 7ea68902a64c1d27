"""Pictures as a page holds them: reduced, and inside it."""

import base64
import io
from pathlib import Path
from typing import NamedTuple

from PIL import Image, UnidentifiedImageError

from hotcold.errors import DamagedError, first_line

WIDTH = 1400  # pixels, at most
COLOURS = 128  # of a figure; without loss, text stays sharp, and fewer bytes are needed than with it


class Picture(NamedTuple):
    """A picture inside a page: its data URI, and its size in pixels."""

    uri: str
    width: int
    height: int


def embedded(path: Path) -> Picture:
    """Return a picture to put into a page: an animation as it is, anything else reduced to `WIDTH`.

    Raises:
        DamagedError: it is no picture, or damaged.

    """
    try:
        with Image.open(path) as image:
            if path.suffix == ".gif":
                image.load()
                return _picture("gif", path.read_bytes(), image)
            still = image.convert("RGB")
    except (UnidentifiedImageError, OSError, SyntaxError) as error:  # Pillow's errors of a broken PNG
        raise DamagedError(path, f"not a readable picture ({first_line(error)})") from None
    still.thumbnail((WIDTH, 10 * WIDTH), Image.Resampling.LANCZOS)
    written = io.BytesIO()
    # The default method would spend all colours on greys.
    few = still.quantize(COLOURS, Image.Quantize.MAXCOVERAGE).convert("RGB")
    few.save(written, "WEBP", lossless=True)
    return _picture("webp", written.getvalue(), still)


def _picture(kind: str, content: bytes, image: Image.Image) -> Picture:
    return Picture(f"data:image/{kind};base64,{base64.b64encode(content).decode()}", *image.size)
