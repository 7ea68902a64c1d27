import pandas as pd

from hotcold.evaluation.last_scores import last_scores


def test_of_the_last_epoch_the_score_of_the_most_images_is_shown():
    names = ["run", "metric", "epoch", "n", "value", "low", "high", "protocol", "features"]
    rows = [
        ("one", "fid", 1, 40, 9.0, 8.0, 9.5, "sound", "digits"),
        ("one", "fid", 2, 40, 7.0, 6.0, 8.0, "sound", "digits"),
        ("one", "fid", 2, 90, 5.0, 4.0, 6.0, "sound", "digits"),
        ("one", "fid", 2, 50, 3.0, 2.0, 4.0, "published", "digits"),
        ("one", "sharpness", 2, 90, 0.5, 0.4, 0.6, "sound", "pixels"),
        ("one", "class_3", 2, 90, 0.1, 0.0, 0.2, "sound", "digits"),
        ("two", "fid", 2, 90, 1.0, 0.5, 1.5, "sound", "digits"),
    ]
    scores = pd.DataFrame(rows, columns=names).assign(seed=0, split="test", weights="ema")
    shown = last_scores(scores, lambda *numbers: str(numbers))
    assert list(shown) == ["run", "seed", "split", "weights", "features", "fid", "sharpness"]
    assert shown["fid"].tolist() == ["(5.0, 4.0, 6.0)", "(1.0, 0.5, 1.5)"]
    assert shown["sharpness"].tolist() == ["(0.5, 0.4, 0.6)", ""]
