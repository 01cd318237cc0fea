"""What a reader without a clone opens: notebooks that install the package from the book's own address."""

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import nbformat
import pytest
import yaml
from contents import notebooks
from normalise_notebooks import normalise
from packaging.requirements import Requirement
from publish_notebooks import BRANCH, RAW, REFUSAL, ROOT, WHEEL, installing, publish
from sphinx.application import Sphinx

from tests.browser.conftest import serving

CHAPTER = "one-by-one"
ADDRESS = RAW.format(repository="owner/book")
WORKFLOW = yaml.safe_load((ROOT / ".github/workflows/book.yml").read_text(encoding="utf8"))


def read(path: Path) -> nbformat.NotebookNode:
    return nbformat.read(path, as_version=4)


def installs(notebook: nbformat.NotebookNode) -> list[str]:
    """Return what the cells of a notebook install."""
    code = "\n".join(cell.source for cell in notebook.cells if cell.cell_type == "code")
    return re.findall(r"^.*\b(?:pip|conda|uv|mamba)3?\b.*\binstall\b(?: -\S+)* (.*)$", code, re.M)


@pytest.fixture(scope="module")
def published(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """Publish into a folder, and serve it from this machine in the repository's place."""
    folder = tmp_path_factory.mktemp("published")
    with serving(folder) as address:
        publish(address.rstrip("/"), folder)
        yield folder


@pytest.fixture
def empty_machine(tmp_path: Path) -> Path:
    """Make an environment with all that the package needs, as Colab has it, but without the package."""
    environment = tmp_path / "environment"
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", environment], check=True)
    (packages,) = environment.glob("lib/python*/site-packages")
    for path in Path(yaml.__file__).parents[1].iterdir():
        if "d2lmini" not in path.name:
            (packages / path.name).symlink_to(path)
    return environment / "bin" / "python"


def run(python: Path, *arguments: str, folder: Path) -> subprocess.CompletedProcess:
    """Run Python in `folder`, with no index to install from and no way back to the checkout."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("PYTHON", "PIP_"))}
    settings = {"PIP_NO_INDEX": "1", "PIP_CONFIG_FILE": os.devnull, "PIP_DISABLE_PIP_VERSION_CHECK": "1"}
    return subprocess.run(
        [python, *arguments], cwd=folder, env=kept | settings, capture_output=True, text=True
    )


def test_a_published_notebook_runs_where_nothing_of_the_book_is_installed(
    published: Path, empty_machine: Path, tmp_path: Path
):
    folder = tmp_path / "downloads"
    folder.mkdir()
    notebook = Path(shutil.copy(published / "chapters" / f"{CHAPTER}.ipynb", folder))
    where = "import d2lmini; print(d2lmini.__file__)"
    before = run(empty_machine, "-c", where, folder=folder)
    assert "No module named 'd2lmini'" in before.stderr

    execute = "from nbclient.cli import main; main()"
    done = run(empty_machine, "-c", execute, "--inplace", "--timeout=600", notebook.name, folder=folder)
    assert done.returncode == 0, done.stderr
    after = run(empty_machine, "-c", where, folder=folder)
    assert Path(after.stdout).is_relative_to(empty_machine.parents[1]), after.stdout + after.stderr

    committed = read(ROOT / "chapters" / notebook.name)
    pairs = zip(normalise(read(notebook)).cells, committed.cells, strict=True)
    differ = [one.source for one, other in pairs if one.get("outputs") != other.get("outputs")]
    assert [source for source in differ if "find_spec" not in source] == []


def test_a_notebook_without_package_and_clone_says_where_to_go(empty_machine: Path, tmp_path: Path):
    sources = [cell.source for cell in read(ROOT / "chapters" / f"{CHAPTER}.ipynb").cells]
    (setup,) = [source for source in sources if REFUSAL in source]
    stopped = run(empty_machine, "-c", setup, folder=tmp_path)
    assert "ImportError: d2lmini is not installed here. In a clone, run `make book`" in stopped.stderr
    assert "elsewhere, open a notebook of the published book." in stopped.stderr


@pytest.mark.parametrize("path", notebooks(), ids=lambda path: path.stem)
def test_a_cell_installs_nothing_but_the_wheel_beside_its_notebook(path: Path):
    source = read(path)
    assert installs(source) == []
    published = installing(source, ADDRESS)
    assert installs(published) == [f"https://raw.githubusercontent.com/owner/book/{BRANCH}/{WHEEL}"]
    differ = [one for one, other in zip(source.cells, published.cells, strict=True) if one != other]
    assert len(differ) == 1


@pytest.mark.parametrize("line", ["!pip install a", "%pip install -q --no-deps a b", "! uv pip install c"])
def test_what_a_cell_installs_is_found(line: str):
    assert installs(nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(f"if 1:\n    {line}")])) != []


@pytest.mark.parametrize("count", [0, 2])
def test_a_notebook_without_the_books_set_up_cell_is_refused(count: int):
    cells = [nbformat.v4.new_code_cell(f"if True:\n{REFUSAL}") for _ in range(count)]
    with pytest.raises(ValueError, match=f"one set-up cell, this notebook has {count}; begin as the others"):
        installing(nbformat.v4.new_notebook(cells=cells), ADDRESS)


@pytest.fixture
def small_book(tmp_path: Path) -> Path:
    """Write a book of one chapter, with this book's templates."""
    book = tmp_path / "book"
    (book / "chapters").mkdir(parents=True)
    (book / "chapters" / f"{CHAPTER}.ipynb").write_bytes(
        (ROOT / "chapters" / f"{CHAPTER}.ipynb").read_bytes()
    )
    (book / "index.md").write_text(f"# Book\n\n```{{toctree}}\nchapters/{CHAPTER}\n```\n")
    (book / "conf.py").write_text(
        "extensions = ['myst_nb', 'publish_notebooks']\nnb_execution_mode = 'off'\nhtml_theme = 'furo'\n"
        f"templates_path = [{str(ROOT / 'templates')!r}]\nhtml_sourcelink_suffix = ''\n"
        "myst_enable_extensions = ['attrs_inline', 'colon_fence', 'dollarmath']\n"
    )
    return book


def test_a_page_gives_the_installing_notebook_only_where_it_is_published(
    small_book: Path, monkeypatch: pytest.MonkeyPatch
):
    out = small_book / "out"

    def build() -> tuple[str, nbformat.NotebookNode]:
        Sphinx(small_book, small_book, out, out, "html", status=None, warning=None).build()
        download = f"_sources/chapters/{CHAPTER}.ipynb"
        page = (out / "chapters" / f"{CHAPTER}.html").read_text(encoding="utf8")
        assert f'href="../{download}" download' in page
        return page, read(out / download)

    colab = f"https://colab.research.google.com/github/owner/book/blob/{BRANCH}/chapters/{CHAPTER}.ipynb"
    for repository in ("owner/book", None, "owner/book"):  # one build after the other, in one folder
        if repository:
            monkeypatch.setenv("GITHUB_REPOSITORY", repository)
        else:
            monkeypatch.delenv("GITHUB_REPOSITORY")
        page, notebook = build()
        assert (colab in page) == bool(repository)
        assert installs(notebook) == ([f"{ADDRESS}/{WHEEL}"] if repository else [])


@pytest.mark.parametrize("version", ["ipython==7.34.0", "ipywidgets==7.7.1", "torch==2.6.0", "numpy==2.0.2"])
def test_installing_replaces_nothing_that_runs_in_colab(version: str):
    """Colab pins the first two; newer ones would be installed under the kernel that uses them."""
    name, number = version.split("==")
    wanted = re.findall(r'^    "(\S+)",$', (ROOT / "pyproject.toml").read_text(encoding="utf8"), re.M)
    (ours,) = [each for each in map(Requirement, wanted) if each.name == name]
    assert number in ours.specifier


def test_the_workflow_pushes_the_branch_and_keeps_earlier_wheels(tmp_path: Path):
    job = WORKFLOW["jobs"]["notebooks"]
    (script,) = [step["run"] for step in job["steps"] if step.get("name") == "push"]
    remote = tmp_path / "remote.git"
    subprocess.run(["git", "init", "--quiet", "--bare", remote], check=True)
    for version in ("1", "2"):
        folder = tmp_path / version
        (folder / "notebooks" / "chapters").mkdir(parents=True)
        (folder / "notebooks" / f"d2lmini-{version}.whl").write_text(version)
        (folder / "notebooks" / "chapters" / f"{version}.ipynb").write_text(version)
        settings = {"REMOTE": str(remote), "GITHUB_SHA": "0123abc"}
        subprocess.run(["bash", "-e", "-c", script], cwd=folder, env=os.environ | settings, check=True)
    listing = ["git", "-C", remote, "ls-tree", "-r", "--name-only", BRANCH]
    pushed = subprocess.run(listing, capture_output=True, text=True, check=True).stdout.split()
    assert pushed == ["chapters/2.ipynb", "d2lmini-1.whl", "d2lmini-2.whl"]


def test_only_the_job_that_pushes_may_write_and_only_after_the_tests():
    jobs = WORKFLOW["jobs"]
    assert WORKFLOW["permissions"] == {"contents": "read"}
    writing = [name for name, job in jobs.items() if job.get("permissions", {}).get("contents") == "write"]
    assert writing == ["notebooks"]
    assert jobs["notebooks"]["needs"] == ["book", "package"]
    assert "refs/heads/main" in jobs["notebooks"]["if"]
    steps = [step.get("run", "") for step in jobs["book"]["steps"]]
    assert any('publish_notebooks.py "$GITHUB_REPOSITORY"' in step for step in steps)
