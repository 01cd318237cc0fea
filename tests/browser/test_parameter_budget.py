"""The parameter budget in its chapter, played by mouse, touch or keyboard."""

import re

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.conftest import Reader

CHAPTER = "chapters/why-convolution.html"
NAME = "parameter budget"


@pytest.fixture
def page(reader: Reader) -> Page:
    return reader.open(CHAPTER, permissions=["clipboard-read", "clipboard-write"])


@pytest.fixture
def budget(page: Page) -> Locator:
    found = page.get_by_role("group", name=NAME)
    found.scroll_into_view_if_needed()
    return found


def choose_layer(budget: Locator, name: str) -> None:
    budget.get_by_label("layer preset").select_option(name)


def type_number(budget: Locator, name: str, value: str) -> None:
    field = budget.get_by_role("spinbutton", name=name, exact=True)
    field.fill(value)
    field.press("Enter")


def costs(budget: Locator) -> list[str]:
    return budget.get_by_role("listitem").locator("strong").all_inner_texts()


def bar_lengths(budget: Locator) -> list[float]:
    """Measure each bar in powers of ten."""
    bars = budget.get_by_role("listitem").locator("[aria-hidden]")
    return bars.evaluate_all(
        """bars => bars.map((bar) => {
          const end = bar.lastElementChild.getBoundingClientRect().right;
          const { left, width } = bar.getBoundingClientRect();
          return 22 * (end - left) / width;
        })"""
    )


def test_alexnet_shows_its_published_counts_and_bars_of_their_lengths(budget: Locator):
    choose_layer(budget, "AlexNet's first layer")
    assert costs(budget) == ["44,892,355,200", "105,705,600", "34,944"]
    assert bar_lengths(budget) == pytest.approx([10.652, 8.024, 4.543], abs=0.02)
    expect(budget.get_by_text("Locality divides the dense layer's parameters by about 425.")).to_be_visible()
    expect(budget.get_by_role("status")).to_contain_text("Convolutional: 34,944")


def test_the_measures_switch_by_keyboard_and_sharing_saves_no_arithmetic(page: Page, budget: Locator):
    choose_layer(budget, "AlexNet's first layer")
    budget.get_by_role("radio", name="Parameters").focus()
    page.keyboard.press("ArrowRight")
    assert costs(budget)[1:] == ["105,415,200"] * 2
    expect(budget.get_by_text("it saves memory, not arithmetic")).to_be_visible()
    page.keyboard.press("ArrowRight")
    assert costs(budget) == ["180 GB", "423 MB", "140 kB"]
    expect(budget.get_by_text("139,776 bytes")).to_be_visible()


def test_numbers_are_typed_stepped_and_slid(page: Page, budget: Locator):
    choose_layer(budget, "A digit, one 3×3 kernel")
    assert costs(budget) == ["2,340", "360", "10"]
    type_number(budget, "image", "10")
    assert costs(budget) == ["6,464", "640", "10"]
    budget.get_by_role("button", name="increase in channels").click()
    assert costs(budget) == ["12,864", "1,216", "19"]
    slider = budget.get_by_role("slider", name="out channels", exact=True)
    slider.focus()
    page.keyboard.press("End")
    expect(slider).to_have_attribute("aria-valuetext", "1024")
    assert costs(budget)[2] == "19,456"
    expect(budget.get_by_label("layer preset")).to_have_value("custom")


def test_a_kernel_as_large_as_the_image_makes_all_three_one_layer(budget: Locator):
    choose_layer(budget, "A kernel as large as the image")
    assert costs(budget) == ["48,120"] * 3
    expect(budget.get_by_text("all three are the same layer")).to_be_visible()


def test_what_cannot_be_is_refused_with_the_reason(page: Page, budget: Locator):
    choose_layer(budget, "A digit, one 3×3 kernel")
    slider = budget.get_by_role("slider", name="kernel", exact=True)
    slider.focus()
    page.keyboard.press("End")
    reason = "Kernel 64×64 is larger than the image 8×8"
    expect(budget.get_by_text(reason).first).to_be_visible()
    expect(budget.get_by_role("status")).to_contain_text(reason)
    assert slider.input_value() == "2"
    type_number(budget, "in channels", "2000")
    expect(budget.get_by_text("In channels must be a whole number from 1 to 1024").first).to_be_visible()
    less = budget.get_by_role("button", name="decrease stride")
    expect(less).to_have_attribute("aria-disabled", "true")
    assert costs(budget) == ["2,340", "360", "10"]


def test_height_and_width_can_be_set_apart(budget: Locator):
    choose_layer(budget, "A digit, one 3×3 kernel")
    budget.get_by_role("switch", name="height and width apart").check()
    type_number(budget, "kernel width", "1")
    assert costs(budget)[2] == "4"
    expect(budget.get_by_text("1 channel of 6×8")).to_be_visible()
    budget.get_by_role("switch", name="height and width apart").uncheck()
    assert costs(budget)[2] == "10"


def test_reset_brings_the_first_state_back(budget: Locator):
    before = costs(budget)
    choose_layer(budget, "A 1×1 kernel")
    assert costs(budget) != before
    budget.get_by_role("button", name="Reset").click()
    assert costs(budget) == before


def test_copied_code_prints_the_costs_in_view(page: Page, budget: Locator):
    choose_layer(budget, "Megapixel photograph")
    budget.get_by_role("button", name="Copy as PyTorch").click()
    expect(budget.get_by_role("status")).to_contain_text(re.compile("copied", re.I))
    names = {}
    exec(page.evaluate("navigator.clipboard.readText()"), names)
    assert [f"{cost:,}" for cost in names["parameters"].values()] == costs(budget)


def test_a_phone_of_320_pixels_holds_the_largest_numbers_and_touch_works(reader: Reader):
    page = reader.open(CHAPTER, width=320, has_touch=True, is_mobile=True)
    budget = page.get_by_role("group", name=NAME)
    for name, value in {"kernel": 1, "image": 4096, "in channels": 1024, "out channels": 1024}.items():
        type_number(budget, name, str(value))
    budget.get_by_role("radio", name="Multiply-adds").tap()
    assert page.evaluate("document.documentElement.scrollWidth") == 320
    budget.get_by_role("button", name="increase kernel").tap()
    expect(budget.get_by_role("spinbutton", name="kernel", exact=True)).to_have_value("2")


def test_nothing_moves_while_numbers_change(budget: Locator):
    places = "widget => [...widget.querySelectorAll('li, .d2l-readout')].map(part => part.offsetTop).join()"
    choose_layer(budget, "AlexNet's first layer")
    before = budget.evaluate(places)
    for layer in ("Megapixel photograph", "A 1×1 kernel", "A kernel as large as the image"):
        choose_layer(budget, layer)
        assert budget.evaluate(places) == before
