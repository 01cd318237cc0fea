"""The photo filter: what it holds, refuses and copies."""

import pytest
import torch

from d2lmini.widgets import PhotoFilter
from tests.widgets.harness import node

STATES = [{"kernel": torch.ones(3, 3), "divisor": 9, "at": (0, 0)}]
REFUSED = [
    ({"kernel": [[1, -1]]}, "kernel must be 3×3 or 5×5, got 1×2; put zeros around a smaller one"),
    ({"divisor": 0}, "dividing by 0 is impossible; use any other number"),
    ({"divisor": "2"}, "divisor must be a number from −1000000 to 1000000, got '2'"),
    ({"photo": "cat"}, "photo must be 'china' or 'flower', got 'cat'"),
    ({"at": (213, 0)}, r"at must be a place in the 213×319 photograph, got \(213, 0\)"),
]


def test_photo_filter_keeps_the_size_and_divides() -> None:
    photo = PhotoFilter(kernel=torch.ones(5, 5), divisor=25)
    assert photo.output.shape == photo.pixels.shape == (213, 319)
    assert photo.output[100, 100].item() == pytest.approx(photo.pixels[98:103, 98:103].mean().item())
    assert photo.output[0, 0].item() == pytest.approx(photo.pixels[:3, :3].sum().item() / 25)
    carried = photo.get_state("_photos")["_photos"]["china"]
    assert torch.equal(
        torch.frombuffer(bytearray(carried["pixels"]), dtype=torch.uint8).view(213, 319), photo.pixels.byte()
    )


def test_the_copied_photo_code_gives_the_output() -> None:
    photo = PhotoFilter(photo="flower", kernel=[[1, 2, 1], [2, 4, 2], [1, 2, 1]], divisor=16, at=(3, 5))
    state = {"photo": "flower", "kernel": photo.kernel.tolist(), "divisor": 16, "at": [3, 5]}
    program = """
    import { photoCode } from "WIDGETS/photo_filter/code.js";
    const result = photoCode(data, [213, 319]);
    """
    scope = {}
    exec(node(program, state).replace("print(Y[3, 5])", ""), scope)
    torch.testing.assert_close(scope["Y"], photo.output)


def test_both_sides_refuse_a_division_by_0_in_the_same_words() -> None:
    program = """
    import { photoRefusal } from "WIDGETS/photo_filter/words.js";
    const result = data.map(photoRefusal);
    """
    said = node(program, [{"divisor": divisor} for divisor in (0, -1)])
    assert said == [PhotoFilter()._refusal(divisor=divisor) for divisor in (0, -1)]
    assert said[1] is None
