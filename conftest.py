"""How nbval compares the chapters, and which data the tests use."""

import os
from pathlib import Path

import pytest
from normalise_notebooks import STILL_PICTURE

ROOT = Path(__file__).parent


def pytest_collectstart(collector: pytest.Collector) -> None:
    """Compare text outputs only: images differ between machines, and chapters are committed without them."""
    if collector.path.suffix == ".ipynb" and hasattr(collector, "skip_compare"):
        collector.skip_compare += ("image/svg+xml", "application/pdf")
        collector.sanitize_patterns[STILL_PICTURE] = ""


def pytest_configure() -> None:
    """Find the Fashion-MNIST files beside the checkout, where a developer keeps them."""
    beside = ROOT.parent / "shared" / "data" / "fashion-mnist"
    if beside.is_dir():
        os.environ.setdefault("D2LMINI_DATA", str(beside))
