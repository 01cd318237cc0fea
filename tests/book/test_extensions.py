"""What the build adds to Jupyter Book."""

import subprocess
import sys
from base64 import b64decode, b64encode
from io import BytesIO
from pathlib import Path
from types import SimpleNamespace

import nbformat
import numpy as np
import pytest
from docutils.core import publish_doctree
from fresh_execution import fingerprint
from ipywidgets import interactive
from jupyter_cache import get_cache
from page import (
    DESCRIPTION_LENGTH,
    PHOTOGRAPH,
    as_jpeg,
    assets_fingerprint,
    description,
    image_size,
    keep_whole,
)
from parallel_execution import execute
from PIL import Image
from widget_pages import NEEDS_A_KERNEL, WIDGET_STATE

from d2lmini.widgets import ParameterBudget
from d2lmini.widgets.explorable import WIDGET_VIEW

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def package(tmp_path: Path) -> Path:
    (tmp_path / "d2lmini" / "widgets").mkdir(parents=True)
    (tmp_path / "extensions").mkdir()
    (tmp_path / "d2lmini" / "ops.py").write_text("a = 1")
    (tmp_path / "d2lmini" / "widgets" / "a.js").write_text("let a = 1")
    return tmp_path


def test_the_fingerprint_stays_while_nothing_changes(package: Path):
    before = fingerprint(package)
    (package / "README.md").write_text("not what a chapter runs")
    assert fingerprint(package) == before


@pytest.mark.parametrize(
    "file", ["d2lmini/ops.py", "d2lmini/widgets/a.js", "d2lmini/new.css", "extensions/page.py"]
)
def test_the_fingerprint_changes_with_the_package(package: Path, file: str):
    before = fingerprint(package)
    (package / file).write_text("changed")
    assert fingerprint(package) != before


def test_the_fingerprint_changes_with_the_environment(package: Path, monkeypatch: pytest.MonkeyPatch):
    before = fingerprint(package)
    monkeypatch.setattr("fresh_execution.distributions", list)
    assert fingerprint(package) != before


def test_chapters_are_executed_beforehand_unless_they_measure_time_or_fail(tmp_path: Path):
    cells = {
        "fine": "print(1)",
        "also": "print(2)",
        "slow": "from time import perf_counter",
        "wrong": "1 / 0",
    }
    for name, cell in cells.items():
        notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(cell)])
        nbformat.write(notebook, tmp_path / f"{name}.ipynb")
    cache = str(tmp_path / "cache")
    app = SimpleNamespace(config=SimpleNamespace(nb_execution_cache_path=cache, nb_execution_timeout=300))
    environment = SimpleNamespace(doc2path=lambda name: str(tmp_path / name))
    execute(app, environment, ["preface.md", *(f"{name}.ipynb" for name in cells)])
    executed = {Path(record.uri).stem for record in get_cache(cache).list_cache_records()}
    assert executed == {"fine", "also"}


def test_the_pages_are_written_anew_with_the_assets(tmp_path: Path):
    (tmp_path / "book.css").write_text("a {}")
    before = assets_fingerprint(tmp_path)
    assert assets_fingerprint(tmp_path) == before
    (tmp_path / "book.css").write_text("b {}")
    assert assets_fingerprint(tmp_path) != before


def test_no_line_ends_within_what_belongs_together():
    doctree = publish_doctree("28 × 28 × 3, ``3 × 3``, 5 %, stride 2, n × n, 4 MB, rows × columns, a sign ×.")
    keep_whole(None, doctree, "")
    whole = "28_×_28_×_3, 3 × 3, 5_%, stride_2, n_×_n, 4_MB, rows × columns, a sign ×."
    assert doctree.astext() == whole.replace("_", "\u00a0")


@pytest.mark.parametrize(
    ("text", "whole"),
    [
        ("``X[0, 0] // 2``", True),
        ("``torch.nn.functional.conv2d(X, K)``", False),
        (":math:`m_h = n_h - k_h + 1`", True),
        (r":math:`Y[i, j] = \sum_{a, b} X[i + a, j + b] K[a, b]`", False),
    ],
)
def test_few_signs_stay_in_one_line(text: str, whole: bool):
    doctree = publish_doctree(text)
    keep_whole(None, doctree, "")
    assert (" ".join(doctree[0][0]["classes"]) == "whole") == whole


def test_a_description_is_the_first_paragraph_cut_at_a_word():
    text = "Slide a kernel. " * 20
    words = description(publish_doctree(f"Title\n=====\n\n{text}\n\nSecond."))
    assert words.startswith("Slide a kernel. Slide")
    assert words.endswith(" …")
    assert len(words) <= DESCRIPTION_LENGTH + 2


def test_a_page_without_a_paragraph_has_no_description():
    assert description(publish_doctree("")) == ""


def test_the_size_of_a_drawing_in_points_is_given_in_pixels(tmp_path: Path):
    drawing = tmp_path / "a.svg"
    drawing.write_text('<svg xmlns="http://www.w3.org/2000/svg" width="72pt" height="36pt"/>')
    assert image_size(drawing) == (96, 48)


def test_a_drawing_without_a_size_has_none(tmp_path: Path):
    drawing = tmp_path / "a.svg"
    drawing.write_text('<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 1 1"/>')
    assert image_size(drawing) is None


def test_the_size_of_a_picture_is_its_pixels(tmp_path: Path):
    picture = tmp_path / "a.png"
    Image.new("L", (30, 20)).save(picture)
    assert image_size(picture) == (30, 20)


@pytest.mark.parametrize(("size", "kind"), [((300, 200), "jpeg"), ((8, 8), "png")])
def test_only_a_photograph_is_embedded_as_jpeg(size: tuple[int, int], kind: str):
    noise = np.random.default_rng(0).integers(0, 256, (*size, 4), dtype=np.uint8)
    noise[..., 3] = 255
    png = BytesIO()
    Image.fromarray(noise, "RGBA").save(png, format="PNG")
    drawing = f'<image href="data:image/png;base64,{b64encode(png.getvalue()).decode()}"/>'
    result = PHOTOGRAPH.sub(as_jpeg, drawing)
    assert result.startswith(f'<image href="data:image/{kind};base64,')
    encoded = result.split(",", 1)[1].removesuffix('"/>')
    with Image.open(BytesIO(b64decode(encoded))) as image:
        assert image.size == size[::-1]
        assert np.abs(np.asarray(image.convert("RGB"), dtype=int) - noise[..., :3]).mean() < 8


FORMATS = pytest.mark.parametrize(("builder", "page"), [("html", "index.html"), ("latex", "book.tex")])


def built(folder: Path, builder: str, outputs: list[nbformat.NotebookNode], state: dict) -> Path:
    """Build a book of one notebook with one cell that has these outputs, and return where it is."""
    cells = [nbformat.v4.new_markdown_cell("# Title"), nbformat.v4.new_code_cell("shown", outputs=outputs)]
    metadata = {"language_info": {"name": "python"}, "widgets": {WIDGET_STATE: {"state": state}}}
    nbformat.write(nbformat.v4.new_notebook(cells=cells, metadata=metadata), folder / "index.ipynb")
    (folder / "conf.py").write_text(
        f"import sys\nsys.path += {[str(ROOT), str(ROOT / 'extensions')]}\n"
        "extensions = ['myst_nb', 'widget_pages']\nnb_execution_mode = 'off'\nnb_ipywidgets_js = {}\n"
        "latex_documents = [('index', 'book.tex', 'Book', 'us', 'manual')]\n"
    )
    out = folder / "out"
    # In a process of its own: Sphinx warns of what an earlier book in the same process registered.
    subprocess.run([sys.executable, "-m", "sphinx", "-q", "-W", "-b", builder, folder, out], check=True)
    return out


def view(model_id: str) -> dict:
    return {WIDGET_VIEW: {"version_major": 2, "version_minor": 1, "model_id": model_id}}


@FORMATS
def test_a_widget_is_live_or_a_picture_and_sliders_that_need_a_kernel_are_a_sentence(
    tmp_path: Path, builder: str, page: str
):
    explorable, sliders = ParameterBudget(), interactive(lambda n: n, n=(1, 5))
    shown = (
        {"text/plain": "a result"},
        explorable._stand_ins(),
        view(explorable.model_id),
        {"text/plain": "interactive(…)", **view(sliders.model_id)},
    )
    outputs = [nbformat.v4.new_output("display_data", data) for data in shown]
    state = {
        widget.model_id: {"model_module": module, "model_name": "", "state": {}}
        for widget, module in ((explorable, "anywidget"), (sliders, "@jupyter-widgets/controls"))
    }
    out = built(tmp_path, builder, outputs, state)
    written = (out / page).read_text(encoding="utf8")
    assert " ".join(written.split()).count(NEEDS_A_KERNEL) == 1
    assert "interactive(" not in written
    assert sliders.model_id not in written
    assert written.count("widget-view+json") == (builder == "html")
    assert written.count(explorable.model_id) == (builder == "html")
    assert written.count("<noscript>") == (builder == "html")
    assert written.count(".png") == 1
    assert "d2l-still" not in written
    if builder == "html":
        sentence = explorable.sentence().splitlines()[0]
        inside = written.split("<noscript>")[1].split("</noscript>")[0]
        assert f'alt="{sentence}"' in inside
        assert f"without JavaScript: {sentence}" in inside
        kept = (out / "_static" / "widget-state" / "index.js").read_text(encoding="utf8")
        assert explorable.model_id in kept
        assert sliders.model_id not in kept
