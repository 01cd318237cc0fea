"""Put every mutant of `d2lmini.ops` under its own tests; what they let through is a hole.

`python -m tests.mutation.of_ops` tries them all and prints the score; `--sample N` tries N of them. Each runs
in a process of its own, forked after a run on the module as it is.
"""

import argparse
import importlib.util
import os
import random
import sys
from contextlib import redirect_stderr, redirect_stdout, suppress
from io import StringIO
from pathlib import Path

import hypothesis
import pytest
import torch

import d2lmini
from tests.mutation.mutants import _RESULTS, Mutant, mutants

OPS = Path(d2lmini.__file__).parent / "ops.py"
TESTS = Path(__file__).resolve().parents[1] / "test_ops.py"

# Why a mutant is as good as the module: its results and its errors are the same.
_MAPS = "(corr2d(x, k) for x, k in zip(X, K"
_NARROW = "if not (dtype.is_floating_point or dtype.is_complex) and torch.iinfo(dtype).bits"
_LENGTHS = "the lengths are equal: shapes, or channels, were checked before"
_SWAPPED = "the two factors of a product change places"
EQUIVALENT: dict[str, str] = {
    **{
        f"return (room - span) // stride + 1  →  {change}": "a number, no tensor: there is nothing to change"
        for change in _RESULTS
    },
    **{
        f"{loop} in zip({pair}, strict=True):  →  {loop} in zip({pair}{ending}):": _LENGTHS
        for loop, pair in [("for views, row", "shifted, K"), ("for view, k", "views, row")]
        for ending in ("", ", strict=False")
    },
    **{
        f"return sum({_MAPS}, strict=True))).to(dtype)  →  return sum({_MAPS}{ending}))).to(dtype)": _LENGTHS
        for ending in ("", ", strict=False")
    },
    "for views, row in zip(shifted, K, strict=True):  →  for views, row in zip(K, shifted, strict=True):": (
        _SWAPPED
    ),
    "for view, k in zip(views, row, strict=True):  →  for view, k in zip(row, views, strict=True):": _SWAPPED,
    "dtype = torch.promote_types(X.dtype, K.dtype)  →  dtype = torch.promote_types(K.dtype, X.dtype)": (
        "promotion is symmetric"
    ),
    f"{_NARROW} <= 16:  →  {_NARROW} <= 17:": "no dtype has 17 bits",
    "if getattr(conv2d, 'in_channels', 1) > 1:  →  if getattr(conv2d, 'in_channels', 0) > 1:": (
        "neither 0 nor 1 is more than 1"
    ),
    "return Y[0, 0]  →  return Y[-1, 0]": "there is one picture",
    "return Y[0, 0]  →  return Y[0, -1]": "there is one channel",
}


def passed_by_tests(mutant: Mutant | None) -> bool:
    """Run the tests of `ops` on a mutant, or on the module as it is; tell whether they all pass."""
    sys.modules.pop("tests.test_ops", None)  # an earlier run's has functions of that run
    with redirect_stdout(StringIO()), redirect_stderr(StringIO()):
        if mutant:
            _install(mutant)
        return pytest.main(["-x", "-q", "-p", "no:cacheprovider", str(TESTS)]) == 0


def survives(mutant: Mutant) -> bool:
    """Tell whether the tests let the mutant pass, in a child process."""
    child = os.fork()
    if child == 0:
        passed = False
        with suppress(BaseException):  # some cannot even be imported
            passed = passed_by_tests(mutant)
        os._exit(int(not passed))
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0


def _install(mutant: Mutant) -> None:
    spec = importlib.util.spec_from_file_location("d2lmini.ops", OPS)
    module = importlib.util.module_from_spec(spec)
    sys.modules["d2lmini.ops"] = d2lmini.ops = module
    mutant.run(vars(module))
    # The first failure is enough: no time goes into making it smaller.
    phases = (hypothesis.Phase.explicit, hypothesis.Phase.generate)
    hypothesis.settings.register_profile("mutants", phases=phases, database=None)
    hypothesis.settings.load_profile("mutants")


def main() -> int:
    """Print the score and what survived unexplained; return how many did."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sample", type=int, help="try only so many, chosen by chance that repeats")
    sample = parser.parse_args().sample
    everything = mutants(OPS.read_text(encoding="utf-8"))
    tried = [mutant for mutant in everything if mutant.label not in EQUIVALENT]
    if sample:
        tried = random.Random(0).sample(tried, sample)
    os.environ["PYTEST_DISABLE_PLUGIN_AUTOLOAD"] = "1"  # they take longer to load than the tests to run
    torch.set_num_threads(1)  # a forked child would wait for the others for ever
    if not passed_by_tests(None):  # and after this run, what it loaded need not be loaded in each child
        sys.exit("The tests fail on the module as it is.")
    holes = [mutant.label for mutant in tried if survives(mutant)]
    for label in holes:
        print("survives:", label)
    for label in EQUIVALENT.keys() - {mutant.label for mutant in everything}:
        print("listed, but there is no such mutant:", label)
    print(f"{len(tried) - len(holes)} of {len(tried)} mutants killed, {len(EQUIVALENT)} equivalent")
    return len(holes)


if __name__ == "__main__":
    sys.exit(min(main(), 1))
