"""Blocks side by side: Python against the book's models and published counts, the browser against Python."""

import pytest
import torch
from torch import nn

import d2lmini as d2l
from d2lmini import models
from d2lmini.widgets import BlockComparer
from d2lmini.widgets.block_comparer.blocks import BLOCKS, CONVOLUTIONS, block_layers, in_a_row, repeats_for
from d2lmini.widgets.network.kinds import KINDS
from d2lmini.widgets.network.modules import layers_of
from tests.widgets.harness import called, node, run_copied

STATES = [
    {"blocks": ["3x3", "NiN block", "inception block", "inverted residual"], "at": (2, 0, 1, 0)},
    {"channels": 24, "size": 7, "convolutions": "with batch norm", "equal_fields": False},
]
REFUSED = [
    ({"blocks": None}, "blocks must be a list of 2 to 4 blocks, such as .*, got None"),
    ({"blocks": ["5x5"] * 5}, "blocks must be a list of 2 to 4 blocks, such as .*, got "),
    ({"blocks": ["5x5", ["3x3"]]}, r"each of blocks must be one of 3×3, .*; got \['3x3'\]"),
    ({"blocks": ["5x5"]}, r"blocks must be a list of 2 to 4 blocks, such as .*, got \['5x5'\]"),
    ({"blocks": "5x5"}, "blocks must be a list of 2 to 4 blocks, such as .*, got '5x5'"),
    ({"blocks": ["5x5", "4x4"]}, "each of blocks must be one of 3×3, .*; got '4x4'"),
    ({"blocks": ["5x5", 3]}, "each of blocks must be one of 3×3, .*; got 3"),
    ({"channels": 20}, "channels must be a multiple of 8, got 20; use 16 or 24"),
    ({"channels": 64.0}, "channels must be a whole number, got 64.0"),
    ({"channels": True}, "channels must be a whole number, got True"),
    ({"channels": 520}, "channels must be a whole number from 8 to 512, got 520"),
    ({"size": 0}, "size must be a whole number from 1 to 224, got 0"),
    ({"convolutions": "none"}, "convolutions must be 'without bias' or .*, got 'none'"),
    ({"equal_fields": 1}, "equal_fields must be True or False, got 1"),
    ({"convolutions": None}, "convolutions must be 'without bias' or .*, got None"),
    ({"at": "0"}, "at must be a tuple of places counted from 0, got '0'"),
    ({"at": (0, -1)}, r"at must be a tuple of places counted from 0, got \(0, -1\)"),
    ({"at": (0, 9)}, r"at must lead to a layer of a block, got \(0, 9\)"),
    ({"at": (2, 0)}, r"at must lead to a layer of a block, got \(2, 0\)"),
    ({"at": (0,)}, r"at must lead to a layer of a block, got \(0,\); \(1, 0\) is layer 0 of the second"),
]


def unread(layers: list[dict]) -> list[dict]:
    """Return the layers without what they read, which follows from what stands before."""
    reads = dict.fromkeys(("in_channels", "num_features"))
    return [
        {"layer": layer["layer"], "branches": [unread(branch) for branch in layer["branches"]]}
        if "branches" in layer
        else layer | {name: None for name in reads if name in layer}
        for layer in layers
    ]


MODELS = {
    ("two 3×3", 64, "with bias"): lambda: models.vgg_block(2, 64, 64)[:-1],
    ("three 3×3", 64, "with bias"): lambda: models.vgg_block(3, 64, 64)[:-1],
    ("NiN block", 64, "with bias"): lambda: models.nin_block(64, 64, 3, 1, 1),
    ("inception block", 512, "with bias"): lambda: models.inception_block(512, 128, (128, 256), (24, 64), 64),
    ("residual block", 64, "with batch norm"): lambda: models.residual_block(64, 64),
    ("residual bottleneck", 256, "with batch norm"): lambda: models.bottleneck_block(256, 256),
    ("depthwise separable", 512, "with batch norm"): lambda: models.separable_block(512, 512),
    ("inverted residual", 24, "with batch norm"): lambda: models.inverted_residual(24, 24),
}


@pytest.mark.parametrize("block", MODELS, ids=lambda block: block[0])
def test_blocks_are_those_of_the_books_models(block: tuple[str, int, str]) -> None:
    with torch.device("meta"):
        assert block_layers(*block) == unread(layers_of(MODELS[block]()))


EVERY = [(name, channels, kind) for name in BLOCKS for channels in (8, 24, 64, 512) for kind in CONVOLUTIONS]


def test_the_browser_makes_the_same_layers() -> None:
    inputs = [
        (BLOCKS[name], {"channels": channels, "convolutions": kind}, KINDS) for name, channels, kind in EVERY
    ]
    made = called("block_comparer/blocks.js", "blockLayers", inputs)
    assert made == [block_layers(*block) for block in EVERY]


CARDS = """
import { deriveCards } from "WIDGETS/block_comparer/compare.js";
import { comparisonCode } from "WIDGETS/block_comparer/code.js";
import { polynomialWords } from "WIDGETS/block_comparer/formula.js";
import { fieldSteps } from "WIDGETS/block_comparer/compare.js";
import { costText, detailText, equalWords, growthWords, savedWords } from "WIDGETS/block_comparer/words.js";
const here = { limits: data.limits, given: (name) => data[name] };
const nows = data.states.map((state) => ({ ...state, ...deriveCards(here)(state) }));
"""


def cards(program: str, *states: dict) -> list:
    """Return what a program, in terms of `nows`, says of these states."""
    explorers = [BlockComparer(**state) for state in states]
    plain = [{"at": []} | explorer.get_state("_initial")["_initial"] for explorer in explorers]
    data = {"states": plain, "blocks": BLOCKS, "kinds": KINDS, "limits": {"count": [2, 4]}}
    return node(CARDS + f"const result = {program};", data)


SOME = [
    {"blocks": blocks, "channels": channels, "size": size, "convolutions": kind, "equal_fields": equal}
    for (blocks, channels, size) in [
        (list(BLOCKS)[:4], 16, 9),
        (list(BLOCKS)[4:8], 24, 5),
        (list(BLOCKS)[8:], 8, 6),
        (["5×5", "two 3×3"], 64, 56),
    ]
    for kind in CONVOLUTIONS
    for equal in (True, False)
]


def test_the_browser_counts_as_torch_does() -> None:
    each = "({ times, costs, inARow }) => [times, inARow, Object.values(costs).slice(0, 5)]"
    shown = f"nows.map((now) => now.cards.map({each}))"
    for state, told in zip(SOME, cards(shown, *SOME), strict=True):
        explorer = BlockComparer(**state)
        for card, times, table, row in zip(
            told, explorer.repeats, explorer.summaries, explorer.non_linearities, strict=True
        ):
            costs = [table.parameters, table.multiply_adds, table.activation_bytes]
            assert card == [times, list(row), [*costs, table.receptive_field[0], row[1]]]


def test_parameters_are_the_polynomial_that_the_page_writes() -> None:
    shown = (
        "nows.map(({ cards }) => cards.map(({ parameters, weights, costs }) => "
        "[parameters, costs.parameters, weights, costs['multiply-adds']]))"
    )
    for state, told in zip(SOME, cards(shown, *SOME), strict=True):
        channels, places = state["channels"], state["size"] ** 2

        def value(polynomial: dict, channels: int = channels) -> float:
            return sum(polynomial["squares"]) * channels**2 + sum(polynomial["lines"]) * channels

        for parameters, count, weights, multiply_adds in told:
            assert value(parameters) == pytest.approx(count, rel=1e-12)
            assert value(weights) * places == pytest.approx(multiply_adds, rel=1e-12)


def test_doubling_the_channels_or_the_map_does_what_is_said() -> None:
    factors = cards("nows.map(({ cards }) => cards.map(({ doubled }) => doubled))", *SOME)
    for state, told in zip(SOME, factors, strict=True):
        now, wider, larger = (
            BlockComparer(**state | changed).summaries
            for changed in ({}, {"channels": 2 * state["channels"]}, {"size": 2 * state["size"]})
        )
        for table, wide, large, factor in zip(now, wider, larger, told, strict=True):
            assert factor == pytest.approx(wide.parameters / table.parameters, rel=1e-12)
            assert (large.parameters, large.multiply_adds) == (table.parameters, 4 * table.multiply_adds)
            assert large.activation_bytes == 4 * table.activation_bytes


def convolution_bytes(net: nn.Module, X: torch.Tensor) -> int:
    """Return the bytes of all that the convolutions of a network read and write."""
    numbers = 0

    def read(conv: nn.Conv2d, args: tuple, output: torch.Tensor) -> None:
        nonlocal numbers
        numbers += args[0].numel() + output.numel() + sum(p.numel() for p in conv.parameters())

    for module in net.modules():
        if isinstance(module, nn.Conv2d):
            module.register_forward_hook(read)
    net(X)
    return 4 * numbers


def test_intensity_is_what_the_convolutions_do_for_each_byte() -> None:
    told = cards(
        "nows.map(({ cards }) => cards.map(({ moved, costs }) => [moved, costs.intensity]))", *SOME[:9]
    )
    for state, blocks in zip(SOME, told, strict=False):
        explorer = BlockComparer(**state)
        X = torch.rand(1, state["channels"], state["size"], state["size"])
        for net, table, (moved, intensity) in zip(
            explorer.networks(), explorer.summaries, blocks, strict=True
        ):
            assert moved == convolution_bytes(net, X)
            assert intensity == pytest.approx(2 * table.multiply_adds / moved, rel=1e-12)


def test_the_layer_in_view_is_found_again_when_batch_norm_comes_or_goes() -> None:
    plain, normed = (block_layers("residual block", 64, kind) for kind in ("with bias", "with batch norm"))
    calls = [(path, plain, normed) for path in ([0, 0, 1], [0, 0, 2], [0], [1])]
    calls += [([0, 0, place], normed, plain) for place in range(5)]
    kept = called("block_comparer/blocks.js", "placeKept", calls)
    assert kept[:4] == [[0, 0, 2], [0, 0, 3], [0], [1]]
    # Convolution, norm, ReLU, convolution, norm.
    assert kept[4:] == [[0, 0, 0], [0, 0, 0], [0, 0, 1], [0, 0, 2], [0, 0, 2]]


def test_polynomials_are_written_as_in_the_papers() -> None:
    blocks = ["5×5", "two 3×3", "7×7", "three 3×3"]
    once = {"equal_fields": False}
    words = "nows.map(({ cards }) => cards.map(({ parameters }) => polynomialWords(parameters)))"
    ((*squares,), others, biased, normed) = cards(
        words,
        {"blocks": blocks} | once,
        {"blocks": ["1×1 bottleneck", "depthwise separable", "inverted residual", "inception block"]} | once,
        {"blocks": ["3×3", "NiN block"], "convolutions": "with bias"} | once,
        {"blocks": ["3×3", "residual bottleneck"], "convolutions": "with batch norm"} | once,
    )
    assert squares == ["25·C²", "18·C²", "49·C²", "27·C²"]
    # 1/4 + 9/16 + 1/4 = 17/16; the last one has 1/4 + 1/4 + 9/8 + 3/64 + 75/512 + 1/8.
    assert others == ["≈ 1.06·C²", "C² + 9·C", "12·C² + 54·C", "≈ 1.94·C²"]
    assert biased == ["9·C² + C", "11·C² + 3·C"]
    assert normed == ["9·C² + 2·C", "≈ 1.06·C² + 3·C"]


# Parameters and multiply-adds of one block.
PUBLISHED = {
    # torchvision's ResNet-18, layer1.0, and ResNet-50, layer1.1.
    ("residual block", 64, 56, "with batch norm"): (73_984, 231_211_008),
    ("residual bottleneck", 256, 56, "with batch norm"): (70_400, 218_365_952),
    # MobileNet's five blocks of 512 channels, and what they replace.
    ("depthwise separable", 512, 14, "with batch norm"): (9 * 512 + 512**2 + 4 * 512, 52_283_392),
    ("3×3", 512, 14, "without bias"): (2_359_296, 462_422_016),
    # torchvision's MobileNetV2, features.3.
    ("inverted residual", 24, 56, "with batch norm"): (8_832, 25_740_288),
    # Szegedy et al. (2014), table 1, (4c): 100M operations.
    ("inception block", 512, 14, "without bias"): (509_440, 99_850_240),
}


@pytest.mark.parametrize("block", PUBLISHED, ids=lambda block: block[0])
def test_blocks_have_their_published_counts(block: tuple) -> None:
    name, channels, size, convolutions = block
    explorer = BlockComparer([name, name], channels, size, convolutions, equal_fields=False)
    table = explorer.summaries[0]
    assert (table.parameters, table.multiply_adds) == PUBLISHED[block]


def test_vggs_arguments_hold_at_equal_output_and_equal_field() -> None:
    five, twice = BlockComparer().summaries
    assert (five.parameters, twice.parameters) == (25 * 64**2, 18 * 64**2)
    seven, thrice = BlockComparer(["7x7", "three 3x3"]).summaries
    # Simonyan and Zisserman (2014), section 2.3: "81% more".
    assert round(100 * (seven.parameters / thrice.parameters - 1)) == 81
    for one, other in ((five, twice), (seven, thrice)):
        assert one[-1].shape == other[-1].shape
        assert one.receptive_field == other.receptive_field
        assert one.multiply_adds / other.multiply_adds == one.parameters / other.parameters


def test_every_block_keeps_channels_and_size() -> None:
    for name in BLOCKS:
        for table in BlockComparer(["3x3", name], channels=24, size=7).summaries:
            assert table[-1].shape == (24, 7, 7)


def test_repeated_blocks_see_equally_many_pixels_by_gradient() -> None:
    explorer = BlockComparer(["two 3x3", "NiN block", "inception block", "residual bottleneck"], 8, 16)
    assert explorer.repeats == (1, 2, 1, 2)
    for net in explorer.networks():
        X = torch.rand(1, 8, 16, 16)
        gradient = d2l.measured_receptive_field(net.double(), X.double(), (8, 8), every_path=True)
        rows, columns = (gradient != 0).nonzero().T
        assert (rows.max() - rows.min() + 1, columns.max() - columns.min() + 1) == (5, 5)


def test_repetitions_are_the_fewest_that_make_fields_equal() -> None:
    fields = [[5, 5], [3, 5], [3, 5, 7], [7, 7, 3], [3, 3]]
    assert [repeats_for(each) for each in fields] == [[1, 1], [2, 1], [6, 3, 2], [1, 1, 3], [1, 1]]
    assert called("block_comparer/blocks.js", "repeatsFor", [(each,) for each in fields]) == [
        repeats_for(each) for each in fields
    ]


def test_non_linearities_are_counted_along_the_ways() -> None:
    expected = {
        "5×5": (1, 1), "three 3×3": (3, 3), "1×1 bottleneck": (3, 3), "NiN block": (3, 3),
        "inception block": (1, 2), "residual block": (1, 2), "residual bottleneck": (1, 3),
        "depthwise separable": (2, 2), "inverted residual": (0, 2),
    }  # fmt: skip
    for name, ways in expected.items():
        assert in_a_row(block_layers(name, 64, "with batch norm")) == ways
        assert in_a_row(block_layers(name, 64, "without bias") * 2) == (2 * ways[0], 2 * ways[1])


def test_the_first_state_says_what_is_equal_and_what_is_saved() -> None:
    said = "nows.map((now) => [equalWords(now), savedWords(now.cards[0], now.cards[1]), growthWords(now)])"
    (equal, saved, growth), (*_, several) = cards(
        said, {}, {"blocks": ["5x5", "two 3x3", "depthwise separable"]}
    )
    assert equal == "Both make 64 channels of 56×56 from as many, and a unit of each sees 5×5 pixels."
    assert saved == (
        "Two 3×3 against 5×5: 28\u00a0% fewer parameters and multiply-adds, 2 times as much memory for "
        "activations, 2 non-linearities in a row against 1."
    )
    doubled = "Doubling C multiplies the parameters by 4"
    assert growth.startswith(f"{doubled}. Doubling the side of the map leaves them as they are, and ")
    # (128² + 9·128) / (64² + 9·64)
    assert several.startswith(f"{doubled} (5×5 and two 3×3) and 3.75 (depthwise separable). ")


def test_what_is_unequal_is_said_too() -> None:
    said = "nows.map((now) => [equalWords(now), savedWords(now.cards[0], now.cards[1])])"
    once, repeated = cards(
        said,
        {"blocks": ["5x5", "residual bottleneck"], "equal_fields": False},
        {"blocks": ["5x5", "residual bottleneck"], "convolutions": "with batch norm"},
    )
    assert "their units see 5×5 and 3×3 pixels: what sees less may cost less for that alone." in once[0]
    fewer = "11.3 times fewer parameters, 11.8 times fewer multiply-adds"
    assert repeated[1].startswith(f"Residual bottleneck, twice, against 5×5: {fewer}")
    assert "2 to 6 non-linearities in a row against 1" in repeated[1]


def test_numbers_are_compared_in_words() -> None:
    memory = ["less", "much"]
    factors = [(0.72,), (1,), (2,), (1.36,), (0.125,), (0.999,), (0.72, memory), (4, memory)]
    said = called("block_comparer/words.js", "comparedWords", factors)
    assert [words.replace("\u00a0", " ") for words in said] == [
        "28 % fewer", "equally many", "2 times as many", "36 % more", "8 times fewer", "under 1 % fewer",
        "28 % less", "4 times as much",
    ]  # fmt: skip


def test_the_field_grows_by_the_steps_of_the_layers() -> None:
    steps = "nows.map(({ cards }) => cards.map(({ stack }) => fieldSteps(stack)))"
    first, branches = cards(
        steps, {"blocks": ["7x7", "three 3x3"]}, {"blocks": ["inception block", "NiN block", "5x5"]}
    )
    assert first == [[1, 7], [1, 3, 5, 7]]
    assert branches == [[1, 3, 5], [1, 3, 5], [1, 5]]


def test_numbers_and_their_origin_are_written_short() -> None:
    shown = (
        "nows.map((now) => Object.keys(now.cards[0].costs)"
        ".map((measure) => [costText(now.cards[1], measure), detailText(now.cards[1], measure, now)]))"
    )
    plain, separable = cards(shown, {}, {"blocks": ["3x3", "depthwise separable"]})
    assert plain == [
        ["73,728", "18·C²"], ["231,211,008", "18·C²·56·56"], ["3.21 MB", ""],
        ["5×5", "1 → 3 → 5"], ["2 in a row", ""], ["132 FLOP/B", "3.51 MB moved"],
    ]  # fmt: skip
    assert separable[1] == ["14,651,392", "(C² + 9·C)·56·56"]


def test_the_copied_program_runs_and_prints_the_same() -> None:
    programs = cards("nows.map((now) => comparisonCode(now, data.kinds))", *SOME[:12:3], *STATES)
    for state, program in zip([*SOME[:12:3], *STATES], programs, strict=True):
        explorer = BlockComparer(**state)
        _, printed = run_copied(program)
        side = explorer.size
        expected = [
            [name, (explorer.channels, side, side), table.parameters, table.multiply_adds]
            for name, table in zip(explorer.blocks, explorer.summaries, strict=True)
        ]
        assert printed == [value for row in expected for value in row]


def test_networks_are_those_of_the_tables() -> None:
    explorer = BlockComparer(["residual block", "two 3x3"], 8, 6, "with batch norm")
    residual, plain = explorer.networks()
    X = torch.rand(2, 8, 6, 6)
    assert residual(X).shape == plain(X).shape == X.shape
    for net, table in zip((residual, plain), explorer.summaries, strict=True):
        assert sum(p.numel() for p in net.parameters()) == table.parameters
    assert isinstance(residual[0], models.Add)
    assert [type(layer) for layer in plain] == [nn.Conv2d, nn.BatchNorm2d, nn.ReLU] * 2


def test_x_is_read_as_a_sign_and_a_layer_in_view_goes_with_its_block() -> None:
    explorer = BlockComparer(["5x5", "two 3x3"], at=(1, 2))
    assert explorer.blocks == ("5×5", "two 3×3")
    explorer.blocks = ["two 3x3", "7x7"]
    assert explorer.at == ()


def test_the_sentence_and_the_still_picture_tell_all_blocks() -> None:
    explorer = BlockComparer()
    assert explorer.sentence().splitlines()[0] == (
        "BlockComparer: blocks from 64 channels of 56×56 to as many, convolutions without bias. "
        "5×5: 102,400 parameters, 321,126,400 multiply-adds, 1,605,632 bytes of activations, field 5, "
        "1 non-linearity in a row; "
        "two 3×3: 73,728 parameters, 231,211,008 multiply-adds, 3,211,264 bytes of activations, field 5, "
        "2 non-linearities in a row."
    )
    bars = [[patch.get_width() for patch in ax.patches] for ax in explorer.still().axes]
    assert bars == [[102_400, 73_728], [321_126_400, 231_211_008], [1_605_632, 3_211_264]]


def test_the_browser_refuses_channels_in_pythons_words() -> None:
    said = called("block_comparer/refusal.js", "refusal", [({"channels": count},) for count in (20, 64, 12)])
    assert said == [
        "channels must be a multiple of 8, got 20; use 16 or 24",
        None,
        "channels must be a multiple of 8, got 12; use 8 or 16",
    ]


def test_comparisons_to_start_from_can_be_shown_and_are_recognised() -> None:
    program = """
    import { COMPARISONS, comparisonNamed } from "WIDGETS/block_comparer/presets.js";
    const result = Object.entries(COMPARISONS).map(([name, state]) => [name, comparisonNamed(state), state]);
    """
    for name, recognised, state in node(program):
        assert recognised == name
        explorer = BlockComparer(**state)
        assert len({table.receptive_field for table in explorer.summaries}) == 1
        assert max(explorer.repeats) <= 2
