"""``hotcold animate``: the way from noise or garments to digits, as an animation."""

import argparse
from typing import Any

from hotcold.command.parsers import add_sampling, check_suffix, new_parser, sampling

EXAMPLES = """
hotcold animate cold -o cold.gif
hotcold animate results/laptop/runs/gaussian-cosine-unet -n 25 -o digits.gif
"""
IMAGES = 100


def add(parsers: Any) -> None:  # noqa: ANN401
    """Add the command."""
    text = "Animate how digits come to be, from their start to the last step (.gif)."
    add_sampling(new_parser(parsers, "animate", animate, text, EXAMPLES), IMAGES)


def animate(given: argparse.Namespace) -> None:
    """Write the animation."""
    check_suffix(given.output, ".gif")
    from math import ceil, sqrt

    import hotcold
    from hotcold.figures.parts.animation import write_animation

    states = hotcold.load(given.model).trajectory(**sampling(given, IMAGES))
    write_animation(given.output, states, columns=ceil(sqrt(states.shape[1])))
