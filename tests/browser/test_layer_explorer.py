"""The layer explorer in a built page, played by mouse and keyboard, with no kernel behind it."""

import pytest
import torch
from playwright.sync_api import Locator

from tests.browser.conftest import numbers
from tests.browser.player import Live, Seen, choose, chosen

LIVE = Live("pooling = 'mean'", chosen("mean"), choose("maximum"), "pooling", "maximum")


def check_copied(seen: Seen, names: dict, printed: str) -> None:
    value = eval(printed, {"tensor": torch.tensor, "torch": torch})
    assert seen.numbers("pooled number") == [[pytest.approx(value.item(), rel=1e-2, abs=0.006)]]


def test_the_relu_sets_what_is_negative_to_0(explorable: Locator):
    window, activated = (
        numbers(explorable, f"{name}") for name in ("window of the feature map", "activated window")
    )
    assert activated == [[max(number, 0) for number in row] for row in window]
    assert numbers(explorable, "pooled number") == [[max(map(max, activated))]]
