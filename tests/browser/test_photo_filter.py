"""The photo filter in a built page, played by mouse and keyboard, with no kernel behind it."""

import pytest
import torch
from playwright.sync_api import Locator

from tests.browser.player import Live, Seen, choose, chosen

LIVE = Live("negatives = 'absolute'", chosen("as their size"), choose("black"), "negatives", "clip")


def check_copied(seen: Seen, names: dict, printed: str) -> None:
    value = eval(printed, {"tensor": torch.tensor, "torch": torch})
    assert seen.numbers("output pixel") == [[pytest.approx(value.item(), rel=1e-3, abs=0.5)]]


def test_the_photograph_follows_its_kernel(explorable: Locator):
    pixels = "canvas => canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height).data.join()"
    photograph, result = explorable.locator("canvas").all()
    assert photograph.evaluate(pixels) != result.evaluate(pixels)
    explorable.get_by_label("kernel preset").select_option("Identity")
    assert photograph.evaluate(pixels) == result.evaluate(pixels)
