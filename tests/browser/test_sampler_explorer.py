"""The sampler explorer in a built page, played by mouse, touch and keyboard."""

import pytest
import torch
from playwright.sync_api import Locator, Page, expect

from tests.browser.conftest import Phone, grid, numbers, press, shown
from tests.browser.player import Live, Seen, chosen, push

LIVE = Live("mode = 'nearest'", chosen("Nearest"), push("increase size height"), "size", "(9, 8)")


def check_copied(seen: Seen, names: dict, printed: str) -> None:
    shown = torch.tensor(seen.numbers("output"), dtype=torch.float64)
    torch.testing.assert_close(names["Y"].detach(), shown, rtol=2e-3, atol=0.006)


def handle(explorable: Locator, name: str) -> Locator:
    return explorable.get_by_role("slider", name=f"{name}: ")


def theta(explorable: Locator) -> list[float]:
    boxes = grid(explorable, "theta").get_by_role("textbox").all()
    return [float(box.input_value().replace("−", "-")) for box in boxes]


def start(explorable: Locator, preset: str = "Identity") -> None:
    explorable.get_by_role("button", name="Reset").click()
    explorable.get_by_label("theta preset").select_option(preset)


def test_the_identity_gives_the_input_back(explorable: Locator):
    start(explorable)
    rows = grid(explorable, "input").get_by_role("row").all()
    inputs = [[float(cell.input_value()) for cell in row.get_by_role("textbox").all()] for row in rows]
    assert numbers(explorable) == inputs
    expect(shown(explorable, "Loss 0")).to_be_visible()


def test_handles_are_thetas_columns(page: Page, explorable: Locator):
    start(explorable)
    handle(explorable, "middle").focus()
    press(page, "ArrowRight", "ArrowRight", "ArrowDown")
    assert theta(explorable) == [1, 0, 0.1, 0, 1, 0.05]
    handle(explorable, "right").focus()
    press(page, "ArrowDown")
    assert theta(explorable) == [1, 0, 0.1, 0.05, 1, 0.05]
    press(page, "Home")
    handle(explorable, "middle").focus()
    press(page, "Home")
    assert theta(explorable) == [1, 0, 0, 0, 1, 0]


@pytest.mark.parametrize("name", ["middle", "right", "down"])
def test_a_handle_is_dragged(page: Page, explorable: Locator, name: str):
    start(explorable, "Zoom in")
    box = handle(explorable, name).bounding_box()
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    before = theta(explorable)
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(x + 20, y + 10, steps=3)
    page.mouse.up()
    column = {"right": 0, "down": 1, "middle": 2}[name]
    moved = [after - was for after, was in zip(theta(explorable), before, strict=True)]
    assert moved[column] > 0.05
    assert moved[column + 3] > 0.02
    assert sum(by != 0 for by in moved) == 2


def test_sent_forward_a_zoom_leaves_holes(explorable: Locator):
    start(explorable, "Zoom in")
    explorable.get_by_role("radio", name="Input is sent to output").press(" ")
    assert explorable.locator("[data-hole]").count() == 48
    expect(shown(explorable, "48 of 64 output pixels got nothing, 0 got several.")).to_be_visible()
    explorable.get_by_role("radio", name="Output asks input").press(" ")
    assert explorable.locator("[data-hole]").count() == 0


def test_what_squeezes_the_picture_is_refused_when_the_input_is_sent(page: Page, explorable: Locator):
    start(explorable)
    explorable.get_by_role("radio", name="Input is sent to output").press(" ")
    grid(explorable, "theta").get_by_role("textbox").first.fill("0")
    expect(explorable.locator(".d2l-bubble")).to_contain_text("no way leads back")
    press(page, "Escape")
    assert theta(explorable)[0] == 1


def test_steps_downhill_turn_the_digit_upright(explorable: Locator):
    start(explorable, "Turn and zoom")
    for _ in range(2):
        explorable.get_by_role("button", name="20 steps").click()
    assert theta(explorable) == pytest.approx([1, 0, 0, 0, 1, 0], abs=0.03)
    explorable.get_by_role("radio", name="Nearest").check(force=True)
    expect(explorable.get_by_role("button", name="20 steps")).to_have_attribute("aria-disabled", "true")


def test_fingers_find_the_handles_and_the_output_on_a_small_screen(phone: Phone):
    explorable = phone(320)
    start(explorable)
    assert handle(explorable, "right").bounding_box()["width"] >= 44
    grid(explorable, "output").get_by_role("gridcell").nth(9).tap()
    expect(shown(explorable, "Y[1, 1]")).to_be_visible()
