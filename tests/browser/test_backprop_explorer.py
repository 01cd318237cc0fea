"""The backprop explorer in a built page, played by mouse, touch and keyboard."""

import json

import torch
from playwright.sync_api import Locator, Page, expect

from d2lmini.widgets import BackpropExplorer
from tests.browser.conftest import Phone, grid, numbers, press, shown
from tests.browser.player import Live, Seen, chosen, push

LIVE = Live("mode = 'dW'", chosen("dW"), push("increase stride"), "stride", "2")


def state_of(seen: Seen) -> dict:
    return dict(zip(BackpropExplorer._public, json.loads(seen.state), strict=True))


def check_copied(seen: Seen, names: dict, printed: str) -> None:
    state = state_of(seen)
    if state["so_far"]:
        return  # not yet the gradient
    close = {"rtol": 2e-3, "atol": 0.006}
    dX = torch.tensor(seen.numbers("dX"), dtype=torch.float64)
    torch.testing.assert_close(dX, names["X"].grad[state["channel"]], **close)
    if "K" in names:
        dW = torch.tensor(seen.numbers("dW"), dtype=torch.float64)
        torch.testing.assert_close(dW, names["dW"][state["filter"], state["channel"]], **close)


def field_of(explorable: Locator, name: str) -> Locator:
    return explorable.get_by_role("textbox", name=name)


def test_a_pixel_is_spelt_out_by_click_and_arrow_keys(page: Page, explorable: Locator):
    explorable.get_by_role("radio", name="dX").check(force=True)
    field_of(explorable, "input row 1, column 1").click()
    part = explorable.get_by_role("group", name="gradient in view")
    expect(part.locator(".d2l-sum:visible")).to_have_text("dX[1, 1] = 1·(−1) + (−1)·3 + 2·2 + 1·1 = 1")
    press(page, "ArrowRight", "ArrowRight")
    expect(part.locator(".d2l-sum:visible")).to_contain_text("dX[1, 3] = ")
    expect(shown(explorable, "2 windows read this pixel.")).to_be_visible()
    expect(explorable.get_by_role("status")).to_contain_text("dX[1, 3] is")


def test_a_weight_is_spelt_out_where_its_gradient_is_clicked(explorable: Locator):
    grid(explorable, "dW").get_by_role("gridcell").first.click()
    expect(explorable.get_by_role("radio", name="dW")).to_be_checked()
    sums = explorable.get_by_role("group", name="gradient in view").locator(".d2l-sum:visible")
    expect(sums).to_contain_text("dW[0, 0] = ")
    expect(sums.locator(".d2l-term")).to_have_count(9)
    expect(explorable.get_by_role("group", name="three ways to dX")).to_be_hidden()


def test_an_error_shows_its_window_and_what_it_gives(page: Page, explorable: Locator):
    explorable.get_by_role("radio", name="dX").check(force=True)
    field_of(explorable, "error map row 1, column 0").click()
    part = explorable.get_by_role("group", name="error in view")
    expect(part).to_contain_text("Error (1, 0) is 2.")
    expect(part.locator(".d2l-sum:visible")).to_have_text("dY[1, 0] gives = 2·1 + 2·2 + 2·3 + 2·(−1) = 10")
    corners = grid(explorable, "dX").locator("[data-corner]")
    assert corners.evaluate_all("cells => cells.map((cell) => cell.dataset.corner)") == [
        "+2",
        "+4",
        "+6",
        "−2",
    ]


def test_what_falls_on_padding_is_struck_out_and_not_counted(explorable: Locator):
    explorable.get_by_role("radio", name="dX").check(force=True)
    explorable.get_by_role("button", name="increase padding", exact=True).click()
    field_of(explorable, "error map row 0, column 0").click()
    part = explorable.get_by_role("group", name="error in view")
    expect(part).to_contain_text("3 of them are padding: what falls there is cut off.")
    expect(part.locator(".d2l-sum:visible")).to_have_text("dY[0, 0] gives = 1·1 + 1·2 + 1·3 + 1·(−1) = −1")
    expect(part.locator(".d2l-sum:visible .d2l-padded")).to_have_count(3)


def test_a_stride_puts_zeros_between_and_all_ways_agree(explorable: Locator):
    explorable.get_by_role("radio", name="dX").check(force=True)
    explorable.get_by_role("button", name="increase stride", exact=True).click()
    ways = explorable.get_by_role("group", name="three ways to dX")
    expect(ways).to_contain_text("Zeros between errors: stride − 1 = 1.")
    expect(ways).to_contain_text("the largest difference between them is 0")
    assert numbers(explorable, "spread errors")[1] == [0, 1, 0, -1, 0]
    assert numbers(explorable, "rotated kernel") == [[-1, 3], [2, 1]]


def test_a_tie_goes_to_the_first_and_overlaps_add(explorable: Locator):
    explorable.get_by_role("radio", name="Max pooling").check(force=True)
    field_of(explorable, "error map row 1, column 1").click()
    expect(shown(explorable, "the first of 2 equal ones, as PyTorch chooses")).to_be_visible()
    field_of(explorable, "input row 1, column 2").click()
    expect(shown(explorable, "it wins all of them")).to_be_visible()
    explorable.get_by_role("radio", name="Average pooling").check(force=True)
    expect(shown(explorable, "Each of the 4 places of its window gets 1/4 of it.")).to_be_visible()


def test_padding_of_a_maximum_is_minus_infinity(explorable: Locator):
    explorable.get_by_role("button", name="increase padding", exact=True).click()
    ghosts = explorable.locator(".d2l-ghosts")
    looks = {}
    for mode in ("dX", "Max pooling", "Average pooling"):
        explorable.get_by_role("radio", name=mode).check(force=True)
        looks[mode] = ghosts.evaluate("ghosts => getComputedStyle(ghosts).getPropertyValue('--zero')")
    assert "−∞" in looks["Max pooling"]
    assert looks["dX"] == looks["Average pooling"] != looks["Max pooling"]


def test_what_a_switch_to_pooling_takes_away_is_told(explorable: Locator):
    explorable.get_by_role("radio", name="dX").check(force=True)
    for _ in range(2):
        explorable.get_by_role("button", name="increase padding", exact=True).click()
    explorable.get_by_role("radio", name="Max pooling").check(force=True)
    expect(shown(explorable, "Padding 2 has become 1, for pooling allows no more here.")).to_be_visible()
    expect(explorable.get_by_role("switch", name="height and width apart")).not_to_be_checked()
    expect(explorable.get_by_role("spinbutton", name="padding", exact=True)).to_have_value("1")


def test_a_long_text_is_refused_within_the_page(page: Page, explorable: Locator):
    field = field_of(explorable, "input row 1, column 1")
    field.fill("9" * 400)
    field.press("Enter")
    expect(shown(explorable, "is too large; use a number between")).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    press(page, "Escape")


def test_a_number_cut_short_does_not_look_like_a_smaller_one(explorable: Locator):
    explorable.get_by_role("radio", name="dX").check(force=True)
    field_of(explorable, "error map row 1, column 1").fill("1000000")
    ways = explorable.get_by_role("group", name="three ways to dX")
    cells = ways.get_by_role("gridcell").evaluate_all(
        """cells => cells.filter(({ scrollWidth, clientWidth }) => scrollWidth > clientWidth)
          .map((cell) => [cell.textContent, getComputedStyle(cell).textOverflow])"""
    )
    assert ["1000000", "ellipsis"] in cells
    assert all(look == "ellipsis" for text, look in cells if len(text) > 6)


def test_a_nudge_stands_beside_the_gradient(explorable: Locator):
    explorable.get_by_role("radio", name="dX").check(force=True)
    nudge = explorable.get_by_role("group", name="nudge", exact=True)
    nudge.get_by_role("radio", name="0.01").check(force=True)
    expect(nudge).to_contain_text("(56.08 − 55.92) / 0.02 = 8")
    expect(nudge).to_contain_text("the difference equals the gradient, 8.")


def test_errors_add_up_as_the_walk_goes_on(page: Page, explorable: Locator):
    explorable.get_by_role("radio", name="dX").check(force=True)
    explorable.get_by_role("switch", name="only what came so far").check()
    explorable.get_by_role("slider", name="error").fill("0")
    assert sum(number != 0 for row in numbers(explorable, "dX") for number in row) == 4
    explorable.get_by_role("slider", name="error").fill("8")
    whole = numbers(explorable, "dX")
    explorable.get_by_role("switch", name="only what came so far").uncheck()
    assert numbers(explorable, "dX") == whole


def test_touch_chooses_on_a_small_screen(phone: Phone):
    explorable = phone(320)
    explorable.get_by_role("radio", name="dX").check(force=True)
    field_of(explorable, "error map row 2, column 2").tap()
    expect(shown(explorable, "Error (2, 2) is −1.")).to_be_visible()
    grid(explorable, "dX").get_by_role("gridcell").nth(5).tap()
    expect(shown(explorable, "dX[1, 1]")).to_be_visible()


def test_the_rotated_kernel_stands_beside_the_errors_also_with_zeros_between_them(explorable: Locator):
    explorable.get_by_role("radio", name="dX").check(force=True)
    for name in ("increase stride", "increase input rows", "increase input columns"):
        explorable.get_by_role("button", name=name, exact=True).click()
    box = explorable.get_by_role("group", name="spread errors and rotated kernel")
    assert box.evaluate("node => node.scrollWidth <= node.clientWidth")
