"""The channel mixer of a built page, played by mouse, touch or keyboard, with no kernel behind it."""

import re

import pytest
import torch
from playwright.sync_api import Locator, Page, expect

from tests.browser.conftest import Reader
from tests.browser.test_widgets import grid, numbers, press

CHAPTER = "chapters/one-by-one.html"
PIXELS = "canvas => [...canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height).data]"


@pytest.fixture
def page(reader: Reader) -> Page:
    return reader.open(CHAPTER, permissions=["clipboard-read", "clipboard-write"])


@pytest.fixture
def mixer(page: Page) -> Locator:
    found = page.get_by_role("group", name="channel mixer")
    found.scroll_into_view_if_needed()
    return found


def choose(mixer: Locator, preset: str) -> None:
    mixer.get_by_label("kernel preset").select_option(preset)


def column(mixer: Locator, name: str) -> list[float]:
    return [row[0] for row in numbers(mixer, name)]


def picture(canvas: Locator) -> torch.Tensor:
    """Return a canvas's red, green and blue, a row for each pixel."""
    return torch.tensor(canvas.evaluate(PIXELS)).view(-1, 4)[:, :3]


def test_swapping_red_and_blue_swaps_them_in_every_pixel(mixer: Locator):
    choose(mixer, "Swap red and blue")
    photograph, result = mixer.locator("canvas:visible").all()
    assert torch.equal(picture(photograph).flip(1), picture(result))
    assert column(mixer, "pixel") == column(mixer, "output pixel")[::-1]


def test_one_row_makes_one_grey_channel_of_three(mixer: Locator):
    choose(mixer, "Luminance, one channel")
    grey = picture(mixer.locator("canvas:visible").nth(1))
    assert torch.equal(grey, grey[:, :1].expand(-1, 3))
    assert len(column(mixer, "output pixel")) == 1
    expect(mixer.get_by_text("1 × 150 × 225")).to_be_visible()


def test_each_output_channel_is_a_map_of_its_own(mixer: Locator):
    choose(mixer, "Unchanged")
    channels = mixer.get_by_role("spinbutton", name="output channels")
    mixer.get_by_role("button", name="increase output channels").click()
    expect(channels).to_have_value("4")
    assert mixer.locator("canvas:visible").count() == 5
    mixer.get_by_role("button", name="increase output channels").click(force=True)
    expect(
        mixer.get_by_text("Output channels must be a whole number from 1 to 4, got 5.").last
    ).to_be_visible()
    expect(channels).to_have_value("4")


def test_a_colour_picture_of_two_channels_is_refused_in_words(page: Page, mixer: Locator):
    choose(mixer, "Unchanged")
    mixer.get_by_role("button", name="decrease output channels").click()
    colour = mixer.get_by_role("radio", name="in colour")
    expect(colour).to_have_attribute("aria-disabled", "true")
    colour.click(force=True)
    expect(mixer.get_by_text("needs 3 output channels").last).to_be_visible()
    expect(mixer.get_by_role("radio", name="each channel", exact=True)).to_be_checked()
    mixer.get_by_role("button", name="increase output channels").click()
    expect(colour).to_be_checked()


def test_typing_in_kernel_and_bias_changes_the_pixel(page: Page, mixer: Locator):
    choose(mixer, "Unchanged")
    red, green, blue = column(mixer, "pixel")
    mixer.get_by_role("textbox", name="kernel row 0, column 2").focus()
    page.keyboard.type("-0,5")
    mixer.get_by_role("textbox", name="bias row 1, column 0").focus()
    page.keyboard.type("10")
    press(page, "Enter")
    assert column(mixer, "output pixel") == [red - 0.5 * blue, green + 10, blue]
    expect(mixer.get_by_label("kernel preset")).to_have_value("custom")


def test_principal_components_belong_to_their_photograph(mixer: Locator):
    choose(mixer, "Principal components")
    expect(mixer.get_by_role("radio", name="each, 0 is mid-grey")).to_be_checked()
    expect(mixer.get_by_text("Y[0] holds 87.1%")).to_be_visible()
    mixer.get_by_role("radio", name="Temple").check()
    expect(mixer.get_by_text("Y[0] holds 97.6%")).to_be_visible()
    expect(mixer.get_by_label("kernel preset")).to_have_value("Principal components")


def test_the_cross_hair_moves_with_the_arrow_keys(page: Page, mixer: Locator):
    before = column(mixer, "pixel")
    handle = mixer.get_by_role("slider", name="cross-hair on the photograph")
    handle.focus()
    press(page, "Shift+ArrowDown", "ArrowRight")
    expect(mixer.get_by_text("(85, 113)")).to_be_visible()
    after = column(mixer, "pixel")
    assert after != before
    numbers_said = ", ".join(f"{number:g}" for number in after)
    expect(mixer.get_by_role("status")).to_contain_text(f"Row 85, column 113: {numbers_said} becomes")


def test_a_pointed_entry_lights_up_its_product(mixer: Locator):
    choose(mixer, "Negative")
    grid(mixer, "kernel").get_by_role("gridcell").nth(4).hover()
    lit = mixer.locator(".d2l-linked")
    expect(lit).to_have_count(4)  # the entry, the pixel's green, the output's, and the product
    assert lit.last.inner_text().strip().startswith("+ (−1)·")
    mixer.locator(".d2l-mixed-sums .d2l-constant").first.hover()
    expect(grid(mixer, "bias").locator(".d2l-linked")).to_have_count(1)


def test_touch_moves_the_cross_hair(reader: Reader):
    page = reader.open(CHAPTER, width=390, has_touch=True, is_mobile=True)
    mixer = page.get_by_role("group", name="channel mixer")
    canvas = mixer.locator("canvas:visible").nth(1)
    canvas.scroll_into_view_if_needed()
    canvas.tap(position={"x": 3, "y": 3})
    expect(mixer.locator(".d2l-where")).to_have_text(re.compile(r"^\([0-4], [0-5]\)$"))


@pytest.mark.parametrize("preset", ["Sepia", "Principal components"])
def test_copied_code_computes_the_pixel_in_view(page: Page, mixer: Locator, preset: str):
    choose(mixer, preset)
    mixer.get_by_role("button", name="Copy as PyTorch").click()
    expect(mixer.get_by_role("status")).to_contain_text(re.compile("copied", re.I))
    names = {}
    exec(page.evaluate("navigator.clipboard.readText()"), names)
    assert names["Y"][:, 75, 112].tolist() == pytest.approx(column(mixer, "output pixel"), abs=0.06)


def test_reset_brings_the_first_state_back(mixer: Locator):
    first = column(mixer, "output pixel")
    choose(mixer, "Principal components")
    mixer.get_by_role("radio", name="Temple").check()
    mixer.get_by_role("button", name="Reset").click()
    expect(mixer.get_by_role("radio", name="Flower")).to_be_checked()
    assert column(mixer, "output pixel") == first


@pytest.mark.parametrize("preset", ["Luminance, three channels", "Principal components"])
def test_a_narrow_page_does_not_scroll_sideways(reader: Reader, preset: str):
    page = reader.open(CHAPTER, width=320)
    mixer = page.get_by_role("group", name="channel mixer")
    choose(mixer, preset)
    assert page.evaluate("document.documentElement.scrollWidth") <= 320
    ends = "nodes => nodes.map(node => node.getBoundingClientRect().right)"
    assert max(mixer.locator(".d2l-mixed-sum > *, .d2l-named > *, select").evaluate_all(ends)) <= 320
