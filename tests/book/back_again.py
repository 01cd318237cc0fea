"""A reader goes to the end of a chapter, and then up again, cell by cell."""

from collections.abc import Iterable
from pathlib import Path

import pytest
from jupyter_client import BlockingKernelClient

# More than any cell needs, and less than a machine has.
LIMIT_MEMORY = """\
import resource
used = int(open("/proc/self/statm").read().split()[0]) * resource.getpagesize()
resource.setrlimit(resource.RLIMIT_AS, (used + 4 * 2**30, -1))
"""


def run(kernel: BlockingKernelClient, sources: Iterable[str]) -> None:
    """Run cells, and fail with the first that raises."""
    for source in sources:
        reply = kernel.execute_interactive(source, allow_stdin=False, output_hook=lambda message: None)[
            "content"
        ]
        if reply["status"] != "ok":
            pytest.fail(f"{reply['ename']}: {reply['evalue']}\nin\n{source}", pytrace=False)


def run_back(kernel: BlockingKernelClient, sources: list[str]) -> None:
    """Run cells that have all been run from the last to the first, and leave them no room for what grew."""
    limit = [LIMIT_MEMORY] if Path("/proc/self/statm").exists() else []
    run(kernel, [*limit, *reversed(sources)])


class BackAgain(pytest.Item):
    """No name of a small example is used again for something large, or of another shape.

    It comes after the cells of a chapter, in the kernel in which nbval has run them.
    """

    def runtest(self) -> None:
        cells = [cell for cell in self.parent.nb.cells if cell.cell_type == "code"]
        run_back(self.parent.kernel.kc, [cell.source for cell in cells])

    def reportinfo(self) -> tuple[Path, None, str]:
        return self.path, None, f"{self.path.name}: {self.name}"
