"""Time one model's sampling: in float32 and PyTorch's default layout, and as the study does it."""

from collections.abc import Iterator

import torch

from hotcold import plugins, seeds
from hotcold.artifacts import read_arrays
from hotcold.bench.arguments import ModelBench
from hotcold.bench.operations import count_operations
from hotcold.bench.ours import STUDY
from hotcold.bench.rounds import PRECISIONS, interleave, matrix_product
from hotcold.bench.sampling import plain_restorer, sampling_task, study_restorer
from hotcold.bench.table import Row, measurement, write_measurements
from hotcold.cli import run
from hotcold.device import pick_device
from hotcold.model_parts import model_degradation
from hotcold.networks import build_network
from hotcold.pixels import to_model


class BenchSampling(ModelBench):
    """Time one model's sampling; of the digits only their size counts."""


def main(arguments: BenchSampling) -> None:
    device = pick_device(arguments.compute.device)
    write_measurements(compared(arguments, device), arguments.output, device)


def compared(arguments: BenchSampling, device: torch.device) -> Iterator[Row]:
    """Yield the rates of both ways."""
    settings, model = arguments.settings, arguments.settings.models[arguments.name]
    description = model.description(arguments.name, arguments.pixel_limit)
    choice, n = description.network_function, settings.sampled_images
    network = build_network(choice.function, choice.options, seeds.derive(0, "weights")).to(device)
    operations = count_operations(network)
    degradation = model_degradation(description, device)
    pool = to_model(read_arrays(arguments.garments, "garments")["test_images"], arguments.pixel_limit)
    draw = plugins.entry("latents", degradation.end)
    latents = draw(pool, n, seeds.numpy_generator(0, "latents"))
    ours = study_restorer(network, description, arguments.compute)
    tasks = {
        **{p: matrix_product(settings.matrix_size, dtype, device) for p, dtype in PRECISIONS.items()},
        "plain": sampling_task(plain_restorer(network, degradation, arguments.pixel_limit), model.sampler, latents),
        "ours": sampling_task(ours, model.sampler, latents),
    }
    seconds = interleave(tasks, settings.pairs)
    plain, ours = (n * model.sampler.steps / seconds[name] for name in ("plain", "ours"))
    for variant, precision, rates, against in (("float32", "float32", plain, None), (STUDY, "bfloat16", ours, plain)):
        yield measurement(
            group="sampling",
            network=arguments.name,
            variant=variant,
            precision=precision,
            baseline="" if against is None else "float32",
            quantity="rate",
            unit="image·step/s",
            values=rates,
            against=against,
            flops=operations.forward,
            peak=2 * settings.matrix_size**3 / seconds[precision],
        )


if __name__ == "__main__":
    run(main, BenchSampling)
