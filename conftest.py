"""How nbval runs and compares the chapters, and which data the tests use."""

import os
from collections.abc import Callable
from contextlib import suppress
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).parent
DEMAND = "D2LMINI_DEMAND_DATA"
MISSING = "Fashion-MNIST is neither here nor within reach"
# Files that take minutes, what computes beside what waits.
LONGEST = (
    "tests/browser/test_contract.py",
    "tests/exercises/test_contract.py",
    "tests/browser/test_book.py",
    "tests/test_train.py",
    "chapters/alexnet.ipynb",
    "chapters/lenet.ipynb",
    "tests/browser/test_jupyterlab.py",
    "tests/test_mutation.py",
)


def pytest_collectstart(collector: pytest.Collector) -> None:
    """Compare text outputs only: images differ between machines, and chapters are committed without them."""
    if collector.path.suffix == ".ipynb" and hasattr(collector, "skip_compare"):
        from normalise_notebooks import STILL_PICTURE

        from tests.book.back_again import BackAgain

        collector.skip_compare += ("image/svg+xml", "application/pdf")
        collector.sanitize_patterns[STILL_PICTURE] = ""
        cells = collector.collect
        again = BackAgain.from_parent(collector, name="each cell runs again after all that follow it")
        collector.collect = lambda: [*cells(), again]


def pytest_configure(config: pytest.Config) -> None:
    """Find the Fashion-MNIST files beside the checkout, where a developer keeps them; bear with kernels."""
    beside = ROOT.parent / "shared" / "data" / "fashion-mnist"
    if beside.is_dir():
        os.environ.setdefault("D2LMINI_DATA", str(beside))
    if config.getoption("nbval", False):
        from nbval import kernel

        kernel.start_new_kernel = patiently(kernel.start_new_kernel)


def patiently(start: Callable) -> Callable:
    """Start a kernel again that died at once, as when two at the same time took the same free port."""

    def started(*args: object, **settings: object) -> object:
        for _ in range(2):
            with suppress(RuntimeError):
                return start(*args, **settings)
        return start(*args, **settings)

    return started


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Begin with the longest files, so that all processes end together."""
    ranks = {ROOT / name: rank for rank, name in enumerate(LONGEST)}
    items.sort(key=lambda item: ranks.get(item.path, len(LONGEST)))


@cache  # so that a session without network asks once
def why_fashion_mnist_is_missing() -> str:
    """Find or fetch the files; return why that failed, or nothing."""
    from d2lmini.download import FASHION_MNIST, local_files

    try:
        local_files(FASHION_MNIST)
    except ConnectionError as error:
        return str(error)
    return ""


def pytest_runtest_setup(item: pytest.Item) -> None:
    """Leave out a test whose data cannot be had, unless the session demands all."""
    if item.get_closest_marker("fashion_mnist") and (why := why_fashion_mnist_is_missing()):
        if os.environ.get(DEMAND):
            pytest.fail(f"{MISSING}, and {DEMAND} is set: {why}", pytrace=False)
        pytest.skip(MISSING)


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Name the tests that were left out, why, and how to have them run."""
    left_out = [test for test in terminalreporter.stats.get("skipped", ()) if MISSING in str(test.longrepr)]
    if left_out:
        terminalreporter.section(f"NOT RUN ({len(left_out)}): {MISSING}", yellow=True)
        for test in left_out:
            terminalreporter.line(test.nodeid)
        terminalreporter.line(f"They run where the data can be had. {why_fashion_mnist_is_missing()}")
        terminalreporter.line(f"Where they must run, set {DEMAND}=1: then missing data is a failure.")
