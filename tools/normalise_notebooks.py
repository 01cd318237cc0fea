"""Execute every chapter and write it back in the one form that is committed.

Kept: text outputs, which nbval compares. Dropped: images, widget state and times, so that a diff can be read.
Run as `make notebooks`, or for some chapters only, `python tools/normalise_notebooks.py pooling channels`.
"""

import re
import sys
from copy import deepcopy

import nbformat
from contents import ROOT, notebooks
from nbclient import NotebookClient
from nbformat import NotebookNode

KERNEL = {"display_name": "Python 3", "language": "python", "name": "python3"}
TEXT = "text/"
# The picture in the HTML of an explorable's first output, and the key that it shares with the live view.
STILL_PICTURE = re.compile(r'<img [^>]*src="data:[^>]*>\n| d2l-still-\w+')


def normalise(notebook: NotebookNode) -> NotebookNode:
    """Return a copy of `notebook` in the committed form."""
    clean = deepcopy(notebook)
    clean.metadata = NotebookNode(kernelspec=KERNEL, language_info={"name": "python"})
    for number, cell in enumerate(clean.cells):
        cell.id = f"cell-{number:03d}"
        cell.metadata.pop("execution", None)
        if cell.cell_type == "code":
            outputs = map(normalise_output, joined(cell.outputs))
            # Of a live view nothing is left: it has no text.
            cell.outputs = [output for output in outputs if output.get("data", True)]
    executed = [cell for cell in clean.cells if cell.cell_type == "code"]
    for count, cell in enumerate(executed, start=1):
        cell.execution_count = count
        for output in cell.outputs:
            if output.output_type == "execute_result":
                output.execution_count = count
    return clean


def joined(outputs: list[NotebookNode]) -> list[NotebookNode]:
    """Join what was printed: how it comes in pieces depends on the machine's speed."""
    whole = []
    for output in outputs:
        if whole and output.output_type == "stream" and output.get("name") == whole[-1].get("name"):
            whole[-1].text += output.text
        else:
            whole.append(output)
    return whole


def normalise_output(output: NotebookNode) -> NotebookNode:
    """Keep the text forms of an output."""
    if "data" in output:
        output.data = {kind: data for kind, data in output.data.items() if kind.startswith(TEXT)}
        if "text/html" in output.data:
            output.data["text/html"] = STILL_PICTURE.sub("", output.data["text/html"])
        output.metadata = {}
    return output


def main(names: list[str]) -> None:
    """Execute and rewrite the chapters of these names; without names, each one."""
    for path in [ROOT / "chapters" / f"{name}.ipynb" for name in names] or notebooks():
        notebook = nbformat.read(path, as_version=4)
        NotebookClient(notebook, timeout=300, resources={"metadata": {"path": str(path.parent)}}).execute()
        nbformat.write(normalise(notebook), path)
        print(f"{path.relative_to(ROOT)}: {len(notebook.cells)} cells")


if __name__ == "__main__":
    main(sys.argv[1:])
