"""The arithmetic and the words that explorables share, run in Node, against torch and Python."""

import random

import numpy as np
import pytest
import torch
import torch.nn.functional as F

from d2lmini.widgets.sliding import fit_reason
from tests.widgets.harness import called, node


def random_state(whole: bool, rng: random.Random) -> dict:
    """Draw settings whose kernel fits, rectangular as often as not."""

    def axes(most: int, least: int = 1) -> int | list[int]:
        pair = [rng.randint(least, most), rng.randint(least, most)]
        return pair if rng.random() < 0.5 else pair[0]

    def matrix(height: int, width: int) -> list[list[float]]:
        number = (lambda: rng.randint(-9, 9)) if whole else (lambda: rng.uniform(-9, 9))
        return [[number() for _ in range(width)] for _ in range(height)]

    while True:
        size, kernel = [rng.randint(1, 12), rng.randint(1, 12)], [rng.randint(1, 7), rng.randint(1, 7)]
        settings = {"stride": axes(6), "padding": axes(6, least=0), "dilation": axes(6)}
        pairs = {name: value if isinstance(value, list) else [value] * 2 for name, value in settings.items()}
        if fit_reason(size, kernel, **pairs) is None:
            mode = rng.choice(["cross-correlation", "convolution"])
            return {"input": matrix(*size), "kernel": matrix(*kernel), "mode": mode, **settings}


def torch_output(state: dict) -> torch.Tensor:
    X, K = (torch.tensor(state[name], dtype=torch.float64) for name in ("input", "kernel"))
    K = K.flip(0, 1) if state["mode"] == "convolution" else K
    settings = {name: state[name] for name in ("stride", "padding", "dilation")}
    return F.conv2d(X[None, None], K[None, None], **settings)[0, 0]


PARITY = """
import {
  axesOf, correlate, geometryOf, outputSize, readAlong, sumOf, termsAt, windowReading,
} from "SHARED/maths/convolution.js";
const result = data.map((state) => {
  const output = correlate(state);
  const axes = axesOf(geometryOf(state));
  const sums = output.map((row, i) => row.map((_, j) => sumOf(termsAt(state, [i, j]))));
  const found = axes.map((axis) => readAlong(axis).map((_, place) => windowReading(axis, place, 0)));
  return { output, sums, found, sizes: axes.map(outputSize), read: axes.map(readAlong) };
});
"""


@pytest.mark.parametrize(("whole", "tolerance"), [(True, 0), (False, 1e-12)])
def test_browser_numbers_equal_torch(whole: bool, tolerance: float) -> None:
    rng = random.Random(7)
    states = [random_state(whole, rng) for _ in range(150)]
    for state, result in zip(states, node(PARITY, states), strict=True):
        expected = torch_output(state)
        assert result["sizes"] == list(expected.shape)
        for name in ("output", "sums"):
            numbers = torch.DoubleTensor(result[name])
            torch.testing.assert_close(numbers, expected, rtol=tolerance, atol=tolerance)


def test_browser_marks_exactly_the_rows_and_columns_that_torch_reads() -> None:
    rng = random.Random(8)
    states = [random_state(True, rng) for _ in range(60)]
    for state, result in zip(states, node(PARITY, states), strict=True):
        size = torch.tensor(state["input"]).shape
        room = np.array(size) + 2 * np.broadcast_to(state["padding"], 2)
        padded = torch.zeros(1, 1, *room.tolist(), requires_grad=True)
        K = torch.ones(1, 1, *torch.tensor(state["kernel"]).shape)
        F.conv2d(padded, K, stride=state["stride"], dilation=state["dilation"]).sum().backward()
        touched = padded.grad[0, 0] > 0
        assert result["read"] == [touched.any(dim=1).tolist(), touched.any(dim=0).tolist()]
        # A place that is read has a window to jump to, and only such a place.
        assert [[at is not None for at in axis] for axis in result["found"]] == result["read"]


def test_photo_arithmetic_equals_torch_at_every_pixel() -> None:
    rng = np.random.default_rng(3)
    X = rng.integers(0, 256, (9, 14))
    sparse = [[[0, 0, 0], [0, 1, -1], [0, 0, 0]], [[0] * 3] * 3]
    kernels = [rng.normal(size=(k, k)).tolist() for k in (3, 5)] + sparse
    program = """
    import { bordered, filterPixels, pixelTerms } from "SHARED/maths/image_filter.js";
    import { sumOf } from "SHARED/maths/convolution.js";
    const padded = bordered(Uint8Array.from(data.pixels), data.size);
    const result = data.kernels.map((kernel) => {
      const output = filterPixels(padded, data.size, kernel);
      const placeOf = (at) => [Math.floor(at / data.size[1]), at % data.size[1]];
      const sums = [...output.keys()].map((at) => sumOf(pixelTerms(padded, data.size, kernel, placeOf(at))));
      return { output: [...output], sums };
    });
    """
    results = node(program, {"pixels": X.ravel().tolist(), "size": X.shape, "kernels": kernels})
    for kernel, result in zip(kernels, results, strict=True):
        K = torch.tensor(kernel, dtype=torch.float64)
        expected = F.conv2d(torch.tensor(X).double()[None, None], K[None, None], padding=len(K) // 2).ravel()
        for numbers in map(torch.DoubleTensor, result.values()):
            torch.testing.assert_close(numbers, expected, rtol=1e-12, atol=1e-10)


def test_both_sides_refuse_the_same_settings_in_the_same_words() -> None:
    rng = random.Random(9)
    names = ("size", "kernel", "stride", "padding", "dilation")
    geometries = [
        {name: (rng.randint(1, 6), rng.randint(1, 6)) for name in names} | {"padding": (index % 2,) * 2}
        for index in range(300)
    ]
    said = called("shared/maths/convolution.js", "fitReason", [(geometry,) for geometry in geometries])
    assert said == [fit_reason(**geometry) for geometry in geometries]
    assert said.count(None) > 20
    assert len(set(said)) > 100


def test_typed_numbers_are_read_or_refused() -> None:
    program = """
    import { formatNumber, parseNumber } from "SHARED/page/format.js";
    const written = [-1, 0.0625, 1 / 9, 1234.5678, 1e-12, 12345678.5, -1e12].map(formatNumber);
    const result = { written, read: data.map((text) => parseNumber(text, 1000000)) };
    """
    typed = ["3", " −2 ", "-0", "1,5", ".5", "1e3", "", "x", "1..2", "--1", "1e9", "Infinity"]
    typed += ["1/3", "٣", "-", "NaN", "9" * 400, "z" * 400]
    result = node(program, typed)
    assert [entry.get("value") for entry in result["read"]] == [3, -2, 0, 1.5, 0.5, 1000, *[None] * 12]
    assert "“x” is not a number" in result["read"][7]["reason"]
    # Of a long text so much is told back as the page has room for.
    assert all(len(entry["reason"]) < 100 for entry in result["read"][6:])
    assert result["written"] == ["−1", "0.063", "0.11", "1235", "0", "1.235e7", "−1e12"]


READ = [
    ({}, "Every row and column of the input is read."),
    ({"padding": [1, 0]}, "Every row and column of the padded input is read."),
    ({"stride": [2, 1]}, "Windows start every 2 rows (ticks). Hatched: the last row is never read."),
    ({"size": [3, 3], "dilation": [2, 1]}, "Hatched: row 1 is stepped over."),
    (
        {"size": [6, 3], "kernel": [1, 1], "stride": [3, 1], "padding": [1, 1]},
        "Windows start every 3 rows (ticks). Hatched in the padded input: rows 1, 2, 4 and 5 are stepped "
        "over and the last row is never read.",
    ),
]


def test_what_no_window_reads_is_said() -> None:
    geometry = {"size": [3, 3], "kernel": [2, 2], "stride": [1, 1], "padding": [0, 0], "dilation": [1, 1]}
    states = [(geometry | changed,) for changed, _ in READ]
    assert called("shared/grids/size_formula.js", "readingSentence", states) == [words for _, words in READ]
