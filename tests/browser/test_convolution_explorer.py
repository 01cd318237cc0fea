"""The convolution explorer in a built page, played by mouse, touch and keyboard, with no kernel behind it."""

import re

import torch
from playwright.sync_api import Locator, Page, expect

from tests.browser.conftest import Phone, grid, numbers, press, shown
from tests.browser.player import Live, Seen, push

LIVE = Live(
    "padding = 1",
    lambda explorer: grid(explorer, "output").get_by_role("gridcell").nth(15),
    push("increase stride"),
    "stride",
    "2",
)


def check_copied(seen: Seen, names: dict, printed: str) -> None:
    shown = torch.tensor(seen.numbers("output"), dtype=torch.float64)
    torch.testing.assert_close(names["Y"].double(), shown, rtol=1e-3, atol=0.006)


def test_the_output_grid_is_walked_with_the_keyboard_alone(page: Page, explorable: Locator):
    output = grid(explorable, "output")
    output.locator("[tabindex='0']").focus()
    selected = output.locator("[aria-selected=true]")
    press(page, "ArrowRight")
    expect(selected).to_have_text("25")
    press(page, "ArrowDown", "Home")
    expect(selected).to_have_text("37")
    expect(shown(explorable, "Y[1, 0]")).to_be_visible()
    expect(explorable.get_by_role("status")).to_contain_text("37")


def test_typing_a_number_changes_the_output(page: Page, explorable: Locator):
    explorable.get_by_role("textbox", name="kernel row 0, column 0").focus()
    page.keyboard.type("-1,5")  # a decimal comma is a decimal point in much of the world
    press(page, "Enter")
    assert numbers(explorable) == [[19, 23.5], [32.5, 37]]


def test_text_that_is_no_number_is_refused_in_words_and_the_old_number_stays(page: Page, explorable: Locator):
    field = explorable.get_by_role("textbox", name="kernel row 0, column 0")
    field.focus()
    page.keyboard.type("abc")
    press(page, "Enter")
    expect(field).to_have_value("0")
    expect(shown(explorable, re.compile("number", re.I))).to_be_visible()
    assert numbers(explorable) == [[19, 25], [37, 43]]


def test_what_cannot_be_is_refused_with_the_reason(page: Page, explorable: Locator):
    increase = explorable.get_by_role("button", name="increase kernel height")
    increase.click()
    expect(increase).to_have_attribute("aria-disabled", "true")
    increase.focus()
    press(page, "Enter")
    expect(shown(explorable, re.compile("larger than|does not fit|taller"))).to_be_visible()
    assert len(numbers(explorable)) == 1


def test_play_walks_to_the_end_and_stops(explorable: Locator):
    explorable.get_by_role("button", name="play").click()
    expect(grid(explorable, "output").locator("[aria-selected=true]")).to_have_text("43")
    expect(explorable.get_by_role("button", name="play")).to_be_visible()


def test_touch_moves_the_window(phone: Phone):
    explorable = phone(390)
    grid(explorable, "output").get_by_text("43").tap()
    expect(shown(explorable, "Y[1, 1]")).to_be_visible()


def test_a_cell_stays_in_hand_where_walking_leads_nowhere(page: Page, explorable: Locator):
    field = explorable.get_by_role("textbox", name="kernel row 0, column 0")
    field.focus()
    press(page, "ArrowLeft", "ArrowUp")
    page.keyboard.type("5")
    assert numbers(explorable) == [[19, 30], [52, 63]]
