"""Animations read back: every tile where it belongs, as grey as it was, for as long as was asked."""

import numpy as np
import pytest
from PIL import Image, ImageSequence

from hotcold.errors import InputError
from hotcold.figures.parts.animation import GREYS, HOLD, MARGIN, write_animation
from tests.conftest import files


def read(path):
    """Return ink (frames, height, width) in [0, 1], and the milliseconds of each frame."""
    with Image.open(path) as image:
        assert (image.format, image.info["loop"]) == ("GIF", 0)
        frames = [
            (1 - np.asarray(frame.convert("L")) / 255, frame.info["duration"])
            for frame in ImageSequence.Iterator(image)
        ]
    return np.stack([ink for ink, _ in frames]), [duration for _, duration in frames]


@pytest.mark.parametrize(
    ("n", "columns", "rows", "greys"), [(1, 10, 1, GREYS), (10, 10, 1, 2), (7, 3, 3, 33), (12, 4, 3, 256)]
)
def test_every_tile_is_in_its_place_with_paper_around_it(tmp_path, rng, n, columns, rows, greys):
    states = rng.uniform(-0.5, 1.5, (4, n, 28, 28))
    write_animation(tmp_path / "a.gif", states, columns=columns, milliseconds=50, greys=greys)
    ink, durations = read(tmp_path / "a.gif")
    assert durations == [50, 50, 50, HOLD]
    assert ink.shape == (4, rows * 30 + MARGIN, min(columns, n) * 30 + MARGIN)
    for k in range(n):
        top, left = (MARGIN + 30 * place for place in divmod(k, columns))
        tile = ink[:, top : top + 28, left : left + 28].copy()
        assert np.abs(tile - states[:, k].clip(0, 1)).max() <= 0.5 / (greys - 1) + 0.5 / 255
        ink[:, top : top + 28, left : left + 28] = 0
    assert not ink.any()


def test_a_picture_that_does_not_change_is_shown_as_long(tmp_path, rng):
    states = rng.uniform(0, 1, (5, 2, 28, 28))
    states[2] = states[3] = states[1]
    write_animation(tmp_path / "a.gif", states, milliseconds=100)
    assert sum(read(tmp_path / "a.gif")[1]) == 4 * 100 + HOLD


@pytest.mark.parametrize("states", [np.full((2, 1, 28, 28), np.nan), np.zeros((0, 1, 28, 28)), np.zeros((2, 28, 28))])
def test_what_cannot_be_shown_is_one_line_and_no_file(tmp_path, states):
    with pytest.raises(InputError, match=r"a\.gif: expected finite numbers \(frames, n, height, width\)"):
        write_animation(tmp_path / "a.gif", states)
    assert files(tmp_path) == set()
