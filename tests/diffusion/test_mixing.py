"""The mixture and its inverses."""

import pytest
import torch

from hotcold.diffusion.mixing import end_of, mix, start_of


@pytest.mark.parametrize("alpha_bar", [1e-4, 0.1, 0.5, 0.9, 1 - 1e-4])
def test_the_inverses_recover_what_was_mixed(alpha_bar):
    x, z = torch.randn((2, 3, 1, 5, 5), generator=torch.Generator().manual_seed(0), dtype=torch.float64)
    level = torch.full((3, 1, 1, 1), alpha_bar, dtype=torch.float64)
    z_t = mix(x, z, level)
    torch.testing.assert_close(end_of(z_t, x, level), z, rtol=1e-9, atol=1e-11)
    torch.testing.assert_close(start_of(z_t, z, level), x, rtol=1e-9, atol=1e-11)
