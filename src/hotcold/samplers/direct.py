from hotcold.samplers import Latent, Noise, Restorer, States


def sample(restorer: Restorer, latent: Latent, times: list[int], noise: Noise) -> States:
    """Direct restoration: x0_hat = R(z_T, T) in one step, whatever the times between."""
    yield 0, restorer(latent.z_T, times[0])
