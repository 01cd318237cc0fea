"""The oldest browsers that the book supports: today's browser without what has come since."""

import json
import re
from pathlib import Path

from playwright.sync_api import Page, Route

from tests.browser.conftest import Reader

NEWER = json.loads((Path(__file__).parent / "newer_features.json").read_text(encoding="utf-8"))

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
