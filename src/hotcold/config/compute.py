"""What the networks run on."""

from typing import Literal

from hotcold.config.base import Flag, Settings

DeviceName = Literal["auto", "cpu", "cuda", "mps"]
Precision = Literal["auto", "float32", "bfloat16"]


class ComputeSettings(Settings):
    """What the networks run on."""

    device: DeviceName = "auto"
    """auto takes the GPU where there is one; cuda is NVIDIA's, mps Apple's."""

    precision: Precision = "auto"
    """Of the networks' arithmetic; auto takes bfloat16 where the hardware multiplies it natively. The state
    of the samplers, the schedules and the scores is float32 or float64 always."""

    compiled: Flag = False
    """Whether torch.compile makes the kernels that an NVIDIA GPU samples with. It takes half a minute of every job, and
    halves the time of those that take longer; without a C compiler and Python's headers it is left out."""
