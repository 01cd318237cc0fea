"""The cost explorer in its chapter, played by mouse, touch or keyboard."""

import re

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.conftest import Phone, Reader, explorable_of, lay_out, press, shown
from tests.browser.player import Live, Seen, choose, number, page_of

LIVE = Live("kernel_size = 5", lambda explorer: shown(explorer, "6,000,000"), choose("map"), "vary", "size")
READS = {"amounts": ".d2l-ledger tbody .d2l-amount"}
UNITS = {"B": 1, "kB": 1e3, "MB": 1e6, "GB": 1e9}


def check_copied(seen: Seen, names: dict, printed: str) -> None:
    adds, parameters, *sizes, intensity = seen.texts["amounts"]
    assert adds == f"{names['multiply_adds']:,}"
    assert parameters == f"{names['parameters']:,}"
    memory = names["memory"]
    for text, name in zip(sizes, ("input", "weights", "output", "columns"), strict=True):
        count, unit = text.split()
        assert float(count) * UNITS[unit] == pytest.approx(memory[name], rel=0.006)
    assert number(intensity.removesuffix(" FLOP/B")) == pytest.approx(names["intensity"], rel=0.006)


def type_number(explorable: Locator, name: str, value: int) -> None:
    field = explorable.get_by_role("spinbutton", name=name, exact=True)
    field.fill(str(value))
    field.press("Enter")


def column(explorable: Locator, kind: str) -> list[str]:
    return explorable.locator(f".d2l-ledger tbody .d2l-{kind}").all_inner_texts()


def plot(explorable: Locator) -> Locator:
    return explorable.get_by_role("slider", name=re.compile("on the curves"))


def choose_layer(explorable: Locator, name: str) -> None:
    explorable.get_by_label("layer preset").select_option(name)


def begin_measuring(explorable: Locator) -> Locator:
    """Start, and return the line that tells how it goes."""
    explorable.get_by_role("button", name="Measure", exact=True).click()
    return explorable.locator("[data-clock][role=status]")


def wait_for_workers(page: Page, count: int) -> None:
    for _ in range(1000):
        if len(page.workers) == count:
            return
        page.wait_for_timeout(20)
    raise AssertionError(f"{len(page.workers)} workers, expected {count}")


def test_the_first_state_refutes_that_large_kernels_cost_computation_only(explorable: Locator):
    assert column(explorable, "amount")[:2] == ["2,160,000", "216"]
    assert column(explorable, "factor")[:2] == ["× 4", "× 4"]
    assert column(explorable, "slope")[:6] == ["2", "2", "0", "2", "0", "2"]
    expect(shown(explorable, "× 4 multiply-adds, parameters, weights and columns")).to_be_visible()
    expect(shown(explorable, "100×100 = 10,000 positions: the curves of multiply-adds")).to_be_visible()


def test_doubling_does_what_was_said(explorable: Locator):
    explorable.get_by_role("radio", name="in channels", exact=True).check(force=True)
    assert column(explorable, "factor")[0] == "× 2"
    explorable.get_by_role("button", name="Double", exact=True).click()
    assert column(explorable, "amount")[:2] == ["4,320,000", "432"]
    explorable.get_by_role("button", name="Halve", exact=True).click()
    explorable.get_by_role("button", name="Halve", exact=True).click(force=True)
    expect(shown(explorable, "Half of 3 is no whole number")).to_be_visible()


def test_the_curves_are_a_slider_for_mouse_and_keyboard(page: Page, explorable: Locator):
    curves = plot(explorable)
    curves.focus()
    press(page, "ArrowRight", "ArrowUp")
    expect(curves).to_have_attribute("aria-valuenow", "5")
    press(page, "End")
    expect(curves).to_have_attribute("aria-valuenow", "31")
    press(page, "Home")
    assert column(explorable, "amount")[1] == "24"
    box = curves.bounding_box()
    page.mouse.move(box["x"] + 5, box["y"] + 50)
    page.mouse.down()
    # Three of the five doublings from 1 to 32 (the axis ends at 31).
    page.mouse.move(box["x"] + box["width"] * 3 / 4.954, box["y"] + 90)
    page.mouse.up()
    expect(curves).to_have_attribute("aria-valuenow", "8")


def test_the_changed_setting_is_the_one_on_the_curves(explorable: Locator):
    type_number(explorable, "out channels", 16)
    expect(explorable.get_by_role("radio", name="out channels", exact=True)).to_be_checked()
    expect(plot(explorable)).to_have_attribute("aria-valuenow", "16")
    type_number(explorable, "width", 50)
    expect(explorable.get_by_role("radio", name="map", exact=True)).to_be_checked()
    explorable.get_by_role("button", name="Double", exact=True).click()
    expect(explorable.get_by_role("spinbutton", name="height", exact=True)).to_have_value("200")
    expect(explorable.get_by_role("spinbutton", name="width", exact=True)).to_have_value("100")


def test_dots_stand_on_the_curves_at_a_distance_of_the_exponent(explorable: Locator):
    """A doubling is as wide as another; a curve of slope 2 climbs twice as far as one of slope 1."""

    def climb(cost: str) -> float:
        dots = explorable.locator(f".d2l-dot[data-cost={cost}]")
        places = [dot.bounding_box() for dot in dots.all()]
        (one, other) = sorted(places, key=lambda place: place["x"])
        return one["y"] - other["y"]

    square = climb("parameters")
    assert square == pytest.approx(climb("multiply_adds"), abs=1)
    assert climb("input") == pytest.approx(0, abs=1)
    explorable.get_by_role("radio", name="in channels", exact=True).check(force=True)
    assert climb("parameters") == pytest.approx(square / 2, abs=1)


def test_depthwise_channels_move_together(explorable: Locator):
    choose_layer(explorable, "MobileNet's depthwise 3×3")
    assert column(explorable, "amount")[:2] == ["903,168", "4,608"]
    type_number(explorable, "in channels", 256)
    assert column(explorable, "amount")[:2] == ["451,584", "2,304"]
    expect(explorable.get_by_role("combobox", name="groups")).to_have_value("256")
    explorable.get_by_role("combobox", name="groups").select_option("1")
    type_number(explorable, "out channels", 128)
    explorable.get_by_role("combobox", name="groups").select_option("64")
    type_number(explorable, "in channels", 100)
    reason = "Groups must divide in_channels 100 and out_channels 128, got 64"
    expect(shown(explorable, reason)).to_be_visible()


def test_the_time_is_measured_on_demand_beside_what_it_is_made_of(explorable: Locator):
    type_number(explorable, "kernel", 1)
    type_number(explorable, "height", 10)
    results = explorable.locator(".d2l-measured")
    expect(results).to_have_count(0)
    told = begin_measuring(explorable)
    expect(told).to_have_text(re.compile("Plain loops: .* im2col"))
    # The keyboard goes on from where it was.
    expect(explorable.get_by_role("button", name="Measure", exact=True)).to_be_focused()
    expect(results).to_have_count(1)
    expect(results.first).to_contain_text("middle half of 15 runs")
    expect(results.first).to_contain_text("24,000 multiply-adds")
    rows = results.first.get_by_role("row").all_inner_texts()[1:]
    assert [row.split("\n")[0].strip() for row in rows] == ["Plain loops", "im2col + product"]
    for row in rows:
        assert re.search(r"[\d.]+ (µs|ms)\s+[\d.]+ to [\d.]+ (µs|ms)", row)
        assert re.search(r"[\d.]+ [MG]MAC/s", row)
    # Input 3·10·100, weights 3·8, output 8·10·100: 44,096 bytes; the columns, 12 kB, twice more.
    assert "44.1 kB" in rows[0]
    assert "68.1 kB" in rows[1]


def test_the_page_stays_free_while_it_is_measured_and_a_press_stops_it(page: Page, explorable: Locator):
    choose_layer(explorable, "ResNet-18's first 3×3 layer")
    type_number(explorable, "kernel", 4)  # five rounds take seconds
    told = begin_measuring(explorable)
    type_number(explorable, "kernel", 5)
    assert column(explorable, "amount")[1] == "102,400"
    first = explorable.locator(".d2l-measured").first
    expect(first).to_contain_text("64 → 64 channels, 4×4 on 56×56 205,520,896 multiply-adds")
    explorable.get_by_role("button", name="Stop", exact=True).click()
    expect(told).to_have_text("Stopped: by you.")
    wait_for_workers(page, 0)


def test_it_stops_when_the_page_is_left_and_leaves_no_worker_behind(reader: Reader):
    page = reader.open(page_of("cost explorer"))
    explorable = explorable_of(page, "cost explorer")
    choose_layer(explorable, "ResNet-18's first 3×3 layer")
    told = begin_measuring(explorable)
    wait_for_workers(page, 1)
    page.evaluate(
        """() => {
          Object.defineProperty(document, "hidden", { value: true });
          document.dispatchEvent(new Event("visibilitychange"));
        }"""
    )
    expect(told).to_have_text("Stopped: the page was left.")
    wait_for_workers(page, 0)


@pytest.mark.parametrize(
    "script",
    [
        "globalThis.Worker = class { constructor() { throw new Error('forbidden'); } }",
        "globalThis.Blob = class extends Blob { constructor(parts, kind) "
        "{ super(['throw new RangeError();', ...parts], kind); } }",
    ],
    ids=["no workers", "no memory"],
)
def test_a_device_that_cannot_measure_says_so(reader: Reader, script: str):
    page = reader.open(page_of("cost explorer"))
    explorable = explorable_of(page, "cost explorer")
    page.evaluate(f"() => {{ {script} }}")
    told = begin_measuring(explorable)
    expect(told).to_contain_text("Stopped: this page may not compute in the background here")
    expect(explorable.get_by_role("button", name="Measure", exact=True)).to_be_focused()
    assert reader.errors == []


def test_a_policy_that_forbids_workers_is_told(reader: Reader):
    page = reader.open(page_of("cost explorer"))
    explorable = explorable_of(page, "cost explorer")
    page.evaluate(
        """() => {
          const [policy, content] = ["Content-Security-Policy", "worker-src 'none'"];
          document.head.append(Object.assign(document.createElement("meta"), { httpEquiv: policy, content }));
        }"""
    )
    told = begin_measuring(explorable)
    expect(told).to_contain_text("Stopped: this page may not compute in the background here")
    expect(explorable.get_by_role("button", name="Measure", exact=True)).to_be_focused()
    assert all("worker" in error for error in reader.errors)
    reader.errors.clear()


def test_a_layer_too_large_to_be_timed_says_so(explorable: Locator):
    choose_layer(explorable, "VGG-16's second layer")
    measure = explorable.get_by_role("button", name="Measure", exact=True)
    expect(measure).to_have_attribute("aria-disabled", "true")
    measure.click(force=True)
    expect(shown(explorable, "This layer takes 1,849,688,064 multiply-adds")).to_be_visible()


def test_a_phone_of_320_pixels_holds_the_largest_numbers_and_touch_works(phone: Phone):
    explorable = phone(320)
    lay_out(explorable.page)
    for name in ("in channels", "out channels"):
        type_number(explorable, name, 1024)
    for name, value in {"height": 512, "width": 512, "kernel": 31}.items():
        type_number(explorable, name, value)
    assert explorable.page.evaluate("document.documentElement.scrollWidth") == 320
    name, amount = (
        explorable.locator(f"[data-row=multiply_adds] {part}").bounding_box()
        for part in ("th", ".d2l-amount")
    )
    assert amount["y"] >= name["y"] + name["height"] or amount["x"] >= name["x"] + name["width"]
    curves = plot(explorable)
    curves.scroll_into_view_if_needed()
    box = curves.bounding_box()
    # A finger that comes down to scroll changes nothing, a tap does.
    finger = {"pointerType": "touch", "buttons": 1, "clientX": box["x"] + 2, "clientY": box["y"] + 40}
    curves.dispatch_event("pointerdown", finger)
    # Nor does a button that opens a menu.
    curves.dispatch_event("pointerdown", finger | {"pointerType": "mouse", "button": 2, "buttons": 2})
    expect(curves).to_have_attribute("aria-valuenow", "31")
    explorable.page.touchscreen.tap(finger["clientX"], finger["clientY"])
    expect(curves).to_have_attribute("aria-valuenow", "1")


def test_custom_is_no_layer_to_choose(page: Page, explorable: Locator):
    choose_layer(explorable, "AlexNet's first layer")
    errors = []
    page.on("pageerror", lambda error: errors.append(error))
    menu = explorable.get_by_label("layer preset")
    menu.evaluate("menu => { menu.value = 'custom'; menu.dispatchEvent(new Event('change')); }")
    expect(menu).to_have_value("AlexNet's first layer")
    page.wait_for_timeout(0)
    assert errors == []


def test_the_largest_numbers_stand_beside_what_multiplies_to_them(page: Page, explorable: Locator):
    for name, value in {"in channels": 1024, "out channels": 1024, "height": 512, "width": 512}.items():
        type_number(explorable, name, value)
    type_number(explorable, "kernel", 31)
    expect(shown(explorable, "264,157,668,573,184").first).to_be_visible()
    amount, arithmetic = (
        explorable.locator(f"[data-row=multiply_adds] {part}").bounding_box()
        for part in (".d2l-amount strong", ".d2l-arithmetic")
    )
    assert amount["x"] + amount["width"] <= arithmetic["x"]
    # The value at the end of the axis is not written over the curves' names.
    guide = explorable.locator(".d2l-guide[data-times='1'] span").bounding_box()
    names = explorable.locator(".d2l-labels").bounding_box()
    assert guide["x"] + guide["width"] <= names["x"]


def test_nothing_moves_while_numbers_change(explorable: Locator):
    parts = ".d2l-curves, tr, .d2l-readout, .d2l-timing"
    places = f"widget => [...widget.querySelectorAll('{parts}')].map(part => part.offsetTop).join()"
    before = explorable.evaluate(places)
    for layer in ("AlexNet's first layer", "MobileNet's depthwise 3×3", "VGG-16's second layer"):
        choose_layer(explorable, layer)
        assert explorable.evaluate(places) == before
