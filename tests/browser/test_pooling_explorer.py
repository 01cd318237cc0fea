"""The pooling explorer in a built page, played by mouse, touch and keyboard."""

import re

import pytest
import torch
import torch.nn.functional as F
from playwright.sync_api import Locator, Page, expect

from tests.browser.conftest import Reader
from tests.browser.test_widgets import grid, numbers, press, run_copied_code

CHAPTER = "chapters/pooling.html"
WORKED = "Worked example"


@pytest.fixture
def page(reader: Reader) -> Page:
    return reader.open(CHAPTER, permissions=["clipboard-read", "clipboard-write"])


@pytest.fixture
def explorer(page: Page) -> Locator:
    found = page.get_by_role("group", name="pooling explorer")
    found.scroll_into_view_if_needed()
    return found


def pad(explorer: Locator) -> Locator:
    return explorer.get_by_role("group", name="move the input")


def inputs(explorer: Locator) -> torch.Tensor:
    rows = grid(explorer, "input").get_by_role("row").all()
    values = [[cell.input_value() for cell in row.get_by_role("textbox").all()] for row in rows]
    return torch.tensor([[float(text.replace("−", "-")) for text in row] for row in values])


def start(explorer: Locator, preset: str) -> None:
    """Take a preset that has not moved, whatever the chapter's explorer begins with."""
    explorer.get_by_role("button", name="move back").click()
    explorer.get_by_label("input preset").select_option(preset)


def test_the_worked_example(explorer: Locator):
    start(explorer, WORKED)
    explorer.get_by_role("switch", name="stride = window").uncheck()
    for axis in ("height", "width"):
        explorer.get_by_role("spinbutton", name=f"stride {axis}").fill("1")
        explorer.get_by_role("spinbutton", name=f"stride {axis}").press("Enter")
    assert numbers(explorer) == [[4, 5], [7, 8]]
    explorer.get_by_role("radio", name="Average pooling").check()
    assert numbers(explorer) == [[2, 3], [5, 6]]
    grid(explorer, "output").get_by_role("gridcell").first.click()
    expect(explorer.get_by_text("Divided by 4")).to_be_visible()
    expect(explorer.locator(".d2l-sum")).to_have_text("Y[0, 0] = (0 + 1 + 3 + 4) / 4 = 2")


def test_the_input_moves_by_keyboard_and_the_changes_are_marked_and_counted(page: Page, explorer: Locator):
    start(explorer, "Digit 2")
    before, X = numbers(explorer), inputs(explorer)
    home = explorer.get_by_role("button", name="move back")
    home.focus()
    press(page, "ArrowRight", "ArrowDown")
    moved = F.pad(X, (1, -1, 1, -1))
    assert torch.equal(inputs(explorer), moved)
    after = F.max_pool2d(moved[None], 2)[0]
    assert numbers(explorer) == after.tolist()
    changed = int((after != torch.tensor(before)).sum())
    assert grid(explorer, "output").locator("[data-was]").count() == changed
    assert explorer.get_by_role("gridcell", name=", was ").count() == changed
    tally = explorer.get_by_role("group", name="changed by the shift")
    expect(tally).to_contain_text(f"{changed} of 16")
    sentence = f"The shift changed {int((moved != X).sum())} of 64 inputs, {changed} of 16 outputs."
    expect(explorer.get_by_role("status")).to_contain_text(sentence)
    expect(explorer.get_by_role("status")).to_contain_text("Moved 1 down and 1 right")
    press(page, "Enter")
    assert numbers(explorer) == before


def test_an_input_moves_only_so_far(page: Page, explorer: Locator):
    start(explorer, "Edge")
    for _ in range(3):
        explorer.get_by_role("button", name="move up").click()
    stopped = explorer.get_by_role("button", name="move up")
    expect(stopped).to_have_attribute("aria-disabled", "true")
    explorer.get_by_role("button", name="move back").focus()
    press(page, "ArrowUp")
    expect(explorer.get_by_text("moves at most 3 pixels").last).to_be_visible()
    expect(explorer.get_by_text("3 up")).to_be_visible()


def test_a_number_is_edited_where_it_stands(page: Page, explorer: Locator):
    start(explorer, WORKED)
    explorer.get_by_role("button", name="move right").click()
    explorer.get_by_role("textbox", name="input row 0, column 1").fill("-9")
    explorer.get_by_role("button", name="move back").click()
    assert inputs(explorer)[0].tolist() == [-9, 1, 2]
    explorer.get_by_role("button", name="move right").click()
    explorer.get_by_role("textbox", name="input row 0, column 0").fill("5")
    expect(explorer.get_by_text("came in with the shift").first).to_be_visible()
    press(page, "Enter")
    assert inputs(explorer)[0].tolist() == [0, -9, 1]


def test_each_grid_and_the_pad_are_single_tab_stops(explorer: Locator):
    for name in ("input", "output"):
        assert grid(explorer, name).locator("[tabindex='0']").count() == 1
    assert pad(explorer).locator("button:not([tabindex='-1'])").count() == 1


def test_the_output_is_walked_and_the_winner_told(page: Page, explorer: Locator):
    start(explorer, WORKED)
    explorer.get_by_role("button", name="increase padding height").click()
    explorer.get_by_role("button", name="increase padding width").click()
    assert numbers(explorer) == [[0, 2], [6, 8]]
    grid(explorer, "output").locator("[tabindex='0']").focus()
    press(page, "Home", "ArrowUp")
    expect(explorer.locator(".d2l-sum")).to_have_text("Y[0, 0] = max(−∞, −∞, −∞, 0) = 0")
    press(page, "ArrowRight", "ArrowDown")
    expect(explorer.get_by_text("The largest is in row 2, column 2 of the input.")).to_be_visible()


def test_padding_beyond_half_the_window_is_refused_with_the_reason(explorer: Locator):
    start(explorer, "Digit 2")
    increase = explorer.get_by_role("button", name="increase padding height")
    increase.click()
    expect(increase).to_have_attribute("aria-disabled", "true")
    increase.dispatch_event("click")
    expect(explorer.get_by_text("more than half of the window").last).to_be_visible()
    assert len(numbers(explorer)) == 5


def test_the_stride_follows_the_window_until_it_is_chosen(explorer: Locator):
    start(explorer, "Digit 2")
    follows = explorer.get_by_role("switch", name="stride = window")
    explorer.get_by_role("button", name="increase window height").click()
    expect(explorer.get_by_role("spinbutton", name="stride height")).to_have_value("3")
    explorer.get_by_role("button", name="decrease stride height").click()
    expect(follows).not_to_be_checked()
    follows.check()
    expect(explorer.get_by_role("spinbutton", name="stride height")).to_have_value("3")
    expect(explorer.get_by_role("group", name="why this size")).to_contain_text("never read")


@pytest.mark.parametrize("mode", ["Max pooling", "Average pooling"])
def test_copied_code_computes_the_picture(page: Page, explorer: Locator, mode: str):
    start(explorer, "Two edges")
    explorer.get_by_role("radio", name=mode).check()
    explorer.get_by_role("button", name="increase padding width").click()
    explorer.get_by_role("switch", name="average counts padding").uncheck()
    explorer.get_by_role("button", name="move left").click()
    explorer.get_by_role("button", name="Copy as PyTorch").click()
    expect(explorer.get_by_role("status")).to_contain_text(re.compile("copied", re.I))
    assert run_copied_code(page).tolist() == numbers(explorer)


def test_reset_brings_the_first_state_back(explorer: Locator):
    first = numbers(explorer)
    start(explorer, "Blob")
    explorer.get_by_role("radio", name="Average pooling").check()
    explorer.get_by_role("button", name="increase window width").click()
    explorer.get_by_role("button", name="Reset").click()
    assert numbers(explorer) == first


def test_touch_moves_the_input_and_the_window_on_a_small_screen(reader: Reader):
    page = reader.open(CHAPTER, width=320, has_touch=True, is_mobile=True)
    explorer = page.get_by_role("group", name="pooling explorer")
    start(explorer, "Edge")
    explorer.get_by_role("button", name="move right").tap()
    expect(explorer.get_by_text("The shift changed 16 of 64 inputs, 0 of 16 outputs.").first).to_be_visible()
    grid(explorer, "output").get_by_role("gridcell").nth(5).tap()
    expect(explorer.get_by_text("Y[1, 1]")).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth") <= 320
    assert reader.errors == []


def test_nothing_moves_while_the_input_does(page: Page, explorer: Locator):
    start(explorer, "Digit 2")
    controls = explorer.get_by_role("spinbutton", name="window height")
    place = controls.bounding_box()
    for way in ("right", "down", "left", "left", "up", "up"):
        explorer.get_by_role("button", name=f"move {way}").click()
        assert controls.bounding_box() == place
