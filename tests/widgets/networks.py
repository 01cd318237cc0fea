"""Networks of all sorts for the tests of the network builder, and what the browser and torch tell of them."""

from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from d2lmini.models import summary
from d2lmini.widgets.network.kinds import KINDS
from d2lmini.widgets.network.modules import on_meta
from d2lmini.widgets.network.tree import complete
from tests.widgets.harness import node

WALK = """
import { everyRow, networkOf, costRows } from "SHARED/network/network.js";
const walk = ({ net, shape }) => {
  const { rows, failing, totals } = networkOf(net, shape);
  const named = costRows(rows).map(({ path, layer, output, parameters, products, bytes, fields }) => {
    const sizes = fields && fields.map(({ size }) => size);
    return [path.join("."), layer.layer, output, parameters, products, bytes, sizes];
  });
  return { rows: named, totals, failing: failing && { path: failing.path.join("."), ...failing.misfit } };
};
"""


def walked(networks: list[dict]) -> list[dict]:
    return node(WALK + "const result = data.map(walk);", networks)


small = st.integers(1, 4)


def lengths(least: int = 1, most: int = 3) -> st.SearchStrategy:
    one = st.integers(least, most)
    return one | st.lists(one, min_size=2, max_size=2).filter(lambda pair: pair[0] != pair[1])


def kind(name: str, **settings: st.SearchStrategy) -> st.SearchStrategy:
    return st.fixed_dictionaries({"layer": st.just(name)}, optional=settings).map(_required)


def _required(layer: dict) -> dict:
    """Give what has no usual value the value of a new layer."""
    specs = KINDS[layer["layer"]]["settings"]
    new = {
        name: spec["new"] for name, spec in specs.items() if spec["type"] != "reads" and "usual" not in spec
    }
    return new | layer


LAYERS = st.one_of(
    kind(
        "Conv2d",
        out_channels=st.sampled_from([2, 4, 6]),
        kernel_size=lengths(),
        stride=lengths(most=2),
        padding=lengths(0, 2),
        dilation=lengths(most=2),
        groups=st.sampled_from([1, 1, 2, 3]),
        bias=st.booleans(),
        in_channels=st.sampled_from([None, None, None, 4]),
    ),
    kind(
        "MaxPool2d",
        kernel_size=lengths(),
        stride=st.none() | lengths(),
        padding=lengths(0, 1),
        dilation=lengths(most=2),
        ceil_mode=st.booleans(),
    ),
    kind(
        "AvgPool2d",
        kernel_size=lengths(),
        stride=st.none() | lengths(),
        padding=lengths(0, 1),
        ceil_mode=st.booleans(),
    ),
    kind("AdaptiveAvgPool2d", output_size=lengths(most=5)),
    kind("AdaptiveMaxPool2d", output_size=lengths(most=5)),
    kind("BatchNorm2d", affine=st.booleans()),
    kind("LocalResponseNorm", size=small),
    kind("Subsample"),
    kind("Dropout", p=st.sampled_from([0, 0.25])),
    st.sampled_from(
        ["ReLU", "ReLU6", "LeakyReLU", "SiLU", "GELU", "Sigmoid", "Tanh", "Softmax", "Identity"]
    ).flatmap(kind),
)
ENDS = st.one_of(
    kind("Flatten"),
    kind(
        "Linear",
        out_features=st.integers(1, 9),
        bias=st.booleans(),
        in_features=st.sampled_from([None, None, 9]),
    ),
    kind("RBF", classes=small),
    kind("ReLU"),
)


def blocks(inner: st.SearchStrategy) -> st.SearchStrategy:
    branches = st.lists(st.lists(inner, max_size=2), min_size=1, max_size=3)
    return st.fixed_dictionaries({"layer": st.sampled_from(["Add", "Concat"]), "branches": branches})


SAME = kind("Conv2d", out_channels=st.just(4), kernel_size=st.just(3), padding=st.just(1)) | kind("ReLU")
ANY = LAYERS | blocks(SAME) | blocks(LAYERS | blocks(SAME))


@st.composite
def networks(draw: st.DrawFn) -> dict:
    """Draw a stack, whether or not it fits."""
    layers = draw(st.lists(ANY, min_size=1, max_size=5)) + draw(st.lists(ENDS, max_size=3))
    shape = [draw(st.sampled_from([1, 2, 4])), draw(st.integers(3, 14)), draw(st.integers(3, 14))]
    return {"net": complete(layers), "shape": shape}


def any_networks(examples: int) -> object:
    """Try each example on many networks at once: Node takes longer to start than to count."""
    slow = [
        HealthCheck.too_slow,
        HealthCheck.data_too_large,
        HealthCheck.large_base_example,
        HealthCheck.filter_too_much,
    ]
    many = given(st.lists(networks(), min_size=10, max_size=10))
    tried = settings(
        max_examples=examples,
        deadline=None,
        database=None,
        phases=[Phase.generate],
        suppress_health_check=slow,
        report_multiple_bugs=False,
    )
    return lambda test: tried(many(test))


def torch_rows(network: dict) -> tuple[dict | None, str]:
    """Return torch's rows by place, or None and what does not fit."""
    try:
        table = summary(on_meta(network["net"], network["shape"]), network["shape"])
    except ValueError as error:
        return None, str(error)
    return {layer.name.removesuffix(".add").removesuffix(".cat"): layer for layer in table}, ""
