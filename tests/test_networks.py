import pytest
import torch
from torch import nn
from torch.func import functional_call
from torch.nn import functional as F

from hotcold.networks import build_network, depthwise
from hotcold.networks.depthwise import DepthwiseConv
from hotcold.networks.norm import ChannelsLastNorm


@pytest.mark.parametrize("over", ["c", "chw"])
def test_the_norm_is_layer_norm(over: str) -> None:
    generator = torch.Generator().manual_seed(0)
    x = torch.randn((4, 6, 5, 5), generator=generator) * 3 + 1
    norm = ChannelsLastNorm(6 if over == "c" else (5, 5, 6))
    with torch.no_grad():
        norm.weight.copy_(torch.randn(norm.weight.shape, generator=generator))
        norm.bias.copy_(torch.randn(norm.bias.shape, generator=generator))
    if over == "c":
        centred = x - x.mean(dim=1, keepdim=True)
        scale = norm.weight[:, None, None] / (x.var(dim=1, keepdim=True, correction=0) + 1e-5).sqrt()
        expected = centred * scale + norm.bias[:, None, None]
    else:
        expected = F.layer_norm(x, (6, 5, 5), norm.weight.permute(2, 0, 1), norm.bias.permute(2, 0, 1))
    for layout in (torch.contiguous_format, torch.channels_last):
        y = norm(x.to(memory_format=layout))
        torch.testing.assert_close(y, expected, rtol=1e-4, atol=1e-5)
        assert y.is_contiguous(memory_format=torch.channels_last)


@pytest.mark.parametrize("precision", [torch.float32, torch.bfloat16])
@pytest.mark.parametrize("network", ["cnn", "unet"])
def test_predictions_do_not_depend_on_the_number_of_threads(network: str, precision: torch.dtype) -> None:
    """So samples are the same bits on any number; the sums in gradients are not."""
    model = build_network(network, {}, seed=0)
    torch.nn.init.normal_(model.output.weight, generator=torch.Generator().manual_seed(1))
    z_t = torch.randn((20, 1, 28, 28), generator=torch.Generator().manual_seed(2))
    before, predictions = torch.get_num_threads(), []
    for threads in (1, 2):
        torch.set_num_threads(threads)
        with torch.no_grad(), torch.autocast("cpu", precision, enabled=precision != torch.float32):
            predictions.append(model(z_t.to(memory_format=torch.channels_last), torch.full((20,), 0.4)))
    torch.set_num_threads(before)
    assert predictions[0].abs().sum() > 0
    assert torch.equal(*predictions)


@pytest.mark.parametrize("layout", [torch.contiguous_format, torch.channels_last])
@pytest.mark.parametrize("shape", [(3, 5, 9, 8), (1, 1, 28, 28), (7, 64, 3, 3)])
def test_the_depthwise_convolution_against_pytorchs(
    shape: tuple[int, int, int, int], layout: torch.memory_format, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Also where the weight gradient is taken in blocks, the last one smaller."""
    monkeypatch.setattr(depthwise, "BLOCK", 2 * shape[1] * shape[2] * shape[3])
    ours = DepthwiseConv(shape[1])
    theirs = nn.Conv2d(shape[1], shape[1], kernel_size=7, padding=3, groups=shape[1])
    theirs.load_state_dict(ours.state_dict())
    generator = torch.Generator().manual_seed(0)
    x, gradient = (torch.randn(shape, generator=generator).to(memory_format=layout) for _ in range(2))
    outputs = []
    for convolution in (ours, theirs):
        image = x.clone().requires_grad_()
        output = convolution(image)
        output.backward(gradient)
        outputs.append((output, image.grad, convolution.weight.grad, convolution.bias.grad))
    for one, other in zip(*outputs, strict=True):
        torch.testing.assert_close(one, other, rtol=1e-5, atol=1e-4)


def test_the_depthwise_convolutions_gradients_by_finite_differences() -> None:
    convolution = DepthwiseConv(2).double()
    x = torch.randn((3, 2, 5, 4), generator=torch.Generator().manual_seed(0), dtype=torch.float64).requires_grad_()
    parameters = tuple(convolution.parameters())
    assert torch.autograd.gradcheck(
        lambda x, *given: functional_call(convolution, dict(zip(("weight", "bias"), given, strict=True)), x),
        (x, *parameters),
    )
