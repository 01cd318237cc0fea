"""The book in the oldest browsers that it supports: today's browser without what has come since."""

import json
import re
import subprocess
from pathlib import Path

import pytest

from tests.browser.conftest import HTML, Reader, faint_words
from tests.browser.oldest import NEWER, PATTERNS, open_in_oldest
from tests.browser.player import EXPLORABLES
from tests.widgets.harness import node_binary

README = HTML.parents[1] / "README.md"

# What the book's own stylesheets use all the same, and what an older browser does without it.
GRACEFUL = {
    "light-dark(": "the palette has the same colours in another way, see d2lmini/palette.py",
    "@property": "cells that look alike share no style, and take a little longer",
    ":has(": "the cover's title is smaller; text below a waking explorable moves; paragraphs are laid out",
    "(scripting": "text below a waking explorable moves",
    "round(": "cells are a fraction of a pixel larger",
    "mask:": "-webkit-mask stands beside it",
    "user-select:": "-webkit-user-select stands beside it",
    "resize:": "a field for text keeps its size, and scrolls",
    "field-sizing:": "menus are as wide as their longest word",
    "overflow-anchor:": "text moves when an explorable above it wakes",
    "content-visibility:": "what is below the screen is laid out too, which takes a little longer",
    "contain-intrinsic-size:": "nothing: it goes with content-visibility",
    "overflow-clip-margin:": "nothing: it goes with content-visibility",
    "text-wrap:": "headings break anywhere",
    "accent-color:": "sliders have the browser's colour",
    "forced-color-adjust:": "only in forced colours, where Safari has none",
}


def test_features_are_taken_out(reader: Reader):
    page = open_in_oldest(reader, "index.html")
    left = "[Array.fromAsync, new Set().union, [].values().map, URL.canParse, globalThis.Temporal]"
    assert page.evaluate(f"{left}.filter(Boolean).length") == 0
    assert page.evaluate("[[].at, structuredClone, [].with].filter(Boolean).length") == 3
    variable = "getComputedStyle(document.body).getPropertyValue('--d2l-input')"
    assert "light-dark" not in page.evaluate(variable)


# Of the explorables the contract demands it.
@pytest.mark.parametrize("page", ["index.html", "chapters/pooling.html"])
def test_pages_stay_readable_in_the_oldest_browsers(reader: Reader, page: str):
    opened = open_in_oldest(reader, page)
    palette = "getComputedStyle(document.querySelector('.d2l-widget')).backgroundColor"
    for theme, colour in {"light": "rgb(255, 255, 255)", "dark": "rgb(18, 21, 28)"}.items():
        opened.emulate_media(color_scheme=theme)
        assert faint_words(opened) == []
        assert opened.evaluate(palette) == colour
    cells = "nodes => nodes.map(node => node.offsetHeight).filter(height => height > 0)"
    assert min(opened.locator("[role=gridcell]").evaluate_all(cells), default=9) > 8
    assert reader.errors == []


def own_stylesheets() -> list[Path]:
    root = HTML.parents[1]
    return [
        *(root / "assets").glob("*.css"),
        *(root / "d2lmini" / "widgets").rglob("*.css"),
        HTML / "_static" / "palette.css",
    ]


@pytest.mark.parametrize("path", own_stylesheets(), ids=lambda path: f"{path.parent.name}/{path.name}")
def test_each_newer_feature_in_a_stylesheet_has_something_to_stand_in(path: Path):
    css = path.read_text(encoding="utf-8")
    used = {name for name, pattern in PATTERNS.items() if pattern.search(css)}
    assert used <= GRACEFUL.keys()
    # Nested rules may start with a tag's name only since the end of 2023.
    assert not re.search(r"^ +[a-z][\w-]*[^:;@]*\{$", css, re.MULTILINE)


PARSE = """
const { parse } = require("internal/deps/acorn/acorn/dist/acorn");
for (const [name, source] of JSON.parse(require("fs").readFileSync(0, "utf8"))) {
  try { parse(source, { ecmaVersion: 2022, sourceType: "module" }); }
  catch (error) { console.log(`${name}: ${error.message}`); }
}
"""


def test_all_scripts_are_in_the_syntax_of_2022():
    """Which the oldest browsers know: the parser of Node's own command line refuses what came later."""
    scripts = [(path.name, path.read_text(encoding="utf-8")) for path in (HTML / "_static").rglob("*.js")]
    states = [
        record["state"]
        for path in (HTML / "_static" / "widget-state").glob("*.js")
        for record in json.loads(path.read_text("utf-8").split("=", 1)[1].rstrip(";\n"))["state"].values()
    ]
    modules = {(state["_anywidget_id"], state["_esm"]) for state in states if "_esm" in state}
    assert len(scripts) > 10
    assert len(modules) == len(EXPLORABLES)
    asked = json.dumps([*scripts, *modules, ("newer", "/a/v")])
    command = [node_binary(), "--expose-internals", "--no-warnings", "-e", PARSE]
    parsed = subprocess.run(command, input=asked, capture_output=True, text=True, check=True)
    assert parsed.stdout.splitlines() == ["newer: Invalid regular expression flag (1:1)"]


def test_the_readme_names_the_oldest_browsers():
    chrome, firefox, safari = NEWER["oldest"].values()
    assert f"Chrome or Edge {chrome}, Firefox {firefox}, Safari {safari}" in README.read_text(
        encoding="utf-8"
    )


def test_a_widget_that_cannot_start_says_why_and_shows_its_picture(reader: Reader):
    page = reader.open(
        "chapters/pooling.html",
        script="delete Object.fromEntries; delete Array.prototype.flatMap",
        awake=False,
    )
    page.locator("div.cell_output:has(> script[type$='widget-view+json'])").first.scroll_into_view_if_needed()
    note = page.get_by_text("This explorable could not start in your browser")
    note.wait_for()
    assert re.search(r"\(.*is not a function.*\)", note.inner_text())
    place = note.locator("..")
    assert place.locator("img").bounding_box()["height"] > 50
    caption = place.locator(".widget-still").inner_text()
    assert caption.startswith("A picture of it: PoolingExplorer (max): a ")
    assert "JavaScript" not in place.inner_text()
