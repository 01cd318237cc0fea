"""ChannelExplorer in a built page, played by mouse, touch and keyboard, with no kernel behind it."""

import re

import pytest
import torch
from playwright.sync_api import Locator, Page, expect

from tests.browser.conftest import Phone, grid, numbers, press, shown
from tests.browser.player import Live, Seen, choose, chosen

LIVE = Live("filter = 1", chosen("filter 1"), choose("filter 2"), "filter", "2")
READS = {"totals": ".d2l-total"}


def check_copied(seen: Seen, names: dict, printed: str) -> None:
    (total,) = seen.texts["totals"][-1:]
    value = eval(printed, {"tensor": torch.tensor, "torch": torch})
    assert float(total.rpartition("=")[2].replace("−", "-")) == pytest.approx(value.item(), abs=0.5)


GREYS = "canvas => canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height).data.join()"


def show_photograph(explorable: Locator) -> None:
    explorable.get_by_role("radio", name="Photograph").check()


def total(explorable: Locator, name: str) -> Locator:
    return explorable.get_by_text(name).locator("xpath=ancestor::p")


def test_every_filter_makes_one_output_channel(explorable: Locator):
    seen = []
    for filter in range(3):
        explorable.get_by_role("radio", name=f"filter {filter}").check()
        seen.append(numbers(explorable))
    assert seen == [[[56, 72], [104, 120]], [[76, 100], [148, 172]], [[96, 128], [192, 224]]]
    expect(shown(explorable, "3 filters, 3 channels")).to_be_visible()


def test_the_filters_are_walked_with_arrow_keys(page: Page, explorable: Locator):
    explorable.get_by_role("radio", name="filter 0").focus()
    page.keyboard.press("ArrowDown")
    expect(explorable.get_by_role("radio", name="filter 1")).to_be_checked()
    expect(total(explorable, "Y[1, 0, 0]")).to_have_text("Y[1, 0, 0] = 27 + 49 + 0 = 76")
    expect(explorable.get_by_role("status")).to_contain_text("Output channel 1, row 0, column 0 is 76")


def test_an_output_is_spelt_out_for_every_channel(page: Page, explorable: Locator):
    grid(explorable, "output").locator("[tabindex='0']").focus()
    press(page, "ArrowRight", "ArrowDown")
    expect(total(explorable, "Y[0, 1, 1]")).to_have_text("Y[0, 1, 1] = 43 + 77 + 0 = 120")
    expect(explorable.locator(".d2l-sum").first).to_have_text("channel 0 = 4·0 + 5·1 + 7·2 + 8·3 = 43")
    windows = [frame.bounding_box() for frame in explorable.locator(".d2l-window:visible").all()]
    corners = [explorable.get_by_label(f"channel {c} row 1, column 1").bounding_box() for c in (0, 1)]
    assert len(windows) == 2
    for window, corner in zip(windows, corners, strict=True):
        assert abs(window["x"] - corner["x"]) < 30
        assert abs(window["y"] - corner["y"]) < 30


def test_hovering_an_output_moves_the_windows(explorable: Locator):
    grid(explorable, "output").get_by_text("104").hover()
    expect(shown(explorable, "Y[0, 1, 0]")).to_be_visible()


def test_kernels_and_bias_belong_to_the_filter_in_view(page: Page, explorable: Locator):
    explorable.get_by_role("radio", name="filter 2").check()
    for name, number in {"kernel 1 row 0, column 0": "0", "bias row 0, column 0": "-10"}.items():
        explorable.get_by_role("textbox", name=name).focus()
        page.keyboard.type(number)
        page.keyboard.press("Enter")
    assert numbers(explorable) == [[96 - 3 - 10, 128 - 6 - 10], [192 - 12 - 10, 224 - 15 - 10]]
    explorable.get_by_role("radio", name="filter 0").check()
    assert numbers(explorable) == [[56, 72], [104, 120]]


def test_shapes_follow_the_steppers_and_limits_say_why(page: Page, explorable: Locator):
    for control in ("filters", "input channels", "input columns"):
        explorable.get_by_role("button", name=f"increase {control}").click()
    shapes = explorable.get_by_role("group", name="shapes").locator("visible=true")
    for shape in ("(3, 3, 4)", "(4, 3, 2, 2)", "(4,)", "(4, 2, 3)", "4·(3·2·2 + 1) = 52"):
        expect(shapes).to_contain_text(shape)
    explorable.get_by_role("spinbutton", name="filters").focus()
    page.keyboard.press("ArrowUp")
    expect(shown(explorable, "Filters must be from 1 to 4, got 5.")).to_be_visible()
    assert explorable.get_by_role("radio", name="filter").count() == 4


def test_fewer_filters_keep_one_in_view(explorable: Locator):
    explorable.get_by_role("radio", name="filter 2").check()
    explorable.get_by_role("button", name="decrease filters").click()
    expect(explorable.get_by_role("radio", name="filter 1")).to_be_checked()
    assert numbers(explorable) == [[76, 100], [148, 172]]


def test_a_preset_changes_the_map_of_its_filter_alone(explorable: Locator):
    show_photograph(explorable)
    explorable.get_by_role("radio", name="filter 2").check()
    cards = explorable.locator(".d2l-card canvas")
    before = [card.evaluate(GREYS) for card in cards.all()]
    explorable.get_by_label("filter preset").select_option("Red minus green")
    after = [card.evaluate(GREYS) for card in cards.all()]
    assert [one == other for one, other in zip(before, after, strict=True)] == [True, True, False, True]
    assert after[2] == after[1]  # filter 1 starts as this preset


def test_the_cross_hair_spells_a_pixel_out(page: Page, explorable: Locator):
    show_photograph(explorable)
    explorable.get_by_role("slider", name="cross-hair on the photograph").focus()
    expect(shown(explorable, "Y[0, 54, 79]")).to_be_visible()
    page.keyboard.press("Shift+ArrowRight")
    expect(shown(explorable, "Y[0, 54, 89]")).to_be_visible()
    expect(explorable.get_by_role("status")).to_contain_text(
        re.compile(r"Feature map 0, row 54, column 89 .* red .* green .* blue .* bias 0")
    )


def test_editing_a_kernel_of_the_photograph_changes_one_partial_result(page: Page, explorable: Locator):
    show_photograph(explorable)
    partials = explorable.locator(".d2l-partial canvas")
    before = [partial.evaluate(GREYS) for partial in partials.all()]
    explorable.get_by_role("textbox", name="kernel for green row 1, column 1").focus()
    page.keyboard.type("1")
    after = [partial.evaluate(GREYS) for partial in partials.all()]
    assert [one == other for one, other in zip(before, after, strict=True)] == [True, False, True]
    expect(shown(explorable, "Your own filter.")).to_be_visible()


@pytest.mark.parametrize("view", ["Numbers", "Photograph"])
def test_nothing_stands_out_sideways_on_a_small_phone_and_cells_are_large_enough_to_touch(
    phone: Phone, view: str
):
    explorable = phone(320)
    explorable.get_by_role("radio", name=view).check()
    explorable.get_by_role("radio", name="filter 2").tap()
    expect(explorable.get_by_role("radio", name="filter 2")).to_be_checked()
    tables = explorable.locator(".d2l-channel-table:visible")
    assert tables.evaluate("table => table.scrollWidth <= table.clientWidth")
    assert min(cell.bounding_box()["width"] for cell in tables.locator(".d2l-cell:visible").all()) >= 26


def test_touch_chooses_an_output(phone: Phone):
    explorable = phone(390)
    grid(explorable, "output").get_by_text("120").tap()
    expect(shown(explorable, "Y[0, 1, 1]")).to_be_visible()
    show_photograph(explorable)
    explorable.locator(".d2l-channel-table > .d2l-photo").tap()
    expect(shown(explorable, re.compile(r"Y\[0, 5[45], 8[123]\]"))).to_be_visible()
