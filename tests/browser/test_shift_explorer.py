"""The shift explorer of a built page, played by mouse, finger and keyboard."""

import pytest
import torch
from playwright.sync_api import Locator, Page, expect

from tests.browser.conftest import Phone, grid, numbers, press, shown
from tests.browser.player import Live, Seen, chosen, push

LIVE = Live("pattern = 'bar'", chosen("Bar"), push("Teach this position"), "learned", "((2, 2), (2, 3))")


def check_copied(seen: Seen, names: dict, printed: str) -> None:
    assert names["Y"].tolist() == seen.numbers("convolution")
    shown = torch.tensor(seen.numbers("dense layer"), dtype=torch.float64)
    torch.testing.assert_close(shown, names["Y_dense"], rtol=0, atol=0.0501)


def handle(explorable: Locator) -> Locator:
    return explorable.get_by_role("slider", name="position of the pattern")


def expect_at(explorable: Locator, row: int, column: int) -> None:
    expect(handle(explorable)).to_have_attribute("aria-valuetext", f"row {row}, column {column}")


def peak(explorable: Locator, name: str) -> tuple[int, int]:
    outputs = torch.tensor(numbers(explorable, name))
    return divmod(outputs.argmax().item(), outputs.shape[1])


def cell(explorable: Locator, row: int, column: int) -> Locator:
    return grid(explorable, "image").get_by_role("row").nth(row).get_by_role("gridcell").nth(column)


def centre(target: Locator) -> tuple[float, float]:
    box = target.bounding_box()
    return box["x"] + box["width"] / 2, box["y"] + box["height"] / 2


def test_the_convolution_follows_a_drag_and_the_dense_layer_does_not(page: Page, explorable: Locator):
    expect_at(explorable, 2, 3)
    assert (peak(explorable, "convolution"), peak(explorable, "dense layer")) == ((2, 3), (2, 2))
    page.mouse.move(*centre(cell(explorable, 3, 3)))  # not the pattern's middle: it must not jump there
    page.mouse.down()
    page.mouse.move(*centre(cell(explorable, 4, 3)), steps=3)
    expect_at(explorable, 3, 3)
    assert (peak(explorable, "convolution"), peak(explorable, "dense layer")) == ((3, 3), (2, 2))
    page.mouse.move(2000, 2000, steps=3)  # the whole pattern stays inside
    page.mouse.up()
    expect_at(explorable, 7, 7)
    assert peak(explorable, "convolution") == (7, 7)
    page.mouse.move(*centre(cell(explorable, 5, 5)))
    expect_at(explorable, 7, 7)  # let go


def test_the_keyboard_alone_moves_and_teaches(page: Page, explorable: Locator):
    handle(explorable).focus()
    press(page, "ArrowRight", "ArrowDown", "ArrowDown")
    expect_at(explorable, 4, 4)
    expect(explorable.get_by_role("status")).to_contain_text("Pattern at row 4, column 4. Largest outputs:")
    teach = explorable.get_by_role("button", name="Teach this position")
    teach.focus()
    press(page, "Enter")
    assert numbers(explorable, "dense layer") == numbers(explorable, "convolution")
    expect(explorable.get_by_role("table")).to_contain_text("2 of 64")
    expect(explorable.get_by_role("status")).to_contain_text("has learned this position")
    press(page, "Enter")
    expect(teach).to_have_attribute("aria-disabled", "true")
    expect(shown(explorable, "The dense layer has learned this position already.")).to_be_visible()
    handle(explorable).focus()
    press(page, "Control+Home")
    expect_at(explorable, 0, 0)


def test_each_place_taught_is_marked_and_all_are_needed(explorable: Locator):
    marked = grid(explorable, "image").locator(".d2l-marked")
    expect(marked).to_have_count(1)
    explorable.get_by_role("button", name="Teach all").click()
    expect(marked).to_have_count(64)
    expect(shown(explorable, "only now is the dense layer right everywhere")).to_be_visible()
    explorable.get_by_role("radio", name="Diagonal").check()
    expect(explorable.get_by_role("table")).to_contain_text("64 of 6464 of 64")
    explorable.get_by_role("button", name="Forget all").click()
    expect(marked).to_have_count(0)
    assert not torch.tensor(numbers(explorable, "dense layer")).any()


def swipe(page: Page, start: tuple[float, float], end: tuple[float, float]) -> None:
    """Draw one finger from `start` to `end`."""
    session = page.context.new_cdp_session(page)

    def send(kind: str, *points: tuple[float, float]) -> None:
        touches = [{"x": x, "y": y} for x, y in points]
        session.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": touches})

    send("touchStart", start)
    for step in range(1, 9):
        send("touchMove", tuple(a + (b - a) * step / 8 for a, b in zip(start, end, strict=True)))
    send("touchEnd")


def test_a_finger_drags_the_pattern_taps_a_pixel_and_scrolls_elsewhere(phone: Phone):
    explorable = phone(390)
    grid(explorable, "image").evaluate(
        "node => node.scrollIntoView({ block: 'center', behavior: 'instant' })"
    )
    scrolled = explorable.page.evaluate("scrollY")
    cell(explorable, 1, 8).tap()
    expect_at(explorable, 0, 7)
    swipe(explorable.page, centre(cell(explorable, 1, 7)), centre(cell(explorable, 6, 5)))
    expect_at(explorable, 5, 5)
    assert explorable.page.evaluate("scrollY") == scrolled
    swipe(explorable.page, centre(cell(explorable, 9, 1)), centre(cell(explorable, 3, 1)))
    expect_at(explorable, 5, 5)
    explorable.page.wait_for_function("before => scrollY > before", arg=scrolled)


@pytest.mark.parametrize("width", [320, 390, 1280])
def test_nothing_overflows_or_jumps(phone: Phone, width: int):
    explorable = phone(width)
    heights = set()
    for key in ("Control+Home", "Control+End", "End"):
        handle(explorable).press(key)
        heights.add(explorable.bounding_box()["height"])
    for button in ("Teach this position", "Teach all", "Forget all"):
        explorable.get_by_role("button", name=button).click()
        heights.add(explorable.bounding_box()["height"])
    assert len(heights) == 1
    assert explorable.page.evaluate("document.documentElement.scrollWidth") <= width
