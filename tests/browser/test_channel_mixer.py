"""The channel mixer of a built page, played by mouse, touch or keyboard, with no kernel behind it."""

import pytest
import torch
from playwright.sync_api import Locator, Page, expect

from tests.browser.conftest import grid, numbers, press, shown
from tests.browser.player import Live, Seen, push

LIVE = Live(
    "kernel = [[1, 0, 0], [0, 1, 0], [0, 0, 1]]",
    lambda mixer: mixer.get_by_text("3 × 150 × 225").nth(1),
    push("decrease output channels"),
    "kernel.tolist()",
    "[[1, 0, 0], [0, 1, 0]]",
)


def check_copied(seen: Seen, names: dict, printed: str) -> None:
    printed = eval(printed, {"tensor": torch.tensor, "torch": torch})
    assert printed.tolist() == pytest.approx(
        [row[0] for row in seen.numbers("output pixel")], rel=1e-3, abs=0.06
    )


PIXELS = "canvas => [...canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height).data]"


def choose(explorable: Locator, preset: str) -> None:
    explorable.get_by_label("kernel preset").select_option(preset)


def column(explorable: Locator, name: str) -> list[float]:
    return [row[0] for row in numbers(explorable, name)]


def picture(canvas: Locator) -> torch.Tensor:
    """Return a canvas's red, green and blue, a row for each pixel."""
    return torch.tensor(canvas.evaluate(PIXELS)).view(-1, 4)[:, :3]


def test_swapping_red_and_blue_swaps_them_in_every_pixel(explorable: Locator):
    choose(explorable, "Swap red and blue")
    photograph, result = explorable.locator("canvas:visible").all()
    assert torch.equal(picture(photograph).flip(1), picture(result))
    assert column(explorable, "pixel") == column(explorable, "output pixel")[::-1]


def test_one_row_makes_one_grey_channel_of_three(explorable: Locator):
    choose(explorable, "Luminance, one channel")
    grey = picture(explorable.locator("canvas:visible").nth(1))
    assert torch.equal(grey, grey[:, :1].expand(-1, 3))
    assert len(column(explorable, "output pixel")) == 1
    expect(shown(explorable, "1 × 150 × 225")).to_be_visible()


def test_each_output_channel_is_a_map_of_its_own(explorable: Locator):
    choose(explorable, "Unchanged")
    channels = explorable.get_by_role("spinbutton", name="output channels")
    explorable.get_by_role("button", name="increase output channels").click()
    expect(channels).to_have_value("4")
    assert explorable.locator("canvas:visible").count() == 5
    explorable.get_by_role("button", name="increase output channels").click(force=True)
    expect(shown(explorable, "Output channels must be a whole number from 1 to 4, got 5.")).to_be_visible()
    expect(channels).to_have_value("4")


def test_a_colour_picture_of_two_channels_is_refused_in_words(page: Page, explorable: Locator):
    choose(explorable, "Unchanged")
    explorable.get_by_role("button", name="decrease output channels").click()
    colour = explorable.get_by_role("radio", name="in colour")
    expect(colour).to_have_attribute("aria-disabled", "true")
    colour.click(force=True)
    expect(shown(explorable, "needs 3 output channels")).to_be_visible()
    expect(explorable.get_by_role("radio", name="each channel", exact=True)).to_be_checked()
    explorable.get_by_role("button", name="increase output channels").click()
    expect(colour).to_be_checked()


def test_typing_in_kernel_and_bias_changes_the_pixel(page: Page, explorable: Locator):
    choose(explorable, "Unchanged")
    red, green, blue = column(explorable, "pixel")
    explorable.get_by_role("textbox", name="kernel row 0, column 2").focus()
    page.keyboard.type("-0,5")
    explorable.get_by_role("textbox", name="bias row 1, column 0").focus()
    page.keyboard.type("10")
    press(page, "Enter")
    assert column(explorable, "output pixel") == [red - 0.5 * blue, green + 10, blue]
    expect(explorable.get_by_label("kernel preset")).to_have_value("custom")


def test_principal_components_belong_to_their_photograph(explorable: Locator):
    choose(explorable, "Principal components")
    expect(explorable.get_by_role("radio", name="each, 0 is mid-grey")).to_be_checked()
    expect(shown(explorable, "Y[0] holds 87.1%")).to_be_visible()
    explorable.get_by_role("radio", name="Temple").check()
    expect(shown(explorable, "Y[0] holds 97.6%")).to_be_visible()
    expect(explorable.get_by_label("kernel preset")).to_have_value("Principal components")


def test_the_cross_hair_moves_with_the_arrow_keys(page: Page, explorable: Locator):
    before = column(explorable, "pixel")
    handle = explorable.get_by_role("slider", name="cross-hair on the photograph")
    handle.focus()
    press(page, "Shift+ArrowDown", "ArrowRight")
    expect(shown(explorable, "(85, 113)")).to_be_visible()
    after = column(explorable, "pixel")
    assert after != before
    numbers_said = ", ".join(f"{number:g}" for number in after)
    expect(explorable.get_by_role("status")).to_contain_text(f"Row 85, column 113: {numbers_said} becomes")


def test_a_pointed_entry_lights_up_its_product(explorable: Locator):
    choose(explorable, "Negative")
    grid(explorable, "kernel").get_by_role("gridcell").nth(4).hover()
    lit = explorable.locator(".d2l-linked")
    expect(lit).to_have_count(4)  # the entry, the pixel's green, the output's, and the product
    assert lit.last.inner_text().strip().startswith("+ (−1)·")
    explorable.locator(".d2l-mixed-sums .d2l-constant").first.hover()
    expect(grid(explorable, "bias").locator(".d2l-linked")).to_have_count(1)


@pytest.mark.parametrize("preset", ["Luminance, three channels", "Principal components"])
def test_every_sum_and_name_is_whole_on_the_smallest_phone(page: Page, explorable: Locator, preset: str):
    page.set_viewport_size({"width": 320, "height": 900})
    choose(explorable, preset)
    ends = "nodes => nodes.map(node => node.getBoundingClientRect().right)"
    assert max(explorable.locator(".d2l-mixed-sum > *, .d2l-named > *, select").evaluate_all(ends)) <= 320
