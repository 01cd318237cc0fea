"""A chapter exported by nbconvert, where nothing can be fetched and no other program is installed."""

import re
from pathlib import Path

import nbformat
import pytest
from nbclient import NotebookClient
from nbconvert import HTMLExporter, LatexExporter
from widget_pages import WIDGET_STATE

from d2lmini.widgets.explorable import WIDGET_VIEW
from tests.browser.conftest import Reader

# With photographs, drawings, explorables and sliders.
CHAPTER = Path(__file__).resolve().parents[2] / "chapters" / "padding-and-stride.ipynb"


@pytest.fixture(scope="module")
def executed() -> nbformat.NotebookNode:
    """Return the chapter with all that a reader's run leaves in it."""
    notebook = nbformat.read(CHAPTER, as_version=4)
    return NotebookClient(notebook, timeout=600, resources={"metadata": {"path": CHAPTER.parent}}).execute()


def outputs_with(notebook: nbformat.NotebookNode, mime: str) -> int:
    outputs = [output for cell in notebook.cells for output in cell.get("outputs", [])]
    return len([output for output in outputs if mime in output.get("data", {})])


def explorables(notebook: nbformat.NotebookNode) -> int:
    """Count the views of the book's widgets; those of ipywidgets, such as sliders, have no still picture."""
    state = notebook.metadata.widgets[WIDGET_STATE].state
    outputs = [output for cell in notebook.cells for output in cell.get("outputs", [])]
    views = [output.data[WIDGET_VIEW].model_id for output in outputs if WIDGET_VIEW in output.get("data", {})]
    return [state[view].model_module for view in views].count("anywidget")


@pytest.mark.parametrize("state", ["with the widgets' state", "without it"])
def test_html_shows_a_picture_of_each_explorable(
    executed: nbformat.NotebookNode, reader: Reader, state: str, tmp_path: Path
):
    notebook = nbformat.from_dict(executed)
    if state == "without it":
        del notebook.metadata["widgets"]
    exported = tmp_path / "chapter.html"
    exported.write_text(HTMLExporter().from_notebook_node(notebook)[0], encoding="utf8")

    page = reader.open(exported.as_uri(), awake=False)
    assert reader.outside != []  # nbconvert's own scripts, which this page does without
    stills = page.locator(".d2l-still img")
    assert stills.count() == explorables(executed) > 0
    for still in stills.all():
        assert still.evaluate("image => image.complete && image.naturalWidth") > 200
        assert still.bounding_box()["height"] > 50
        assert len(still.get_attribute("alt")) > 20


def test_latex_needs_no_other_program_for_pictures(executed: nbformat.NotebookNode):
    notebook = nbformat.from_dict(executed)
    # Text is converted by pandoc, and needs it; figures need nothing.
    notebook.cells = [cell for cell in notebook.cells if cell.cell_type == "code"]
    tex, resources = LatexExporter().from_notebook_node(notebook)
    included = re.findall(r"\\adjustimage\{.*?\}\}\{(.*?)\}", tex)
    drawn = [outputs_with(executed, "image/svg+xml"), explorables(executed)]
    assert min(drawn) > 0
    begins = [bytes(resources["outputs"][name][:4]) for name in included]
    assert [begins.count(magic) for magic in (b"%PDF", b"\x89PNG")] == drawn
