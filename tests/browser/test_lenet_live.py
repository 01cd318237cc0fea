"""LeNetLive in a built page: drawn on by mouse, finger and keyboard, and compared with PyTorch."""

import re

import pytest
import torch
from playwright.sync_api import Locator, Page, expect

from d2lmini import load_data_mnist
from d2lmini.widgets import LeNetLive
from tests.browser.conftest import Phone, press, shown
from tests.browser.player import Live, Seen, chosen, number, push
from tests.widgets.harness import run_copied

LIVE = Live("values = 'before'", chosen("Before it"), push("Clear"), "prediction", "None")
READS = {
    "logits": ".d2l-prediction-table tbody .d2l-logit",
    "winner": ".d2l-winner",
    "before": ".d2l-before",
    "after": ".d2l-after",
    "largest": ".d2l-largest",
}


def check_copied(seen: Seen, names: dict, printed: str) -> None:
    """The page rounds: logits to hundredths, a unit's values to three digits or so."""
    if seen.texts["winner"] == ["–"]:
        assert printed.startswith("no ink")
        assert set(seen.texts["logits"]) == {"–"}
    else:
        logits = torch.tensor([number(text) for text in seen.texts["logits"]])
        torch.testing.assert_close(names["logits"], logits, rtol=1e-4, atol=0.006)
        assert seen.texts["winner"] == [str(int(names["logits"].argmax()))]
    for name in ("before", "after"):
        for text in seen.texts[name]:
            torch.testing.assert_close(names[name].item(), number(text), rtol=6e-3, atol=0.006)
    for text in seen.texts["largest"]:
        torch.testing.assert_close(names["after"].item(), number(text), rtol=6e-3, atol=0.006)


def pad(explorable: Locator) -> Locator:
    return explorable.get_by_role("application", name=re.compile("^drawing pad"))


def take(explorable: Locator, name: str) -> None:
    explorable.get_by_label("drawing", exact=True).select_option(name)


def winner(explorable: Locator) -> Locator:
    return explorable.locator(".d2l-winner")


def draw(page: Page, explorable: Locator, *strokes: list[tuple[float, float]]) -> None:
    """Draw with the mouse; places are in pixels of the network's picture."""
    box = pad(explorable).bounding_box()
    scale = box["width"] / 28
    for stroke in strokes:
        places = [(box["x"] + x * scale, box["y"] + y * scale) for x, y in stroke]
        page.mouse.move(*places[0])
        page.mouse.down()
        for place in places[1:]:
            page.mouse.move(*place, steps=8)
        page.mouse.up()


SEVEN = [(7, 5), (21, 5), (12, 24)]


def test_a_digit_is_drawn_by_mouse_and_taken_back_stroke_by_stroke(page: Page, explorable: Locator):
    explorable.get_by_role("button", name="Clear").click()
    expect(winner(explorable)).to_have_text("–")
    expect(shown(explorable, "No ink, so no prediction.")).to_be_visible()
    draw(page, explorable, SEVEN, [(9, 14), (20, 14)])
    expect(winner(explorable)).to_have_text("7")
    expect(shown(explorable, re.compile(r"Runner-up \d, .* logits behind\. Probability "))).to_be_visible()
    expect(explorable.get_by_role("status")).to_contain_text("7. Runner-up")
    for _ in range(2):
        explorable.get_by_role("button", name="Undo").click()
    expect(winner(explorable)).to_have_text("–")
    explorable.get_by_role("button", name="Undo").click()
    expect(winner(explorable)).to_have_text("4")


def test_it_predicts_while_the_pen_is_down(page: Page, explorable: Locator):
    explorable.get_by_role("button", name="Clear").click()
    box = pad(explorable).bounding_box()
    page.mouse.move(box["x"] + 130, box["y"] + 50)
    page.mouse.down()
    first = explorable.locator(".d2l-words").inner_text()
    assert "Runner-up" in first
    # Beyond the pad's edge the stroke goes on along it.
    page.mouse.move(box["x"] + 130, box["y"] + box["height"] + 60, steps=5)
    assert explorable.locator(".d2l-words").inner_text() != first
    page.mouse.up()
    expect(winner(explorable)).to_have_text("1")


def test_a_digit_is_drawn_by_keyboard(page: Page, explorable: Locator):
    explorable.get_by_role("button", name="Clear").click()
    pad(explorable).focus()
    press(page, *["Shift+ArrowLeft"] * 2, " ")
    expect(explorable.get_by_role("status")).to_contain_text("Pen down at row 6, column 8.")
    press(page, *["Shift+ArrowRight"] * 4, *["ArrowDown", "ArrowDown", "ArrowLeft"] * 7, " ")
    expect(winner(explorable)).to_have_text("7")
    press(page, "ArrowUp")
    expect(explorable.get_by_role("status")).to_contain_text(
        re.compile(r"Pen up at row \d+, .* 7\. Runner-up")
    )
    press(page, "Backspace")
    expect(winner(explorable)).to_have_text("–")


def test_a_finger_draws_and_the_page_stays_where_it_is(phone: Phone):
    explorable = phone(390)
    explorable.get_by_role("button", name="Clear").tap()
    box = pad(explorable).bounding_box()
    assert pad(explorable).evaluate("node => getComputedStyle(node).touchAction") == "none"
    maps = explorable.get_by_role("slider", name="unit of conv 1").locator("..")
    assert maps.evaluate("node => getComputedStyle(node).touchAction") == "auto"
    session = explorable.page.context.new_cdp_session(explorable.page)
    top = explorable.page.evaluate("scrollY")

    def touch(kind: str, *place: float) -> None:
        points = [{"x": box["x"] + place[0], "y": box["y"] + place[1]}] if place else []
        session.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": points})

    touch("touchStart", box["width"] / 2, 30)
    for y in range(40, int(box["height"]) - 30, 10):
        touch("touchMove", box["width"] / 2, y)
    touch("touchEnd")
    expect(winner(explorable)).to_have_text("1")
    assert explorable.page.evaluate("scrollY") == top
    for name in ("Undo", "Clear"):
        assert explorable.get_by_role("button", name=name).bounding_box()["height"] >= 44


def test_a_small_drawing_in_a_corner_fails_unless_it_is_fitted(explorable: Locator):
    take(explorable, "Small 4 in a corner")
    expect(winner(explorable)).to_have_text("4")
    explorable.get_by_role("switch", name="fit and centre").uncheck()
    expect(winner(explorable)).not_to_have_text("4")
    expect(shown(explorable, "the drawing where it stands on the pad")).to_be_visible()


def test_a_unit_is_pinned_by_click_and_walked_from_map_to_map(page: Page, explorable: Locator):
    handle = explorable.get_by_role("slider", name="unit of conv 2")
    box = handle.bounding_box()
    page.mouse.click(box["x"] + 2, box["y"] + 2)
    expect(shown(explorable, "Unit (0, 0) of conv 2, map 0")).to_be_visible()
    expect(shown(explorable, "sees rows 0 to 11 and columns 0 to 11, and padding")).to_be_visible()
    handle.focus()
    press(page, "End")
    expect(shown(explorable, "Unit (0, 9) of conv 2, map 0")).to_be_visible()
    press(page, "ArrowRight", "ArrowDown")
    expect(shown(explorable, "Unit (1, 0) of conv 2, map 1")).to_be_visible()
    press(page, *["ArrowUp"] * 3)
    expect(shown(explorable, "Unit (0, 0) of conv 2, map 1")).to_be_visible()
    assert "conv 2, map 1" in handle.get_attribute("aria-valuetext")
    assert explorable.locator(".d2l-window-frame").count() == 6


def test_a_unit_is_chosen_by_number_and_told_in_words(page: Page, explorable: Locator):
    explorable.get_by_label("layer", exact=True).select_option("conv 1")
    for label, value in {"map or unit": 5, "row": 17, "column": 11}.items():
        box = explorable.get_by_role("spinbutton", name=label, exact=True)
        box.fill(str(value))
        box.press("Enter")
    explorer = LeNetLive(layer="conv 1", channel=5, at=(17, 11))
    after = explorer.activations[5, 17, 11].item()
    assert number(explorable.locator(".d2l-after").inner_text()) == pytest.approx(after, abs=0.006)
    sentence = "Unit (17, 11) of conv 1, map 5: "
    expect(explorable.get_by_role("status")).to_contain_text(sentence)
    expect(explorable.get_by_role("status")).to_contain_text("before the activation, ")


def test_the_values_are_there_as_tables(page: Page, explorable: Locator):
    take(explorable, "Digit 2")
    explorable.get_by_label("layer", exact=True).select_option("conv 2")
    explorable.get_by_text("The unit’s terms as a table").click()
    terms = explorable.get_by_role("table", name=re.compile("^what unit"))
    assert terms.locator("tbody tr").count() == 150
    explorable.get_by_text("The layer’s values as a table").click()
    table = explorable.get_by_role("table", name=re.compile("^conv 2, map"))
    channel = int(explorable.get_by_role("spinbutton", name="map or unit").input_value())
    explorer = LeNetLive(
        picture=load_data_mnist(2000)[1].images[2], layer="conv 2", channel=channel, at=(0, 0)
    )
    rows = [row.locator("td").all_inner_texts() for row in table.locator("tbody tr").all()]
    values = torch.tensor([[number(text) for text in row] for row in rows])
    torch.testing.assert_close(values, explorer.activations[channel], rtol=6e-3, atol=0.006)
    explorable.get_by_role("radio", name="Before it").check(force=True)
    expect(explorable.get_by_role("table", name=re.compile("before the activation"))).to_be_visible()
    for words in ("The unit’s terms as a table", "The layer’s values as a table"):
        explorable.get_by_text(words).click()


def test_the_slider_goes_from_an_untrained_network_to_a_trained_one(page: Page, explorable: Locator):
    slider = explorable.get_by_role("slider", name="epoch of the training")
    slider.focus()
    press(page, "Home")
    expect(shown(explorable, "before the training: 9.8\u00a0% right")).to_be_visible()
    untrained = explorable.locator(".d2l-words").inner_text()
    press(page, "End")
    expect(shown(explorable, re.compile("after epoch 60: 99.3\u00a0% right of 2,000 digits"))).to_be_visible()
    assert explorable.locator(".d2l-words").inner_text() != untrained


def test_the_page_measures_its_distance_from_pytorch_and_the_check_can_be_run(
    page: Page, explorable: Locator
):
    line = explorable.get_by_text(re.compile("^Largest difference of this page’s logits"))
    expect(line).not_to_have_attribute("aria-busy", "true")
    told = float(line.locator("strong").inner_text().replace("−", "-"))
    explorable.get_by_role("button", name="Copy this check").click()
    program = page.evaluate("navigator.clipboard.readText()")
    _, (difference,) = run_copied(program)
    assert 0 < difference.item() <= 1e-4
    assert told == pytest.approx(difference.item(), rel=0.5)


def test_each_layer_has_one_scale_around_zero(explorable: Locator):
    for name in ("conv 1", "conv 2", "dense 1", "output"):
        legend = explorable.get_by_role("group", name=name, exact=True).locator(".d2l-legend")
        least, _, most = legend.locator("span").all_inner_texts()
        assert number(most) == -number(least) > 0
