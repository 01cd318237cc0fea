"""The first thing that `make` does: an environment in `.venv`."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


def test_set_up_keeps_a_small_build_of_torch_that_the_pin_admits(tmp_path: Path):
    readme = (ROOT / "README.md").read_text()
    ask = readme[readme.index("pip install $(") :].split("$(")[1].split(")")[0]
    pin = subprocess.run(ask, shell=True, cwd=ROOT, capture_output=True, text=True, check=True).stdout.strip()
    assert pin.startswith("torch==")

    shutil.copy(ROOT / "Makefile", tmp_path)
    (tmp_path / "pyproject.toml").touch()
    (tmp_path / "requirements.txt").write_text(pin)
    subprocess.run([sys.executable, "-m", "venv", tmp_path / ".venv"], check=True)
    (packages,) = (tmp_path / ".venv").glob("lib/python3*/site-packages")
    small = packages / f"{pin.replace('==', '-')}+cpu.dist-info"
    small.mkdir()
    (small / "METADATA").write_text(f"Metadata-Version: 2.1\nName: torch\nVersion: {pin[7:]}+cpu\n")
    (small / "RECORD").touch()

    # Without an index, to replace it or to fetch anything else would be an error.
    environment = {**os.environ, "PIP_NO_INDEX": "1", "PIP_FIND_LINKS": ""}
    command = ["make", ".venv/.ready", "PYTHON=no-such-python"]
    subprocess.run(command, cwd=tmp_path, env=environment, check=True)
    assert [each.name for each in packages.glob("torch*")] == [small.name]
