"""The channel mixer: what it holds and refuses, and what the browser computes, against torch."""

from itertools import pairwise

import pytest
import torch
import torch.nn.functional as F
from torch import nn

from d2lmini import ChannelMixer
from d2lmini.widgets.photos import PHOTOS
from tests.widgets.harness import called, node, run_copied

SWAP = [[0, 0, 1], [0, 1, 0], [1, 0, 0]]
LUMINANCE = [0.299, 0.587, 0.114]
STATES = [{"photo": "flower", "kernel": [*SWAP, LUMINANCE], "bias": [0, 1, 2.5, 0], "showing": "signed"}]
REFUSED = [
    ({"kernel": [[1, -1]]}, "kernel must have 1 to 4 rows, the output channels, and 3 columns .* got 1×2"),
    ({"kernel": torch.ones(5, 3)}, "got 5×3; leave rows out or transpose it"),
    ({"bias": [1, 2]}, "bias must hold one number for each of the kernel's 1 rows, got 2; set the kernel"),
    ({"bias": 3}, r"bias must have the axes \(output channels\), got shape \(\)"),
    ({"showing": "grey"}, "showing must be 'colour' or 'clip'"),
    ({"at": (0, 225)}, r"at must be a position in the 150×225 photograph, got \(0, 225\)"),
]


@pytest.fixture(scope="module")
def presets() -> dict[str, dict]:
    """Every preset for each photograph, as the browser makes it."""
    photos = {}
    for photo in PHOTOS:
        mixer = ChannelMixer(photo=photo)
        photos[photo] = {"components": mixer.components.tolist(), "means": mixer.pixels.mean((1, 2)).tolist()}
    program = """
    import { MIX_NAMES, mixNamed, mixOf } from "WIDGETS/channel_mixer/mixes.js";
    const entries = (photo) => MIX_NAMES.map((name) => [name, mixOf(name, photo)]);
    const result = Object.fromEntries(Object.entries(data).map(([name, photo]) => [name, {
      mixes: Object.fromEntries(entries(photo)),
      named: entries(photo).every(([mix, state]) => mixNamed(state, photo) === mix),
    }]));
    """
    found = node(program, photos)
    assert all(photo["named"] for photo in found.values())
    return {name: photo["mixes"] for name, photo in found.items()}


def test_output_is_a_1x1_convolution_and_a_dense_layer_at_every_pixel() -> None:
    torch.manual_seed(3)
    K, b = torch.randn(4, 3, dtype=torch.float64), torch.randn(4, dtype=torch.float64)
    mixer = ChannelMixer(kernel=K, bias=b)
    dense = nn.Linear(3, 4).double()
    with torch.no_grad():
        dense.weight.copy_(K)
        dense.bias.copy_(b)
        expected = dense(mixer.pixels.permute(1, 2, 0)).permute(2, 0, 1)
    assert mixer.output.shape == (4, 150, 225)
    torch.testing.assert_close(mixer.output, expected, rtol=1e-12, atol=1e-10)


@pytest.mark.parametrize("photo", PHOTOS)
def test_components_are_the_eigenvectors_of_the_colours_covariance(photo: str) -> None:
    mixer = ChannelMixer(photo=photo)
    V, X = mixer.components, mixer.pixels.flatten(1)
    torch.testing.assert_close(V @ V.T, torch.eye(3).double(), rtol=0, atol=1e-12)
    assert (V[:, 0] > 0).all()
    # Singular vectors of the centred pixels, found by another way.
    U, S, _ = torch.linalg.svd(X - X.mean(1, keepdim=True), full_matrices=False)
    torch.testing.assert_close(V, (U * U[:1].sign()).T, rtol=0, atol=1e-9)
    mixer.kernel = V
    variances = mixer.output.flatten(1).var(1)
    torch.testing.assert_close(variances, S**2 / (X.shape[1] - 1))
    assert all(one > other for one, other in pairwise(variances.tolist()))
    assert variances[0] / variances.sum() > 0.85


MIX = """
import {
  covarianceOf, meansOf, mixPixel, mixPixels, pixelOf, varianceShares,
} from "WIDGETS/channel_mixer/mix.js";
const planes = Uint8Array.from(data.pixels);
const count = planes.length / 3;
const covariance = covarianceOf(planes, count);
const result = {
  means: meansOf(planes, count),
  mixes: data.mixes.map(({ kernel, bias }) => {
    const output = [...mixPixels(planes, count, kernel, bias)];
    const places = [...new Array(count).keys()];
    const values = places.map((at) => mixPixel(pixelOf(planes, count, at), kernel, bias));
    return { output, values, shares: varianceShares(kernel, covariance) };
  }),
};
"""


def test_the_browser_mixes_as_torch_does(presets: dict) -> None:
    torch.manual_seed(4)
    X = torch.randint(0, 256, (3, 7, 11))
    mixes = [{"kernel": torch.randn(n, 3).tolist(), "bias": torch.randn(n).tolist()} for n in (1, 2, 3, 4)]
    mixes += presets["china"].values()
    found = node(MIX, {"pixels": X.flatten().tolist(), "mixes": mixes})
    torch.testing.assert_close(torch.tensor(found["means"]).double(), X.double().mean((1, 2)))
    for mix, result in zip(mixes, found["mixes"], strict=True):
        K, b = (torch.tensor(mix[name], dtype=torch.float64) for name in ("kernel", "bias"))
        expected = F.conv2d(X.double()[None], K[:, :, None, None], b)[0]
        output, values = (torch.tensor(result[name], dtype=torch.float64) for name in ("output", "values"))
        torch.testing.assert_close(output, expected.flatten(), rtol=1e-12, atol=1e-10)
        torch.testing.assert_close(values.T, expected.flatten(1), rtol=1e-12, atol=1e-10)
        shares, variances = torch.tensor(result["shares"]).double(), expected.flatten(1).var(1)
        torch.testing.assert_close(shares, variances / variances.sum(), rtol=1e-5, atol=1e-7)


def test_nothing_varies_under_a_kernel_of_zeros() -> None:
    data = {"pixels": list(range(12)), "mixes": [{"kernel": [[0, 0, 0]], "bias": [9]}]}
    (result,) = node(MIX, data)["mixes"]
    assert result["shares"] is None
    assert set(result["output"]) == {9}


@pytest.mark.parametrize("photo", PHOTOS)
def test_presets_do_what_their_names_say(presets: dict, photo: str) -> None:
    def mixed(name: str) -> torch.Tensor:
        return ChannelMixer(photo=photo, **presets[photo][name]).output

    X = ChannelMixer(photo=photo).pixels
    grey = torch.einsum("c,chw->hw", torch.tensor(LUMINANCE, dtype=torch.float64), X)
    assert torch.equal(mixed("Unchanged"), X)
    assert torch.equal(mixed("Swap red and blue"), X.flip(0))
    assert torch.equal(mixed("Negative"), 255 - X)
    assert torch.equal(mixed("Red only"), X * torch.tensor([1, 0, 0])[:, None, None])
    torch.testing.assert_close(mixed("Luminance, one channel"), grey[None], rtol=0, atol=1e-12)
    torch.testing.assert_close(mixed("Luminance, three channels"), grey.expand(3, -1, -1), rtol=0, atol=1e-12)
    torch.testing.assert_close(mixed("Saturated") - grey, 2 * (X - grey), rtol=0, atol=1e-10)
    # A colourless pixel has no opponent colours, and keeps its grey under those of full weight.
    totals = {name: torch.tensor(mix["kernel"]).sum(1) for name, mix in presets[photo].items()}
    torch.testing.assert_close(totals["Opponent colours"], torch.tensor([1.0, 0, 0]))
    torch.testing.assert_close(totals["Saturated"], torch.ones(3))
    learned = mixed("Principal components").flatten(1)
    torch.testing.assert_close(learned.mean(1), torch.zeros(3).double(), rtol=0, atol=1e-9)
    torch.testing.assert_close(torch.corrcoef(learned), torch.eye(3).double(), rtol=0, atol=1e-9)


def test_a_kernel_of_another_height_fits_the_bias() -> None:
    mixer = ChannelMixer(kernel=SWAP, bias=[1, 2, 3])
    mixer.kernel = [LUMINANCE]
    assert mixer.bias.tolist() == [1]
    mixer.kernel = torch.ones(4, 3)
    assert mixer.bias.tolist() == [1, 0, 0, 0]
    with mixer.hold_trait_notifications():
        mixer.kernel, mixer.bias = SWAP, [4, 5, 6.5]
    assert mixer.output.shape == (3, 150, 225)
    assert mixer.bias.tolist() == [4, 5, 6.5]


def test_the_sentence_tells_sizes_and_the_pixel_in_view() -> None:
    assert ChannelMixer(at=(75, 112)).sentence() == (
        "ChannelMixer: the photograph 'china' (3×150×225) under a 1×3×1×1 kernel gives 1 channel, shown as "
        "'clip'.\nkernel: [[0.299, 0.587, 0.114]]\nbias: [0]\n"
        "pixel (75, 112): [176.0, 138.0, 139.0] becomes [149.476]"
    )


@pytest.mark.parametrize(("kernel", "pictures"), [(SWAP, 2), ([LUMINANCE], 2), (torch.ones(4, 3), 5)])
def test_the_still_shows_the_photograph_and_what_becomes_of_it(kernel: object, pictures: int) -> None:
    assert len(ChannelMixer(kernel=kernel).still().axes) == pictures


def test_the_copied_code_gives_the_pixel_in_view() -> None:
    mixer = ChannelMixer(photo="flower", kernel=[[-0.5, 2, 1e-3], LUMINANCE], bias=[255, -1.25], at=(3, 5))
    start = mixer.get_state("_initial")["_initial"]
    assert start["kernel"] == [[-0.5, 2, 1e-3], LUMINANCE]  # not rounded to a float32
    names, (printed,) = run_copied(*called("channel_mixer/words.js", "mixCode", [(start, (150, 225))]))
    torch.testing.assert_close(names["Y"], mixer.output, rtol=0, atol=0)
    assert printed.tolist() == mixer.output[:, 3, 5].tolist()


def test_another_number_of_channels_keeps_the_rows_there_are() -> None:
    state = {"kernel": [[7, 8, 9], [1, 2, 3]], "bias": [5, 6], "showing": "colour"}
    counts = [(state, count) for count in (1, 3, 4)]
    one, three, four = called("channel_mixer/mixes.js", "withChannels", counts)
    assert one == {"kernel": [[7, 8, 9]], "bias": [5]}
    assert three == {"kernel": [[7, 8, 9], [1, 2, 3], [0, 0, 1]], "bias": [5, 6, 0]}
    assert four == {"kernel": [*three["kernel"], LUMINANCE], "bias": [5, 6, 0, 0]}
    # So many rows, and no more, are at hand to be added.
    assert ChannelMixer().get_state("_limits")["_limits"]["output channels"] == [1, len(four["kernel"])]
    shown = called("channel_mixer/words.js", "shownAs", [(state,), ({**state, **three},)])
    assert shown == ["clip", "colour"]


def test_both_sides_refuse_a_bias_of_another_length_in_the_same_words() -> None:
    states = [{"kernel": [LUMINANCE] * rows, "bias": [0] * length} for rows in (1, 3) for length in (1, 2, 3)]
    said = called("channel_mixer/words.js", "mixRefusal", [(state,) for state in states])
    for state, reason in zip(states, said, strict=True):
        assert reason == ChannelMixer()._refusal(**{name: torch.tensor(X) for name, X in state.items()})
    assert said.count(None) == 2


def test_the_reading_tells_parameters_and_shares() -> None:
    names = ["Y[0]", "Y[1]"]
    mixes = [(names, [0.976, 0.024]), (names[:1], [1]), (names, None)]
    told = called("channel_mixer/words.js", "mixReading", [(*mix, 33750) for mix in mixes])
    assert all(words.startswith("No neighbour is read: a 1×1 kernel sees one pixel.") for words in told)
    assert "2 · (3 + 1) = 8 parameters serve all 33,750 pixels" in told[0]
    assert "Y[0] holds 97.6% and Y[1] holds 2.4%" in told[0]
    assert "become one" in told[1]
    assert "every pixel becomes the same" in told[2]
