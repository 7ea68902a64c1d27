"""How bright images are."""

from hotcold.evaluation.measure import Measured, Scored

QUANTITY = "mean brightness of the generated images"
UNIT = "grey level"
DIRECTION = "higher"
INTERVAL = "one standard error"
SEES = "images"


def measure(real: Scored, generated: Scored) -> Measured:
    """Return the mean over images, and its standard error to both sides."""
    by_image = generated.images.mean(axis=(1, 2))
    error = by_image.std(ddof=1) / len(by_image) ** 0.5
    return Measured(by_image.mean(), by_image.mean() - error, by_image.mean() + error)
