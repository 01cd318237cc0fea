"""The package as a reader installs and imports it."""

import subprocess
import sys
import zipfile
from pathlib import Path

import pytest
from publish_notebooks import build_wheel

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


def test_the_wheel_holds_every_source_and_nothing_else(tmp_path: Path):
    build_wheel(tmp_path)
    (wheel,) = tmp_path.glob("*.whl")
    packed = {name for name in zipfile.ZipFile(wheel).namelist() if ".dist-info/" not in name}
    sources = {
        path.relative_to(ROOT).as_posix()
        for path in (ROOT / "d2lmini").rglob("*")
        if path.suffix in {".py", ".js", ".css"}
    }
    assert packed == sources
