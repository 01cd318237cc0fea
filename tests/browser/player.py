"""Plays every explorable of the book, and tells what it shows."""

import importlib
from functools import cache
from pathlib import Path
from types import ModuleType
from typing import NamedTuple

import nbformat
import yaml
from playwright.sync_api import Locator

from d2lmini import widgets

ROOT = Path(__file__).resolve().parents[2]
_PLAY = (Path(__file__).parent / "player.js").read_text(encoding="utf-8").split("*/", 1)[1]


def folder_of(explorable: type) -> str:
    return explorable.__module__.split(".")[2]


# Each explorable's name on the page, which is its folder's, and its class.
EXPLORABLES = {
    folder_of(each).replace("_", " "): each for each in (getattr(widgets, n) for n in widgets.__all__)
}


@cache
def page_of(name: str) -> str:
    """Return the page of the first chapter that shows an explorable."""
    parts = yaml.safe_load((ROOT / "_toc.yml").read_text(encoding="utf-8"))["parts"]
    for chapter in [chapter["file"] for part in parts for chapter in part["chapters"]]:
        path = ROOT / f"{chapter}.ipynb"
        if path.exists():
            cells = nbformat.read(path, as_version=4).cells
            code = "\n".join(cell.source for cell in cells if cell.cell_type == "code")
            if f"{EXPLORABLES[name].__name__}(" in code:
                return f"{chapter}.html"
    raise LookupError(f"no chapter shows the {name}")


def own_tests(name: str) -> ModuleType:
    """Return the module beside this one with what is peculiar to an explorable."""
    return importlib.import_module(f"tests.browser.test_{name.replace(' ', '_')}")


class Seen(NamedTuple):
    """What an explorable shows after an act, as player.js tells it."""

    act: str
    control: str
    told: str
    changed: bool
    reason: str | None
    overflow: int
    state: str
    grids: dict[str, list[list[str]]]
    texts: dict[str, list[str]]
    program: str | None

    def numbers(self, grid: str) -> list[list[float]]:
        return [list(map(number, row)) for row in self.grids[grid]]


def number(text: str) -> float:
    """Read a number as the page writes it."""
    return float(text.replace("−", "-").replace(",", ""))


def play(root: Locator, name: str, translating: bool = False) -> list[Seen]:
    """Act on each control of an explorable; return the acts and what was shown after each."""
    reads = getattr(own_tests(name), "READS", {})
    asked = {"translating": translating, "reads": reads, "widget": EXPLORABLES[name].__name__}
    seen = [Seen(**each) for each in root.evaluate(_PLAY, asked)]
    assert len({each.told for each in seen}) > 10, "the acts change what is shown"
    return seen
