"""Muon: gradient descent with orthogonalised momentum, for the matrices of a network."""

from collections.abc import Iterable

import torch
from torch import Tensor, nn

from hotcold.training.optimisers.adam import adam

NEWTON_SCHULZ = (3.4445, -4.7750, 2.0315)  # Jordan et al. 2024; they bring every singular value near 1 in five steps
ITERATIONS = 5
MOMENTUM = 0.95
RMS = 0.2  # of an update's elements at a learning rate of 1, as is usual of Adam (Liu et al. 2025, section 2.2)


class Muon(torch.optim.Optimizer):
    """Muon (Jordan et al. 2024, https://kellerjordan.github.io/posts/muon), Nesterov, without weight decay.

    The momentum M of a weight between a and b channels, (a, b) or (a, b, h, w), is taken as a matrix whose rows are
    the fewer of the channels. The update is U Vᵀ of its singular value decomposition U S Vᵀ, approximately, so that
    all directions of the matrix are learnt alike. It is scaled to the size of Adam's updates, so that the same
    learning rate suits both (Liu et al. 2025, arXiv:2502.16982, eq. 4).
    """

    def __init__(self, matrices: Iterable[nn.Parameter], *, lr: float) -> None:
        """Optimise such weights (see `is_matrix`) at a learning rate."""
        super().__init__(matrices, {"lr": lr})
        for group in self.param_groups:
            for matrix in group["params"]:
                self.state[matrix]["momentum"] = torch.zeros_like(matrix)

    @torch.no_grad()
    def step(self) -> None:  # type: ignore[override]  # takes no closure
        """Update every weight by its gradient."""
        for group in self.param_groups:
            for matrix in group["params"]:
                momentum = self.state[matrix]["momentum"].lerp_(matrix.grad, 1 - MOMENTUM)
                update = _scaled_update(matrix.grad.lerp(momentum, MOMENTUM))
                matrix.add_(update, alpha=-group["lr"])


def build(network: nn.Module, learning_rate: float) -> list[torch.optim.Optimizer]:
    """Return Muon for the weights that mix channels, and Adam for the other parameters."""
    matrices = [p for p in network.parameters() if is_matrix(p)]
    others = [p for p in network.parameters() if not is_matrix(p)]
    optimisers: list[torch.optim.Optimizer] = [Muon(matrices, lr=learning_rate)] if matrices else []
    return [*optimisers, *([adam(others, learning_rate)] if others else [])]


def is_matrix(parameter: nn.Parameter) -> bool:
    """Whether a parameter is a weight that mixes channels, as depthwise kernels and those of one channel do not."""
    return parameter.ndim >= 2 and min(parameter.shape[:2]) > 1


def orthogonalised(matrix: Tensor) -> Tensor:
    """Return about U Vᵀ of a matrix X (m, n) = U S Vᵀ, m <= n: singular values of 0.7 to 1.2 instead of S.

    A Newton–Schulz iteration is X ← Q X with Q = a I + b G + c G², a polynomial of the Gram matrix G = X Xᵀ. All of
    them commute, so that the Qs are multiplied, and G followed, without X: products of (m, m) alone, in float32 for
    less than those of (m, n) take in bfloat16.
    """
    a, b, c = NEWTON_SCHULZ
    x: Tensor = matrix / (torch.linalg.matrix_norm(matrix) + torch.finfo(matrix.dtype).tiny)
    gram = x @ x.T
    product = torch.eye(len(x), dtype=x.dtype, device=x.device)
    for _ in range(ITERATIONS):
        q = torch.addmm(gram, gram, gram, beta=b, alpha=c)
        q.diagonal().add_(a)
        product = q @ product
        gram = q @ gram @ q
    return product @ x


def _scaled_update(momentum: Tensor) -> Tensor:
    """Return the update of a weight (a, b, …), with elements of size `RMS`."""
    swapped = momentum.shape[0] > momentum.shape[1]
    # Channels last, as kernels lie in memory, so that no copy is made.
    rows = (momentum.transpose(0, 1) if swapped else momentum).movedim(1, -1)
    flat = orthogonalised(rows.flatten(1))
    update: Tensor = (RMS * max(flat.shape) ** 0.5 * flat).reshape(rows.shape).movedim(-1, 1)
    return update.transpose(0, 1) if swapped else update
