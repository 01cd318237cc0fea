"""The pooling explorer in a built page, played by mouse, touch and keyboard."""

import torch
import torch.nn.functional as F
from playwright.sync_api import Locator, Page, expect

from tests.browser.conftest import Phone, grid, numbers, press, shown
from tests.browser.player import Live, Seen, chosen, push

LIVE = Live("mode = 'avg'", chosen("Average pooling"), push("move down"), "shift", "(1, 1)")


def check_copied(seen: Seen, names: dict, printed: str) -> None:
    shown = torch.tensor(seen.numbers("output"), dtype=torch.float64)
    torch.testing.assert_close(names["Y"].double(), shown, rtol=1e-3, atol=0.006)


WORKED = "Worked example"


def pad(explorable: Locator) -> Locator:
    return explorable.get_by_role("group", name="move the input")


def inputs(explorable: Locator) -> torch.Tensor:
    rows = grid(explorable, "input").get_by_role("row").all()
    values = [[cell.input_value() for cell in row.get_by_role("textbox").all()] for row in rows]
    return torch.tensor([[float(text.replace("−", "-")) for text in row] for row in values])


def start(explorable: Locator, preset: str) -> None:
    """Take a preset that has not moved, whatever the chapter's explorer begins with."""
    explorable.get_by_role("button", name="move back").click()
    explorable.get_by_label("input preset").select_option(preset)


def test_the_worked_example(explorable: Locator):
    start(explorable, WORKED)
    explorable.get_by_role("switch", name="stride = window").uncheck()
    for axis in ("height", "width"):
        explorable.get_by_role("spinbutton", name=f"stride {axis}").fill("1")
        explorable.get_by_role("spinbutton", name=f"stride {axis}").press("Enter")
    assert numbers(explorable) == [[4, 5], [7, 8]]
    explorable.get_by_role("radio", name="Average pooling").check()
    assert numbers(explorable) == [[2, 3], [5, 6]]
    grid(explorable, "output").get_by_role("gridcell").first.click()
    expect(shown(explorable, "Divided by 4")).to_be_visible()
    expect(explorable.locator(".d2l-sum")).to_have_text("Y[0, 0] = (0 + 1 + 3 + 4) / 4 = 2")


def test_the_input_moves_by_keyboard_and_the_changes_are_marked_and_counted(page: Page, explorable: Locator):
    start(explorable, "Digit 2")
    before, X = numbers(explorable), inputs(explorable)
    home = explorable.get_by_role("button", name="move back")
    home.focus()
    press(page, "ArrowRight", "ArrowDown")
    moved = F.pad(X, (1, -1, 1, -1))
    assert torch.equal(inputs(explorable), moved)
    after = F.max_pool2d(moved[None], 2)[0]
    assert numbers(explorable) == after.tolist()
    changed = int((after != torch.tensor(before)).sum())
    assert grid(explorable, "output").locator("[data-was]").count() == changed
    assert explorable.get_by_role("gridcell", name=", was ").count() == changed
    tally = explorable.get_by_role("group", name="changed by the shift")
    expect(tally).to_contain_text(f"{changed} of 16")
    sentence = f"The shift changed {int((moved != X).sum())} of 64 inputs, {changed} of 16 outputs."
    expect(explorable.get_by_role("status")).to_contain_text(sentence)
    expect(explorable.get_by_role("status")).to_contain_text("Moved 1 down and 1 right")
    press(page, "Enter")
    assert numbers(explorable) == before


def test_an_input_moves_only_so_far(page: Page, explorable: Locator):
    start(explorable, "Line")
    for _ in range(3):
        explorable.get_by_role("button", name="move up").click()
    stopped = explorable.get_by_role("button", name="move up")
    expect(stopped).to_have_attribute("aria-disabled", "true")
    explorable.get_by_role("button", name="move back").focus()
    press(page, "ArrowUp")
    expect(shown(explorable, "moves at most 3 pixels")).to_be_visible()
    expect(shown(explorable, "3 up")).to_be_visible()


def test_a_number_is_edited_where_it_stands(page: Page, explorable: Locator):
    start(explorable, WORKED)
    explorable.get_by_role("button", name="move right").click()
    explorable.get_by_role("textbox", name="input row 0, column 1").fill("-9")
    explorable.get_by_role("button", name="move back").click()
    assert inputs(explorable)[0].tolist() == [-9, 1, 2]
    explorable.get_by_role("button", name="move right").click()
    explorable.get_by_role("textbox", name="input row 0, column 0").fill("5")
    expect(shown(explorable, "came in with the shift")).to_be_visible()
    press(page, "Enter")
    assert inputs(explorable)[0].tolist() == [0, -9, 1]


def test_the_output_is_walked_and_the_winner_told(page: Page, explorable: Locator):
    start(explorable, WORKED)
    explorable.get_by_role("button", name="increase padding height").click()
    explorable.get_by_role("button", name="increase padding width").click()
    assert numbers(explorable) == [[0, 2], [6, 8]]
    grid(explorable, "output").locator("[tabindex='0']").focus()
    press(page, "Home", "ArrowUp")
    expect(explorable.locator(".d2l-sum")).to_have_text("Y[0, 0] = max(−∞, −∞, −∞, 0) = 0")
    press(page, "ArrowRight", "ArrowDown")
    expect(shown(explorable, "The largest is in row 2, column 2 of the input.")).to_be_visible()


def test_the_stride_follows_the_window_until_it_is_chosen(explorable: Locator):
    start(explorable, "Digit 2")
    follows = explorable.get_by_role("switch", name="stride = window")
    explorable.get_by_role("button", name="increase window height").click()
    expect(explorable.get_by_role("spinbutton", name="stride height")).to_have_value("3")
    explorable.get_by_role("button", name="decrease stride height").click()
    expect(follows).not_to_be_checked()
    follows.check()
    expect(explorable.get_by_role("spinbutton", name="stride height")).to_have_value("3")
    expect(explorable.get_by_role("group", name="why this size")).to_contain_text("never read")


def test_touch_moves_the_input_and_the_window_on_a_small_screen(phone: Phone):
    explorable = phone(320)
    start(explorable, "Line")
    explorable.get_by_role("button", name="move right").tap()
    expect(shown(explorable, "The shift changed 16 of 64 inputs, 0 of 16 outputs.")).to_be_visible()
    grid(explorable, "output").get_by_role("gridcell").nth(5).tap()
    expect(shown(explorable, "Y[1, 1]")).to_be_visible()


def test_nothing_moves_while_the_input_does(page: Page, explorable: Locator):
    start(explorable, "Digit 2")
    controls = explorable.get_by_role("spinbutton", name="window height")
    place = controls.bounding_box()
    for way in ("right", "down", "left", "left", "up", "up"):
        explorable.get_by_role("button", name=f"move {way}").click()
        assert controls.bounding_box() == place
