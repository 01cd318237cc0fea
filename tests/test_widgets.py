"""The widgets' Python side: what they hold, refuse, bundle and leave where there is no JavaScript."""

import json
import re
import subprocess
from base64 import b64decode
from pathlib import Path
from xml.etree import ElementTree

import pytest
import torch
from traitlets import TraitError

from d2lmini import widgets
from d2lmini.widgets import ConvolutionExplorer, PhotoFilter
from d2lmini.widgets.base import WIDGET_VIEW
from d2lmini.widgets.bundle import bundle_module
from tests.refusals import assert_refused
from tests.test_widget_arithmetic import node_binary, torch_output

SOURCES = Path(widgets.__file__).parent
WIDGETS = [getattr(widgets, name) for name in widgets.__all__]
# States other than those in which they start.
STATES = [
    (widgets.ChannelExplorer, {"filter": 1, "bias": [1, 2, 3]}),
    (widgets.ChannelExplorer, {"view": "photograph", "photo": "flower"}),
    (widgets.ChannelMixer, {"photo": "flower", "kernel": torch.eye(3)}),
    (ConvolutionExplorer, {"kernel": torch.eye(3), "at": (0, 0)}),
    (widgets.ParameterBudget, {"kernel": (2, 3), "measure": "memory"}),
    (PhotoFilter, {"kernel": torch.ones(3, 3), "divisor": 9, "at": (0, 0)}),
    (widgets.PoolingExplorer, {"mode": "avg", "stride": (2, 1), "padding": 1, "shift": (-1, 2)}),
    (widgets.PredictionGame, {"level": "Dilation", "number": 7}),
    (widgets.ShiftExplorer, {"pattern": "bar", "at": (0, 7), "learned": []}),
]


def test_each_widget_has_a_state_here() -> None:
    assert {widget for widget, _ in STATES} == set(WIDGETS)


@pytest.mark.parametrize("widget", WIDGETS)
def test_bundles_are_valid_modules_that_fetch_nothing(widget: type, tmp_path: Path) -> None:
    module = tmp_path / "bundle.mjs"
    module.write_text(widget._esm, encoding="utf-8")
    check = subprocess.run(
        [node_binary(), "--check", str(module)], capture_output=True, text=True, timeout=60
    )
    assert check.returncode == 0, check.stderr  # two files that declare one name end here
    assert not re.search(r"^import \{|^export (?!default)", widget._esm, re.MULTILINE)
    assert "--d2l-input: light-dark(" in widget._css
    for text in (widget._esm, widget._css):
        assert set(re.findall(r"https?://[\w./]+", text)) <= {
            "http://www.w3.org/2000/svg"
        }  # a name, not an address


@pytest.mark.parametrize("path", sorted(SOURCES.glob("*/widget.css")), ids=lambda path: path.parent.name)
def test_a_widgets_own_rules_outweigh_what_all_share(path: Path) -> None:
    """A page with two widgets has the shared rules twice, the second time after the first widget's own."""
    for root in re.findall(r"^(\S.*) \{$", path.read_text(encoding="utf-8"), re.MULTILINE):
        assert root.startswith((".d2l-widget.d2l-", "@media")), root


def test_a_bundle_refuses_a_name_that_its_source_does_not_export(tmp_path: Path) -> None:
    (tmp_path / "a.js").write_text('import { there, missing } from "./b.js";\n')
    (tmp_path / "b.js").write_text("export const there = 1;\nconst missing = 2;\n")
    with pytest.raises(ValueError, match=r"a\.js imports 'missing', but b\.js does not export it"):
        bundle_module(tmp_path / "a.js")


@pytest.mark.parametrize("path", sorted(SOURCES.rglob("*.js")), ids=lambda path: path.name)
def test_sources_leave_the_page_alone(path: Path) -> None:
    source = path.read_text(encoding="utf-8")
    assert not re.search(r"innerHTML|getElementById|globalThis|window\.\w|\bid:|fetch\(|localStorage", source)


REFUSED = [
    (
        {"kernel": torch.ones(5, 5)},
        "kernel 5×5 is larger than the input 3×3; add padding or use a smaller kernel",
    ),
    (
        {"dilation": 3},
        "kernel 2×2 with dilation 3 spans 4×4: larger than the input 3×3; add padding or use a smaller",
    ),
    ({"dilation": (1, 4)}, "with dilation 1×4 spans 2×5: larger than the input 3×3"),
    ({"stride": 0}, "stride must be a whole number from 1 to 6, got 0"),
    ({"padding": (0, 7)}, "padding must be a whole number from 0 to 6, got 7"),
    ({"stride": 1.5}, r"stride must be a whole number or a pair \(height, width\), got 1.5"),
    ({"stride": (1, 2, 3)}, r"stride must be a whole number or a pair"),
    ({"mode": "flipped"}, "mode must be 'cross-correlation' or 'convolution', got 'flipped'"),
    ({"at": (2, 0)}, r"at must be a place in the 2×2 output, got \(2, 0\)"),
    ({"at": (-1, 0)}, r"at must be a pair \(row, column\) counted from 0"),
    (
        {"input": [[1, 2], [3]]},
        "input must be a rectangle of numbers, got .* give rows of numbers, all of one length",
    ),
    ({"input": [["a"]]}, "input must be a rectangle of numbers"),
    (
        {"input": torch.ones(2, 3, 4)},
        r"input must have rows and columns, got shape \(2, 3, 4\); index or reshape",
    ),
    ({"input": [[float("nan")]]}, "input holds nan, expected finite numbers; torch.nan_to_num replaces it"),
    ({"input": [[1, float("-inf")]]}, "input holds -inf, expected finite numbers"),
    ({"input": [[1_000_001]]}, "input holds a number outside −1000000 to 1000000; scale it first"),
    ({"input": torch.ones(13, 2)}, "input must be between 1×1 and 12×12, got 13×2"),
]


@pytest.mark.parametrize(("change", "message"), REFUSED)
def test_what_cannot_be_shown_is_refused_and_changes_nothing(change: dict, message: str) -> None:
    assert_refused(ConvolutionExplorer, change, message)


def test_several_settings_change_together_or_not_at_all() -> None:
    explorer = ConvolutionExplorer(at=(1, 1))
    with explorer.hold_trait_notifications():
        explorer.kernel, explorer.padding = torch.ones(5, 5), 1
    assert explorer.output.tolist() == [[36]]
    assert explorer.at == (0, 0)  # the place in view stays inside the output
    with pytest.raises(TraitError, match="spans 7×7"), explorer.hold_trait_notifications():
        explorer.kernel, explorer.dilation = torch.ones(2, 2), 6
    assert (explorer.kernel.shape, explorer.dilation) == ((5, 5), 1)


@pytest.mark.parametrize("mode", ["cross-correlation", "convolution"])
def test_explorer_output_is_what_torch_computes(mode: str) -> None:
    X, K = torch.arange(20).reshape(4, 5), torch.tensor([[1.5, -2], [0, 3]])
    settings = {"stride": (2, 1), "padding": 1, "dilation": (1, 2)}
    explorer = ConvolutionExplorer(input=X, kernel=K.numpy(), mode=mode, **settings)
    state = {"input": X.tolist(), "kernel": K.tolist(), "mode": mode, **settings}
    torch.testing.assert_close(explorer.output, torch_output(state))
    whole = ConvolutionExplorer().output
    assert whole.dtype == torch.int64
    assert whole.tolist() == [[19, 25], [37, 43]]


def test_traits_keep_their_own_copy_and_say_numbers_plainly() -> None:
    K = torch.tensor([[1.0, -1.0]], requires_grad=True)
    explorer = ConvolutionExplorer(kernel=K)
    with torch.no_grad():
        K[0, 0] = 9
    assert explorer.kernel.tolist() == [[1, -1]]
    assert explorer.get_state("kernel") == {"kernel": [[1, -1]]}


@pytest.mark.parametrize(("widget", "settings"), STATES)
def test_state_survives_the_way_to_the_browser_and_back(widget: type, settings: dict) -> None:
    first, second = widget(**settings), widget()
    public = list(first.get_state("_initial")["_initial"])
    second.set_state(json.loads(json.dumps({name: first.get_state(name)[name] for name in public})))
    assert second.sentence() == first.sentence()
    assert second.get_state("_initial") != first.get_state(
        "_initial"
    )  # Reset goes back to each one's own start


@pytest.fixture
def outputs(monkeypatch: pytest.MonkeyPatch) -> list[dict]:
    """Return the list to which the data of each output that a widget displays is added."""
    shown = []

    def keep(data: dict, raw: bool, metadata: dict | None = None) -> None:
        shown.append(data)

    monkeypatch.setattr("d2lmini.widgets.base.display", keep)
    return shown


@pytest.mark.parametrize(("widget", "settings"), STATES)
def test_a_still_picture_and_a_sentence_stand_before_the_live_view(
    widget: type, settings: dict, outputs: list[dict]
) -> None:
    shown = widget(**settings)
    shown._ipython_display_()
    widget(**settings)._ipython_display_()
    still, live, again, _ = outputs
    assert live[WIDGET_VIEW]["model_id"] == shown.model_id
    assert list(live) == [WIDGET_VIEW]  # a host without widgets shows the still picture, once
    assert still["text/plain"] == again["text/plain"] == shown.sentence()
    assert b64decode(still["image/png"]).startswith(b"\x89PNG")
    picture = ElementTree.fromstring(still["text/html"])
    assert picture.get("class") == f"d2l-still d2l-still-{shown._key}"
    image = picture.find("img")
    assert image.get("alt") == shown.sentence().splitlines()[0]
    assert image.get("src") == "data:image/png;base64," + still["image/png"]
    assert 200 < int(image.get("width")) < 1000


def test_two_explorables_hide_each_its_own_still_picture(outputs: list[dict]) -> None:
    for _ in range(2):
        ConvolutionExplorer()._ipython_display_()
    names = [re.search(r"d2l-still-\w+", output["text/html"])[0] for output in outputs[::2]]
    assert names[0] != names[1]


def test_a_closed_explorable_leaves_its_still_picture(outputs: list[dict]) -> None:
    explorer = ConvolutionExplorer()
    explorer.close()
    explorer._ipython_display_()
    assert [set(output) for output in outputs] == [{"text/plain", "image/png", "text/html"}]


def test_the_sentence_tells_sizes_settings_and_numbers() -> None:
    sentence = ConvolutionExplorer(stride=(2, 1), padding=1, kernel=[[0.1, -1 / 3]]).sentence()
    assert sentence.splitlines()[0] == (
        "ConvolutionExplorer (cross-correlation): a 1×2 kernel over a 3×3 input, stride (2, 1), "
        "padding 1, dilation 1, gives a 3×4 output."
    )
    assert "kernel: [[0.1, -0.333333]]" in sentence


def test_photo_filter_keeps_the_size_and_divides() -> None:
    photo = PhotoFilter(kernel=torch.ones(5, 5), divisor=25)
    assert photo.output.shape == photo.pixels.shape == (213, 319)
    assert photo.output[100, 100].item() == pytest.approx(photo.pixels[98:103, 98:103].mean().item())
    assert photo.output[0, 0].item() == pytest.approx(photo.pixels[:3, :3].sum().item() / 25)
    carried = photo.get_state("_photos")["_photos"]["china"]
    assert torch.equal(
        torch.frombuffer(bytearray(carried["pixels"]), dtype=torch.uint8).view(213, 319), photo.pixels.byte()
    )


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"kernel": [[1, -1]]}, "kernel must be 3×3 or 5×5, got 1×2; put zeros around a smaller one"),
        ({"divisor": 0}, "divisor must not be 0"),
        ({"divisor": "2"}, "divisor must be a number from −1000000 to 1000000, got '2'"),
        ({"photo": "cat"}, "photo must be 'china' or 'flower', got 'cat'"),
        ({"at": (213, 0)}, r"at must be a pixel of the 213×319 photograph, got \(213, 0\)"),
    ],
)
def test_photo_filter_refuses_in_words(change: dict, message: str) -> None:
    assert_refused(PhotoFilter, change, message)
