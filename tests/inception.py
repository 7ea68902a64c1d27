"""Weights of InceptionV3 that need no download."""

import pytest


@pytest.fixture(scope="module")
def inception_weights(tmp_path_factory):
    """A weights file of the published format, with random numbers in it."""
    import torch
    from torch_fidelity.feature_extractor_inceptionv3 import FeatureExtractorInceptionV3

    path = tmp_path_factory.mktemp("weights") / "inception.pth"
    torch.save({}, path)
    captured = []
    # The class loads its weights while it is built: leave it those that it began with.
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(FeatureExtractorInceptionV3, "load_state_dict", lambda self, *_: captured.append(self))
        FeatureExtractorInceptionV3("inception-v3-compat", ["2048"], feature_extractor_weights_path=str(path))
    torch.manual_seed(0)
    state = captured[0].state_dict()
    for name, tensor in state.items():  # He et al.'s, or nothing of an image would get through 48 layers
        if tensor.ndim > 1:
            tensor.normal_(std=(2 / tensor[0].numel()) ** 0.5)
        elif tensor.is_floating_point():
            tensor.fill_(name.endswith(("running_var", "weight")))
    torch.save(state, path)
    return path
