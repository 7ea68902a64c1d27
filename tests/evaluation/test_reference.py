import numpy as np

from hotcold.evaluation import reference
from hotcold.storage.arrays import write_arrays
from hotcold.storage.atomic import file_sha256


def test_blocks_give_what_the_whole_gives(few_digits, extract, monkeypatch):
    monkeypatch.setattr(reference, "BLOCK", 64)
    images, told = few_digits["test_images"][:150], []
    features = reference.extract_in_blocks(extract, images, told.append)
    np.testing.assert_allclose(features, extract(images), rtol=1e-4, atol=1e-5)
    assert told == [64, 64, 22]


def test_a_reference_is_read_with_the_digits_it_belongs_to(few_digits, weights, extract, tmp_path, monkeypatch):
    monkeypatch.setattr(reference, "MOST_IMAGES", 650)
    features = reference.reference_features(few_digits, extract, lambda _: None)
    path, digits = tmp_path / "reference.npz", tmp_path / "digits.npz"
    write_arrays(digits, "digits", few_digits.arrays)
    write_arrays(path, "reference", features, features="digits", weights=file_sha256(weights))
    read = reference.read_reference(path, digits, weights)
    assert (read.name, len(read.held_out), len(read.train)) == ("digits", 600, 650)
    for scored, images in ((read.held_out, few_digits["test_images"]), (read.train, few_digits["train_images"][:650])):
        np.testing.assert_array_equal(scored.images, images)
        np.testing.assert_allclose(scored.features, extract(images), rtol=1e-4, atol=1e-5)
