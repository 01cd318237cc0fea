"""The package as a reader installs and imports it."""

import os
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

import d2lmini as d2l

ROOT = Path(__file__).resolve().parent.parent


@pytest.mark.parametrize("name", d2l.__all__)
def test_each_public_name_is_there_and_documented(name: str):
    assert getattr(d2l, name).__doc__


def test_an_unknown_name_is_an_attribute_error():
    with pytest.raises(AttributeError, match="has no attribute 'corr3d'"):
        _ = d2l.corr3d


def test_importing_loads_nothing_heavy():
    script = (
        "import sys, d2lmini; print(sorted({'torch', 'matplotlib', 'sklearn', 'pooch'} & set(sys.modules)))"
    )
    printed = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, check=True
    ).stdout
    assert printed.strip() == "[]"


@pytest.mark.parametrize("module", ["ops", "data", "train", "models", "widgets", "exercises"])
def test_only_plot_imports_matplotlib(module: str):
    script = f"import sys, d2lmini.{module}; print('matplotlib' in sys.modules)"
    printed = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, check=True
    ).stdout
    assert printed.strip() == "False"


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Build the wheel with what is installed; nothing is fetched."""
    folder = tmp_path_factory.mktemp("wheel")
    # From a copy: setuptools leaves a `build` folder, whose stale files would end up in the next wheel.
    shutil.copytree(ROOT / "d2lmini", folder / "d2lmini")
    for name in ("pyproject.toml", "README.md"):
        shutil.copy(ROOT / name, folder)
    options = ["--quiet", "--no-deps", "--no-build-isolation", "--no-index", "--wheel-dir", folder]
    subprocess.run([sys.executable, "-m", "pip", "wheel", *options, folder], check=True)
    (built,) = folder.glob("*.whl")
    return built


def test_the_wheel_holds_every_source_and_nothing_else(wheel: Path):
    packed = {name for name in zipfile.ZipFile(wheel).namelist() if ".dist-info/" not in name}
    sources = {
        path.relative_to(ROOT).as_posix()
        for path in (ROOT / "d2lmini").rglob("*")
        if path.suffix in {".py", ".js", ".css", ".npz", ".txt"}
    }
    assert packed == sources


def test_the_wheel_is_small(wheel: Path):
    assert wheel.stat().st_size <= 2_500_000


def test_the_digits_are_read_from_inside_the_wheel(wheel: Path, tmp_path: Path):
    script = "import d2lmini; print(d2lmini.__file__, len(d2lmini.load_data_mnist(100)[0]))"
    printed = subprocess.run(
        [sys.executable, "-c", script],
        env={**os.environ, "PYTHONPATH": str(wheel)},
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=True,
    ).stdout.split()
    assert printed == [f"{wheel}/d2lmini/__init__.py", "80"]
