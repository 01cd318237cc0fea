"""The book in the oldest browsers that it supports: today's browser without what has come since."""

import json
import re
import subprocess
from pathlib import Path

import pytest
from playwright.sync_api import Page, Route

from tests.browser.conftest import HTML, Played, Reader
from tests.browser.player import EXPLORABLES, play
from tests.browser.test_book import LIVE_PAGES, accessibility_violations
from tests.widgets.harness import node_binary

NEWER = json.loads((Path(__file__).parent / "newer_features.json").read_text(encoding="utf-8"))
README = HTML.parents[1] / "README.md"

# What the book's own stylesheets use all the same, and what an older browser does without it.
GRACEFUL = {
    "light-dark(": "the palette has the same colours in another way, see d2lmini/palette.py",
    ":has(": "the cover's title is smaller; text below a waking explorable moves",
    "(scripting": "text below a waking explorable moves",
    "round(": "cells are a fraction of a pixel larger",
    "mask:": "-webkit-mask stands beside it",
    "user-select:": "-webkit-user-select stands beside it",
    "field-sizing:": "menus are as wide as their longest word",
    "text-wrap:": "headings break anywhere",
    "accent-color:": "sliders have the browser's colour",
    "forced-color-adjust:": "only in forced colours, where Safari has none",
}

TAKE_OUT = """({ builtins, interfaces }) => {
  for (const [name, members] of [...Object.entries(builtins), ...Object.entries(interfaces)]) {
    const owner = globalThis[name];
    const holders = [owner, owner?.prototype, ...(name === "Window" ? [globalThis] : [])].filter(Boolean);
    for (const member of members) for (const holder of holders) delete holder[member];
    if (members.includes(name)) delete globalThis[name];
  }
}"""


def patterns() -> dict[str, str]:
    """Return a pattern for each newer feature of CSS, by its name as it is told here."""
    found = {f"{name}:": rf"(?<=[;{{\s]){re.escape(name)}(?=\s*:)" for name in NEWER["properties"]}
    found |= {f":{name}(": rf"(?<=:){re.escape(name)}(?=\()" for name in NEWER["selectors"]}
    found |= {f":{name}": rf"(?<=:){re.escape(name)}(?![\w(-])" for name in NEWER["selectors"]}
    found |= {f"{name}(": rf"(?<![\w-]){re.escape(name)}(?=\()" for name in NEWER["functions"]}
    found |= {f"@{name}": rf"(?<=@){re.escape(name)}(?![\w-])" for name in NEWER["at_rules"]}
    return found | {f"({name}": rf"(?<=\(){re.escape(name)}(?=\s*[:)])" for name in NEWER["media_features"]}


PATTERNS = {name: re.compile(pattern) for name, pattern in patterns().items()}


def aged(css: str) -> str:
    """Rename what an older browser does not know, so that this one leaves it out too."""
    for pattern in PATTERNS.values():
        css = pattern.sub(lambda found: f"unknown-{found[0]}", css)
    return css


def aged_state(script: str) -> str:
    """Do so for the stylesheets within the widgets' state."""
    opening, state = script.split("=", 1)
    records = json.loads(state.rstrip(";\n"))
    for record in records["state"].values():
        if "_css" in record["state"]:
            record["state"]["_css"] = aged(record["state"]["_css"])
    return f"{opening}= {json.dumps(records)};"


def serve_aged(route: Route) -> None:
    response = route.fetch()
    age = aged_state if "/widget-state/" in route.request.url else aged
    route.fulfill(response=response, body=age(response.text()))


def open_in_oldest(reader: Reader, path: str, **options: object) -> Page:
    return reader.open(
        path,
        script=f"({TAKE_OUT})({json.dumps(NEWER)})",
        routes={re.compile(r"\.css(\?|$)|/widget-state/"): serve_aged},
        **options,
    )


def test_features_are_taken_out(reader: Reader):
    page = open_in_oldest(reader, "index.html")
    left = "[Array.fromAsync, new Set().union, [].values().map, URL.canParse, globalThis.Temporal]"
    assert page.evaluate(f"{left}.filter(Boolean).length") == 0
    assert page.evaluate("[[].at, structuredClone, [].with].filter(Boolean).length") == 3
    variable = "getComputedStyle(document.body).getPropertyValue('--d2l-input')"
    assert "light-dark" not in page.evaluate(variable)


@pytest.mark.parametrize("name", EXPLORABLES)
def test_an_explorable_does_in_the_oldest_browsers_what_it_does_in_todays(
    reader: Reader, played: Played, name: str
):
    page = open_in_oldest(reader, EXPLORABLES[name])
    assert play(page, name) == played(name)
    assert reader.errors == []


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("page", LIVE_PAGES)
def test_pages_stay_readable_in_the_oldest_browsers(reader: Reader, page: str, theme: str):
    opened = open_in_oldest(reader, page, theme=theme)
    assert accessibility_violations(opened) == []
    palette = "getComputedStyle(document.querySelector('.d2l-widget')).backgroundColor"
    assert opened.evaluate(palette) == {"light": "rgb(255, 255, 255)", "dark": "rgb(18, 21, 28)"}[theme]
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
