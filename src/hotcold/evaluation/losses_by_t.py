"""What a network's prediction is worth at each t, on scales that networks of different targets share."""

from collections.abc import Sequence

import numpy as np
import pandas as pd
import torch
from torch import Tensor
from torch.nn import functional as F

from hotcold.diffusion.degradation import Degradation
from hotcold.diffusion.restorer import Restorer
from hotcold.evaluation.about import RUN
from hotcold.storage.tables import Column

BLOCK = 100  # images at once
AT_THE_ENDS = 5  # steps, where alpha_bar changes by powers of ten

LOSSES_BY_T = {
    **RUN,
    "epoch": Column("epoch", "epoch of the checkpoint"),
    "split": Column("", "validation: digits that the loss is taken over"),
    "weights": Column("", "raw or ema"),
    "t": Column("step", "diffusion step"),
    "alpha_bar": Column("", "share of the digit's variance left at t"),
    "snr": Column("", "alpha_bar / (1 - alpha_bar)"),
    "loss": Column("model space²", "mean squared error of what the network predicts (eps or x)"),
    "loss_x": Column("model space²", "mean squared error of x0_hat, not clipped"),
    "loss_eps": Column("model space²", "mean squared error of the end, eps or z, that the prediction implies"),
    "n": Column("image", "digits of validation, each with an end of its own; the same for every run"),
}


def times(timesteps: int, n: int = 25) -> list[int]:
    """Return about n times from 1 to T: evenly spread, and the first and last few halved towards the ends."""
    even = np.linspace(1, timesteps, max(n - 2 * AT_THE_ENDS, 2))
    step = (timesteps - 1) / (len(even) - 1)
    near = step / 2.0 ** np.arange(1, AT_THE_ENDS + 1)
    found: list[int] = np.unique(np.rint([*even, *(1 + near), *(timesteps - near)])).astype(int).tolist()
    return found


@torch.inference_mode()
def losses_by_t(restorer: Restorer, x: Tensor, z: Tensor, at: Sequence[int]) -> pd.DataFrame:
    """Return the losses of a network at each t: columns t, alpha_bar, snr, loss, loss_x, loss_eps, n.

    The mean squared errors of x0_hat and of the end that follow from one prediction differ by a factor, the SNR, which
    the schedule gives; so networks that predict either compare at equal SNR. NaN where the degradation has no inverse.

    Args:
        restorer: holds the network, which is asked without a guide.
        x: digits (n, 1, 28, 28).
        z: their ends.
        at: times in 1..T.

    """
    degradation, rows = restorer.degradation, []
    for t in at:
        squares = torch.zeros(3, dtype=torch.float64)
        for digits, ends in zip(x.split(BLOCK), z.split(BLOCK), strict=True):
            z_t = degradation.degrade(digits, t, ends)
            time = torch.full((len(z_t),), t / degradation.timesteps, device=z_t.device)
            prediction = restorer.network(z_t, time)
            x0_hat = degradation.x0_hat(prediction, z_t, t)
            end_hat = _end(degradation, prediction, z_t, t)
            of = (prediction, degradation.target(digits, ends)), (x0_hat, digits), (end_hat, ends)
            squares += torch.tensor([float(F.mse_loss(a.float(), b.float())) * len(digits) for a, b in of])
        loss, loss_x, loss_eps = (squares / len(x)).tolist()
        alpha_bar = float(degradation.alpha_bar[t])
        levels = {"t": t, "alpha_bar": alpha_bar, "snr": alpha_bar / (1 - alpha_bar)}
        rows.append({**levels, "loss": loss, "loss_x": loss_x, "loss_eps": loss_eps, "n": len(x)})
    return pd.DataFrame(rows)


def _end(degradation: Degradation, prediction: Tensor, z_t: Tensor, t: int) -> Tensor:
    if degradation.predicts == "eps":
        return prediction
    if degradation.inverse is None:
        return torch.full_like(prediction, torch.nan)
    return degradation.infer_end(z_t, prediction, t)
