"""The im2col explorer: what it holds and refuses, and that the browser computes what torch does."""

import random

import pytest
import torch
import torch.nn.functional as F
from traitlets import TraitError

from d2lmini import fast_conv
from d2lmini.widgets import Im2colExplorer
from d2lmini.widgets.im2col_explorer.presets import PRESETS
from d2lmini.widgets.im2col_explorer.shapes import LIMITS, layer_refusal
from d2lmini.widgets.sliding import pair
from tests.widgets.harness import assert_refused, called, node, run_copied


def random_state(whole: bool, rng: random.Random) -> dict:
    """Draw a layer that can be shown, and what of it is in view."""

    def draw(*shape: int) -> list:
        if not shape:
            return rng.randint(-9, 9) if whole else rng.uniform(-9, 9)
        return [draw(*shape[1:]) for _ in range(shape[0])]

    def steps(most: int, least: int = 1) -> int | list[int]:
        lengths = [rng.randint(least, most) for _ in range(2)]
        return rng.choice([lengths, lengths[0]])

    while True:
        channels, filters = rng.randint(1, 3), rng.randint(1, 4)
        plane, kernel = ([rng.randint(1, most) for _ in range(2)] for most in (8, 4))
        settings = {"stride": steps(4), "padding": steps(2, 0), "dilation": steps(3)}
        shapes = (channels, *plane), (filters, channels, *kernel)
        if layer_refusal(*shapes, *map(pair, settings.values())) is None:
            state = {"X": draw(*shapes[0]), "K": draw(*shapes[1])} | settings
            rows = channels * kernel[0] * kernel[1]
            return state | {"filter": rng.randrange(filters), "entry": rng.randrange(rows), "at": [0, 0]}


def torch_layer(state: dict) -> dict[str, torch.Tensor]:
    """Return what torch makes of a state."""
    X, K = (torch.tensor(state[name], dtype=torch.float64) for name in ("X", "K"))
    steps = {name: state[name] for name in ("stride", "padding", "dilation")}
    windows = {"kernel_size": tuple(K.shape[2:]), **steps}
    columns = F.unfold(X[None], **windows)[0]
    outputs = F.conv2d(X[None], K, **steps)[0]

    def fold(columns: torch.Tensor) -> torch.Tensor:
        return F.fold(columns[None], tuple(X.shape[1:]), **windows)[0]

    return {
        "columns": columns,
        "rows": K.flatten(1),
        "product": outputs.flatten(1),
        "outputs": outputs,
        "folded": fold(columns),
        "copies": fold(torch.ones_like(columns)),
    }


IMPORTS = """
import { copiesOf, costsOf, inInput, layerGeometry } from "WIDGETS/im2col_explorer/im2col.js";
import { layerOf, pixelAt, whereRead } from "WIDGETS/im2col_explorer/im2col.js";
import { im2colCode } from "WIDGETS/im2col_explorer/code.js";
import * as words from "WIDGETS/im2col_explorer/words.js";
import { axesOf } from "SHARED/maths/convolution.js";
"""
LAYER = (
    IMPORTS
    + """
const result = data.map((state) => {
  const geometry = layerGeometry(state);
  const axes = axesOf(geometry);
  const layer = layerOf(state, axes);
  const pixel = pixelAt(axes, state.entry, state.at);
  const marks = copiesOf(axes, pixel);
  const costs = costsOf({ ...layer, geometry, X: state.X });
  return { ...layer, pixel, marks, costs, read: whereRead(axes, pixel, state.at) };
});
"""
)


@pytest.mark.parametrize(("whole", "tolerance"), [(True, 0), (False, 1e-12)])
def test_browser_numbers_equal_torch(whole: bool, tolerance: float) -> None:
    rng = random.Random(31)
    states = [random_state(whole, rng) for _ in range(200)]
    for state, result in zip(states, node(LAYER, states), strict=True):
        for name, expected in torch_layer(state).items():
            got = torch.tensor(result[name], dtype=torch.float64)
            torch.testing.assert_close(got, expected, rtol=tolerance, atol=tolerance)
        assert result["places"] == list(expected_places(state))


def expected_places(state: dict) -> torch.Size:
    return torch_layer(state)["outputs"].shape[1:]


def test_the_copies_of_a_number_are_where_unfold_puts_it() -> None:
    rng = random.Random(32)
    states = []
    for state in [random_state(True, rng) for _ in range(150)]:
        places = expected_places(state)
        states.append(state | {"at": [rng.randrange(length) for length in places]})
    seen = set()
    for state, result in zip(states, node(LAYER, states), strict=True):
        down, across = pair(state["padding"])
        c, h, w = torch.tensor(state["X"]).shape
        numbers = torch.arange(c * (h + 2 * down) * (w + 2 * across), dtype=torch.float64)
        padded = numbers.view(1, c, h + 2 * down, w + 2 * across)
        settings = {name: state[name] for name in ("stride", "dilation")}
        origins = F.unfold(padded, torch.tensor(state["K"]).shape[2:], **settings)[0]
        index = state["at"][0] * expected_places(state)[1] + state["at"][1]
        copies = (origins == origins[state["entry"], index]).nonzero().tolist()
        assert sorted(result["marks"]) == copies
        assert [column for _, column in result["marks"]] == sorted(column for _, column in copies)
        pixel = result["pixel"]
        assert padded[0, pixel["channel"], pixel["row"], pixel["column"]] == origins[state["entry"], index]
        # The window in view reads it: none nearer is looked for.
        assert result["read"] == {"at": state["at"], "entry": state["entry"]}
        seen.add(len(copies))
    assert len(seen) > 4


def test_a_number_that_no_window_reads_has_no_place_in_the_columns() -> None:
    program = """
    import { copiesOf, layerGeometry, whereRead } from "WIDGETS/im2col_explorer/im2col.js";
    import { axesOf } from "SHARED/maths/convolution.js";
    const axes = axesOf(layerGeometry(data));
    const pixel = { channel: 0, row: 1, column: 4 };
    const far = { channel: 0, row: 1, column: 3 };
    const result = [whereRead(axes, pixel, [0, 0]), copiesOf(axes, pixel), whereRead(axes, far, [0, 0])];
    """
    state = {"X": [[[0] * 5] * 2], "K": [[[[1, 1]] * 2]], "stride": [1, 2], "padding": 0, "dilation": 1}
    assert node(program, state) == [None, [], {"at": [0, 1], "entry": 3}]


def test_what_is_copied_and_what_it_costs_is_counted() -> None:
    rng = random.Random(33)
    states = [random_state(True, rng) for _ in range(100)]
    for state, result in zip(states, node(LAYER, states), strict=True):
        layer, costs = torch_layer(state), result["costs"]
        numbers, in_columns = torch.tensor(state["X"]).numel(), layer["columns"].numel()
        assert (costs["numbers"], costs["inColumns"]) == (numbers, in_columns)
        assert costs["ratio"] == in_columns / numbers
        zeros = F.pad(torch.ones(torch.tensor(state["X"]).shape), [0] * 4)
        windows = {name: state[name] for name in ("stride", "padding", "dilation")}
        ones = F.unfold(zeros[None], torch.tensor(state["K"]).shape[2:], **windows)
        assert costs["padding"] == int((ones == 0).sum())
        assert costs["multiplyAdds"] == len(state["K"]) * in_columns


def test_a_large_input_is_copied_as_often_as_is_said() -> None:
    rng = random.Random(37)
    states = [random_state(True, rng) for _ in range(30)]
    large = torch.ones(1, 1, 400, 400)
    for state, result in zip(states, node(LAYER, states), strict=True):
        settings = {name: state[name] for name in ("stride", "padding", "dilation")}
        columns = F.unfold(large, torch.tensor(state["K"]).shape[2:], **settings)
        assert result["costs"]["large"] == pytest.approx(columns.numel() / large.numel(), rel=0.05)


@pytest.mark.parametrize("whole", [True, False])
def test_python_computes_the_same(whole: bool) -> None:
    rng = random.Random(34)
    for state in [random_state(whole, rng) for _ in range(20)]:
        explorer, expected = Im2colExplorer(**state), torch_layer(state)
        for name in ("columns", "product", "folded"):
            torch.testing.assert_close(getattr(explorer, name), expected[name])
        torch.testing.assert_close(explorer.output, expected["outputs"])
        assert torch.equal(explorer.copies, expected["copies"].long())
        settings = [state[name] for name in ("stride", "padding", "dilation")]
        ours = fast_conv.im2col(explorer.X.double()[None], tuple(explorer.K.shape[2:]), *settings)
        assert torch.equal(explorer.columns, ours[0])


@pytest.mark.parametrize("whole", [True, False])
def test_the_copied_code_prints_the_numbers_in_view(whole: bool) -> None:
    rng = random.Random(35)
    states = [random_state(whole, rng) for _ in range(20)]
    program = f"""{IMPORTS}
    const result = data.map((state) => {{
      const geometry = layerGeometry(state);
      return im2colCode({{ ...state, geometry, ...layerOf(state, axesOf(geometry)) }});
    }});
    """
    for state, source in zip(states, node(program, states), strict=True):
        names, (Y, equal, folded) = run_copied(source)
        explorer = Im2colExplorer(**state)
        assert equal
        torch.testing.assert_close(Y, explorer.output)
        torch.testing.assert_close(folded, explorer.folded)
        assert torch.equal(names["columns"], explorer.columns)


def test_it_starts_with_a_number_that_four_windows_read() -> None:
    explorer = Im2colExplorer()
    assert explorer.sentence().splitlines()[0] == (
        "Im2colExplorer: input (2, 4, 4), kernel size 2×2, dilation 1×1, padding 0×0, stride 1×1. "
        "32 numbers become columns of 8×9, 72 numbers; "
        "the kernels as rows, 2×8, times the columns take 144 multiply-adds."
    )
    row, column = explorer.at
    assert explorer.X[0, row, column] == explorer.columns[explorer.entry, row * 3 + column] == 5
    assert explorer.copies[0, row, column] == 4
    assert explorer.folded[0, row, column] == 20


@pytest.mark.parametrize("name", PRESETS)
def test_every_preset_can_be_shown(name: str) -> None:
    explorer = Im2colExplorer(**PRESETS[name])
    assert explorer.product.shape == (len(explorer.K), explorer.columns.shape[1])


def test_presets_show_what_their_names_say() -> None:
    layers = {name: Im2colExplorer(**preset) for name, preset in PRESETS.items()}
    apart = layers["Stride 2: no overlap"]
    assert torch.equal(apart.folded, apart.X.double())
    pointwise = layers["1 × 1 kernels"]
    assert torch.equal(pointwise.columns, pointwise.X.double().flatten(1))
    dense = layers["Kernel as large as the input"]
    assert torch.equal(dense.columns, dense.X.double().reshape(-1, 1))
    assert (layers["2 × 3 with stride (1, 2)"].copies == 0).any()


def test_what_is_left_out_is_an_example_that_fits() -> None:
    assert Im2colExplorer(X=torch.ones(1, 5, 6)).K.shape == (2, 1, 2, 2)
    assert Im2colExplorer(None, torch.ones(1, 3, 3, 3)).X.shape == (3, 4, 4)
    assert Im2colExplorer(torch.ones(1, 3, 3), torch.ones(1, 1, 3, 3)).at == (0, 0)
    assert Im2colExplorer(torch.ones(1, 4, 4), None, 2).output.shape == (2, 2, 2)


def test_the_selection_stays_inside() -> None:
    explorer = Im2colExplorer(filter=1, entry=7, at=(2, 2))
    with explorer.hold_trait_notifications():
        explorer.X, explorer.K = torch.ones(1, 3, 3), torch.ones(1, 1, 2, 2)
    assert (explorer.filter, explorer.entry, explorer.at) == (0, 3, (1, 1))
    with pytest.raises(TraitError, match="filter must be from 0 to 0, got 1"):
        explorer.filter = 1


STATES = [
    {"X": torch.ones(1, 3, 5), "K": torch.ones(3, 1, 2, 3) / 2, "stride": (1, 2), "padding": 1, "filter": 2}
]
REFUSED = [
    ({"X": torch.ones(3, 3)}, r"X must have the axes \(channels, height, width\), got shape \(3, 3\)"),
    ({"X": torch.ones(2, 9, 4)}, "input must be between 1×1 and 8×8, got 9×4"),
    ({"K": torch.ones(5, 2, 2, 2)}, "filters must be from 1 to 4, got 5"),
    ({"K": torch.ones(1, 5, 2, 2)}, "input channels must be from 1 to 3, got 5"),
    ({"K": torch.ones(1, 2, 6, 1)}, "kernel must be between 1×1 and 5×5, got 6×1"),
    ({"K": torch.ones(1, 2, 5, 5)}, "kernel 5×5 is larger than the input 4×4; add padding or use a smaller"),
    ({"dilation": 4}, "dilation must be a whole number from 1 to 3, got 4"),
    ({"stride": 0}, "stride must be a whole number from 1 to 4, got 0"),
    ({"padding": (0, 4)}, "padding must be a whole number from 0 to 3, got 4"),
    ({"at": (3, 0)}, r"at must be a position in the 3×3 output, got \(3, 0\)"),
    ({"filter": 2}, "filter must be from 0 to 1, got 2"),
    ({"entry": 8}, "entry must be from 0 to 7, got 8"),
]


def test_kernels_for_other_channels_are_refused() -> None:
    explorer = Im2colExplorer()
    fitting = r"X \(1, 4, 4\) has 1, K \(2, 2, 2, 2\) has 2; give K the shape \(2, 1, 2, 2\)"
    with pytest.raises(TraitError, match=fitting):
        explorer.X = torch.ones(1, 4, 4)


def test_too_many_channels_and_too_many_numbers_are_refused() -> None:
    message = "input channels must be from 1 to 3, got 4"
    with pytest.raises(TraitError, match=message):
        Im2colExplorer(torch.ones(4, 4, 4), torch.ones(1, 4, 2, 2))
    large = {"X": torch.ones(3, 8, 8), "K": torch.ones(1, 3, 3, 3)}
    assert_refused(Im2colExplorer, {"padding": 1}, "the columns would be 27×64, and at most 1000", **large)


def test_both_sides_refuse_the_same_layers_in_the_same_words() -> None:
    rng = random.Random(36)
    layers = []
    for _ in range(1000):
        plane, kernel = ([rng.randint(1, most) for _ in range(2)] for most in (9, 6))
        shapes = {
            "channels": rng.randint(0, 4),
            "filters": rng.randint(1, 5),
            "plane": plane,
            "kernel": kernel,
        }
        padding = [rng.randint(0, 3) for _ in range(2)]
        steps = {"stride": rng.randint(1, 4), "padding": padding, "dilation": rng.randint(1, 3)}
        layers.append((shapes, steps, LIMITS))
    said = called("im2col_explorer/shapes.js", "shapesReason", layers)
    for (shapes, steps, _), reason in zip(layers, said, strict=True):
        channels, filters, plane, kernel = shapes.values()
        expected = layer_refusal((channels, *plane), (filters, channels, *kernel), *map(pair, steps.values()))
        assert reason == expected
    assert said.count(None) > 50
    assert sum("the columns would be" in (reason or "") for reason in said) >= 5
    assert sum("dilation" in (reason or "") for reason in said) > 20


SAID = [
    (
        {},
        "5, in channel 0, row 1, column 1, is copied 4 times: to columns 0, 1, 3 and 4.",
        "Folded back, the 4 copies of 5 add up: 4 · 5 = 20.",
    ),
    (
        {"at": [0, 0]},
        "0, in channel 0, row 0, column 0, is copied once: to column 0.",
        "Folded back, the one copy of 0 is 0 again.",
    ),
    (
        {"padding": 1, "at": [0, 0], "entry": 4},
        "This zero is padding, beside channel 1: it is written out like a number, in column 0.",
        "Folding back drops what stands in the padding.",
    ),
]
TOLD = (
    IMPORTS
    + """
const geometry = layerGeometry(data);
const axes = axesOf(geometry);
const layer = layerOf(data, axes);
const pixel = pixelAt(axes, data.entry, data.at);
const [row, column] = inInput(axes, pixel);
const number = data.X[pixel.channel][row]?.[column] ?? null;
const costs = costsOf({ ...layer, geometry, X: data.X });
const index = data.at[0] * layer.places[1] + data.at[1];
const now = { ...data, ...layer, geometry, axes, pixel, number, costs, index, marks: copiesOf(axes, pixel) };
const sentences = Object.entries(words).filter(([name]) => name.endsWith("Words"));
const result = Object.fromEntries(sentences.map(([name, say]) => [name, say(now)]));
result.told = words.tell(now, now);
result.resized = words.tell(now, { columns: [[0]] });
"""
)


def said_of(**changed: object) -> dict[str, str]:
    first = Im2colExplorer().get_state("_initial")["_initial"]
    return node(TOLD, first | changed)


@pytest.mark.parametrize(("changed", "copied", "back"), SAID)
def test_where_a_number_is_copied_and_how_it_comes_back_is_said(
    changed: dict, copied: str, back: str
) -> None:
    said = said_of(**changed)
    assert (said["pixelWords"], said["backWords"]) == (copied, back)


def test_the_window_in_view_is_told() -> None:
    said = said_of()
    window = "The window at row 1, column 1 is column 4 of 0 to 8."
    assert said["windowWords"] == window
    product = int(Im2colExplorer().product[0, 4])
    output = f"Output channel 0, row 1, column 1 is {product}."
    assert said["told"] == f"{window} {output} {said['pixelWords']}"
    assert said["resized"] == f"Columns 8 by 9. {said['told']}"
    alone = said_of(X=[[[1, 2], [3, 4]]] * 2, at=[0, 0])
    assert alone["windowWords"] == "The window at row 0, column 0 is column 0, the only one."


def test_what_folding_gives_and_what_copying_costs_is_said() -> None:
    assert said_of()["foldWords"] == (
        "fold(unfold(X)) is not X, but X times the copies of each number, 1 to 4."
    )
    assert said_of(stride=2, at=[1, 1])["foldWords"] == (
        "Every number stands in one column: fold gives X back."
    )
    assert said_of(padding=1)["foldWords"].endswith("of each number, here 4.")
    assert said_of()["ratioWords"].startswith(
        "The columns hold 2.25 times the input’s numbers. With a large input the ratio nears kernel size "
        "over stride, (2·2) / (1·1) = 4, however many channels."
    )
    assert said_of()["costWords"].startswith("The product takes the 144 multiply-adds of the loops")
    assert said_of(padding=1)["costWords"].startswith("72 of the numbers are zeros of the padding. ")
