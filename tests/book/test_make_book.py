"""`make book` on a small book: what failed stays failed until it is mended, and no home folder is needed."""

import os
import subprocess
import sys
from pathlib import Path

import nbformat
import pytest

ROOT = Path(__file__).resolve().parents[2]
CONFIG = "title: Small\nexecute: {execute_notebooks: cache, stderr_output: error}\n"


class Book:
    """A book of one page and one notebook, built by the Makefile of this repository."""

    def __init__(self, folder: Path):
        self.folder = folder
        (folder / ".venv").mkdir()
        (folder / "_config.yml").write_text(CONFIG)
        (folder / "_toc.yml").write_text("format: jb-book\nroot: index\nchapters:\n  - file: chapter\n")
        (folder / "index.md").write_text("# Cover\n")
        for name in ("requirements.txt", "pyproject.toml", "ready"):  # in this order: the environment stands
            (folder / name).touch()
        self.write_chapter("print(1)")

    def write_chapter(self, code: str) -> None:
        cells = [nbformat.v4.new_markdown_cell("# Chapter"), nbformat.v4.new_code_cell(code)]
        for number, cell in enumerate(cells):
            cell.id = f"cell-{number}"  # the same each time, so that the file stays the same
        kernel = {"name": "python3", "display_name": "Python 3"}
        notebook = nbformat.v4.new_notebook(cells=cells, metadata={"kernelspec": kernel})
        nbformat.write(notebook, self.folder / "chapter.ipynb")

    def make(self, **environment: str) -> int:
        command = [
            "make",
            "-f",
            ROOT / "Makefile",
            f"BIN={Path(sys.executable).parent}",
            "READY=ready",
            "book",
        ]
        run = subprocess.run(
            command, cwd=self.folder, env=os.environ | environment, capture_output=True, check=False
        )
        return run.returncode


@pytest.fixture(scope="module")
def book(tmp_path_factory: pytest.TempPathFactory) -> Book:
    """One book for all tests, each of which leaves it whole."""
    return Book(tmp_path_factory.mktemp("book"))


def test_a_dead_link_and_a_cell_that_raises_fail_each_time_until_both_are_mended(book: Book):
    cover, reports = book.folder / "index.md", book.folder / "_build" / "html" / "reports"
    cover.write_text("# Cover\n\n[nowhere](nowhere.md)\n")
    book.write_chapter("1 / 0")
    assert [book.make(), book.make()] == [2, 2]
    assert any(reports.rglob("*.err.log"))
    book.write_chapter("print(2)")
    assert book.make() == 2
    book.write_chapter("1 / 0")
    cover.write_text("# Cover\n\n[somewhere](chapter.ipynb)\n")
    assert book.make() == 2
    book.write_chapter("print(2)")
    assert book.make() == 0
    assert not reports.exists()


def test_a_build_that_was_cut_short_is_done_again_and_no_home_folder_is_needed(book: Book):
    page = book.folder / "_build" / "html" / "chapter.html"
    (book.folder / "_build" / "unfinished").touch()
    page.parent.mkdir(parents=True, exist_ok=True)
    page.write_text("half a page")
    book.write_chapter("import matplotlib.pyplot as plt\nplt.plot([1, 2]);")
    assert book.make(HOME="/dev/null") == 0
    assert "half a page" not in page.read_text()
