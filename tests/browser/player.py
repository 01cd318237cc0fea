"""Plays every explorable of the book, and tells what it shows."""

from collections.abc import Callable
from functools import cache
from importlib import import_module
from pathlib import Path
from types import ModuleType
from typing import NamedTuple

import nbformat
from contents import chapters
from playwright.sync_api import JSHandle, Locator

from d2lmini import widgets

_PLAY = (Path(__file__).parent / "player.js").read_text(encoding="utf-8").split("*/", 1)[1]
# Each explorable's name on the page, which is its folder's, and its class.
EXPLORABLES = {widgets.folder_of(name).replace("_", " "): getattr(widgets, name) for name in widgets.__all__}


@cache
def page_of(name: str) -> str:
    """Return the page of the first chapter that shows an explorable."""
    for chapter in chapters():
        cells = nbformat.read(chapter, as_version=4).cells
        if any(
            cell.cell_type == "code" and f"{EXPLORABLES[name].__name__}(" in cell.source for cell in cells
        ):
            return f"chapters/{chapter.stem}.html"
    raise LookupError(f"no chapter shows the {name}")


def own_tests(name: str) -> ModuleType:
    """Return the module beside this one with what is peculiar to an explorable."""
    return import_module(f"tests.browser.test_{name.replace(' ', '_')}")


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


class Live(NamedTuple):
    """What Python sets on an explorable, what shows it, what a reader does, and what Python then reads."""

    change: str
    shown: Callable[[Locator], Locator]
    act: Callable[[Locator], None]
    trait: str
    value: str


def chosen(name: str) -> Callable[[Locator], Locator]:
    return lambda explorable: explorable.get_by_role("radio", name=name, checked=True)


def choose(name: str) -> Callable[[Locator], None]:
    return lambda explorable: explorable.get_by_role("radio", name=name).check(force=True)


def push(name: str) -> Callable[[Locator], None]:
    return lambda explorable: explorable.get_by_role("button", name=name).click()


def number(text: str) -> float:
    """Read a number as the page writes it."""
    return float(text.replace("−", "-").replace(",", ""))


# A page may have several explorables of a kind: each one's view stands before it.
_MODEL = """root => {
  const { model_id } = JSON.parse(root.parentElement.previousElementSibling.textContent);
  return widgetState.state[model_id].state;
}"""


def model_of(root: Locator) -> JSHandle:
    """Return an explorable's state in the page, as the page holds it."""
    return root.evaluate_handle(_MODEL)


def play(root: Locator, name: str, translating: bool = False) -> list[Seen]:
    """Act on each control of an explorable; return the acts and what was shown after each."""
    reads = getattr(own_tests(name), "READS", {})
    asked = {"translating": translating, "reads": reads, "model": model_of(root)}
    seen = [Seen(**each) for each in root.evaluate(_PLAY, asked)]
    assert len({each.told for each in seen}) > 10, "the acts change what is shown"
    return seen
