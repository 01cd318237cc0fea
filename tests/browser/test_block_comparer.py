"""The block comparer in its chapter, played by mouse, touch or keyboard."""

import re

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.conftest import Phone, press, shown
from tests.browser.player import Live, Seen, number

LIVE = Live(
    "channels = 128",
    lambda comparer: shown(comparer, "409,600").first,
    lambda comparer: comparer.get_by_role("radio", name="batch norm").check(force=True),
    "convolutions",
    "with batch norm",
)
READS = {
    "parameters": "[data-measure=parameters] strong",
    "products": "[data-measure=multiply-adds] strong",
    "shapes": ".d2l-shape.d2l-output",
}


def check_copied(seen: Seen, names: dict, printed: str) -> None:
    """Compare each line of the program with its card."""
    lines = [re.fullmatch(r"(.+) \((\d+), (\d+), \d+\) (\d+) (\d+)", line) for line in printed.splitlines()]
    shown = zip(seen.texts["parameters"], seen.texts["products"], seen.texts["shapes"], strict=True)
    for line, (parameters, products, shape) in zip(lines, shown, strict=True):
        assert (int(line[4]), int(line[5])) == (number(parameters), number(products))
        assert shape.replace(",", "") == f"{line[2]}×{line[3]}×{line[3]}"


def card(comparer: Locator, index: int) -> Locator:
    return comparer.locator(".d2l-block").nth(index)


def cost(comparer: Locator, index: int, measure: str) -> str:
    return card(comparer, index).locator(f"[data-measure='{measure}'] strong").inner_text()


def choose_comparison(comparer: Locator, name: str) -> None:
    comparer.get_by_label("comparison", exact=True).select_option(name)


@pytest.fixture
def explorable(explorable: Locator) -> Locator:
    """Start with two 3×3 in place of one 5×5."""
    choose_comparison(explorable, "VGG: 5×5 or two 3×3")
    return explorable


def test_two_3x3_are_compared_with_one_5x5_at_once(explorable: Locator):
    assert [cost(explorable, index, "parameters") for index in (0, 1)] == ["102,400", "73,728"]
    assert [cost(explorable, index, "receptive field") for index in (0, 1)] == ["5×5", "5×5"]
    expect(card(explorable, 1).locator("[data-measure='receptive field']")).to_contain_text("equal")
    expect(card(explorable, 1).locator("[data-measure=parameters]")).to_contain_text("÷ 1.39")
    expect(shown(explorable, "a unit of each sees 5×5 pixels")).to_be_visible()


def test_without_equal_fields_the_difference_is_named(explorable: Locator):
    choose_comparison(explorable, "ResNet: basic or bottleneck")
    expect(card(explorable, 1)).to_contain_text("2 in a row, drawn once")
    explorable.get_by_role("switch", name="equal receptive fields").uncheck(force=True)
    expect(card(explorable, 1)).not_to_contain_text("2 in a row, drawn once")
    expect(card(explorable, 1).locator("[data-measure='receptive field']")).to_contain_text("not equal")
    expect(shown(explorable, "what sees less may cost less for that alone")).to_be_visible()


def test_a_layer_opens_to_its_arithmetic_and_arrow_keys_walk(page: Page, explorable: Locator):
    layer = card(explorable, 0).get_by_role("button", name="Conv2d 64, 5×5")
    layer.click()
    expect(layer).to_have_attribute("aria-pressed", "true")
    expect(explorable.get_by_text("64·64·5·5 = 102,400").first).to_be_visible()
    press(page, "ArrowRight")
    beside = card(explorable, 1).get_by_role("button", name="layer 0, Conv2d 64, 3×3")
    expect(beside).to_be_focused()
    expect(explorable.get_by_role("status")).to_contain_text("Two 3×3: layer 0, Conv2d 64, 3×3")
    press(page, "ArrowDown", "ArrowDown")
    expect(card(explorable, 1).get_by_role("button", name="layer 2, Conv2d")).to_be_focused()
    press(page, "Escape")
    expect(explorable.locator(".d2l-chosen")).to_be_hidden()
    expect(explorable.get_by_role("status")).to_have_text("No layer is in view.")


def test_blocks_are_added_changed_and_taken_out(explorable: Locator):
    add = explorable.get_by_role("button", name="Add a block")
    add.click()
    add.click()
    expect(explorable.locator(".d2l-block:visible")).to_have_count(4)
    add.click(force=True)
    expect(shown(explorable, "4 blocks are the most that fit side by side")).to_be_visible()
    explorable.get_by_label("block 3", exact=True).select_option("inception block")
    expect(card(explorable, 2).get_by_role("button", name="Concat")).to_be_visible()
    for index in (4, 3):
        explorable.get_by_role("button", name=f"take block {index} out").click()
        # The keyboard goes on from where it was.
        expect(explorable.get_by_role("button", name=f"take block {index - 1} out")).to_be_focused()
    explorable.get_by_role("button", name="take block 1 out").click(force=True)
    expect(shown(explorable, "2 blocks are the least that can be compared")).to_be_visible()


def test_the_layer_in_view_stays_in_view_when_batch_norm_comes(explorable: Locator):
    second = card(explorable, 1).get_by_role("button", name=re.compile(r"layer \d, Conv2d")).nth(1)
    second.click()
    expect(second).to_have_accessible_name(re.compile("layer 2, Conv2d"))
    explorable.get_by_role("radio", name="batch norm").check(force=True)
    expect(second).to_have_accessible_name(re.compile("layer 3, Conv2d"))
    expect(second).to_have_attribute("aria-pressed", "true")
    expect(explorable.locator(".d2l-chosen")).to_contain_text("two 3×3: layer 3, Conv2d")
    # What is told is what came of the switch.
    expect(explorable.get_by_role("status")).to_contain_text("28\u00a0% fewer parameters and multiply-adds")
    # Another block beside it leaves it in view, one in its place does not.
    explorable.get_by_label("block 1", exact=True).select_option("7×7")
    expect(second).to_have_attribute("aria-pressed", "true")
    explorable.get_by_label("block 2", exact=True).select_option("NiN block")
    expect(explorable.locator(".d2l-chosen")).to_be_hidden()


def test_a_layer_is_in_sight_beside_its_arithmetic(page: Page, explorable: Locator):
    choose_comparison(explorable, "ResNet: basic or bottleneck")
    first = card(explorable, 1).locator(".d2l-tile").first
    first.click()
    for key in ["End", *["ArrowUp"] * 6]:
        press(page, key)
        layer = card(explorable, 1).locator("[aria-pressed=true]").bounding_box()
        arithmetic = explorable.locator(".d2l-chosen").bounding_box()
        assert layer["y"] >= 0
        assert layer["y"] + layer["height"] <= arithmetic["y"]
        assert arithmetic["y"] + arithmetic["height"] <= page.viewport_size["height"]


def test_the_first_block_is_the_yardstick(explorable: Locator):
    expect(card(explorable, 0)).to_contain_text("yardstick")
    assert card(explorable, 0).locator(".d2l-against").all_inner_texts() == [""] * 6
    against = card(explorable, 1).locator(".d2l-against")
    assert against.all_inner_texts() == ["÷ 1.39", "÷ 1.39", "× 2", "equal", "× 2", "÷ 2.42"]
    explorable.get_by_role("button", name="take block 1 out").click(force=True)
    explorable.get_by_role("button", name="Add a block").click()
    explorable.get_by_role("button", name="take block 1 out").click()
    # Two 3×3 against the same, once as a block and once as a repetition.
    assert against.all_inner_texts() == ["equal"] * 6
    expect(card(explorable, 0)).to_contain_text("yardstick")


@pytest.mark.parametrize("width", [320, 390])
def test_a_phone_holds_four_blocks_in_two_columns_and_a_finger_finds_every_layer(phone: Phone, width: int):
    explorable = phone(width)
    choose_comparison(explorable, "2012 to 2017 in one line")
    explorable.get_by_label("block 2", exact=True).select_option("inverted residual")
    for name, value in {"channels": "512", "size": "224"}.items():
        field = explorable.get_by_role("spinbutton", name=name, exact=True)
        field.fill(value)
        field.press("Enter")
    boxes = [card(explorable, index).bounding_box() for index in range(4)]
    assert boxes[0]["y"] == boxes[1]["y"] < boxes[2]["y"] == boxes[3]["y"]
    layers = explorable.locator(".d2l-tile:visible").all()
    assert len(layers) > 12
    assert all(layer.bounding_box()["height"] >= 43 for layer in layers)
    texts = explorable.locator(".d2l-block, .d2l-named > span, .d2l-tile, .d2l-cost, .d2l-cost *")
    cut = "nodes => nodes.filter(({ scrollWidth, clientWidth }) => scrollWidth > clientWidth + 1).length"
    assert texts.evaluate_all(cut) == 0
    assert explorable.page.evaluate("document.documentElement.scrollWidth") == width
    layers[3].tap()
    expect(layers[3]).to_have_attribute("aria-pressed", "true")
    expect(explorable.locator(".d2l-chosen")).to_be_in_viewport()
    layers[3].tap()
    expect(explorable.locator(".d2l-chosen")).to_be_hidden()
