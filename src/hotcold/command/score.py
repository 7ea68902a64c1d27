"""``hotcold score``: how good images of digits are."""

import argparse
import sys
import warnings
from math import isnan
from typing import Any

from hotcold.command.parsers import new_parser

EXAMPLES = """
hotcold score samples/
hotcold score samples.npy
hotcold score mnist.npz --array x_test
hotcold score samples.npy --metrics fid,recall
hotcold score results/laptop/runs/morph-cosine-unet/seed-0/samples/test-ema-epoch-5.npz --json
"""
HEADER = ("metric", "value [95 %]", "real digits", "better", "unit")
BETTER = {"real": "near real"}


def add(parsers: Any) -> None:  # noqa: ANN401
    """Add the command."""
    text = "Score images of digits: FID, KID, precision, recall and more, beside what real digits score."
    parser = new_parser(parsers, "score", score, text, EXAMPLES)
    parser.add_argument("images", metavar="FOLDER|FILE", help="28 × 28: a folder of PNG or JPEG pictures, .npy or .npz")
    parser.add_argument("--array", help="name of the array of an .npz file that has several")
    several = "modules of hotcold/evaluation/metrics, your own too; by default all that need images only"
    parser.add_argument("--metrics", type=lambda names: names.split(","), metavar="NAME,NAME", help=several)
    parser.add_argument("--json", action="store_true", help="print JSON instead of a table")


def score(given: argparse.Namespace) -> None:
    """Print the scores."""
    import hotcold

    images = hotcold.read_images(given.images, given.array)
    with warnings.catch_warnings(record=True) as noted:
        warnings.simplefilter("always", UserWarning)
        table = hotcold.score(images, **({"metrics": given.metrics} if given.metrics else {}))
    for note in noted:
        print(f"note: {note.message}", file=sys.stderr)
    if given.json:
        print(table.to_json(orient="records", indent=2))
        return
    from tabulate import tabulate

    rows = [_cells(row) for row in table.to_dict("records")]
    print(f"{len(images):,} images against MNIST's 10,000 test digits, in the features of the digit classifier\n")
    print(tabulate(rows, HEADER, disable_numparse=True))
    print("\nreal digits: what as many real digits score, and where one more set of them would lie")


def _cells(row: dict[Any, Any]) -> list[str]:
    from hotcold.claims.parts.notation import written

    value = written(row["value"], row["low"], row["high"])
    floor = "" if isnan(row["floor"]) else written(row["floor"], row["floor_low"], row["floor_high"])
    return [row["metric"], value, floor, BETTER.get(row["direction"], row["direction"]), row["unit"]]
