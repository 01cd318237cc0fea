"""The im2col explorer in a built page, played by mouse, touch and keyboard."""

import torch
import torch.nn.functional as F
from playwright.sync_api import Locator, Page, expect

from tests.browser.conftest import Phone, grid, numbers, press, settle, shown
from tests.browser.player import Live, Seen, push

SECOND_FILTER = "Y[1, 1, 1]"
LIVE = Live("filter = 1", lambda seen: shown(seen, SECOND_FILTER), push("step forward"), "at", "(1, 2)")


def check_copied(seen: Seen, names: dict, printed: str) -> None:
    expected = {"columns": names["columns"], "kernels": names["W"], "product": names["Y"].flatten(1)}
    for name, maps in {"channel": "X", "output channel": "Y", "folded channel": "folded"}.items():
        expected |= {f"{name} {index}": numbers for index, numbers in enumerate(names[maps])}
    for name, values in expected.items():
        in_view = torch.tensor(seen.numbers(name), dtype=torch.float64)
        torch.testing.assert_close(in_view, values, rtol=1e-3, atol=0.006)
    assert "True" in printed


def start(explorable: Locator, preset: str = "Worked example") -> None:
    explorable.get_by_label("layer preset").select_option(preset)


def cell(explorable: Locator, name: str, row: int, column: int) -> Locator:
    return grid(explorable, name).get_by_role("row").nth(row).get_by_role("gridcell").nth(column)


def copies(explorable: Locator, name: str) -> list[str]:
    return grid(explorable, name).locator(".d2l-copy").all_inner_texts()


def selected(explorable: Locator, name: str) -> Locator:
    return grid(explorable, name).locator("[aria-selected]")


def same_place(one: Locator, other: Locator) -> bool:
    first, second = one.bounding_box(), other.bounding_box()
    return all(abs(first[side] - second[side]) < 4 for side in ("x", "y"))


def test_one_selection_is_seen_in_every_part(page: Page, explorable: Locator):
    start(explorable)
    cell(explorable, "columns", 5, 8).click()
    settle(page)
    expect(shown(explorable, "The window at row 2, column 2 is column 8 of 9.")).to_be_visible()
    expect(explorable.locator(".d2l-sum .d2l-name").first).to_contain_text("Y[0, 2, 2]")
    window = explorable.locator(".d2l-window:visible").nth(1)
    corner = explorable.get_by_label("channel 1 row 2, column 2")
    assert same_place(window, corner)
    assert same_place(explorable.locator(".d2l-frame.d2l-columns"), cell(explorable, "columns", 0, 8))
    assert same_place(explorable.locator(".d2l-frame.d2l-rows"), cell(explorable, "kernels", 0, 0))
    product = numbers(explorable, "product")[0][8]
    assert float(selected(explorable, "product").inner_text()) == product
    assert float(selected(explorable, "output channel 0").inner_text()) == product
    cell(explorable, "product", 1, 3).click()
    expect(explorable.locator(".d2l-sum .d2l-name").first).to_contain_text("Y[1, 1, 0]")
    expect(explorable.get_by_role("status")).to_contain_text("is column 3 of 9. Output channel 1, row 1")


def test_a_number_lights_all_its_copies_and_fold_adds_them(explorable: Locator):
    start(explorable)
    explorable.get_by_label("channel 0 row 1, column 2").click()
    assert copies(explorable, "columns") == ["6"] * 4
    expect(shown(explorable, "6, in channel 0, row 1, column 2, is copied 4 times")).to_be_visible()
    assert copies(explorable, "folded channel 0") == ["24"]
    # Pointing at another number lights its copies until the pointer leaves.
    cell(explorable, "columns", 0, 0).hover()
    assert copies(explorable, "columns") == ["0"]
    explorable.get_by_role("button", name="Reset", exact=True).hover()
    assert copies(explorable, "columns") == ["6"] * 4


def test_the_columns_are_walked_by_keyboard(page: Page, explorable: Locator):
    start(explorable)
    grid(explorable, "columns").locator("[tabindex='0']").focus()
    press(page, "Home", "ArrowRight", "ArrowDown")
    expect(shown(explorable, "The window at row 0, column 1 is column 1 of 9.")).to_be_visible()
    assert copies(explorable, "columns") == ["2", "2"]
    press(page, "Control+End")
    expect(
        shown(explorable, "3, in channel 1, row 3, column 3, is copied once: to column 8.")
    ).to_be_visible()


def test_every_number_can_be_changed(page: Page, explorable: Locator):
    start(explorable)
    explorable.get_by_label("channel 0 row 0, column 0").fill("-7")
    press(page, "Enter")
    assert numbers(explorable, "columns")[0][0] == -7
    explorable.get_by_label("kernels row 1, column 3").fill("10")
    press(page, "Enter")
    columns, product = (torch.tensor(numbers(explorable, name)) for name in ("columns", "product"))
    rows = torch.tensor([[1, 0, 0, 1, 0, 2, 1, 0], [1, -1, 1, 10, 1, 1, -1, -1]], dtype=columns.dtype)
    assert torch.equal(product, rows @ columns)
    folded = F.fold(columns[None], 4, 2)[0]
    assert numbers(explorable, "folded channel 0") == folded[0].tolist()


def test_what_no_window_reads_is_in_no_column(explorable: Locator):
    start(explorable, "2 × 3 with stride (1, 2)")
    explorable.get_by_label("channel 0 row 0, column 5").click()
    expect(shown(explorable, "No window reads this number: it stands in no column.")).to_be_visible()
    assert numbers(explorable, "folded channel 0")[0][5] == 0


def test_windows_that_do_not_overlap_copy_nothing_twice(explorable: Locator):
    start(explorable, "Stride 2: no overlap")
    expect(shown(explorable, "Every number stands in one column: fold gives X back.")).to_be_visible()
    costs = explorable.get_by_role("group", name="what it copies and costs")
    expect(costs).to_contain_text("32 / 32 = 1")
    assert numbers(explorable, "folded channel 1")[0] == [3, 1, 4, 1]


def test_a_layer_that_is_too_large_is_refused_in_words(explorable: Locator):
    start(explorable)
    for side in ("height", "width"):
        explorable.get_by_role("spinbutton", name=f"input {side}").fill("8")
        explorable.get_by_role("spinbutton", name=f"input {side}").press("Enter")
        more = explorable.get_by_role("button", name=f"increase kernel {side}")
        more.click()
    explorable.get_by_role("button", name="increase channels").click()
    assert len(numbers(explorable, "columns")) == 27
    explorable.get_by_role("spinbutton", name="padding height").fill("1")
    explorable.get_by_role("spinbutton", name="padding height").press("Enter")
    expect(shown(explorable, "at most 1000 numbers are shown")).to_be_visible()


def test_a_matrix_too_wide_for_a_phone_goes_on_sideways_and_the_window_stays_in_sight(phone: Phone):
    explorable = phone(320)
    start(explorable)
    expect(shown(explorable, "go on sideways")).to_be_hidden()
    explorable.get_by_role("button", name="increase input width").tap()
    explorable.get_by_role("button", name="increase input width").tap()
    expect(shown(explorable, "15 columns: the matrices go on sideways.")).to_be_visible()
    explorable.get_by_role("slider", name="window").fill("14")
    box = explorable.locator(".d2l-sideways").first.bounding_box()
    frame = explorable.locator(".d2l-frame.d2l-columns").bounding_box()
    assert box["x"] <= frame["x"]
    assert frame["x"] + frame["width"] <= box["x"] + box["width"] + 3


def test_touch_chooses_a_number(phone: Phone):
    explorable = phone(390)
    start(explorable)
    cell(explorable, "columns", 3, 0).tap()
    assert copies(explorable, "columns") == ["5"] * 4
    expect(shown(explorable, "The window at row 0, column 0 is column 0 of 9.")).to_be_visible()


def test_nothing_moves_while_the_window_does(page: Page, explorable: Locator):
    start(explorable)
    controls = explorable.get_by_role("spinbutton", name="channels")
    place = controls.bounding_box()
    for _ in range(4):
        explorable.get_by_role("button", name="step forward").click()
        assert controls.bounding_box() == place
