import re
import subprocess
import sys
import warnings
from io import BytesIO

import matplotlib.pyplot as plt
import nbformat
import numpy as np
import pytest
import torch
from fontTools.fontBuilder import FontBuilder
from fontTools.pens.ttGlyphPen import TTGlyphPen
from matplotlib import font_manager
from matplotlib.colors import to_hex
from matplotlib.patches import Rectangle
from matplotlib.text import Text
from nbclient import NotebookClient
from torch.nn import functional

import d2lmini as d2l
from d2lmini.palette import LIGHT

X, K = torch.arange(9).reshape(3, 3), torch.arange(4).reshape(2, 2)


@pytest.fixture(autouse=True)
def _restore_style():
    with plt.rc_context():
        yield


def labels(fig):
    return [text.get_text() for text in fig.axes[0].texts if text.get_text()]


def rectangles(fig):
    return [patch for patch in fig.axes[0].patches if isinstance(patch, Rectangle)]


def cells(fig, role):
    """The (row, column) of each cell with the face of `role`, in canvas units."""
    face = LIGHT[f"{role}-soft"]
    return {
        (p.get_y(), p.get_x()) for p in rectangles(fig) if p.get_fill() and to_hex(p.get_facecolor()) == face
    }


def correlate(X, K, **settings):
    return functional.conv2d(X[None, None].double(), K[None, None].double(), **settings)[0, 0]


@pytest.mark.parametrize(
    ("number", "label"),
    [
        (3, "3"),
        (-2.0, "−2"),
        (-0.0, "0"),
        (1 / 3, "0.33"),
        (-0.98765, "−0.99"),
        (0.00274, "0.003"),
        (123.456, "123"),
        (True, "1"),
        (float("nan"), "nan"),
    ],
)
def test_numbers_are_written_briefly(number, label):
    assert labels(d2l.show_matrices([[[number]]])) == [label]


@pytest.mark.parametrize(
    "matrix",
    [
        [[1, 2], [3, 4]],
        np.array([[3, 4], [1, 2]], dtype=np.uint8)[::-1],
        torch.tensor([[1.0, 2], [3, 4]], requires_grad=True),
        torch.tensor([[1.0, 2], [3, 4]], dtype=torch.bfloat16),
    ],
)
def test_anything_with_numbers_is_a_matrix(matrix):
    assert labels(d2l.show_matrices([matrix])) == ["1", "2", "3", "4"]


def test_matrices_have_titles_signs_and_the_colours_of_their_roles():
    names, signs = ["a", "b", "c"], ["", "⋆", "="]
    fig = d2l.show_matrices([X, K, [[1]]], titles=names, roles=["input", None, "output"], signs=signs)
    assert [label for label in labels(fig) if label.isalpha()] == names
    assert [label for label in labels(fig) if label in {"⋆", "="}] == ["⋆", "="]
    assert [len(cells(fig, role)) for role in ("input", "kernel", "output")] == [9, 0, 1]


@pytest.mark.parametrize("count", [1, 2, 9])
def test_matrices_never_overlap_nor_leave_the_page(count):
    fig = d2l.show_matrices([torch.ones(3, 7)] * count)
    corners = {(patch.get_x(), patch.get_y()) for patch in rectangles(fig)}
    assert len(corners) == 21 * count
    assert fig.get_figwidth() <= 7.2
    assert max(x for x, _ in corners) < fig.axes[0].get_xlim()[1]


def test_correlation_spells_out_the_worked_example():
    Y = correlate(X, K)
    fig = d2l.show_correlation(X, K, Y, at=(0, 1))
    numbers = [label for label in labels(fig) if label.isdigit()]
    assert numbers == [str(n) for n in [*range(9), *range(4), 19, 25, 37, 43]]
    assert "⋆" in labels(fig)
    assert "=" in labels(fig)
    assert "input 3 × 3" in labels(fig)


def svg_paths(output):
    svg = output.data["image/svg+xml"].replace("-0 ", "0 ")  # drawn for the second time, 0 may become -0
    return re.findall(r'<path d="([^"]*)"', svg)


SETTINGS = [
    {},
    {"padding": 1, "stride": (3, 2)},
    {"padding": (0, 2), "dilation": (2, 1)},
    {"stride": 4},
    {"padding": 1, "stride": 2, "dilation": 2},
]


@pytest.mark.parametrize("settings", SETTINGS)
def test_correlation_marks_what_torch_reads(settings):
    """An entry is read if the output changes with it: autograd knows, for the window and for the whole."""
    ph, pw = np.broadcast_to(settings.get("padding", 0), 2)
    X, K = torch.rand(9, 8), torch.ones(3, 2)
    padded = functional.pad(X, (pw, pw, ph, ph)).double().requires_grad_()
    Y = correlate(padded, K, **{name: value for name, value in settings.items() if name != "padding"})
    (window,) = torch.autograd.grad(Y[1, 1], padded, retain_graph=True)
    (read,) = torch.autograd.grad(Y.sum(), padded)
    fig = d2l.show_correlation(X, K, Y, at=(1, 1), **settings)

    grid = [(p.get_y(), p.get_x()) for p in rectangles(fig)[: padded.numel()]]
    top, left = min(grid)
    in_window = {(top + i, left + j) for i, j in window.nonzero().tolist()}
    assert cells(fig, "kernel").intersection(grid) == in_window
    hatched = [p for p in rectangles(fig) if p.get_hatch()]
    rows = {p.get_y() - top for p in hatched if p.get_height() == 1 and p.get_width() > 1}
    columns = {p.get_x() - left for p in hatched if p.get_width() == 1 and p.get_height() > 1}
    assert rows == {i for i, row in enumerate(read) if not row.any()}
    assert columns == {j for j, column in enumerate(read.T) if not column.any()}

    frame, kernel_frame, output_frame = rectangles(fig)[-3:]
    ys, xs = zip(*in_window, strict=True)
    assert (frame.get_xy(), frame.get_width()) == ((min(xs), min(ys)), max(xs) - min(xs) + 1)
    assert frame.get_height() == max(ys) - min(ys) + 1
    assert (kernel_frame.get_height(), kernel_frame.get_width()) == (3, 2)
    assert (output_frame.get_y(), output_frame.get_x()) in cells(fig, "output")


def test_padding_shows_as_pale_zeros():
    fig = d2l.show_correlation(X + 1, K + 1, correlate(X + 1, K + 1, padding=1), padding=1)
    pale = [text for text in fig.axes[0].texts if text.get_color() == LIGHT["muted"]]
    assert [text.get_text() for text in pale] == ["0"] * 16
    assert "input 3 × 3, padding 1" in labels(fig)


def test_the_largest_explorer_stays_readable():
    X, K = torch.full((12, 12), -99), torch.full((7, 7), 9)
    fig = d2l.show_correlation(X, K, correlate(X, K // 9, padding=3), padding=3, at=(0, 0))
    assert fig.get_figwidth() <= 7.2
    assert min(text.get_size() for text in fig.axes[0].texts) >= 5


@pytest.mark.parametrize(
    "draw",
    [
        lambda: d2l.show_matrices(
            [X.new_zeros(6, width) for width in (8, 2, 8)], ["input", "kernel", "output"]
        ),
        lambda: d2l.show_images(torch.randn(6, 5, 5), signed=True),
    ],
)
def test_type_has_at_least_six_pixels_on_a_phone(draw):
    d2l.use_book_style()
    fig = draw()
    fig.draw_without_rendering()
    sizes = [text.get_size() for text in fig.findobj(Text) if text.get_text()]
    # A page of 358 pixels for a figure and the margin of a tenth of an inch around it.
    assert min(sizes) / 72 * 358 / (fig.get_figwidth() + 0.2) >= 6


@pytest.mark.parametrize(
    ("call", "error", "message"),
    [
        (lambda: d2l.show_matrices([]), ValueError, "matrices is empty"),
        (lambda: d2l.show_matrices([[1, 2]]), ValueError, r"matrices\[0\] must be a matrix \(h, w\).*\(2,\)"),
        (
            lambda: d2l.show_matrices([[[1], [2, 3]]]),
            ValueError,
            r"matrices\[0\] must be rows of equal length",
        ),
        (lambda: d2l.show_matrices([[["a"]]]), TypeError, r"matrices\[0\] must hold real numbers, got <U1"),
        (lambda: d2l.show_matrices([X], roles=["blue"]), ValueError, "a role must be .* got 'blue'"),
        (
            lambda: d2l.show_matrices([X], titles=["a", "b"]),
            ValueError,
            "titles has 2 entries for 1 matrices",
        ),
        (lambda: d2l.show_correlation(X, K, X), ValueError, r"Y has shape \(3, 3\), but .* give \(2, 2\)"),
        (lambda: d2l.show_correlation(X, K, K, at=(2, 0)), ValueError, r"at=\(2, 0\) lies outside Y"),
        (lambda: d2l.show_correlation(X, K, K, stride=0), ValueError, "stride must be at least 1"),
        (lambda: d2l.show_correlation(K, X, K), ValueError, "use padding >= 1"),
        (lambda: d2l.show_images([]), ValueError, "images is empty"),
        (
            lambda: d2l.show_images(torch.ones(2, 4, 5, 5)),
            ValueError,
            r"images\[0\] must have shape .*\(4, 5, 5\)",
        ),
        (lambda: d2l.show_images(2 * torch.ones(1, 3, 5, 5)), ValueError, "colours from 2 to 2, .* clamp or"),
        (lambda: d2l.show_images(torch.ones(1, 3, 5, 5), signed=True), ValueError, "signed=True needs grey"),
        (lambda: d2l.show_images([X], num_cols=0), ValueError, "num_cols must be at least 1, got 0"),
        (lambda: d2l.show_images([X], 0, 1), ValueError, "num_rows must be at least 1, got 0"),
        (
            lambda: d2l.show_images([X], ["a"], titles=["b"]),
            TypeError,
            r"num_rows .* got \['a'\]; titles are",
        ),
        (lambda: d2l.show_images([X], 2.5), TypeError, "titles must be a list, got 2.5; give one for each"),
        (lambda: d2l.show_images([X], scale=0), ValueError, "scale must be finite and at least 0.1, got 0"),
        (lambda: d2l.show_images(5), ValueError, r"images\[0\] must have shape .*, got \(\); pass images in"),
        (lambda: d2l.show_matrices(5), ValueError, r"matrices\[0\] must be a matrix .* got shape \(\)"),
        (
            lambda: d2l.show_images(X.to_sparse()),
            TypeError,
            r"images must be an ordinary tensor, .*to_dense\(\)",
        ),
        (
            lambda: d2l.show_matrices(X.to_sparse()),
            TypeError,
            "matrices must be an ordinary tensor, got a spar",
        ),
        (
            lambda: d2l.show_matrices([X * 1j]),
            TypeError,
            r"matrices\[0\] must hold real numbers, got torch.comp",
        ),
        (
            lambda: d2l.show_images([X.to("meta")]),
            TypeError,
            r"images\[0\] must hold real .*\(it is on meta\)",
        ),
        (lambda: d2l.show_images([X], titles=[]), ValueError, "titles has 0 entries for 1 images"),
        (lambda: d2l.plot_history(d2l.History("cpu")), ValueError, "history holds no finished epoch"),
    ],
)
def test_bad_arguments_are_named(call, error, message):
    with pytest.raises(error, match=message):
        call()


@pytest.mark.parametrize("shape", [(4, 5), (1, 4, 5), (4, 5, 1), (3, 4, 5), (4, 5, 3)])
@pytest.mark.parametrize("make", [torch.rand, np.ones, lambda shape: np.full(shape, 255, np.uint8).tolist()])
def test_images_come_in_any_layout(shape, make):
    image = np.array(make(shape)) / 255 if isinstance(make(shape), list) else make(shape)
    (ax,) = d2l.show_images([image]).axes
    assert ax.images[0].get_array().shape[:2] == (4, 5)


def test_bytes_are_255ths():
    grey, colour = d2l.show_images([np.full((2, 2), 51, np.uint8), np.full((2, 2, 3), 51, np.uint8)]).axes
    assert grey.images[0].get_array()[0, 0] == colour.images[0].get_array()[0, 0, 0] == 0.2


def test_grey_images_share_one_scale_and_rows_break():
    fig = d2l.show_images([torch.rand(3, 3), torch.rand(5, 9), 16 * torch.eye(2)], num_cols=2, titles="abc")
    assert [ax.get_title() for ax in fig.axes] == ["a", "b", "c"]
    assert {ax.images[0].get_clim() for ax in fig.axes} == {(0, 16)}
    assert d2l.show_images(torch.eye(3)).axes[0].images[0].get_clim() == (0, 1)


def test_signed_images_are_white_at_zero():
    *images, bar = d2l.show_images([torch.tensor([[-2.0, 0.0]]), torch.ones(2, 2)], signed=True).axes
    assert {ax.images[0].get_clim() for ax in images} == {(-2, 2)}
    assert to_hex(images[0].images[0].to_rgba(0.0)) == LIGHT["surface"]
    assert [tick.get_text() for tick in bar.get_yticklabels()] == ["−2", "0", "2"]
    assert len(d2l.show_images([X, X, X], num_cols=2, signed=True).axes) == 4  # a place stays empty


def test_images_are_laid_out_as_d2l_calls_it():
    X, names = torch.rand(18, 28, 28), list("abcdefghi")
    fig = d2l.show_images(X, 1, 9)
    assert [round(ax.get_position().y0, 3) for ax in fig.axes] == [
        round(fig.axes[0].get_position().y0, 3)
    ] * 9
    assert len(d2l.show_images(X, 2, 9).axes) == 18
    for fig in (
        d2l.show_images(X, 1, 9, names),
        d2l.show_images(X[:9], num_rows=1, num_cols=9, titles=names),
    ):
        assert [ax.get_title() for ax in fig.axes] == names
    assert np.allclose(d2l.show_images(X, 2, 4, scale=1.5).get_size_inches(), (6, 3))
    assert len(d2l.show_images(X[:5], 3).axes) == 5  # two to a row
    by_place, by_name = d2l.show_images(X[:9], names, 3), d2l.show_images(X[:9], titles=names, num_cols=3)
    for fig in (by_place, by_name):
        assert [ax.get_title() for ax in fig.axes] == names
        assert len({round(ax.get_position().x0, 3) for ax in fig.axes}) == 3


def test_predictions_stand_under_the_true_labels():
    data = [(torch.rand(4, 1, 28, 28), torch.arange(4))]
    net = torch.nn.Sequential(torch.nn.Flatten(), torch.nn.Dropout(), torch.nn.Linear(784, 10))
    with torch.no_grad():
        net[2].weight.zero_()
        net[2].bias.copy_(torch.eye(10)[3])
    fig = d2l.predict_ch3(net, data, n=2)
    assert [ax.get_title() for ax in fig.axes] == ["t-shirt\ndress", "trouser\ndress"]
    assert len(d2l.predict_ch3(net, data).axes) == 4
    assert net[1].training
    with pytest.raises(ValueError, match="n must be at least 1, got 0"):
        d2l.predict_ch3(net, data, n=0)
    with pytest.raises(ValueError, match="test_iter is empty; give at least one batch"):
        d2l.predict_ch3(net, [])
    with pytest.raises(ValueError, match="net gives 20 scores, expected one for each of 10 kinds"):
        d2l.predict_ch3(torch.nn.Sequential(torch.nn.Flatten(), torch.nn.Linear(784, 20)), data)
    with pytest.raises(ValueError, match="labels holds the label 10, but there are scores for 10 classes"):
        d2l.get_fashion_mnist_labels(torch.tensor([10]))


def test_history_is_drawn_with_units():
    history = d2l.History("cpu", [0.9, 0.5], [0.6, 0.7], [0.5, 0.65])
    losses, accuracies = d2l.plot_history(history).axes
    curves = [list(line.get_ydata()) for line in (*losses.lines, *accuracies.lines)]
    assert curves == [[0.9, 0.5], [0.6, 0.7], [0.5, 0.65]]
    assert (losses.get_xlabel(), losses.get_ylabel()) == ("epoch", "cross-entropy")
    assert (accuracies.get_xlabel(), accuracies.get_ylabel()) == ("epoch", "accuracy (fraction)")


def test_animator_keeps_curves_with_gaps():
    animator = d2l.Animator("epoch", "y", ["a", "b"], [0, 2], None, "linear", "log")
    animator.add(1, (torch.tensor(3.0), None))
    animator.add(2, (4, 5))
    (ax,) = animator.fig.axes
    assert [line.get_xydata().tolist() for line in ax.lines] == [[[1, 3], [2, 4]], [[2, 5]]]
    assert [text.get_text() for text in ax.get_legend().get_texts()] == ["a", "b"]
    assert (ax.get_xlabel(), ax.get_xlim(), ax.get_yscale()) == ("epoch", (0, 2), "log")
    assert ax.get_ylim()[0] < 3
    assert ax.get_ylim()[1] > 5
    assert len({line.get_linestyle() for line in ax.lines}) == 2
    with pytest.raises(ValueError, match="x and y have 3 and 3 values for 2 curves"):
        animator.add(3, (1, 2, 3))


def test_animator_takes_lists_with_gaps_as_the_book_of_d2l_adds_them():
    animator = d2l.Animator(legend=["train loss", "train acc", "test acc"])
    animator.add(0.5, [0.9, torch.tensor(0.4), None])
    animator.add([1, None, 1], [0.8, 0.5, np.float32(0.25)])
    animator.add(None, (1, 2, 3))
    animator.add(2, (None, None, 0.75))
    curves = [line.get_xydata().tolist() for line in animator.axes[0].lines]
    assert curves == [[[0.5, 0.9], [1, 0.8]], [[0.5, pytest.approx(0.4)]], [[1, 0.25], [2, 0.75]]]
    one = d2l.Animator()
    one.add(1, torch.tensor(0.5))
    assert one.axes[0].lines[0].get_xydata().tolist() == [[1, 0.5]]


@pytest.mark.parametrize(
    ("call", "error", "message"),
    [
        (lambda: d2l.Animator(fmts=()), ValueError, "fmts is empty; give at least one format, such as '-'"),
        (lambda: d2l.Animator().add(1, [[2]]), TypeError, r"y must hold a number or None .* got \[2\]"),
        (
            lambda: d2l.Animator().add("a", 1),
            TypeError,
            "x must hold a number or None for each curve, got 'a'",
        ),
    ],
)
def test_animator_names_what_it_cannot_draw(call, error, message):
    with pytest.raises(error, match=message):
        call()


def test_animator_follows_train_ch6():
    animator, batch = d2l.Animator(), [(torch.rand(4, 9), torch.arange(4))]
    d2l.train_ch6(torch.nn.Linear(9, 4), batch, batch, 3, 0.1, "cpu", callback=animator.add)
    assert [list(line.get_xdata()) for line in animator.axes[0].lines] == [[1, 2, 3]] * 3


def test_a_script_has_figures_to_show():
    made = [d2l.Animator().fig, d2l.show_images(X), d2l.show_correlation(X, K, correlate(X, K))]
    made.append(d2l.plot_history(d2l.History("cpu", [0.9], [0.6], [0.5])))
    assert list(map(plt.figure, plt.get_fignums())) == made


@pytest.fixture(scope="module")
def _han_font(tmp_path_factory):
    """Make a font, Two Han, of the two characters of "convolution" in Chinese and nothing else."""
    square = TTGlyphPen(None)
    square.moveTo((100, 0))
    for corner in ((100, 800), (900, 800), (900, 0)):
        square.lineTo(corner)
    square.closePath()
    glyphs = dict.fromkeys([".notdef", "juan", "ji"], square.glyph())
    font = FontBuilder(1000, isTTF=True)
    font.setupGlyphOrder(list(glyphs))
    font.setupCharacterMap({ord("卷"): "juan", ord("积"): "ji"})
    font.setupGlyf(glyphs)
    font.setupHorizontalMetrics(dict.fromkeys(glyphs, (1000, 100)))
    font.setupHorizontalHeader(ascent=900, descent=-100)
    font.setupNameTable({"familyName": "Two Han", "styleName": "Regular", "psName": "TwoHan-Regular"})
    font.setupOS2()
    font.setupPost()
    path = tmp_path_factory.mktemp("fonts") / "two-han.ttf"
    font.save(path)
    known = list(font_manager.fontManager.ttflist)
    font_manager.fontManager.addfont(path)
    yield
    font_manager.fontManager.ttflist = known


@pytest.mark.parametrize(
    ("earlier", "later"),
    [
        ({"font.sans-serif": ["Two Han"]}, {}),
        ({"font.sans-serif": ["No Such Font", "DejaVu Sans", "Two Han"]}, {}),
        ({"font.family": ["Two Han"]}, {}),
        ({}, {"font.sans-serif": ["No Such Font", "Two Han", "DejaVu Sans"]}),
        ({"font.family": ["serif"]}, {"font.sans-serif": ["Two Han"]}),
    ],
)
@pytest.mark.usefixtures("_han_font")
def test_characters_that_the_book_lacks_come_from_the_readers_fonts(earlier, later, caplog):
    plt.rcParams.update(earlier)
    d2l.use_book_style()
    plt.rcParams.update(later)
    picture = BytesIO()
    with warnings.catch_warnings():
        warnings.simplefilter("error")  # as a missing glyph gives
        d2l.show_images([X], ["卷积 book"]).savefig(picture, format="svg")
    drawn = set(re.findall('<path id="([^"]*)"', picture.getvalue().decode()))
    assert {"TwoHan-Regular-5377", "TwoHan-Regular-79ef", "DejaVuSans-62", "DejaVuSans-6f"} <= drawn
    assert not caplog.records


def test_missing_fonts_of_the_reader_change_nothing(caplog):
    def drawn():
        d2l.use_book_style()
        picture = BytesIO()
        with pytest.warns(UserWarning, match="Glyph 21367 .* missing from font"):
            d2l.show_images([X], ["卷 convolution"]).savefig(picture, format="svg", metadata={"Date": None})
        return picture.getvalue()

    plain = drawn()
    plt.rcParams["font.sans-serif"] = plt.rcParams["font.family"] = ["No Such Font"]
    assert drawn() == plain
    assert not caplog.records


def test_importing_changes_no_setting():
    code = (
        "import matplotlib as m; old = dict(m.rcParams); import d2lmini.plot; print(old == dict(m.rcParams))"
    )
    assert subprocess.check_output([sys.executable, "-c", code], text=True).strip() == "True"


@pytest.mark.programs
def test_a_notebook_gets_each_figure_once_and_the_last_state_of_an_animation():
    sources = [
        "import d2lmini as d2l; d2l.use_book_style()",
        "a = d2l.Animator('x')\nprint('before')\nfor x in range(99): a.add(x, (x, None))\nprint('after')",
        "a.fig",
        "a.add(300, (1, 1))",
        "d2l.show_images([[[0, 1]]])",
        "d2l.plt.get_fignums()  # none that the end of a cell would show once more",
    ]
    notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(source) for source in sources])
    NotebookClient(notebook, timeout=60, kernel_name="python3").execute()
    outputs = [cell.outputs for cell in notebook.cells]
    assert [[output.output_type for output in cell] for cell in outputs] == [
        [],
        ["stream", "display_data", "stream"],
        ["execute_result"],
        ["display_data"],
        ["execute_result"],
        ["execute_result"],
    ]
    assert outputs[5][0].data["text/plain"] == "[]"
    animation, final, later = map(svg_paths, (outputs[1][1], outputs[2][0], outputs[3][0]))
    assert animation == final != later
