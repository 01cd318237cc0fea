"""The photo filter: what it holds, refuses and copies."""

import pytest
import torch

from d2lmini.widgets import ChannelExplorer, ChannelMixer, PhotoFilter
from d2lmini.widgets.photos import PHOTOS, photo_values
from tests.widgets.harness import called, run_copied

STATES = [{"kernel": torch.ones(3, 3), "divisor": 9, "at": (0, 0)}]
REFUSED = [
    ({"kernel": [[1, -1]]}, "kernel must be 3×3 or 5×5, got 1×2; put zeros around a smaller one"),
    ({"divisor": 0}, "dividing by 0 is impossible; use any other number"),
    ({"divisor": "2"}, "divisor must be a number from −1000000 to 1000000, got '2'"),
    ({"photo": "cat"}, "photo must be 'china' or 'flower', got 'cat'"),
    ({"at": (213, 0)}, r"at must be a position in the 213×319 photograph, got \(213, 0\)"),
]


def test_photo_filter_keeps_the_size_and_divides() -> None:
    photo = PhotoFilter(kernel=torch.ones(5, 5), divisor=25)
    assert photo.output.shape == photo.pixels.shape == (213, 319)
    assert photo.output[100, 100].item() == pytest.approx(photo.pixels[98:103, 98:103].mean().item())
    assert photo.output[0, 0].item() == pytest.approx(photo.pixels[:3, :3].sum().item() / 25)


@pytest.mark.parametrize(
    ("widget", "size"),
    [(PhotoFilter, (213, 319)), (ChannelMixer, (3, 150, 225)), (ChannelExplorer, (3, 110, 165))],
)
def test_both_photographs_travel_small_and_whole(widget: type, size: tuple) -> None:
    carried = widget().get_state("_photos")["_photos"]
    for name in PHOTOS:
        assert carried[name]["size"] == list(size[-2:])
        pixels = torch.frombuffer(bytearray(carried[name]["pixels"]), dtype=torch.uint8)
        assert torch.equal(pixels.view(size), photo_values(name, size[-2], grey=len(size) == 2))
    assert sum(len(photo["pixels"]) for photo in carried.values()) < 250_000


def test_the_copied_photo_code_gives_the_output() -> None:
    photo = PhotoFilter(photo="flower", kernel=[[1, 2, 1], [2, 4, 2], [1, 2, 1]], divisor=16, at=(3, 5))
    state = photo.get_state("_initial")["_initial"]
    names, (printed,) = run_copied(*called("photo_filter/words.js", "photoCode", [(state, (213, 319))]))
    torch.testing.assert_close(names["Y"], photo.output)
    assert printed == names["Y"][3, 5]


def test_both_sides_refuse_a_division_by_0_in_the_same_words() -> None:
    said = called("photo_filter/words.js", "photoRefusal", [({"divisor": divisor},) for divisor in (0, -1)])
    assert said == [PhotoFilter()._refusal(divisor=divisor) for divisor in (0, -1)]
    assert said[1] is None
