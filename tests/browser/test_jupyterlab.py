"""The explorables in a real JupyterLab with a real kernel: page and Python share one state."""

import json
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import nbformat
import pytest
from contents import ROOT
from playwright.sync_api import Page, expect

from tests.browser.conftest import Reader
from tests.browser.player import EXPLORABLES, own_tests

CELLS = [
    "import torch\nimport d2lmini as d2l\n"
    "explorer = d2l.ConvolutionExplorer(torch.arange(9).reshape(3, 3), [[0, 1], [2, 3]])\nexplorer",
    "explorer.stride = 2\nprint('output', explorer.output.tolist())",
    "print('kernel', torch.as_tensor(explorer.kernel).tolist())",
    "explorer.stride = 0",
    "photo_filter = d2l.PhotoFilter()\nphoto_filter",
    "photo_filter.kernel = torch.ones(3, 3)\nphoto_filter.divisor = 9",
    "print('negatives', photo_filter.negatives, list(photo_filter.output.shape))",
]


def cells_of(name: str) -> list[str]:
    live = own_tests(name).LIVE
    return [
        f"import torch\nimport d2lmini as d2l\nshown = d2l.{EXPLORABLES[name].__name__}()\nshown",
        f"shown.{live.change}",
        f"print('{name} has', shown.{live.trait})",
    ]


def cells_under_sliders() -> list[str]:
    """The chapter's cells that define a function and put it under sliders, after its imports."""
    chapter = nbformat.read(ROOT / "chapters" / "padding-and-stride.ipynb", 4)
    sources = [cell.source for cell in chapter.cells if cell.cell_type == "code"]
    wanted = ("def times_read", "def reading", "interact(reading")
    return [sources[0], *(source for source in sources if any(words in source for words in wanted))]


@contextmanager
def jupyterlab(folder: Path, **settings: str) -> Iterator[str]:
    """Start JupyterLab on a folder of notebooks, in this environment; yield its workspaces' address."""
    options = ["--no-browser", "--ip=127.0.0.1", "--port=0", "--allow-root", "--IdentityProvider.token="]
    # What was open last is remembered in a workspace: one for each notebook, none in the reader's own folder.
    options.append(f"--LabApp.workspaces_dir={folder / 'workspaces'}")
    log = Path(folder / "lab.log")
    with log.open("w") as output:
        server = subprocess.Popen(
            [sys.executable, "-m", "jupyterlab", *options, f"--ServerApp.root_dir={folder}"],
            stdout=output,
            stderr=subprocess.STDOUT,
            env=os.environ | settings,
        )
        try:
            yield wait_for_address(server, log) + "lab/workspaces/"
        finally:
            server.terminate()
            server.wait()


@pytest.fixture(scope="module")
def lab(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Start JupyterLab with notebooks: two explorables at length, all, and a function under sliders."""
    folder = tmp_path_factory.mktemp("lab")
    write_notebook(folder / "widgets.ipynb", CELLS)
    write_notebook(folder / "all.ipynb", [cell for name in EXPLORABLES for cell in cells_of(name)])
    write_notebook(folder / "sliders.ipynb", ["\n".join(cells_under_sliders())])
    with jupyterlab(folder) as address:
        yield address


@pytest.fixture
def lab_without_anywidget(tmp_path: Path) -> Iterator[str]:
    """Start a JupyterLab that knows widgets, but has no front end of anywidget."""
    settings = tmp_path / "config" / "labconfig" / "page_config.json"
    settings.parent.mkdir(parents=True)
    settings.write_text(json.dumps({"disabledExtensions": {"anywidget": True}}), encoding="utf8")
    write_notebook(tmp_path / "widgets.ipynb", CELLS)
    with jupyterlab(tmp_path, JUPYTER_CONFIG_DIR=str(tmp_path / "config")) as address:
        yield address


def write_notebook(path: Path, sources: list[str]) -> None:
    code = {"cell_type": "code", "execution_count": None, "metadata": {}, "outputs": []}
    kernel = {"kernelspec": {"name": "python3", "display_name": "Python 3"}}
    cells = [{**code, "id": f"c{number}", "source": source} for number, source in enumerate(sources)]
    notebook = {"cells": cells, "metadata": kernel, "nbformat": 4, "nbformat_minor": 5}
    path.write_text(json.dumps(notebook), encoding="utf8")


def wait_for_address(server: subprocess.Popen, log: Path) -> str:
    """Read the server's log until it says where it listens."""
    for _ in range(1200):
        found = re.search(r"http://127\.0\.0\.1:\d+/", log.read_text())
        if found:
            return found[0]
        assert server.poll() is None, log.read_text()
        try:
            server.wait(timeout=0.5)
        except subprocess.TimeoutExpired:
            continue
    raise AssertionError("JupyterLab did not start:\n" + log.read_text())


def run_next_cell(page: Page) -> None:
    page.keyboard.press("Shift+Enter")


def run_cell(page: Page, number: int) -> None:
    """Run a cell by its number, wherever the cursor has gone."""
    page.locator(".jp-CodeCell .cm-content").nth(number).click()
    run_next_cell(page)


def wait_until_idle(page: Page) -> None:
    expect(page.get_by_text(re.compile("Python 3.*Idle"))).to_be_visible()


def open_notebook(reader: Reader, lab: str, name: str) -> Page:
    """Open a notebook, wait for its kernel, and put the cursor into the first cell."""
    page = reader.open(f"{lab}{name}/tree/{name}.ipynb")
    first = page.locator(".jp-CodeCell .cm-content").first
    first.wait_for()
    wait_until_idle(page)
    first.click()
    return page


def test_page_and_python_share_one_state(reader: Reader, lab: str):
    page = open_notebook(reader, lab, "widgets")
    run_next_cell(page)
    explorer = page.locator(".jp-OutputArea .d2l-widget")
    explorer.wait_for()
    output = explorer.get_by_role("grid", name=re.compile("output", re.I))
    expect(output.get_by_role("gridcell")).to_have_text(["19", "25", "37", "43"])
    expect(page.locator(".d2l-still")).to_have_count(1)
    expect(page.locator(".d2l-still")).to_be_hidden()  # the live explorable took its place

    run_next_cell(page)  # Python sets the stride
    expect(page.get_by_text("output [[19]]")).to_be_visible()
    expect(output.get_by_role("gridcell")).to_have_text(["19"])

    cell = explorer.get_by_role("textbox", name=re.compile("kernel row 0, column 0", re.I))
    cell.fill("7")
    cell.press("Enter")
    run_cell(page, 2)  # Python reads what the page set
    expect(page.get_by_text("kernel [[7, 1], [2, 3]]")).to_be_visible()

    run_next_cell(page)  # Python refuses what cannot be, and the page keeps its state
    expect(page.get_by_text("TraitError").first).to_be_visible()
    expect(output.get_by_role("gridcell")).to_have_text(["19"])

    wait_until_idle(page)  # until then a kernel drops what it is asked after an error
    run_next_cell(page)
    photo_filter = page.get_by_role("group", name="photo filter")
    photo_filter.wait_for()
    run_next_cell(page)
    entry = photo_filter.get_by_role("textbox", name="kernel row 0, column 0")
    expect(entry).to_have_value("1")
    expect(photo_filter.get_by_role("textbox", name="divide by")).to_have_value("9")
    photo_filter.get_by_role("radio", name="as their size").check()
    run_cell(page, 6)
    expect(page.get_by_text("negatives absolute [213, 319]")).to_be_visible()


def test_each_explorable_is_live(reader: Reader, lab: str):
    """Each explorable's own tests say, in `LIVE`, what Python and what a reader changes."""
    page = open_notebook(reader, lab, "all")
    for number, name in enumerate(EXPLORABLES):
        live = own_tests(name).LIVE
        run_cell(page, 3 * number)
        explorable = page.get_by_role("group", name=name, exact=True)
        explorable.wait_for()
        run_cell(page, 3 * number + 1)
        live.shown(explorable).wait_for(state="attached")
        live.act(explorable)
        run_cell(page, 3 * number + 2)
        expect(page.get_by_text(f"{name} has {live.value}")).to_be_visible()


def test_a_function_of_the_readers_own_is_called_as_a_slider_moves(reader: Reader, lab: str):
    page = open_notebook(reader, lab, "sliders")
    run_next_cell(page)
    stride = page.get_by_role("slider").nth(1)
    stride.wait_for()
    picture = page.locator(".widget-output img")
    before = picture.get_attribute("src")
    stride.press("ArrowRight")
    expect(picture).not_to_have_attribute("src", before)


def test_where_anywidget_is_missing_a_picture_and_a_sentence_stay(reader: Reader, lab_without_anywidget: str):
    page = open_notebook(reader, lab_without_anywidget, "widgets")
    run_next_cell(page)
    failed = page.get_by_text("Click to show javascript error.")
    failed.wait_for()  # what the host itself says
    still = page.locator(".jp-OutputArea .d2l-still")
    assert still.locator("img").bounding_box()["height"] > 100
    expect(still.locator("img")).to_have_attribute("alt", re.compile("gives a 2×2 output"))
    expect(still.get_by_text("gives a 2×2 output")).to_be_visible()
    expect(still.get_by_text("pip install anywidget")).to_be_visible()
