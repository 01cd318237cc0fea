"""The network builder's text: what it writes runs and is read back, and so is what people paste."""

import io
import re
from contextlib import redirect_stdout

import pytest
from torch import nn

from d2lmini.widgets.network.kinds import KINDS
from d2lmini.widgets.network.modules import layers_of, on_meta
from d2lmini.widgets.network_builder.presets import presets
from tests.widgets.harness import node
from tests.widgets.networks import WALK, any_networks, torch_rows, walked
from tests.widgets.test_network_builder import PUBLISHED

TEXTS = """
import { networkProgram, networkText } from "WIDGETS/network_builder/code.js";
import { settled } from "WIDGETS/network_builder/edit.js";
import { parseNetwork } from "WIDGETS/network_builder/parse.js";
const result = data.networks.map(({ net, shape }) => {
  const network = networkOf(net, shape);
  const text = networkText(network.rows, shape, data.kinds);
  const program = networkProgram(network, shape, data.kinds, network.failing && "a layer does not fit");
  const settle = (told) => (told.net ? { net: settled(told.net, told.shape), shape: told.shape } : told);
  const read = [text, program].map((each) => settle(parseNetwork(each, data.kinds)));
  const failing = network.failing && network.failing.path[0];
  return { text, program, plain: settled(net, shape), failing, read, totals: network.totals };
});
"""


def texts_of(drawn: list[dict]) -> list[dict]:
    return node(WALK + TEXTS, {"networks": drawn, "kinds": KINDS})


@any_networks(15)
def test_what_is_written_is_read_back(drawn: list[dict]) -> None:
    for network, told in zip(drawn, texts_of(drawn), strict=True):
        expected = {"net": told["plain"], "shape": network["shape"]}
        assert told["read"][0] == expected, told["text"]
        if told["failing"] is None:
            assert told["read"][1] == expected, told["program"]
        else:
            assert told["read"][1]["net"] == told["plain"][: told["failing"]], told["program"]


def printed_by(program: str) -> tuple[dict, list[str]]:
    printed, names = io.StringIO(), {}
    with redirect_stdout(printed):
        exec(program, names)
    return names, printed.getvalue().splitlines()


@any_networks(4)
def test_the_copied_program_runs_and_prints_the_same(drawn: list[dict]) -> None:
    for network, told, rows in zip(drawn, texts_of(drawn), walked(drawn), strict=True):
        names, lines = printed_by(told["program"])
        top = {row[0]: row for row in rows["rows"] if "." not in row[0] and row[2]}
        count = len(network["net"]) if told["failing"] is None else told["failing"]
        assert lines[:-2] == [f"{i} {top[str(i)][1]} {tuple(top[str(i)][2])}" for i in range(count)]
        if told["totals"]:
            assert lines[-2:] == [
                f"{told['totals']['parameters']} parameters",
                f"{told['totals']['products']} multiply-adds",
            ]
        assert isinstance(names["net"], nn.Sequential)


@pytest.mark.parametrize("name", PUBLISHED)
def test_the_text_of_each_preset_is_read_back_and_runs(name: str) -> None:
    (told,) = texts_of([presets()[name]])
    assert told["read"][0] == {"net": told["plain"], "shape": presets()[name]["shape"]}
    _, lines = printed_by(
        f"import torch\nwith torch.device('meta'):\n    exec({told['program']!r}, globals())"
    )
    parameters, multiply_adds, _ = PUBLISHED[name]
    assert lines[-2:] == [f"{parameters} parameters", f"{multiply_adds} multiply-adds"]


def as_printed(layers: list[dict]) -> list[dict]:
    """Write out the stride of pools, and leave out what Python does not print of AvgPool2d."""
    printed = []
    for layer in layers:
        if "branches" in layer:
            layer = layer | {"branches": [as_printed(branch) for branch in layer["branches"]]}
        elif layer["layer"].endswith("gPool2d") and "kernel_size" in layer:
            layer = layer | {"ceil_mode": False}
        if layer.get("stride", 0) is None:
            layer = layer | {"stride": layer["kernel_size"]}
        printed.append(layer)
    return printed


@any_networks(6)
def test_a_network_that_python_prints_is_read(drawn: list[dict]) -> None:
    nets = [on_meta(network["net"], network["shape"]) for network in drawn if torch_rows(network)[0]]
    # Python gathers branches that are equal; and these two tell their settings in other words.
    texts = {repr(net): net for net in nets if not re.search(r"\(\d+-\d+\)|Subsample|RBF", repr(net))}
    program = """
    import { parseNetwork } from "WIDGETS/network_builder/parse.js";
    const result = data.texts.map((text) => parseNetwork(text, data.kinds));
    """
    for text, told in zip(texts, node(program, {"texts": list(texts), "kinds": KINDS}), strict=True):
        assert told.get("net") == as_printed(layers_of(texts[text])), text


def read(text: str) -> dict:
    program = 'import { parseNetwork } from "WIDGETS/network_builder/parse.js";\n'
    return node(
        f"{program}const result = parseNetwork(data.text, data.kinds);", {"text": text, "kinds": KINDS}
    )


PASTED = """
import torch.nn as nn
class Net(nn.Module):
    def __init__(self):
        self.body = torch.nn.Sequential(  # a comment, with (brackets
            nn.Conv2d(in_channels=3, out_channels=8, kernel_size=(3, 3), padding=(1, 1), bias=False),
            nn.BatchNorm2d(8), nn.ReLU(inplace=True),
            nn.Sequential(nn.MaxPool2d(2, 2), nn.Dropout2d(p=.25)),
            nn.Flatten(),
            nn.Linear(8 * (16 // 1) * 16, 1_00, device="cpu"),
        )
    def example(self):
        return self.body(torch.randn(4, 3, 32, 32))
"""


def test_a_pasted_sequential_is_read_as_people_write_it() -> None:
    expected = nn.Sequential(
        nn.Conv2d(3, 8, 3, padding=1, bias=False), nn.BatchNorm2d(8), nn.ReLU(), nn.MaxPool2d(2, 2),
        nn.Dropout2d(0.25), nn.Flatten(), nn.Linear(2048, 100),
    )  # fmt: skip
    layers = layers_of(expected)
    layers[3]["stride"] = 2  # as written
    assert read(PASTED) == {"net": layers, "shape": [3, 32, 32]}


UNREADABLE = {
    "x = 3": (1, r"no nn.Sequential\(…\) is found here; paste one with its layers"),
    "nn.Sequential(\n  nn.Conv3d(1, 2, 3),\n)": (
        2,
        "nn.Conv3d is not among the layers that can be read: Conv2d,",
    ),
    "nn.Sequential(\n\n  *layers)": (3, "a list that is unpacked cannot be read; write its layers out"),
    "nn.Sequential(\n  nn.Conv2d(1, 2, kernel=3))": (
        2,
        "Conv2d has no argument kernel; it has in_channels, out_channels",
    ),
    "nn.Sequential(nn.Conv2d(1, 2))": (1, "Conv2d: kernel_size is missing"),
    "nn.Sequential(\nnn.Conv2d(1, 2, 3, padding='same', dilation=2))": (
        2,
        "padding='same' cannot be read; write a number, such as padding=2",
    ),
    "nn.Sequential(nn.Conv2d(1, n, 3))": (1, "out_channels: n cannot be read; write the number"),
    "nn.Sequential(nn.Conv2d(1, 2, 3, padding_mode='circular'))": (
        1,
        "Conv2d can be read with padding_mode=zeros alone",
    ),
    "nn.Sequential(nn.Conv2d(1, 2, 99))": (
        1,
        "Conv2d: kernel_size must be a whole number from 1 to 64, got 99",
    ),
    "nn.Sequential(nn.Conv2d(1, 2, 3, 1, 0, 1, 1, True, 'zeros', None, None, 5))": (
        1,
        "Conv2d takes no more than 11 arguments",
    ),
    "nn.Sequential(nn.Conv2d(1, 2, (3, 3, 3)))": (1, "Conv2d: kernel_size must be one number or two"),
    "nn.Sequential(\nnn.ReLU()\nnn.ReLU())": (3, r"a comma or \) is expected, and nn.ReLU stands here"),
    "nn.Sequential(\nnn.ReLU(),\n": (3, r"\) is missing"),
    "nn.Sequential(nn.ReLU)": (1, "nn.ReLU cannot be read; write the layer with its brackets"),
    "nn.Sequential(nn.ReLU())\nnn.Sequential(nn.ReLU())": (
        2,
        "a second nn.Sequential begins; put both into one",
    ),
    "nn.Sequential(OrderedDict([('a', nn.ReLU())]))": (1, "OrderedDict is not among the layers"),
    "nn.Sequential(3)": (1, "a layer is expected, and 3 stands here"),
    "nn.Sequential(nn.Dropout(2))": (1, "Dropout: p must be a number from 0 to 1, got 2"),
    "nn.Sequential(nn.Linear((1, 2) * 3, 4))": (1, "in_features cannot be computed here; write the number"),
}


@pytest.mark.parametrize("text", UNREADABLE)
def test_what_cannot_be_read_is_named_with_its_line(text: str) -> None:
    line, reason = UNREADABLE[text]
    told = read(text)
    assert told.get("line") == line
    assert re.search(reason, told["reason"])
