"""The parameter budget in its chapter, played by mouse, touch or keyboard."""

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.conftest import Phone, shown
from tests.browser.player import Live, Seen, choose

LIVE = Live("kernel = 5", lambda budget: shown(budget, "4,864"), choose("Memory"), "measure", "memory")
READS = {"costs": "li strong", "measure": "label:has(input[type=radio]:checked)"}
MEASURED = {"Parameters": "parameters", "Multiply-adds": "multiply_adds", "Memory": "memory"}
UNITS = {"bytes": 1, "kB": 1e3, "MB": 1e6, "GB": 1e9, "TB": 1e12, "PB": 1e15}


def check_copied(seen: Seen, names: dict, printed: str) -> None:
    (measure,) = seen.texts["measure"]
    costs = names[MEASURED[measure]].values()
    if measure != "Memory":
        assert [f"{cost:,}" for cost in costs] == seen.texts["costs"]
        return
    for cost, text in zip(costs, seen.texts["costs"], strict=True):
        count, unit = text.split()
        assert float(count.replace(",", "")) * UNITS[unit] == pytest.approx(cost, rel=0.006)


def choose_layer(explorable: Locator, name: str) -> None:
    explorable.get_by_label("layer preset").select_option(name)


def type_number(explorable: Locator, name: str, value: str) -> None:
    field = explorable.get_by_role("spinbutton", name=name, exact=True)
    field.fill(value)
    field.press("Enter")


def costs(explorable: Locator) -> list[str]:
    return explorable.get_by_role("listitem").locator("strong").all_inner_texts()


def bar_lengths(explorable: Locator) -> list[float]:
    """Measure each bar in powers of ten."""
    bars = explorable.get_by_role("listitem").locator("[aria-hidden]")
    return bars.evaluate_all(
        """bars => bars.map((bar) => {
          const end = bar.lastElementChild.getBoundingClientRect().right;
          const { left, width } = bar.getBoundingClientRect();
          return 22 * (end - left) / width;
        })"""
    )


def test_alexnet_shows_its_published_counts_and_bars_of_their_lengths(explorable: Locator):
    choose_layer(explorable, "AlexNet's first layer")
    assert costs(explorable) == ["44,892,355,200", "105,705,600", "34,944"]
    assert bar_lengths(explorable) == pytest.approx([10.652, 8.024, 4.543], abs=0.02)
    expect(shown(explorable, "Locality divides the dense layer's parameters by about 425.")).to_be_visible()
    expect(explorable.get_by_role("status")).to_contain_text("Convolutional: 34,944")


def test_the_measures_switch_by_keyboard_and_sharing_saves_no_arithmetic(page: Page, explorable: Locator):
    choose_layer(explorable, "AlexNet's first layer")
    explorable.get_by_role("radio", name="Parameters").focus()
    page.keyboard.press("ArrowRight")
    assert costs(explorable)[1:] == ["105,415,200"] * 2
    expect(shown(explorable, "it saves memory, not arithmetic")).to_be_visible()
    page.keyboard.press("ArrowRight")
    assert costs(explorable) == ["180 GB", "423 MB", "140 kB"]
    expect(shown(explorable, "139,776 bytes")).to_be_visible()


def test_numbers_are_typed_stepped_and_slid(page: Page, explorable: Locator):
    choose_layer(explorable, "A digit, one 3×3 kernel")
    assert costs(explorable) == ["2,340", "360", "10"]
    type_number(explorable, "image", "10")
    assert costs(explorable) == ["6,464", "640", "10"]
    explorable.get_by_role("button", name="increase in channels").click()
    assert costs(explorable) == ["12,864", "1,216", "19"]
    slider = explorable.get_by_role("slider", name="out channels", exact=True)
    slider.focus()
    page.keyboard.press("End")
    expect(slider).to_have_attribute("aria-valuetext", "1024")
    assert costs(explorable)[2] == "19,456"
    expect(explorable.get_by_label("layer preset")).to_have_value("custom")


def test_what_cannot_be_is_refused_with_the_reason(page: Page, explorable: Locator):
    choose_layer(explorable, "A digit, one 3×3 kernel")
    slider = explorable.get_by_role("slider", name="kernel", exact=True)
    slider.focus()
    page.keyboard.press("End")
    reason = "Kernel 64×64 is larger than the image 8×8"
    expect(shown(explorable, reason)).to_be_visible()
    expect(explorable.get_by_role("status")).to_contain_text(reason)
    assert slider.input_value() == "2"
    type_number(explorable, "in channels", "2000")
    expect(shown(explorable, "In channels must be a whole number from 1 to 1024")).to_be_visible()
    less = explorable.get_by_role("button", name="decrease stride")
    expect(less).to_have_attribute("aria-disabled", "true")
    assert costs(explorable) == ["2,340", "360", "10"]


def test_height_and_width_can_be_set_apart(explorable: Locator):
    choose_layer(explorable, "A digit, one 3×3 kernel")
    explorable.get_by_role("switch", name="height and width apart").check()
    type_number(explorable, "kernel width", "1")
    assert costs(explorable)[2] == "4"
    expect(shown(explorable, "1 channel of 6×8")).to_be_visible()
    explorable.get_by_role("switch", name="height and width apart").uncheck()
    assert costs(explorable)[2] == "10"


def test_a_phone_of_320_pixels_holds_the_largest_numbers_and_touch_works(phone: Phone):
    explorable = phone(320)
    for name, value in {"kernel": 1, "image": 4096, "in channels": 1024, "out channels": 1024}.items():
        type_number(explorable, name, str(value))
    explorable.get_by_role("radio", name="Multiply-adds").tap()
    assert explorable.page.evaluate("document.documentElement.scrollWidth") == 320
    explorable.get_by_role("button", name="increase kernel").tap()
    expect(explorable.get_by_role("spinbutton", name="kernel", exact=True)).to_have_value("2")


def test_nothing_moves_while_numbers_change(explorable: Locator):
    places = "widget => [...widget.querySelectorAll('li, .d2l-readout')].map(part => part.offsetTop).join()"
    choose_layer(explorable, "AlexNet's first layer")
    before = explorable.evaluate(places)
    for layer in ("Megapixel photograph", "A 1×1 kernel", "A kernel as large as the image"):
        choose_layer(explorable, layer)
        assert explorable.evaluate(places) == before
