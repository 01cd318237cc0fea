"""What a chapter's experiment is made of: its cells with the tag "experiment"."""

from pathlib import Path

import nbformat

CHAPTERS = Path(__file__).parent.parent / "chapters"
IMPORTS = "import torch\nfrom torch import nn\nfrom torch.nn import functional as F\nimport d2lmini as d2l"


def experiment(chapter: str) -> dict:
    """Return what the tagged cells define, by name."""
    cells = nbformat.read(CHAPTERS / f"{chapter}.ipynb", 4).cells
    tagged = (cell.source for cell in cells if "experiment" in cell.metadata.get("tags", []))
    page = {}
    for source in (IMPORTS, *tagged):
        exec(source, page)
    return page
