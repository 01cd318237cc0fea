"""Every chapter keeps the book's anatomy, and is committed in its normalised form."""

import ast
import re
from pathlib import Path
from unittest.mock import Mock

import nbformat
import pytest
from _pytest.outcomes import Failed
from contents import ROOT, chapters, notebooks
from jupyter_client.manager import run_kernel
from normalise_notebooks import normalise

from conftest import patiently
from d2lmini.exercises.kit.catalogue import exercises_of
from tests.book.back_again import run, run_back

SECTIONS = ["Exercises", "Common mistakes", "Summary", "References"]
LONGEST_CELL = 15
WIDEST_LINE = 82  # what a page shows without sideways scrolling


def read(path: Path) -> nbformat.NotebookNode:
    return nbformat.read(path, as_version=4)


def code_cells(path: Path) -> list[nbformat.NotebookNode]:
    return [cell for cell in read(path).cells if cell.cell_type == "code"]


def draws_a_figure(cell: nbformat.NotebookNode) -> bool:
    return any("<Figure" in output.get("data", {}).get("text/plain", "") for output in cell.outputs)


every_notebook = pytest.mark.parametrize("path", notebooks(), ids=lambda path: path.stem)
every_chapter = pytest.mark.parametrize("path", chapters(), ids=lambda path: path.stem)


@every_notebook
def test_is_committed_as_make_notebooks_writes_it(path: Path):
    notebook = read(path)
    assert notebook == normalise(notebook), "run `make notebooks`"
    assert "base64" not in path.read_text(encoding="utf8")


@every_notebook
def test_was_executed_to_the_end_without_an_error(path: Path):
    for cell in code_cells(path):
        assert cell.execution_count is not None, f"never run: {cell.source[:60]!r}"
        assert not any(output.output_type == "error" for output in cell.outputs), cell.source[:60]


@every_notebook
def test_each_figure_has_a_caption_and_alt_text(path: Path):
    for cell in filter(draws_a_figure, code_cells(path)):
        options = cell.metadata.get("mystnb", {})
        assert options.get("figure", {}).get("caption"), f"no caption: {cell.source[:60]!r}"
        assert len(options.get("image", {}).get("alt", "")) > 20, f"no alt text: {cell.source[:60]!r}"


def test_a_name_that_grew_would_be_found():
    """By what comes after each chapter's cells."""
    cells = ["import torch\nn = 5", "torch.nn.Linear(n * n, n * n)", "n = 300"]
    with run_kernel() as kernel:
        run(kernel, cells)
        with pytest.raises(Failed, match="can't allocate memory"):
            run_back(kernel, cells)


@every_chapter
def test_has_the_sections_of_a_chapter_in_order(path: Path):
    headings = re.findall(
        r"^## (.+)$", "\n".join(c.source for c in read(path).cells if c.cell_type == "markdown"), re.M
    )
    assert headings[-len(SECTIONS) :] == SECTIONS


@every_chapter
def test_opens_with_its_title_and_what_the_reader_will_be_able_to_do(path: Path):
    first = read(path).cells[0]
    assert first.cell_type == "markdown"
    assert first.source.startswith("# ")
    assert "be able to" in first.source


@every_chapter
def test_never_puts_three_code_cells_in_a_row(path: Path):
    kinds = "".join("c" if cell.cell_type == "code" else "m" for cell in read(path).cells)
    assert "ccc" not in kinds


@every_chapter
def test_keeps_each_code_cell_short(path: Path):
    lengths = sorted(len(cell.source.splitlines()) for cell in code_cells(path))
    assert lengths[-1] <= LONGEST_CELL
    assert lengths[len(lengths) // 2] <= 6, "the middle cell is longer than six lines"


@every_chapter
def test_each_equation_that_it_refers_to_stands_in_it(path: Path):
    text = "\n".join(cell.source for cell in read(path).cells if cell.cell_type == "markdown")
    assert set(re.findall(r"[Ee]quations? \((\d+)\)", text)) <= set(re.findall(r"\\tag\{(\d+)\}", text))


@every_notebook
def test_keeps_each_line_of_code_as_narrow_as_the_page(path: Path):
    lines = [line for cell in code_cells(path) for line in cell.source.splitlines()]
    assert [line for line in lines if len(line) > WIDEST_LINE] == []


@every_notebook
def test_uses_only_markdown_that_jupyter_and_colab_show(path: Path):
    text = "\n".join(cell.source for cell in read(path).cells if cell.cell_type == "markdown")
    assert re.findall(r"^:::.*|^```\{.*|\{[a-z:]+\}`.*", text, re.M) == []


@every_chapter
def test_each_exercise_is_checked_and_has_hints_and_a_solution(path: Path):
    sources = "\n".join(cell.source for cell in code_cells(path))
    checked = [
        node.args[0].value
        for node in ast.walk(ast.parse(re.sub(r"^( *)%.*$", r"\1pass", sources, flags=re.M)))
        if isinstance(node, ast.Call) and getattr(node.func, "id", getattr(node.func, "attr", "")) == "check"
    ]
    assert checked == [exercise.name for exercise in exercises_of(path.stem)]
    assert len(checked) >= 5
    text = "\n".join(cell.source for cell in read(path).cells if cell.cell_type == "markdown")
    assert [each.name for each in exercises_of(path.stem) if each.statement not in text] == []


def test_the_appendix_shows_every_solution_in_order():
    sources = "\n".join(cell.source for cell in code_cells(ROOT / "chapters" / "solutions.ipynb"))
    shown = re.findall(r'solution\("(\w+)"\)', sources)
    assert shown == [exercise.name for path in chapters() for exercise in exercises_of(path.stem)]


def test_every_notebook_is_in_the_book():
    assert sorted(notebooks()) == sorted((ROOT / "chapters").glob("*.ipynb"))


def test_a_kernel_that_dies_at_its_start_is_started_again_twice_and_no_more():
    start = Mock(side_effect=[RuntimeError("dead"), RuntimeError("dead"), "kernel"])
    assert patiently(start)("python3") == "kernel"
    start = Mock(side_effect=RuntimeError("dead for good"))
    with pytest.raises(RuntimeError, match="for good"):
        patiently(start)("python3")
    assert start.call_count == 3
