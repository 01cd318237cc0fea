"""ChannelExplorer in a built page, played by mouse, touch and keyboard, with no kernel behind it."""

import re

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.conftest import Reader

CHAPTER = "chapters/channels.html"
GREYS = "canvas => canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height).data.join()"


@pytest.fixture
def page(reader: Reader) -> Page:
    return reader.open(CHAPTER, permissions=["clipboard-read", "clipboard-write"])


@pytest.fixture
def explorer(page: Page) -> Locator:
    return found_on(page)


def found_on(page: Page) -> Locator:
    found = page.get_by_role("group", name="channel explorer")
    found.scroll_into_view_if_needed()
    return found


def grid(explorer: Locator, name: str) -> Locator:
    return explorer.get_by_role("grid", name=re.compile(f"^{name}, "))


def output(explorer: Locator) -> list[list[float]]:
    rows = grid(explorer, "output").get_by_role("row").all()
    texts = [row.get_by_role("gridcell").all_inner_texts() for row in rows]
    return [[float(text.replace("−", "-")) for text in row] for row in texts]


def show_photograph(explorer: Locator) -> None:
    explorer.get_by_role("radio", name="Photograph").check()


def total(explorer: Locator, name: str) -> Locator:
    return explorer.get_by_text(name).locator("xpath=ancestor::p")


def test_every_filter_makes_one_output_channel(explorer: Locator):
    seen = []
    for filter in range(3):
        explorer.get_by_role("radio", name=f"filter {filter}").check()
        seen.append(output(explorer))
    assert seen == [[[56, 72], [104, 120]], [[76, 100], [148, 172]], [[96, 128], [192, 224]]]
    expect(explorer.get_by_text("3 filters, 3 channels")).to_be_visible()


def test_the_filters_are_walked_with_arrow_keys(page: Page, explorer: Locator):
    explorer.get_by_role("radio", name="filter 0").focus()
    page.keyboard.press("ArrowDown")
    expect(explorer.get_by_role("radio", name="filter 1")).to_be_checked()
    expect(total(explorer, "Y[1, 0, 0]")).to_have_text("Y[1, 0, 0] = 27 + 49 + 0 = 76")
    expect(explorer.get_by_role("status")).to_contain_text("Output channel 1, row 0, column 0 is 76")


def test_an_output_is_spelt_out_for_every_channel(page: Page, explorer: Locator):
    grid(explorer, "output").locator("[tabindex='0']").focus()
    page.keyboard.press("ArrowRight")
    page.keyboard.press("ArrowDown")
    expect(total(explorer, "Y[0, 1, 1]")).to_have_text("Y[0, 1, 1] = 43 + 77 + 0 = 120")
    expect(explorer.locator(".d2l-sum").first).to_have_text("channel 0 = 4·0 + 5·1 + 7·2 + 8·3 = 43")
    windows = [frame.bounding_box() for frame in explorer.locator(".d2l-window:visible").all()]
    corners = [explorer.get_by_label(f"channel {c} row 1, column 1").bounding_box() for c in (0, 1)]
    assert len(windows) == 2
    for window, corner in zip(windows, corners, strict=True):
        assert abs(window["x"] - corner["x"]) < 30
        assert abs(window["y"] - corner["y"]) < 30


def test_hovering_an_output_moves_the_windows(explorer: Locator):
    grid(explorer, "output").get_by_text("104").hover()
    expect(explorer.get_by_text("Y[0, 1, 0]")).to_be_visible()


def test_kernels_and_bias_belong_to_the_filter_in_view(page: Page, explorer: Locator):
    explorer.get_by_role("radio", name="filter 2").check()
    for name, number in {"kernel 1 row 0, column 0": "0", "bias row 0, column 0": "-10"}.items():
        explorer.get_by_role("textbox", name=name).focus()
        page.keyboard.type(number)
        page.keyboard.press("Enter")
    assert output(explorer) == [[96 - 3 - 10, 128 - 6 - 10], [192 - 12 - 10, 224 - 15 - 10]]
    explorer.get_by_role("radio", name="filter 0").check()
    assert output(explorer) == [[56, 72], [104, 120]]


def test_shapes_follow_the_steppers_and_limits_say_why(page: Page, explorer: Locator):
    for control in ("filters", "input channels", "input columns"):
        explorer.get_by_role("button", name=f"increase {control}").click()
    shapes = explorer.get_by_role("group", name="shapes").locator("visible=true")
    for shape in ("(3, 3, 4)", "(4, 3, 2, 2)", "(4,)", "(4, 2, 3)", "4·(3·2·2 + 1) = 52"):
        expect(shapes).to_contain_text(shape)
    explorer.get_by_role("spinbutton", name="filters").focus()
    page.keyboard.press("ArrowUp")
    expect(explorer.get_by_text("Filters must be from 1 to 4, got 5.").first).to_be_visible()
    assert explorer.get_by_role("radio", name="filter").count() == 4


def test_fewer_filters_keep_one_in_view(explorer: Locator):
    explorer.get_by_role("radio", name="filter 2").check()
    explorer.get_by_role("button", name="decrease filters").click()
    expect(explorer.get_by_role("radio", name="filter 1")).to_be_checked()
    assert output(explorer) == [[76, 100], [148, 172]]


def test_each_grid_is_a_single_tab_stop(explorer: Locator):
    for name in ("channel 0", "channel 1", "kernel 0", "kernel 1", "bias", "output"):
        assert grid(explorer, name).locator("[tabindex='0']").count() == 1
    assert grid(explorer, "partial result 0").locator("[tabindex]").count() == 0


def test_reset_brings_numbers_and_view_back(explorer: Locator):
    explorer.get_by_role("button", name="increase filters").click()
    show_photograph(explorer)
    explorer.get_by_role("button", name="Reset").click()
    assert output(explorer) == [[56, 72], [104, 120]]
    assert explorer.get_by_role("radio", name="filter").count() == 3


@pytest.mark.parametrize("view", ["Numbers", "Photograph"])
def test_copied_code_computes_what_is_in_view(page: Page, explorer: Locator, view: str):
    explorer.get_by_role("radio", name=view).check()
    explorer.get_by_role("radio", name="filter 1").check()
    explorer.get_by_role("button", name="Copy as PyTorch").click()
    expect(explorer.get_by_role("status")).to_contain_text("Copied")
    printed = []
    exec(page.evaluate("navigator.clipboard.readText()"), {"print": printed.append})
    (shown,) = explorer.locator(".d2l-total:visible").all_inner_texts()[-1:]
    assert printed[0].item() == pytest.approx(float(shown.replace("−", "-")), abs=0.5)


def test_a_preset_changes_the_map_of_its_filter_alone(explorer: Locator):
    show_photograph(explorer)
    explorer.get_by_role("radio", name="filter 2").check()
    cards = explorer.locator(".d2l-card canvas")
    before = [card.evaluate(GREYS) for card in cards.all()]
    explorer.get_by_label("filter preset").select_option("Red minus green")
    after = [card.evaluate(GREYS) for card in cards.all()]
    assert [one == other for one, other in zip(before, after, strict=True)] == [True, True, False, True]
    assert after[2] == after[1]  # filter 1 starts as this preset


def test_the_cross_hair_spells_a_pixel_out(page: Page, explorer: Locator):
    show_photograph(explorer)
    explorer.get_by_role("slider", name="cross-hair on the photograph").focus()
    expect(explorer.get_by_text("Y[0, 54, 79]")).to_be_visible()
    page.keyboard.press("Shift+ArrowRight")
    expect(explorer.get_by_text("Y[0, 54, 89]")).to_be_visible()
    expect(explorer.get_by_role("status")).to_contain_text(
        re.compile(r"Feature map 0, row 54, column 89 .* red .* green .* blue .* bias 0")
    )


def test_editing_a_kernel_of_the_photograph_changes_one_partial_result(page: Page, explorer: Locator):
    show_photograph(explorer)
    partials = explorer.locator(".d2l-partial canvas")
    before = [partial.evaluate(GREYS) for partial in partials.all()]
    explorer.get_by_role("textbox", name="kernel for green row 1, column 1").focus()
    page.keyboard.type("1")
    after = [partial.evaluate(GREYS) for partial in partials.all()]
    assert [one == other for one, other in zip(before, after, strict=True)] == [True, False, True]
    expect(explorer.get_by_text("Your own filter.")).to_be_visible()


@pytest.mark.parametrize("view", ["Numbers", "Photograph"])
def test_nothing_stands_out_sideways_on_a_small_phone(reader: Reader, view: str):
    page = reader.open(CHAPTER, width=320, has_touch=True, is_mobile=True)
    explorer = found_on(page)
    explorer.get_by_role("radio", name=view).check()
    explorer.get_by_role("radio", name="filter 2").tap()
    expect(explorer.get_by_role("radio", name="filter 2")).to_be_checked()
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    tables = explorer.locator(".d2l-channel-table:visible")
    assert tables.evaluate("table => table.scrollWidth <= table.clientWidth")


def test_touch_chooses_an_output(reader: Reader):
    page = reader.open(CHAPTER, width=390, has_touch=True, is_mobile=True)
    explorer = found_on(page)
    grid(explorer, "output").get_by_text("120").tap()
    expect(explorer.get_by_text("Y[0, 1, 1]")).to_be_visible()
    show_photograph(explorer)
    explorer.locator(".d2l-channel-table > .d2l-photo").tap()
    expect(explorer.get_by_text(re.compile(r"Y\[0, 5[45], 8[123]\]"))).to_be_visible()


@pytest.mark.parametrize("view", ["Numbers", "Photograph"])
def test_cells_stay_large_enough_to_touch(reader: Reader, view: str):
    explorer = found_on(reader.open(CHAPTER, width=320))
    explorer.get_by_role("radio", name=view).check()
    cells = explorer.locator(".d2l-channel-table .d2l-cell:visible").all()
    assert min(cell.bounding_box()["width"] for cell in cells) >= 26
