"""The layer explorer in a built page, played by mouse and keyboard, with no kernel behind it."""

import re

import pytest
import torch
from playwright.sync_api import Locator, expect

from tests.browser.conftest import numbers
from tests.browser.player import Live, Seen, choose, chosen

LIVE = Live("pooling = 'mean'", chosen("mean"), choose("maximum"), "pooling", "maximum")


def check_copied(seen: Seen, names: dict, printed: str) -> None:
    value = eval(printed, {"tensor": torch.tensor, "torch": torch})
    assert seen.numbers("pooled number") == [[pytest.approx(value.item(), rel=1e-2, abs=0.006)]]


def take_filter(explorable: Locator, name: str) -> None:
    explorable.get_by_label("filter preset").select_option(name)


def window(explorable: Locator) -> list[list[float]]:
    return numbers(explorable, "window of the feature map")


def says(explorable: Locator, words: str) -> None:
    whole = words.replace(" %", "\u00a0%")
    expect(explorable.locator(".d2l-readout .d2l-reading")).to_contain_text(re.compile(whole))


def test_the_relu_sets_what_is_negative_to_0(explorable: Locator):
    before, activated = window(explorable), numbers(explorable, "activated window")
    assert activated == [[max(number, 0) for number in row] for row in before]
    assert 0 < sum(number > 0 for row in before for number in row) < 4
    assert numbers(explorable, "pooled number") == [[max(map(max, activated))]]


def test_red_and_blue_may_change_places_only_where_the_weights_are_equal(explorable: Locator):
    first = window(explorable)
    choose("BGR")(explorable)
    assert window(explorable) != first
    take_filter(explorable, "Sobel x, equal channels")
    swapped = window(explorable)
    choose("RGB")(explorable)
    assert window(explorable) == swapped


def test_the_negative_filter_keeps_what_the_first_one_dropped(explorable: Locator):
    dropped = [[max(-number, 0) for number in row] for row in window(explorable)]
    take_filter(explorable, "Its negative")
    assert numbers(explorable, "activated window") == dropped


def test_a_larger_filter_drives_the_sigmoid_into_saturation(explorable: Locator):
    choose("sigmoid")(explorable)
    says(explorable, "Zeros: 0 %.* Slope below 0.05: 0 %")
    take_filter(explorable, "Ten times as large")
    says(explorable, "Slope below 0.05: 12 %")


def test_the_maximum_has_fewer_zeros_than_every_second_number(explorable: Locator):
    says(explorable, "52 % of the numbers after the activation function, 38 % after pooling")
    choose("every second")(explorable)
    says(explorable, "52 % of the numbers after the activation function, 51 % after pooling")
