"""InvarianceExplorer in a built page: moved, turned and scaled in every way, and compared with PyTorch."""

import re

import pytest
from playwright.sync_api import Locator, Page, expect

from d2lmini.widgets import InvarianceExplorer
from tests.browser.conftest import Phone, press, settle, shown
from tests.browser.player import Live, Seen, number
from tests.widgets.harness import run_copied

NAMES = {
    "dense": "Dense",
    "lenet": "LeNet",
    "augmented": "Augmented",
    "global": "Global average",
    "blurred": "Blurred pooling",
}
LIVE = Live(
    "network = 'blurred'",
    lambda explorable: explorable.get_by_role("radio", name="Blurred pooling", checked=True),
    lambda explorable: explorable.get_by_role("button", name="Put back").click(),
    "shift",
    "(0, 0)",
)
READS = {"first": ".d2l-first", "sure": ".d2l-sure", "broken": ".d2l-broken"}


def check_copied(seen: Seen, names: dict, printed: str) -> None:
    """The page rounds: probabilities to thousandths, shares to tenths of a percent."""
    shares = [*names["probabilities"].values()]
    assert seen.texts["first"] == [str(int(each.argmax())) for each in shares]
    for text, each in zip(seen.texts["sure"], shares, strict=True):
        assert number(text.strip(">")) == pytest.approx(each.max().item(), abs=0.0011)
    for text, share in zip(seen.texts["broken"], names["shares"], strict=True):
        assert number(text.strip("<").removesuffix("\u00a0%")) == pytest.approx(100 * share, abs=0.11)


def digit(explorable: Locator) -> Locator:
    return explorable.get_by_role("application", name=re.compile("^digit: arrow keys"))


def slider(explorable: Locator, name: str) -> Locator:
    return explorable.get_by_role("slider", name=name, exact=True)


def expect_pose(explorable: Locator, words: str) -> None:
    """The status is spoken after a pause; what is seen says it at once."""
    expect(explorable.locator(".d2l-told")).to_contain_text(re.compile(words, re.IGNORECASE))


def computed(explorable: Locator) -> None:
    expect(explorable.locator(".d2l-body")).not_to_have_attribute("aria-busy", "true")


def drag(page: Page, what: Locator, by: tuple[float, float]) -> None:
    what.scroll_into_view_if_needed()
    settle(page)
    box = what.bounding_box()
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(x + by[0], y + by[1], steps=6)
    page.mouse.up()


def put_back(explorable: Locator) -> None:
    explorable.get_by_role("button", name="Put back").click()
    expect_pose(explorable, "as it stands in the data")


def test_the_mouse_moves_turns_and_scales_the_digit(page: Page, explorable: Locator):
    put_back(explorable)
    unit = digit(explorable).bounding_box()["width"] / 28
    drag(page, digit(explorable), (3 * unit, -2 * unit))
    expect_pose(explorable, r"moved 3 right and 2 up\.")
    put_back(explorable)
    # From the top of the ring to its left.
    radius = explorable.locator(".d2l-ring").bounding_box()["width"] / 2
    drag(page, explorable.locator(".d2l-turn-knob"), (-radius, radius))
    expect_pose(explorable, r"turned by (8\d|9\d)° counter-clockwise")
    put_back(explorable)
    drag(page, explorable.locator(".d2l-scale-knob"), (-20, -20))
    expect_pose(explorable, r"scaled to [78]\d\s%")
    # Beyond its bounds the digit goes no further.
    drag(page, digit(explorable), (900, 0))
    expect_pose(explorable, "moved 8 right")


def test_a_finger_moves_the_digit_and_the_page_stays_where_it_is(phone: Phone):
    explorable = phone(390)
    put_back(explorable)
    assert digit(explorable).evaluate("node => getComputedStyle(node).touchAction") == "none"
    digit(explorable).scroll_into_view_if_needed()
    box, page = digit(explorable).bounding_box(), explorable.page
    session, top = page.context.new_cdp_session(page), page.evaluate("scrollY")

    def touch(kind: str, *place: float) -> None:
        points = [{"x": box["x"] + place[0], "y": box["y"] + place[1]}] if place else []
        session.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": points})

    unit = box["width"] / 28
    touch("touchStart", 80, 80)
    for step in range(1, 6):
        touch("touchMove", 80, 80 + step * unit)
    touch("touchEnd")
    expect_pose(explorable, r"moved 5 down\.")
    assert page.evaluate("scrollY") == top
    # A tap on a map takes its shift, and the page scrolls under a finger that moves there.
    shifts = slider(explorable, "shift, on the map of all shifts")
    assert shifts.evaluate("node => getComputedStyle(node).touchAction") == "auto"
    shifts.locator("span").nth(0).tap()
    expect_pose(explorable, r"moved 8 left and 8 up\.")
    knob = explorable.locator(".d2l-turn-knob").bounding_box()
    assert min(knob["width"], knob["height"]) >= 44


def test_the_keyboard_moves_turns_and_scales_the_digit(page: Page, explorable: Locator):
    put_back(explorable)
    digit(explorable).focus()
    press(
        page, "ArrowRight", "ArrowRight", "ArrowDown", "Shift+ArrowLeft", "Shift+ArrowLeft", "Shift+ArrowUp"
    )
    expect_pose(
        explorable, r"moved 2 right and 1 down, turned by 10° counter-clockwise and scaled to 105\s%\."
    )
    expect(explorable.get_by_role("status")).to_contain_text(re.compile(r"LeNet predicts \d, probability"))
    press(page, "Home")
    expect_pose(explorable, "as it stands in the data")
    slider(explorable, "shift, on the map of all shifts").focus()
    press(page, "ArrowLeft", "ArrowUp")
    expect_pose(explorable, r"moved 1 left and 1 up\.")
    slider(explorable, "angle, on the ring of all angles").focus()
    press(page, "Home", "ArrowRight")
    expect_pose(explorable, "turned by 5° clockwise")
    slider(explorable, "scale, on the row of all scales").focus()
    press(page, "ArrowLeft")
    expect_pose(explorable, "scaled to 95\u00a0%")


def test_maps_set_the_pose_that_is_clicked(explorable: Locator):
    put_back(explorable)
    slider(explorable, "shift, on the map of all shifts").locator("span").nth(17 * 10 + 5).click()
    expect_pose(explorable, r"moved 3 left and 2 down\.")
    slider(explorable, "angle, on the ring of all angles").locator("span").nth(53).click()
    expect_pose(explorable, "turned by 90° counter-clockwise")
    slider(explorable, "scale, on the row of all scales").locator("span").nth(4).click()
    expect_pose(explorable, "scaled to 70\u00a0%")
    put_back(explorable)
    small = explorable.locator(".d2l-card").nth(4).locator(".d2l-small-shift .d2l-small-map")
    box = small.bounding_box()
    small.click(position={"x": box["width"] - 4, "y": box["height"] - 4})
    expect_pose(explorable, r"moved 8 right and 8 down\.")


def test_the_map_shows_what_the_network_in_view_predicts_at_every_shift(explorable: Locator):
    explorable.get_by_role("radio", name="Dense").check(force=True)
    computed(explorable)
    state = {"digit": InvarianceExplorer().digit, "network": "dense"}
    cells = slider(explorable, "shift, on the map of all shifts").locator("span")
    for index in (0, 40, 144, 200, 288):
        explorer = InvarianceExplorer(**state, shift=(index // 17 - 8, index % 17 - 8))
        predicted = explorer.predictions["dense"]
        look, told = (cells.nth(index).get_attribute(f"data-{name}") for name in ("look", "digit"))
        assert look.startswith("right" if predicted == explorer.digit else "wrong")
        assert told == ("" if predicted == explorer.digit else str(predicted))


def test_a_digit_and_a_network_are_chosen(explorable: Locator):
    explorable.get_by_role("radio", name="digit 7").check(force=True)
    put_back(explorable)
    computed(explorable)
    expect(explorable.locator(".d2l-first").first).to_have_text("7")
    for name in NAMES.values():
        explorable.get_by_role("radio", name=name, exact=True).check(force=True)
        expect(shown(explorable, f"{name} predicts 7")).to_be_visible()
    expect(explorable.get_by_role("group", name="blur 1")).to_be_visible()


def test_a_layer_is_broken_by_odd_shifts_only_where_it_has_a_stride(page: Page, explorable: Locator):
    put_back(explorable)

    def broken(name: str) -> str:
        return explorable.get_by_role("group", name=name, exact=True).locator(".d2l-broken").inner_text()

    digit(explorable).focus()
    press(page, "ArrowLeft")
    assert (broken("conv 1"), broken("pool 1") == "0\u00a0%") == ("0\u00a0%", False)
    expect(shown(explorable, "shift: 0 down, −0.5 right, between units")).to_be_visible()
    press(page, "ArrowLeft")
    assert (broken("conv 1"), broken("pool 1"), broken("conv 2")) == ("0\u00a0%", "0\u00a0%", "0\u00a0%")
    assert broken("pool 2") != "0\u00a0%"


def test_the_page_measures_its_distance_from_pytorch_and_the_check_can_be_run(
    page: Page, explorable: Locator
):
    line = explorable.get_by_text(re.compile("^Largest difference of this page’s logits"))
    expect(line).not_to_have_attribute("aria-busy", "true")
    told = float(line.locator("strong").inner_text().replace("−", "-"))
    explorable.get_by_role("button", name="Copy this check").click()
    _, differences = run_copied(page.evaluate("navigator.clipboard.readText()"))
    largest = max(difference.item() for difference in differences)
    assert 0 < largest <= 1e-4
    assert told == pytest.approx(largest, rel=0.6)
