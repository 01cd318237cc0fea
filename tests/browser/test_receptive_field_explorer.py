"""The receptive field explorer in its chapter, played by mouse, touch and keyboard."""

import re

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.conftest import Phone, press, shown
from tests.browser.player import Live, Seen, choose, chosen

LIVE = Live("weights = 'equal'", chosen("Equal weights"), choose("Flower"), "picture", "flower")
READS = {"words": ".d2l-found", "largest": ".d2l-largest", "formulas": ".d2l-why .d2l-formula"}


def check_copied(seen: Seen, names: dict, printed: str) -> None:
    """Compare the field's rows and columns, and the gradient's largest value, with what is told."""
    largest = names["gradient"].max().item()
    told = float(re.sub("[−]", "-", seen.texts["largest"][0]))
    assert told == pytest.approx(largest, rel=0.06, abs=1e-9)
    words = seen.texts["words"][0].replace("−", "-")
    if "field" not in names:
        assert "is in view" in words
        return
    for axis, (first, last) in zip(("row", "column"), names["field"].pixels(place(words)), strict=True):
        assert (f"{axis} {first}" if first == last else f"{axis}s {first} to {last}") in words
    if count := re.search(r"lie on ([\d,]+) of", " ".join(seen.texts["words"])):
        assert f"nine tenths on {count[1].replace(',', '')} pixels" in printed


def place(words: str) -> tuple[int, int]:
    return tuple(map(int, re.search(r"\((\d+), (\d+)\)", words).groups()))


def unit(explorable: Locator, name: str) -> Locator:
    return explorable.get_by_role("slider", name=f"unit of {name}", exact=True)


def words(explorable: Locator) -> str:
    return explorable.locator(".d2l-found").first.inner_text()


def choose_preset(explorable: Locator, name: str) -> None:
    explorable.get_by_label("layers preset").select_option(name)


def test_the_first_state_teaches(explorable: Locator):
    assert words(explorable) == (
        "Unit (2, 3) of pool 3 sees rows −2 to 192 and columns 30 to 224: 195×195, "
        "of which 2 rows above and 1 column right are padding."
    )
    expect(
        shown(explorable, re.compile("Nine tenths of the gradient lie on [0-9,]+ of 37,442 pixels"))
    ).to_be_visible()
    expect(shown(explorable, re.compile(r"Published .* 195, jump 32 .*: the same\."))).to_be_visible()
    expect(explorable.locator(".d2l-parity-box strong")).to_have_text(re.compile(r"\de−1[5-7]"))


PUBLISHED = {
    "VGG-16": 212,
    "NiN": 195,
    "ResNet-18": 435,
    "ResNet-34": 899,
    "ResNet-50": 427,
    "MobileNet": 315,
}


def test_presets_give_the_published_fields(explorable: Locator):
    for name, size in PUBLISHED.items():
        choose_preset(explorable, name)
        expect(explorable.locator(".d2l-tile").last).to_contain_text(f"sees {size}")
        expect(explorable.locator(".d2l-why")).to_contain_text(f"= {size}")
        expect(explorable.get_by_label("layers preset")).to_have_value(name)
    choose_preset(explorable, "ResNet-34")
    expect(shown(explorable, "The field, 899×899, is larger than the picture, 224×224")).to_be_visible()


def test_any_unit_is_chosen_by_a_click_and_walked_by_keys(page: Page, explorable: Locator):
    conv = unit(explorable, "conv 3")
    box = conv.bounding_box()
    conv.click(position={"x": box["width"] * 0.04, "y": box["height"] * 0.96})
    assert words(explorable).startswith("Unit (12, 0) of conv 3 sees rows ")
    expect(shown(explorable, re.compile("It reaches 4 of the 36 units of pool 3"))).to_be_visible()
    expect(conv).to_be_focused()
    press(page, "ArrowUp", "ArrowRight", "ArrowRight")
    assert words(explorable).startswith("Unit (11, 2) of conv 3 sees ")
    expect(conv).to_have_attribute(
        "aria-valuetext", re.compile(r"conv 3, 13×13 units: unit \(11, 2\) is in view")
    )
    press(page, "PageUp")
    expect(unit(explorable, "pool 2")).to_be_focused()
    assert words(explorable).startswith("Unit (11, 2) of pool 2 sees ")
    press(page, "PageDown", "PageDown")
    expect(unit(explorable, "conv 4")).to_be_focused()
    expect(explorable.get_by_role("status")).to_contain_text("of conv 4 sees rows")
    press(page, "Home", "Control+Home")
    assert words(explorable).startswith("Unit (0, 0) of conv 4 sees rows −")


def test_a_pixel_tells_which_units_it_reaches(page: Page, explorable: Locator):
    pixel = explorable.get_by_role("slider", name="pixel of the picture")
    box = pixel.bounding_box()
    pixel.click(position={"x": box["width"] * 0.502, "y": box["height"] * 0.502})
    assert re.match(r"The picture’s pixel \(11\d, 11\d\) is in view", words(explorable))
    expect(shown(explorable, "It reaches 36 of the 36 units of pool 3")).to_be_visible()
    pixel.focus()
    press(page, "Control+Home")
    assert "pixel (0, 0)" in words(explorable)
    expect(shown(explorable, "It reaches 9 of the 36 units of pool 3")).to_be_visible()
    assert unit(explorable, "conv 1").get_attribute("aria-valuetext").endswith("1 unit reached")


def colours(explorable: Locator, name: str) -> list[list[int]]:
    """Return the red, green and blue of every unit on a layer's map."""
    canvas = explorable.locator(".d2l-tile", has=explorable.page.get_by_text(name, exact=True)).locator(
        "canvas"
    )
    return canvas.evaluate(
        """node => {
          const { data } = node.getContext("2d").getImageData(0, 0, node.width, node.height);
          return Array.from({ length: data.length / 4 }, (_, at) => [...data.slice(4 * at, 4 * at + 3)]);
        }"""
    )


def test_maps_show_what_is_read_and_what_is_reached(explorable: Locator):
    unit(explorable, "conv 4").click(position={"x": 40, "y": 40})
    read = [red > blue + 20 for red, _, blue in colours(explorable, "conv 3")]
    reached = [green > red + 10 for red, green, _ in colours(explorable, "conv 5")]
    assert (sum(read), sum(reached)) == (9, 9)
    assert sum(red > blue + 20 for red, _, blue in colours(explorable, "pool 2")) == 25
    grey = colours(explorable, "conv 4")
    assert all(red == green == blue for red, green, blue in grey)


def test_holes_of_dilations_are_shown_and_told(explorable: Locator):
    choose_preset(explorable, "Dilations 3, 3, 3")
    expect(shown(explorable, "Of these, 312 pixels in between are left out")).to_be_visible()
    veil = explorable.locator(".d2l-picture canvas:nth-child(2)").first
    clear = veil.evaluate(
        """node => {
          const { data } = node.getContext("2d").getImageData(0, 0, node.width, node.height);
          return data.filter((value, at) => at % 4 === 3 && value === 0).length;
        }"""
    )
    assert clear == 7 * 7


def test_layers_are_set_added_and_deleted(page: Page, explorable: Locator):
    choose_preset(explorable, "Five 3×3")
    kernel = explorable.get_by_role("spinbutton", name="kernel", exact=True)
    kernel.fill("5")
    kernel.press("Enter")
    formulas = explorable.locator(".d2l-why")
    expect(formulas).to_contain_text("9 + (5 − 1)·1·1 = 13")
    expect(formulas).to_contain_text("1 + 2·1 + 2·1 + 2·1 + 2·1 + 4·1 = 13")
    explorable.get_by_role("button", name="increase stride").click()
    expect(formulas).to_contain_text("1·2 = 2")
    explorable.get_by_role("button", name="increase dilation").click()
    expect(formulas).to_contain_text("9 + (5 − 1)·2·1 = 17")
    explorable.get_by_role("switch", name="height and width apart").check()
    width = explorable.get_by_role("spinbutton", name="kernel width")
    width.fill("1")
    width.press("Enter")
    expect(formulas).to_contain_text("height: 9 + (5 − 1)·2·1 = 17; width: 9 + (1 − 1)·2·1 = 9")
    explorable.get_by_label("add a layer").select_option("Pooling")
    expect(explorable.locator(".d2l-tile")).to_have_count(6)
    expect(explorable.locator(".d2l-editor strong")).to_contain_text("pool 1, layer 5")
    explorable.get_by_role("button", name="delete the layer").click()
    expect(explorable.locator(".d2l-tile")).to_have_count(5)
    expect(explorable.get_by_label("layers preset")).to_have_value("custom")


def test_blocks_open_and_their_layers_keep_the_size(explorable: Locator):
    choose_preset(explorable, "GoogLeNet’s block")
    expect(explorable.locator(".d2l-tile")).to_have_count(1)
    explorable.get_by_role("switch", name="layers inside blocks").check()
    expect(explorable.locator(".d2l-tile")).to_have_count(8)
    unit(explorable, "conv 5").click(position={"x": 40, "y": 40})
    explorable.get_by_role("button", name="increase kernel").click()
    expect(explorable.locator(".d2l-editor strong")).to_have_text("conv 5, layer 0.2.1: 7×7, padding 3")
    expect(explorable.locator(".d2l-tile").last).to_contain_text("sees 7")
    unit(explorable, "concat 1").click(position={"x": 40, "y": 40})
    expect(explorable.locator(".d2l-why")).to_contain_text("max(1, 2, 4, 2) − min(0, −1, −3, −1) = 7")


def test_what_does_not_fit_is_refused_with_the_layer_and_the_reason(explorable: Locator):
    unit(explorable, "pool 3").click(position={"x": 40, "y": 40})
    padding = explorable.get_by_role("spinbutton", name="padding", exact=True)
    padding.fill("2")
    padding.press("Enter")
    expect(
        shown(explorable, "Layer 7, pool: padding 2×2 is more than half of the window 3×3")
    ).to_be_visible()
    choose_preset(explorable, "GoogLeNet’s block")
    explorable.get_by_role("switch", name="layers inside blocks").check()
    unit(explorable, "conv 3").click(position={"x": 40, "y": 40})
    explorable.get_by_role("button", name="increase stride").click(force=True)
    expect(shown(explorable, "Layer 0, concat: its branches make maps of 28×28, 14×14")).to_be_visible()


def test_the_effective_field_follows_weights_seed_and_picture(explorable: Locator):
    def effective() -> str:
        return explorable.locator(".d2l-picture canvas:nth-child(2)").last.evaluate(
            "node => node.toDataURL()"
        )

    seen = [effective()]
    explorable.get_by_role("button", name="Draw again").click()
    seen.append(effective())
    explorable.get_by_role("radio", name="Flower").check(force=True)
    seen.append(effective())
    explorable.get_by_role("radio", name="Equal weights").check(force=True)
    seen.append(effective())
    assert len(set(seen)) == 4
    explorable.get_by_role("button", name="Draw again").click(force=True)
    expect(shown(explorable, "Equal weights are not drawn; choose random ones")).to_be_visible()


def test_all_layers_stand_in_a_table(explorable: Locator):
    explorable.get_by_text("All layers in a table").click()
    rows = explorable.get_by_role("row").all_inner_texts()
    assert rows[0].split("\t")[6:9] == ["size", "jump", "start"]
    assert [row.split("\t")[6] for row in rows[1:]] == [
        "1",
        "11",
        "19",
        "51",
        "67",
        "99",
        "131",
        "163",
        "195",
    ]
    assert rows[-1].split("\t") == ["pool 3", "3", "2", "0", "1", "6×6", "195", "32", "−66", "31"]


def test_a_finger_chooses_units_on_a_phone(phone: Phone):
    explorable = phone(390)
    conv = unit(explorable, "conv 2")
    conv.scroll_into_view_if_needed()
    conv.tap(position={"x": 10, "y": 10})
    assert words(explorable).startswith("Unit (")
    assert " of conv 2 sees " in words(explorable)
    for tile in explorable.locator(".d2l-map").all():
        assert min(tile.bounding_box()[side] for side in ("width", "height")) >= 44
