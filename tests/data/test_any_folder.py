"""Any folder or file of images is a data set or one line that names it: no traceback, and no other images."""

import tempfile
from dataclasses import replace
from pathlib import Path

import numpy as np
from hypothesis import event, given, settings
from hypothesis import strategies as st

from hotcold.data.sources import COLLECTIONS, load
from hotcold.data.splits import split
from hotcold.errors import InputError
from tests.data.folders import KEYS, LAYOUTS, few, idx_files, npz_file, png_files, written

TYPES = ["u1", "i1", "i2", "i4", "f4", "f8"]
CHANGES = {
    "none": lambda array, n: array,
    "type": lambda array, n: array.astype(f">{TYPES[n % len(TYPES)]}"),
    "lower": lambda array, n: array.astype(">i2") - n % 300,
    "higher": lambda array, n: array.astype(">i2") + n % 300,
    "fewer": lambda array, n: array[: n % 9],
    "cut": lambda array, n: array[..., : n % 27 + 1],
    "flat": lambda array, n: array.ravel(),
    "deeper": lambda array, n: array[..., None],
    "one class": lambda array, n: array * 0 + n % 10,
}
DAMAGE = {
    "truncated": lambda data, n: data[: n % (len(data) + 1)],
    "longer": lambda data, n: data + bytes(n % 99 + 1),
    "overwritten": lambda data, n: data[: n % 64] + b"<html>" + data[n % 64 + 6 :],
    "flipped": lambda data, n: data[: n % (len(data) or 1)] + bytes([n % 256]) + data[n % (len(data) or 1) + 1 :],
    "empty": lambda data, n: b"",
}
ODD = ["._{}", "{}.part", "{}.zip", "test/{}", "train/{}", "train/10/{}", "a/b/c/d/e/{}", "é ü/{}", "{}\n", "{}.png"]


@st.composite
def sources(draw, data):
    """Draw what someone might have: its files, the images and labels meant, and how bytes of them were changed."""
    data = few(data, *draw(st.sampled_from([*[(64, 32)] * 9, (3, 32), (64, 1), (0, 0)])))
    key, n = draw(st.sampled_from(KEYS)), draw(st.integers(0, 2**16))
    change = draw(st.sampled_from([*["none"] * len(CHANGES), *CHANGES]))
    data = replace(data, **{key: CHANGES[change](getattr(data, key), n)})
    kind = draw(st.sampled_from(["idx", "png", "npz"]))
    if kind == "idx":
        files = LAYOUTS[draw(st.sampled_from(list(LAYOUTS)))](idx_files(data))
    elif kind == "png" and change not in ("flat", "deeper"):
        mode = draw(st.sampled_from(["L", "RGB", "P", "I;16", "1"]))
        data = replace(data, **{key: pixels(getattr(data, key), mode) for key in KEYS if key.endswith("images")})
        files = png_files(data, mode=mode)
    else:
        files = {"mnist.npz": npz_file(data)}
    damages = draw(st.lists(st.sampled_from([*DAMAGE, "gone", "moved", "twice"]), max_size=1))
    for damage in damages if files else ():
        name, other = draw(st.sampled_from(sorted(files))), draw(st.sampled_from(ODD))
        content = files[name]
        if damage in DAMAGE:
            files[name] = DAMAGE[damage](content, draw(st.integers(0, 2**16)))
        elif damage == "twice":
            files[other.format(name)] = content
        else:
            del files[name]
            files |= {other.format(name): content} if damage == "moved" else {}
    return files, data, {"overwritten", "flipped"} & set(damages)


def pixels(images, mode):
    return ((images > 127) * 255 if mode == "1" else images).astype(np.uint8)


def pairs(images, labels):
    return {(bytes(image.astype(np.uint8)), int(label)) for image, label in zip(images, labels, strict=False)}


def taken(source):
    """Return the three splits of a source and no complaint, or none and the complaint."""
    try:
        data = load(COLLECTIONS["digits"], source, Path("nowhere"), None)
        seen, held = split(data, source, train=None, validation=2, test=None)
    except InputError as error:
        return None, str(error)
    return {**seen, **held}, ""


@given(st.data())
@settings(max_examples=2 * settings.default.max_examples // 5)  # 1,000 of the thorough profile
def test_any_folder_is_a_data_set_or_one_line(digits, data):
    files, meant, changed = data.draw(sources(digits))
    with tempfile.TemporaryDirectory() as folder:
        there = written(Path(folder), files)
        source = str(there / "mnist.npz" if "mnist.npz" in files else there)
        kept, complaint = taken(source)
    if kept is None:
        event("refused")
        assert len(complaint.splitlines()) == 1
        assert source in complaint
        return
    event("valid")
    for name, of in (("train", "train"), ("validation", "train"), ("test", "test")):
        images, labels = kept[f"{name}_images"], kept[f"{name}_labels"]
        assert images.dtype == labels.dtype == np.uint8
        assert images.shape == (len(labels), 28, 28)
        assert len(labels) >= 2
        if not changed:
            assert pairs(images, labels) <= pairs(getattr(meant, f"{of}_images"), getattr(meant, f"{of}_labels"))
