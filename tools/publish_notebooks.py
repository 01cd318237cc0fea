"""Make the notebooks for readers without a clone: each installs the package from the book's own address.

    python tools/publish_notebooks.py OWNER/REPOSITORY FOLDER

writes into FOLDER what the branch `colab` of that repository holds: the wheel of this checkout, and the
chapters, whose set-up cell installs that wheel. As a Sphinx extension it gives a published page
(`GITHUB_REPOSITORY` is set) such a notebook to download, and the address to open it in Colab.
"""

import argparse
import os
import shutil
import subprocess
import sys
import tempfile
from copy import deepcopy
from pathlib import Path
from typing import TYPE_CHECKING

import nbformat
from contents import ROOT, notebooks
from nbformat import NotebookNode

from d2lmini import __version__

if TYPE_CHECKING:
    from sphinx.application import Sphinx
    from sphinx.config import Config

BRANCH = "colab"
RAW = "https://raw.githubusercontent.com/{repository}/" + BRANCH
COLAB = "https://colab.research.google.com/github/{repository}/blob/" + BRANCH
WHEEL = f"d2lmini-{__version__}-py3-none-any.whl"
# What a chapter's set-up cell does where there is no d2lmini.
REFUSAL = """\
    raise ImportError(
        "d2lmini is not installed here. In a clone, run `make book` and then "
        ".venv/bin/jupyter lab; elsewhere, open a notebook of the published book."
    )
"""
README = """\
The notebooks of the book, for readers without a clone, and the package that they install.
Made from the branch `main`; whatever is changed here is lost at the next publication.
"""


def installing(notebook: NotebookNode, address: str) -> NotebookNode:
    """Return a copy of `notebook` that installs the wheel in the folder at `address`.

    Raises:
        ValueError: `notebook` does not have the book's set-up cell.
    """
    published = deepcopy(notebook)
    setups = [cell for cell in published.cells if cell.cell_type == "code" and REFUSAL in cell.source]
    if len(setups) != 1:
        raise ValueError(
            f"a chapter has one set-up cell, this notebook has {len(setups)}; begin as the others do"
        )
    install = f"    %pip install --quiet {address}/{WHEEL}\n"
    setups[0].source = setups[0].source.replace(REFUSAL, install)
    return published


def write_notebooks(address: str, folder: Path) -> None:
    """Write every chapter into `folder`, installing from `address`."""
    folder.mkdir(parents=True, exist_ok=True)
    for path in notebooks():
        nbformat.write(installing(nbformat.read(path, as_version=4), address), folder / path.name)


def build_wheel(folder: Path) -> None:
    """Build the package of this checkout into `folder`."""
    with tempfile.TemporaryDirectory() as copy:
        # From a copy: setuptools leaves a `build` folder, whose stale files would end up in the next wheel.
        shutil.copytree(ROOT / "d2lmini", Path(copy, "d2lmini"))
        for name in ("pyproject.toml", "README.md", "LICENSE"):
            shutil.copy(ROOT / name, copy)
        options = ["--quiet", "--no-deps", "--no-build-isolation", "--wheel-dir", str(folder)]
        subprocess.run([sys.executable, "-m", "pip", "wheel", *options, copy], check=True)


def publish(address: str, folder: Path) -> None:
    """Write what is to be found at `address`: wheel, chapters and a word about them."""
    write_notebooks(address, folder / "chapters")
    build_wheel(folder)
    (folder / "README.md").write_text(README, encoding="utf8")


def know_repository(app: "Sphinx", config: "Config") -> None:
    """Tell the pages where they are published; a change writes all of them anew."""
    repository = os.environ.get("GITHUB_REPOSITORY")
    if repository:
        config.html_context = {**config.html_context, "colab": COLAB.format(repository=repository)}


def write_downloads(app: "Sphinx", error: Exception | None) -> None:
    """Give the readers of a published page notebooks that install the package."""
    repository = os.environ.get("GITHUB_REPOSITORY")
    if repository and error is None and app.builder.format == "html":
        write_notebooks(RAW.format(repository=repository), Path(app.outdir, "_sources", "chapters"))


def setup(app: "Sphinx") -> dict[str, bool]:
    """Connect the parts."""
    app.connect("config-inited", know_repository)
    app.connect("build-finished", write_downloads)
    return {"parallel_read_safe": True, "parallel_write_safe": True}


def main() -> None:
    """Read the command line."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("repository", help="OWNER/REPOSITORY on GitHub")
    parser.add_argument("folder", type=Path, help="where to write, made where it is missing")
    parser.add_argument("--address", default=RAW, help="where the folder will be found, for another host")
    options = parser.parse_args()
    publish(options.address.format(repository=options.repository), options.folder)


if __name__ == "__main__":
    main()
