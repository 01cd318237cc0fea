"""The shift explorer of a built page, played by mouse, finger and keyboard."""

import re

import pytest
import torch
from playwright.sync_api import Locator, Page, expect

from tests.browser.conftest import Reader
from tests.browser.test_widgets import grid, numbers, press

CHAPTER = "chapters/why-convolution.html"


@pytest.fixture
def page(reader: Reader) -> Page:
    return reader.open(CHAPTER, permissions=["clipboard-read", "clipboard-write"])


def find_explorer(page: Page) -> Locator:
    found = page.get_by_role("group", name="shift explorer")
    found.scroll_into_view_if_needed()
    return found


@pytest.fixture
def explorer(page: Page) -> Locator:
    return find_explorer(page)


def handle(explorer: Locator) -> Locator:
    return explorer.get_by_role("slider", name="place of the pattern")


def expect_at(explorer: Locator, row: int, column: int) -> None:
    expect(handle(explorer)).to_have_attribute("aria-valuetext", f"row {row}, column {column}")


def peak(explorer: Locator, name: str) -> tuple[int, int]:
    answers = torch.tensor(numbers(explorer, name))
    return divmod(answers.argmax().item(), answers.shape[1])


def cell(explorer: Locator, row: int, column: int) -> Locator:
    return grid(explorer, "image").get_by_role("row").nth(row).get_by_role("gridcell").nth(column)


def centre(target: Locator) -> tuple[float, float]:
    box = target.bounding_box()
    return box["x"] + box["width"] / 2, box["y"] + box["height"] / 2


def test_the_convolution_follows_a_drag_and_the_dense_layer_does_not(page: Page, explorer: Locator):
    expect_at(explorer, 2, 3)
    assert (peak(explorer, "convolution"), peak(explorer, "dense layer")) == ((2, 3), (2, 2))
    page.mouse.move(*centre(cell(explorer, 3, 3)))  # not the pattern's middle: it must not jump there
    page.mouse.down()
    page.mouse.move(*centre(cell(explorer, 4, 3)), steps=3)
    expect_at(explorer, 3, 3)
    assert (peak(explorer, "convolution"), peak(explorer, "dense layer")) == ((3, 3), (2, 2))
    page.mouse.move(2000, 2000, steps=3)  # the whole pattern stays inside
    page.mouse.up()
    expect_at(explorer, 7, 7)
    assert peak(explorer, "convolution") == (7, 7)
    page.mouse.move(*centre(cell(explorer, 5, 5)))
    expect_at(explorer, 7, 7)  # let go


def test_the_keyboard_alone_moves_and_teaches(page: Page, explorer: Locator):
    handle(explorer).focus()
    press(page, "ArrowRight", "ArrowDown", "ArrowDown")
    expect_at(explorer, 4, 4)
    expect(explorer.get_by_role("status")).to_contain_text("Pattern at row 4, column 4. Largest answers:")
    teach = explorer.get_by_role("button", name="Teach this place")
    teach.focus()
    press(page, "Enter")
    assert numbers(explorer, "dense layer") == numbers(explorer, "convolution")
    expect(explorer.get_by_role("table")).to_contain_text("2 of 64")
    expect(explorer.get_by_role("status")).to_contain_text("has learned this place")
    press(page, "Enter")
    expect(teach).to_have_attribute("aria-disabled", "true")
    expect(explorer.get_by_text("The dense layer has learned this place already.").first).to_be_visible()
    handle(explorer).focus()
    press(page, "Control+Home")
    expect_at(explorer, 0, 0)


def test_each_place_taught_is_marked_and_all_are_needed(explorer: Locator):
    marked = grid(explorer, "image").locator(".d2l-marked")
    expect(marked).to_have_count(1)
    explorer.get_by_role("button", name="Teach all").click()
    expect(marked).to_have_count(64)
    expect(explorer.get_by_text("only now is the dense layer right everywhere")).to_be_visible()
    explorer.get_by_role("radio", name="Diagonal").check()
    expect(explorer.get_by_role("table")).to_contain_text("64 of 6464 of 64")
    explorer.get_by_role("button", name="Forget all").click()
    expect(marked).to_have_count(0)
    assert not torch.tensor(numbers(explorer, "dense layer")).any()
    explorer.get_by_role("button", name="Reset").click()
    expect(explorer.get_by_role("radio", name="Cross")).to_be_checked()
    expect_at(explorer, 2, 3)
    expect(marked).to_have_count(1)


def test_copied_code_computes_both_maps(page: Page, explorer: Locator):
    explorer.get_by_role("button", name="Teach this place").click()
    handle(explorer).focus()
    press(page, "ArrowDown")
    explorer.get_by_role("button", name="Copy as PyTorch").click()
    expect(explorer.get_by_role("status")).to_contain_text(re.compile("copied", re.I))
    names = {}
    exec(page.evaluate("navigator.clipboard.readText()"), names)
    assert names["Y"].tolist() == numbers(explorer, "convolution")
    shown = torch.tensor(numbers(explorer, "dense layer"), dtype=torch.float64)
    torch.testing.assert_close(shown, names["Y_dense"], rtol=0, atol=0.0501)


def swipe(page: Page, start: tuple[float, float], end: tuple[float, float]) -> None:
    """Draw one finger from `start` to `end`."""
    session = page.context.new_cdp_session(page)
    send = lambda kind, *points: session.send(  # noqa: E731
        "Input.dispatchTouchEvent", {"type": kind, "touchPoints": [{"x": x, "y": y} for x, y in points]}
    )
    send("touchStart", start)
    for step in range(1, 9):
        send("touchMove", tuple(a + (b - a) * step / 8 for a, b in zip(start, end, strict=True)))
    send("touchEnd")


def test_a_finger_drags_the_pattern_taps_a_pixel_and_scrolls_elsewhere(reader: Reader):
    page = reader.open(CHAPTER, width=390, has_touch=True, is_mobile=True)
    explorer = find_explorer(page)
    grid(explorer, "image").evaluate("node => node.scrollIntoView({ block: 'center', behavior: 'instant' })")
    scrolled = page.evaluate("scrollY")
    cell(explorer, 1, 8).tap()
    expect_at(explorer, 0, 7)
    swipe(page, centre(cell(explorer, 1, 7)), centre(cell(explorer, 6, 5)))
    expect_at(explorer, 5, 5)
    assert page.evaluate("scrollY") == scrolled
    swipe(page, centre(cell(explorer, 9, 1)), centre(cell(explorer, 3, 1)))
    expect_at(explorer, 5, 5)
    page.wait_for_function("before => scrollY > before", arg=scrolled)


@pytest.mark.parametrize("width", [320, 390, 1280])
def test_nothing_overflows_or_jumps(reader: Reader, width: int):
    page = reader.open(CHAPTER, width=width)
    explorer = find_explorer(page)
    heights = set()
    for key in ("Control+Home", "Control+End", "End"):
        handle(explorer).press(key)
        heights.add(explorer.bounding_box()["height"])
    for button in ("Teach this place", "Teach all", "Forget all"):
        explorer.get_by_role("button", name=button).click()
        heights.add(explorer.bounding_box()["height"])
    assert len(heights) == 1
    assert page.evaluate("document.documentElement.scrollWidth") <= width
