"""The explorables of a built page, played by mouse, touch or keyboard, with no kernel behind them."""

import re

import pytest
import torch
from playwright.sync_api import Locator, Page, expect

from tests.browser.conftest import Reader

CHAPTER = "chapters/image-convolution.html"


@pytest.fixture
def page(reader: Reader) -> Page:
    return reader.open(CHAPTER, permissions=["clipboard-read", "clipboard-write"])


@pytest.fixture
def explorer(page: Page) -> Locator:
    found = page.get_by_role("group", name="convolution explorer")
    found.scroll_into_view_if_needed()
    return found


@pytest.fixture
def photo_filter(page: Page) -> Locator:
    found = page.get_by_role("group", name="photo filter")
    found.scroll_into_view_if_needed()
    return found


def grid(widget: Locator, name: str) -> Locator:
    return widget.get_by_role("grid", name=re.compile(f"^{name}"))


def numbers(widget: Locator, name: str = "output") -> list[list[float]]:
    rows = grid(widget, name).get_by_role("row").all()
    texts = [row.get_by_role("gridcell").all_inner_texts() for row in rows]
    return [[float(text.replace("−", "-")) for text in row] for row in texts]


def press(page: Page, *keys: str) -> None:
    for key in keys:
        page.keyboard.press(key)


def run_copied_code(page: Page) -> torch.Tensor:
    """Execute what "Copy as PyTorch" put on the clipboard, and return its last expression or `Y`."""
    names = {}
    exec(page.evaluate("navigator.clipboard.readText()"), names)
    return names["Y"]


def test_the_output_grid_is_walked_with_the_keyboard_alone(page: Page, explorer: Locator):
    output = grid(explorer, "output")
    output.locator("[tabindex='0']").focus()
    selected = output.locator("[aria-selected=true]")
    press(page, "ArrowRight")
    expect(selected).to_have_text("25")
    press(page, "ArrowDown", "Home")
    expect(selected).to_have_text("37")
    expect(explorer.get_by_text("Y[1, 0]")).to_be_visible()
    expect(explorer.get_by_role("status")).to_contain_text("37")


def test_each_grid_is_a_single_tab_stop(explorer: Locator):
    for name in ("input", "kernel", "output"):
        assert grid(explorer, name).locator("[tabindex='0']").count() == 1


def test_typing_a_number_changes_the_output(page: Page, explorer: Locator):
    explorer.get_by_role("textbox", name="kernel row 0, column 0").focus()
    page.keyboard.type("-1,5")  # a decimal comma is a decimal point in much of the world
    press(page, "Enter")
    assert numbers(explorer) == [[19, 23.5], [32.5, 37]]


def test_text_that_is_no_number_is_refused_in_words_and_the_old_number_stays(page: Page, explorer: Locator):
    field = explorer.get_by_role("textbox", name="kernel row 0, column 0")
    field.focus()
    page.keyboard.type("abc")
    press(page, "Enter")
    expect(field).to_have_value("0")
    expect(explorer.get_by_text(re.compile("number", re.I)).last).to_be_visible()
    assert numbers(explorer) == [[19, 25], [37, 43]]


def test_the_switch_turns_the_kernel(explorer: Locator):
    explorer.get_by_role("radio", name="Convolution", exact=True).check()
    assert numbers(explorer) == [[5, 11], [23, 29]]


def test_a_stride_that_does_not_divide_drops_rows_and_says_so(explorer: Locator):
    explorer.get_by_role("button", name="increase stride").click()
    assert numbers(explorer) == [[19]]
    expect(explorer.get_by_role("group", name="why this size")).to_contain_text(
        re.compile("never read", re.I)
    )


def test_what_cannot_be_is_refused_with_the_reason(page: Page, explorer: Locator):
    increase = explorer.get_by_role("button", name="increase kernel height")
    increase.click()
    expect(increase).to_have_attribute("aria-disabled", "true")
    increase.focus()
    press(page, "Enter")
    expect(explorer.get_by_text(re.compile("larger than|does not fit|taller")).first).to_be_visible()
    assert len(numbers(explorer)) == 1


def test_play_walks_to_the_end_and_stops(explorer: Locator):
    explorer.get_by_role("button", name="play").click()
    expect(grid(explorer, "output").locator("[aria-selected=true]")).to_have_text("43")
    expect(explorer.get_by_role("button", name="play")).to_be_visible()


def test_reset_brings_the_first_state_back(explorer: Locator):
    explorer.get_by_label("input preset").select_option("Black bar")
    explorer.get_by_label("kernel preset").select_option("Sobel x")
    explorer.get_by_role("button", name="increase padding").click()
    explorer.get_by_role("button", name="Reset").click()
    assert numbers(explorer) == [[19, 25], [37, 43]]


@pytest.mark.parametrize("mode", ["Cross-correlation", "Convolution"])
def test_copied_code_computes_the_picture(page: Page, explorer: Locator, mode: str):
    explorer.get_by_role("radio", name=mode, exact=True).check()
    explorer.get_by_label("input preset").select_option("Black bar")
    explorer.get_by_label("kernel preset").select_option("Sobel x")
    for control in ("padding", "dilation", "stride"):
        explorer.get_by_role("button", name=f"increase {control}").click()
    explorer.get_by_role("button", name="Copy as PyTorch").click()
    expect(explorer.get_by_role("status")).to_contain_text(re.compile("copied", re.I))
    assert run_copied_code(page).squeeze().tolist() == numbers(explorer)


def test_touch_moves_the_window(reader: Reader):
    page = reader.open(CHAPTER, width=390, has_touch=True, is_mobile=True)
    explorer = page.get_by_role("group", name="convolution explorer")
    grid(explorer, "output").get_by_text("43").tap()
    expect(explorer.get_by_text("Y[1, 1]")).to_be_visible()


def test_the_photograph_follows_its_kernel(photo_filter: Locator):
    pixels = "canvas => canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height).data.join()"
    photograph, result = photo_filter.locator("canvas").all()
    assert photograph.evaluate(pixels) != result.evaluate(pixels)
    photo_filter.get_by_label("kernel preset").select_option("Identity")
    assert photograph.evaluate(pixels) == result.evaluate(pixels)


def test_the_cross_hair_moves_with_the_arrow_keys(page: Page, photo_filter: Locator):
    photo_filter.get_by_role("slider", name="cross-hair on the photograph").focus()
    expect(photo_filter.get_by_text("Y[106, 160]")).to_be_visible()
    press(page, "ArrowRight", "ArrowDown")
    expect(photo_filter.get_by_text("Y[107, 161]")).to_be_visible()


def test_copied_code_computes_the_pixel_under_the_cross_hair(page: Page, photo_filter: Locator):
    photo_filter.get_by_role("button", name="Copy as PyTorch").click()
    expect(photo_filter.get_by_role("status")).to_contain_text(re.compile("copied", re.I))
    output = run_copied_code(page).squeeze()
    assert output.shape == (213, 319)
    assert output[106, 160].item() == pytest.approx(numbers(photo_filter)[0][0], abs=0.5)


@pytest.mark.parametrize("widget", ["convolution explorer", "photo filter"])
def test_no_control_is_dead(reader: Reader, widget: str):
    page = reader.open(CHAPTER)
    found = page.get_by_role("group", name=widget)
    buttons = [
        button.get_attribute("aria-label") or button.inner_text()
        for button in found.get_by_role("button").all()
        if button.get_attribute("aria-disabled") != "true"
    ]
    assert len(buttons) >= 2
    state = "widget => widget.outerHTML + [...widget.querySelectorAll('input')].map(field => field.value)"
    for name in buttons:
        if name == "Reset":
            continue
        before = found.evaluate(state)
        found.get_by_role("button", name=name, exact=True).first.click()
        page.wait_for_function(
            f"([widget, before]) => ({state})(widget) !== before", arg=[found.element_handle(), before]
        )
        page.reload(wait_until="networkidle")


def test_a_page_without_motion_is_still(reader: Reader):
    page = reader.open(CHAPTER, reduced_motion="reduce")
    durations = page.eval_on_selector_all(
        ".d2l-widget *", "nodes => nodes.map(node => getComputedStyle(node).transitionDuration)"
    )
    assert set(durations) <= {"0s", "1e-05s", "0.01s"}


RENDER_AND_LEAVE = """async () => {
  const { state } = Object.values(widgetState.state).find((record) => "mode" in record.state);
  const source = URL.createObjectURL(new Blob([state._esm], { type: "text/javascript" }));
  const module = (await import(source)).default;

  const outside = new Set();
  const add = EventTarget.prototype.addEventListener;
  EventTarget.prototype.addEventListener = function (type, listener, options) {
    if (!(this instanceof Element) && !(this instanceof AbortSignal)) {
      outside.add(listener);
      if (options?.signal) add.call(options.signal, "abort", () => outside.delete(listener));
    }
    return add.call(this, type, listener, options);
  };
  const remove = EventTarget.prototype.removeEventListener;
  EventTarget.prototype.removeEventListener = function (type, listener, options) {
    outside.delete(listener);
    return remove.call(this, type, listener, options);
  };
  const heard = new Map();
  const model = {
    get: (name) => state[name],
    set: (name, value) => { state[name] = value; },
    save_changes() {},
    on: (event, callback) => heard.set(callback, event),
    off: (event, callback) => heard.delete(callback),
  };
  const el = document.createElement("div");
  document.body.append(el);
  const leave = await module.render({ model, el });
  el.querySelector("[aria-label='play']").click();
  const during = heard.size;
  leave();
  el.remove();
  const at = JSON.stringify(state.at);
  await new Promise((done) => setTimeout(done, 1500));
  return { during, heard: heard.size, outside: outside.size, stillPlaying: JSON.stringify(state.at) !== at };
}"""


def test_a_widget_that_is_closed_leaves_nothing_behind(page: Page):
    left = page.evaluate(RENDER_AND_LEAVE)
    assert left.pop("during") > 0
    assert left == {"heard": 0, "outside": 0, "stillPlaying": False}


def test_a_cell_stays_in_hand_where_walking_leads_nowhere(page: Page, explorer: Locator):
    field = explorer.get_by_role("textbox", name="kernel row 0, column 0")
    field.focus()
    press(page, "ArrowLeft", "ArrowUp")
    page.keyboard.type("5")
    assert numbers(explorer) == [[19, 30], [52, 63]]
