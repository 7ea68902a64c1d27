"""LayerNorm for images that lie channels-last."""

from torch import Tensor, nn


class ChannelsLastNorm(nn.LayerNorm):
    """LayerNorm over the last dimensions of (n, h, w, c), for images (n, c, h, w) that lie in memory so.

    The usual order of dimensions would copy every channels-last image there and back.
    """

    def forward(self, x: Tensor) -> Tensor:
        """Normalise (n, c, h, w) over c, or over h, w and c, whichever the norm was made for."""
        return super().forward(x.permute(0, 2, 3, 1)).permute(0, 3, 1, 2)
