"""The clock of a degradation: how far it has come at t."""

from torch import Tensor


def done(alpha_bar: Tensor, time: Tensor, clock: str) -> Tensor:
    """Return how far it has come, from 0 at t = 0 to 1 at T, (n, 1, 1, 1) as ``alpha_bar`` and ``time``, t/T, are.

    By ``"time"`` it is t/T; by ``"alpha_bar"`` 1 − √alpha_bar, the share of the image that a mixture has lost at t,
    which is nearly 1 at T.
    """
    return time if clock == "time" else 1 - alpha_bar.sqrt()
