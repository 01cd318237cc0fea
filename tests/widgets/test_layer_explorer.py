"""The layer explorer: what it holds and refuses, and what the browser computes, against torch."""

from itertools import product

import pytest
import torch
import torch.nn.functional as F

from d2lmini.widgets import LayerExplorer
from tests.widgets.harness import called, node, run_copied

STATES = [{"photo": "china", "order": "BGR", "activation": "tanh", "pooling": "mean", "at": (111, 167)}]
REFUSED = [
    ({"colours": [[1, 2]]}, "colours must be 1×3, got 1×2"),
    ({"kernel": [[1, -1]]}, "kernel must be 3×3, got 1×2"),
    ({"order": "rgb"}, "order must be 'RGB' or 'BGR', got 'rgb'"),
    ({"at": (112, 0)}, r"at must be a position in the 112×168 photograph, got \(112, 0\)"),
]
MODULES = {
    "ReLU": torch.nn.ReLU(),
    "Leaky ReLU": torch.nn.LeakyReLU(),
    "sigmoid": torch.nn.Sigmoid(),
    "tanh": torch.nn.Tanh(),
    "none": torch.nn.Identity(),
}
POOLS = {
    "maximum": torch.nn.MaxPool2d(2),
    "mean": torch.nn.AvgPool2d(2),
    "every second": lambda A: A[..., ::2, ::2],
}


@pytest.mark.parametrize(("activation", "pooling"), list(product(MODULES, POOLS)))
def test_the_stages_are_torch_s_layers(activation: str, pooling: str) -> None:
    explorer = LayerExplorer(activation=activation, pooling=pooling, colours=[[1, -2, 0.5]])
    K = torch.tensor([1, -2, 0.5], dtype=torch.float64)[:, None, None] * explorer.kernel
    Y = F.conv2d(explorer.pixels[None], K[None], padding=1)
    expected = POOLS[pooling](MODULES[activation](Y))[0, 0]
    assert expected.shape == (56, 84)
    torch.testing.assert_close(explorer.output, expected)


def test_the_order_of_the_channels_matters_only_where_their_weights_differ() -> None:
    equal = [LayerExplorer(order=order, colours=[[1, 1, 1]]).output for order in ("RGB", "BGR")]
    torch.testing.assert_close(*equal)
    one, other = (LayerExplorer(order=order).output for order in ("RGB", "BGR"))
    assert not torch.allclose(one, other)


@pytest.mark.parametrize(("activation", "pooling"), list(product(MODULES, POOLS)))
def test_the_browser_computes_what_torch_does(activation: str, pooling: str) -> None:
    program = """
    import { ACTIVATIONS, pooled, POOLINGS } from "WIDGETS/layer_explorer/stages.js";
    const activated = data.values.map(ACTIVATIONS[data.activation].f);
    const slopes = data.values.map(ACTIVATIONS[data.activation].slope);
    const result = [activated, slopes, [...pooled(activated, 6, POOLINGS[data.pooling].f)]];
    """
    Y = torch.randn(4, 6, dtype=torch.float64, generator=torch.Generator().manual_seed(1)).requires_grad_()
    data = {"values": Y.flatten().tolist(), "activation": activation, "pooling": pooling}
    activated = MODULES[activation](Y)
    (slopes,) = torch.autograd.grad(activated.sum(), Y)
    expected = activated, slopes, POOLS[pooling](activated[None])[0]
    for theirs, ours in zip(node(program, data), expected, strict=True):
        assert theirs == pytest.approx(ours.flatten().tolist())


def test_the_channels_are_mixed_by_their_weights() -> None:
    planes = [[0.0, 255.0], [51.0, 102.0], [255.0, 0.0]]
    (mixed,) = called("layer_explorer/stages.js", "mixture", [(planes, [1, 5, -2])])
    assert list(mixed.values()) == pytest.approx([-1, 3])


@pytest.mark.parametrize("state", [{}, *STATES])
def test_the_copied_program_gives_the_output(state: dict) -> None:
    explorer = LayerExplorer(**state)
    shown = explorer.get_state("_initial")["_initial"]
    unit = tuple(index // 2 for index in explorer.at)
    names, (printed,) = run_copied(
        *called("layer_explorer/words.js", "stagesCode", [(shown | {"unit": unit}, (112, 168))])
    )
    torch.testing.assert_close(names["P"], explorer.output)
    assert printed == names["P"][unit]
