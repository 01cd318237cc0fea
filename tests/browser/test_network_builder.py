"""The network builder in its chapter, played by mouse, touch or keyboard."""

import re

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.conftest import Phone, press, shown
from tests.browser.player import Live, Seen, number

LIVE = Live(
    "shape = (1, 32, 32)",
    lambda builder: shown(builder, "6×32×32"),
    lambda builder: builder.get_by_role("radio", name="Receptive field").check(force=True),
    "measure",
    "receptive field",
)
READS = {
    "rows": ".d2l-layer",
    "totals": ".d2l-total-card strong",
    "switch": ".d2l-total-card:nth-child(2) .d2l-caption",
}


def check_copied(seen: Seen, names: dict, printed: str) -> None:
    """Compare the program with the totals, or see that it ends before the layer that does not fit."""
    parameters, multiply_adds = (int(line.split()[0]) for line in printed.splitlines()[-2:])
    if seen.texts["totals"][0] == "—":
        assert f"layer {len(names['net'])}" in seen.told
        return
    assert number(seen.texts["totals"][0]) == parameters
    factor = 2 if seen.texts["switch"] == ["FLOPs"] else 1
    assert number(seen.texts["totals"][1]) == factor * multiply_adds


def rows(builder: Locator) -> list[str]:
    return builder.locator(".d2l-layer .d2l-of-kind").all_inner_texts()


def row(builder: Locator, path: str) -> Locator:
    return builder.get_by_role("button", name=f"layer {path}, ")


def totals(builder: Locator) -> list[str]:
    return builder.locator(".d2l-total-card strong").all_inner_texts()


def choose_preset(builder: Locator, name: str) -> None:
    builder.get_by_label("network preset").select_option(name)


LENET = ["Conv2d", "Sigmoid", "AvgPool2d", "Conv2d", "Sigmoid", "AvgPool2d", "Flatten", "Linear"]
PUBLISHED = {
    "LeNet-5 (1998)": "60,000 326,520",
    "AlexNet": "61,100,840 714,188,480",
    "VGG-16": "138,357,544 15,470,264,320",
    "NiN": "7,595,176 1,100,188,800",
    "ResNet-18": "11,689,512 1,814,073,344",
}


@pytest.fixture
def explorable(explorable: Locator) -> Locator:
    """Start with a small network, its second convolution in view."""
    choose_preset(explorable, "LeNet")
    if row(explorable, "3").get_attribute("aria-expanded") != "true":
        row(explorable, "3").click()
    return explorable


def test_presets_show_the_published_totals(explorable: Locator):
    assert totals(explorable) == ["61,706", "416,520", "58.4 kB", "32"]
    for name, published in PUBLISHED.items():
        choose_preset(explorable, name)
        assert " ".join(totals(explorable)[:2]) == published
        expect(explorable.get_by_label("network preset")).to_have_value(name)


def test_every_number_of_the_chosen_layer_is_spelt_out(page: Page, explorable: Locator):
    row(explorable, "0").click()
    for formula in (
        "⌊(28 + 2·2 − 1·(5 − 1) − 1) / 1⌋ + 1 = 28",
        "6·(1·5·5 + 1) = 156",
        "6·28·28·1·5·5 = 117,600",
        "4·6·28·28 = 18,816 bytes",
        "1 + (5 − 1)·1 = 5; units 1 pixel apart",
    ):
        expect(explorable.locator(".d2l-spelt").get_by_text(formula)).to_be_visible()
    explorable.get_by_role("switch", name="count FLOPs").check(force=True)
    expect(explorable.locator(".d2l-spelt").get_by_text("2·6·28·28·1·5·5 = 235,200")).to_be_visible()
    assert totals(explorable)[1] == "833,040"
    expect(shown(explorable, "Two floating-point operations for each multiply-add")).to_be_hidden()
    explorable.get_by_role("radio", name="FLOPs").check(force=True)
    expect(shown(explorable, "Two floating-point operations for each multiply-add")).to_be_visible()


def test_layers_are_walked_moved_taken_out_and_added_by_keyboard_with_the_focus_kept(
    page: Page, explorable: Locator
):
    row(explorable, "3").focus()
    press(page, "ArrowDown")
    expect(row(explorable, "4")).to_be_focused()
    expect(row(explorable, "4")).to_have_attribute("aria-expanded", "true")
    press(page, "Alt+ArrowDown")
    expect(row(explorable, "5")).to_be_focused()
    assert rows(explorable)[4:6] == ["AvgPool2d", "Sigmoid"]
    press(page, "Delete")
    expect(row(explorable, "5")).to_be_focused()
    assert rows(explorable)[4:6] == ["AvgPool2d", "Flatten"]
    press(page, "+")
    menu = explorable.get_by_label("add a layer")
    expect(menu).to_be_focused()
    menu.select_option("Dropout")
    expect(menu).to_be_focused()
    assert rows(explorable)[5:7] == ["Flatten", "Dropout"]
    expect(explorable.get_by_role("status")).to_contain_text("parameters")
    press(page, "Shift+Tab")
    expect(explorable.get_by_role("button", name="delete", exact=True)).to_be_focused()
    press(page, "Enter", "Shift+Tab")
    expect(explorable.get_by_role("button", name="duplicate")).to_be_focused()
    press(page, "Home")
    row(explorable, "0").focus()
    press(page, "Alt+ArrowUp")
    expect(shown(explorable, "This is the first layer")).to_be_visible()
    press(page, "End")
    expect(row(explorable, "10")).to_be_focused()
    press(page, "Escape")
    expect(explorable.locator(".d2l-layer[aria-expanded=true]")).to_have_count(0)


def test_a_stack_that_does_not_fit_names_the_layer_the_reason_and_a_way_out(explorable: Locator):
    row(explorable, "6").click()
    explorable.get_by_role("button", name="delete", exact=True).click()
    reason = "it reads a vector, and 16 channels of 5×5 arrive"
    expect(shown(explorable, f"The stack stops at layer 6, Linear: {reason}.")).to_be_visible()
    expect(row(explorable, "6")).to_contain_text(f"Does not fit: {reason}.")
    assert totals(explorable) == ["—"] * 4
    row(explorable, "2").click()
    explorable.get_by_role("button", name="Show layer 6").click()
    expect(row(explorable, "6")).to_have_attribute("aria-expanded", "true")
    explorable.get_by_role("button", name="Put a Flatten before it").click()
    assert totals(explorable)[0] == "61,706"
    assert rows(explorable)[:8] == LENET
    expect(explorable.get_by_label("network preset")).to_have_value("LeNet")


def test_a_way_out_taken_by_keyboard_leaves_the_focus_on_the_selected_layer(page: Page, explorable: Locator):
    row(explorable, "6").focus()
    press(page, "Enter", "Delete")
    explorable.get_by_role("button", name="Put a Flatten before it").focus()
    press(page, "Enter")
    assert totals(explorable)[0] == "61,706"
    expect(explorable.locator(".d2l-layer[aria-expanded=true]")).to_be_focused()


def test_branches_open_under_their_block_and_can_be_joined_in_the_other_way(explorable: Locator):
    choose_preset(explorable, "ResNet's block, halving")
    assert rows(explorable) == [
        "Add", "branch 0", "Conv2d", "BatchNorm2d", "ReLU", "Conv2d", "BatchNorm2d", "branch 1", "Conv2d",
        "BatchNorm2d", "ReLU",
    ]  # fmt: skip
    explorable.get_by_role("radio", name="Concatenating").check(force=True)
    expect(shown(explorable, "128 + 128 = 256 channels")).to_be_visible()
    explorable.get_by_role("button", name="Add a branch").click()
    expect(
        shown(explorable, "channels can stand behind each other only at one height and width")
    ).to_be_visible()
    explorable.get_by_role(
        "button", name="Put a 1×1 convolution with 64 channels and stride=2 on branch 2"
    ).click()
    expect(shown(explorable, "128 + 128 + 64 = 320 channels")).to_be_visible()
    row(explorable, "1").click()
    assert rows(explorable) == ["Concat", "ReLU"]


def test_settings_are_stepped_typed_and_set_apart(explorable: Locator):
    row(explorable, "0").click()
    kernel = explorable.get_by_role("spinbutton", name="kernel", exact=True)
    kernel.fill("7")
    kernel.press("Enter")
    expect(row(explorable, "0")).to_contain_text("6×26×26")
    kernel.fill("70")
    kernel.press("Enter")
    expect(
        shown(explorable, "Layer 0, Conv2d: kernel_size must be a whole number from 1 to 64")
    ).to_be_visible()
    kernel.press("Escape")
    explorable.get_by_role("switch", name="height and width apart").check(force=True)
    explorable.get_by_role("button", name="decrease kernel width").click()
    expect(row(explorable, "0")).to_contain_text("6×26×27")
    expect(shown(explorable, "⌊(28 + 2·2 − 1·(6 − 1) − 1) / 1⌋ + 1 = 27")).to_be_visible()


PASTED = """net = nn.Sequential(
    nn.Conv2d(3, 8, 3, padding=1), nn.ReLU(),
    nn.MaxPool2d(2),
    nn.Flatten(), nn.Linear(8 * 16 * 16, 10))
X = torch.zeros(1, 3, 32, 32)"""


def test_a_pasted_sequential_is_read_as_it_is_typed_and_an_error_names_its_line(
    page: Page, explorable: Locator
):
    explorable.get_by_text("The network as text").click()
    text = explorable.get_by_label("the network as PyTorch text")
    expect(text).to_have_value(re.compile(r"nn.Conv2d\(1, 6, kernel_size=5, padding=2\),  # \(6, 28, 28\)"))
    text.fill(PASTED)
    assert rows(explorable) == ["Conv2d", "ReLU", "MaxPool2d", "Flatten", "Linear"]
    assert totals(explorable)[0] == "20,714"
    expect(text).to_be_focused()
    assert text.input_value() == PASTED
    text.fill(PASTED.replace("MaxPool2d(2)", "MaxPool3d(2)"))
    expect(shown(explorable, "Line 3: nn.MaxPool3d is not among the layers that can be read")).to_be_visible()
    expect(text).to_have_attribute("aria-invalid", "true")
    assert totals(explorable)[0] == "20,714"
    text.fill(PASTED.replace("16 * 16", "15 * 15"))
    expect(shown(explorable, "in_features=1800 is written, and 2048 numbers arrive")).to_be_visible()
    text.blur()
    assert "nn.Linear(1800, 10)," in text.input_value()
    row(explorable, "4").click()
    explorable.get_by_role("button", name="Set in_features=2048").click()
    assert totals(explorable)[0] == "20,714"
    assert "nn.Linear(2048, 10),  # (10,)" in text.input_value()


@pytest.mark.parametrize("name", ["VGG-16", "AlexNet (2012)", "ResNet-18"])
def test_a_phone_of_320_pixels_holds_the_largest_networks_and_touch_works(phone: Phone, name: str):
    explorable = phone(320)
    choose_preset(explorable, name)
    explorable.get_by_role("radio", name="Multiply-adds").tap(force=True)
    first = row(explorable, "2")
    first.tap()
    expect(first).to_have_attribute("aria-expanded", "true")
    assert explorable.page.evaluate("document.documentElement.scrollWidth") == 320
    cells = explorable.locator(".d2l-layer > span:not(.d2l-share)")
    cut = "cells => cells.filter(({ scrollWidth, clientWidth }) => scrollWidth > clientWidth + 1).length"
    assert cells.evaluate_all(cut) == 0
    heights = explorable.locator(".d2l-layer, .d2l-acts button").evaluate_all(
        "nodes => nodes.map(node => node.offsetHeight)"
    )
    assert min(heights) >= 44
