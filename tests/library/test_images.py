"""Images in the forms that they are accepted in, from memory and from files."""

import re

import numpy as np
import pytest
import torch
from PIL import Image

import hotcold
from hotcold.data.pixels import from_unit, to_unit
from hotcold.library.images import read
from hotcold.storage.arrays import write_arrays
from tests.conftest import damage, unreadable_npz


@pytest.fixture(scope="module")
def given(digits):
    return digits.test_images[:6]


FORMS = {
    "uint8": lambda x: x,
    "whole numbers": lambda x: x.astype(np.int64),
    "float32": lambda x: x.astype(np.float32) / 255,
    "float64, with a channel": lambda x: x[:, None] / 255,
    "a tensor": lambda x: torch.tensor(x),
    "a tensor that learns": lambda x: (torch.tensor(x) / 255)[:, None].requires_grad_(),
    "a list": lambda x: list(x),
    "every other one of more": lambda x: np.repeat(x, 2, axis=0)[::2],
}
WRONG = {
    "one image": (np.zeros((28, 28), np.uint8), "28 × 28, uint8; expected n × 28 × 28"),
    "another size": (np.zeros((3, 32, 32)), "3 × 32 × 32, float64; expected"),
    "colours": (np.zeros((3, 3, 28, 28)), "3 × 3 × 28 × 28, float64; expected"),
    "channels last": (np.zeros((3, 28, 28, 1)), "3 × 28 × 28 × 1"),
    "0 and 1": (np.eye(28, dtype=int)[None], "whole numbers of 0 and 1; expected 0 to 255"),
    "none": (np.zeros((0, 28, 28)), "none; expected at least one"),
    "whole numbers beyond": (np.full((3, 28, 28), 256), "3 × 28 × 28, int64; expected"),
    "below 0": (np.full((3, 28, 28), -1), "3 × 28 × 28, int64; expected"),
    "words": (np.array(["a"]), "1, <U1; expected"),
    "a number": (np.array(1.0), "a single value, float64; expected"),
    "from -1 to 1": (np.linspace(-1, 1, 784).reshape(1, 28, 28), "floats from -1 to 1; expected 0 to 1"),
    "bytes as floats": (np.full((1, 28, 28), 255.0), "floats up to 255; expected 0 to 1"),
    "no number": (np.full((1, 28, 28), np.nan), "a pixel of image 0 is not finite"),
    "a sparse tensor": (torch.zeros(1, 28, 28).to_sparse(), "no array (can't convert Sparse layout tensor to numpy"),
    "a tensor without data": (torch.zeros(1, 28, 28, device="meta"), "no array (Cannot copy out of meta tensor"),
    "ragged": ([np.zeros((28, 28)), np.zeros((28, 27))], "of different shapes"),
}


@pytest.mark.parametrize("form", FORMS)
def test_every_form_gives_the_same_images(given, form):
    found = read(FORMS[form](given))
    assert (found.dtype, found.shape) == (np.float32, (6, 28, 28))
    np.testing.assert_allclose(found * 255, given, atol=1e-4)
    assert ((found * 255).round() == given).all()


@pytest.mark.parametrize("case", WRONG)
def test_anything_else_is_one_line(case):
    images, message = WRONG[case]
    with pytest.raises(hotcold.InputError, match=f"^images: {re.escape(message)}[^\n]*$"):
        read(images)


@pytest.mark.parametrize("bytes_of", [False, True])
@pytest.mark.parametrize("shape", [(28, 28), (3, 784), (3, 28, 28, 1), (3, 28, 28, 3), (3, 3, 28, 28), (3, 28, 28)])
def test_a_usual_form_is_refused_with_what_makes_it_right(shape, bytes_of, rng):
    images = (rng.random(shape) * 255).astype(np.uint8) if bytes_of else rng.random(shape)
    images = images > images.mean() if shape == (3, 28, 28) else images
    with pytest.raises(hotcold.InputError, match=r"\(.*images[^\n]*\)$") as error:
        read(images)
    (hint,) = re.findall(r": (images\S.*)\)$", str(error.value))
    assert read(eval(hint, {"images": images})).shape == (1 if shape == (28, 28) else 3, 28, 28)


@pytest.mark.parametrize("limit", [0.5, 1.0])
def test_model_space_and_back(given, rng, limit):
    unit = read(given)
    assert np.abs(from_unit(unit, limit)).max() == limit
    states = rng.normal(size=(3, 28, 28)).astype(np.float32)
    np.testing.assert_allclose(from_unit(to_unit(states, limit), limit), states, atol=1e-6)


def pictures(folder, images):
    for k, image in enumerate(images):
        path = folder / str(k % 2) / f"{k:03}{'.png' if k % 3 else '.JPG'}"
        path.parent.mkdir(exist_ok=True)
        Image.fromarray(image).save(path, format="PNG" if k % 3 else "JPEG", **({} if k % 3 else {"quality": 100}))
    (folder / "notes.txt").write_text("no picture")


WRITTEN = {
    "x.npy": lambda path, x: np.save(path, x),
    "X.NPZ": lambda path, x: np.savez(path.open("wb"), x),
    "x.npz": lambda path, x: np.savez(path, arr_0=x, labels=np.zeros(len(x))),
    "several.npz": lambda path, x: np.savez(path, other=x[:1], images=x / 255),
    "ours.npz": lambda path, x: write_arrays(path, "images", {"images": x}),
    "samples.npz": lambda path, x: write_arrays(
        path, "samples", {"images": from_unit(read(x), 1) * 1.5, "starts": x}, pixel_limit=1.0
    ),
}


@pytest.mark.parametrize("name", WRITTEN)
def test_images_come_from_files(given, tmp_path, name):
    black_and_white = (given > 127).astype(np.uint8) * 255  # so that what lies beyond is cut off
    WRITTEN[name](tmp_path / name, black_and_white)
    np.testing.assert_array_equal(hotcold.read_images(tmp_path / name), black_and_white / 255)


def test_images_come_from_a_folder_of_pictures_in_the_order_of_their_names(given, tmp_path):
    pictures(tmp_path, given)
    found = hotcold.read_images(str(tmp_path)) * 255
    np.testing.assert_allclose(found, given[[0, 2, 4, 1, 3, 5]], atol=6)  # JPEG loses a little


def test_one_array_of_several_is_named(given, tmp_path):
    path = tmp_path / "mnist.npz"
    np.savez(path, x_train=given, x_test=given[:2], y_test=np.arange(2))
    assert len(hotcold.read_images(path, "x_test")) == 2
    with pytest.raises(hotcold.InputError, match=r"several arrays of images; expected the name of one; found x_train"):
        hotcold.read_images(path)
    np.save(tmp_path / "x.npy", given)
    for other in (tmp_path, tmp_path / "x.npy"):
        with pytest.raises(hotcold.InputError, match=r"no array x_test; expected an \.npz file"):
            hotcold.read_images(other, "x_test")
    with pytest.raises(hotcold.InputError, match=r"no array x; found x_train \(6 × 28 × 28, uint8\), "):
        hotcold.read_images(path, "x")
    with pytest.raises(hotcold.InputError, match=r"mnist.npz: y_test: 2, int64; expected n × 28 × 28"):
        hotcold.read_images(path, "y_test")


BAD = {
    "none.npy": (None, "no such file or folder; expected a folder of PNG or JPEG pictures, .npy or .npz"),
    "x.png": (lambda path: path.write_bytes(b""), "of another kind; expected a folder"),
    "empty.npy": (lambda path: path.write_bytes(b""), "not a readable .npy file"),
    "text.npz": (lambda path: path.write_text("text"), "not a readable .npz file"),
    "objects.npy": (lambda path: np.save(path, np.array([{}]), allow_pickle=True), "not a readable .npy file"),
    "objects.npz": (lambda path: np.savez(path, images=np.array([{}])), "not a readable .npz file"),
    "zip.npy": (lambda path: np.savez(path.open("wb"), a=np.zeros(1)), "not a readable .npy file"),
    "array.npz": (lambda path: np.save(path.open("wb"), np.zeros((1, 28, 28))), "not a readable .npz file"),
    "labels.npz": (lambda path: np.savez(path, y=np.zeros(3)), "no array of images n × 28 × 28; found y (3, float64)"),
    "small.npy": (lambda path: np.save(path, np.zeros((3, 8, 8))), "3 × 8 × 8, float64; expected n × 28 × 28"),
    "empty": (lambda path: path.mkdir(), "no pictures; expected PNG or JPEG files of 28 × 28; found nothing"),
}


@pytest.mark.parametrize("path", ["", "~nobody/x.npy", "x" * 300, "a\nb"])
def test_what_no_file_can_be_called_is_one_line(path):
    """An unset variable of a shell is an empty text, and not the current folder."""
    for look in (hotcold.read_images, hotcold.load, hotcold.results):
        with pytest.raises(hotcold.InputError, match=r"^[^\n]+: no such file or folder; expected [^\n]+$"):
            look(path)


@pytest.mark.parametrize("name", BAD)
def test_a_file_of_something_else_is_one_line(tmp_path, name):
    write, message = BAD[name]
    if write:
        write(tmp_path / name)
    with pytest.raises(hotcold.InputError, match=rf"^\S+{re.escape(name)}: {re.escape(message)}[^\n]*$"):
        hotcold.read_images(tmp_path / name)


def test_a_damaged_file_is_one_line(given, tmp_path):
    for name in ("x.npz", "ours.npz"):
        WRITTEN[name](tmp_path / name, given)
        damage(tmp_path / name, "truncated")
        with pytest.raises(hotcold.InputError, match=r"not a readable \.npz file"):
            hotcold.read_images(tmp_path / name)
    for content in unreadable_npz():
        (tmp_path / "x.npz").write_bytes(content)
        with pytest.raises(hotcold.InputError, match=r"not a readable \.npz file \([^\n]+\)$"):
            hotcold.read_images(tmp_path / "x.npz")
    for header in (b"(" * 50, b"{'descr': '<f8', 'fortran_order': False, 'shape': (999999999999, 28, 28), }"):
        (tmp_path / "x.npy").write_bytes(b"\x93NUMPY\x01\x00" + len(header).to_bytes(2, "little") + header)
        with pytest.raises(hotcold.InputError, match=r"not a readable \.npy file \([^\n]+\)$"):
            hotcold.read_images(tmp_path / "x.npy")


def test_the_bundled_images_are_those_of_the_test(digits, garments):
    for read_some, of in ((hotcold.digits, digits), (hotcold.garments, garments)):
        np.testing.assert_allclose(read_some(3) * 255, of.test_images[:3], atol=1e-4)
        assert len(read_some()) == 2000
        with pytest.raises(hotcold.InputError, match="2001 asked for; expected a whole number of 1 to 2,000"):
            read_some(2001)
        with pytest.raises(hotcold.InputError, match="'3' asked for"):
            read_some("3")


@pytest.mark.parametrize("limit", [0.5, 1.0])
def test_a_usual_range_is_refused_with_what_makes_it_right(limit, rng):
    wanted = rng.random((3, 28, 28))
    images = (2 * wanted - 1) * limit
    with pytest.raises(hotcold.InputError) as error:
        read(images)
    (hint,) = re.findall(rf"of −{limit:g} to {limit:g}: (.*images.*)\), or uint8$", str(error.value))
    np.testing.assert_allclose(read(eval(hint, {"images": images})), wanted, atol=1e-6)
    with pytest.raises(hotcold.InputError, match=r"from .* \(rescale them; clip them only"):
        read(wanted * 3)
