"""The network builder's arithmetic over any network: shapes, costs, fields and formulas, against torch."""

import json
import math
import re

import torch
from torch.utils.flop_counter import FlopCounterMode

from d2lmini.widgets.network.modules import on_meta
from tests.widgets.harness import node
from tests.widgets.networks import WALK, any_networks, torch_rows, walked


@any_networks(25)
def test_any_network_counts_as_torch_does(drawn: list[dict]) -> None:
    for network, told in zip(drawn, walked(drawn), strict=True):
        rows, problem = torch_rows(network)
        if rows is None:
            assert told["failing"] is not None, problem
            assert f"layer {told['failing']['path']}, " in problem
            continue
        assert told["failing"] is None, told["failing"]
        for path, name, output, parameters, products, bytes_, field in told["rows"]:
            layer = rows.get(path)
            if layer is None:  # an addition of one branch, or a branch that does nothing
                assert bytes_ == parameters == products == 0
                continue
            assert name == layer.kind or layer.kind in {"add", "cat"}
            assert tuple(output) == layer.shape
            assert (parameters, products, bytes_) == layer[3:6], (path, network)
            assert tuple(field) == layer.receptive_field, json.dumps([path, network])


@any_networks(6)
def test_multiply_adds_are_half_of_what_torchs_counter_tells(drawn: list[dict]) -> None:
    for network, told in zip(drawn, walked(drawn), strict=True):
        if told["failing"]:
            continue
        net = on_meta(network["net"], network["shape"]).eval()
        with FlopCounterMode(display=False) as counter:
            net(torch.zeros(1, *network["shape"], device="meta"))
        assert told["totals"]["products"] == counter.get_total_flops() // 2
        assert told["totals"]["parameters"] == sum(p.numel() for p in net.parameters())


FIX = """
import { mended, settled } from "WIDGETS/network_builder/edit.js";
const result = data.map((state) => {
  const { failing } = networkOf(state.net, state.shape);
  return failing && failing.misfit.fixes.map((fix) => {
    const plain = { ...state, net: settled(state.net, state.shape) };
    const next = { ...plain, ...mended(plain, failing.path, fix) };
    const after = networkOf(next.net, next.shape).failing;
    const told = (one) => one && `${one.path.join(".")}: ${one.misfit.why}`;
    return [fix.words, told(after), told(failing)];
  });
});
"""


@any_networks(15)
def test_every_way_out_leads_out(drawn: list[dict]) -> None:
    for network, fixes in zip(drawn, node(WALK + FIX, drawn), strict=True):
        if fixes is None:
            continue
        assert fixes, network
        for words, after, before in fixes:
            # What stands behind a layer that is taken out may not fit for the same reason.
            assert after != before or words.startswith("take"), json.dumps([words, before, network])


SPELT = """
import { spelt } from "SHARED/network/spell.js";
const text = (parts) => parts.map((part) => [part].flat()[0]).join("");
const lines = (row, shape, flops) =>
  spelt(row, { shape, flops }).map(({ measure, parts }) => [measure, text(parts), row, flops]);
const result = data.map(({ net, shape }) => everyRow(networkOf(net, shape).rows)
  .flatMap((row) => [false, true].flatMap((flops) => lines(row, shape, flops))));
"""
ARITHMETIC = re.compile(r"^[\d,.·+−/()⌊⌋⌈⌉ ]+ = [\d,]+")


def computed(formula: str) -> float:
    for sign, operation in {
        "·": "*",
        "−": "-",
        ",": "",
        "⌊": "floor(",
        "⌈": "ceil(",
        "⌋": ")",
        "⌉": ")",
    }.items():
        formula = formula.replace(sign, operation)
    return eval(formula, {"floor": math.floor, "ceil": math.ceil})


@any_networks(8)
def test_every_formula_comes_to_the_number_that_it_explains(drawn: list[dict]) -> None:
    checked = 0
    for lines in node(WALK + SPELT, drawn):
        for measure, text, row, flops in lines:
            found = ARITHMETIC.match(text)
            if not found:
                assert "=" not in text or measure in {"output", "receptive field"}, text
                continue
            formula, _, result = found[0].partition(" = ")
            assert computed(formula) == int(result.replace(",", "")), text
            numbers = {"parameters": "parameters", "multiply-adds": "products", "memory": "bytes"}
            if measure in numbers:
                assert int(result.replace(",", "")) == row[numbers[measure]] * (
                    2 if flops and measure == "multiply-adds" else 1
                )
            checked += 1
    assert checked > 10
