"""What every explorable keeps to: what it refuses, bundles, sends, and leaves where it is not live."""

import json
import re
import subprocess
from base64 import b64decode
from importlib import import_module
from pathlib import Path
from xml.etree import ElementTree

import pytest

from d2lmini import widgets
from d2lmini.widgets import ConvolutionExplorer
from d2lmini.widgets.bundle import bundle_module
from d2lmini.widgets.explorable import WIDGET_VIEW
from tests.widgets.harness import SOURCES, assert_refused, node_binary

WIDGETS = [getattr(widgets, name) for name in widgets.__all__]
TESTS = {name: import_module(f"tests.widgets.test_{widgets.folder_of(name)}") for name in widgets.__all__}
# States other than those in which they start, and changes that must be refused, with the words.
STATES = [(getattr(widgets, name), state) for name, tests in TESTS.items() for state in tests.STATES]
REFUSED = [(getattr(widgets, name), *refused) for name, tests in TESTS.items() for refused in tests.REFUSED]


@pytest.mark.parametrize(("widget", "change", "message"), REFUSED)
def test_what_cannot_be_shown_changes_nothing(widget: type, change: dict, message: str) -> None:
    assert_refused(widget, change, message)


@pytest.mark.parametrize("widget", WIDGETS)
def test_bundles_are_valid_modules_that_fetch_nothing(widget: type, tmp_path: Path) -> None:
    module = tmp_path / "bundle.mjs"
    module.write_text(widget._esm, encoding="utf-8")
    command = [node_binary(), "--check", str(module)]
    check = subprocess.run(command, capture_output=True, text=True, timeout=60)
    assert check.returncode == 0, check.stderr
    assert not re.search(r"^import \{|^export (?!default)", widget._esm, re.MULTILINE)
    assert "--d2l-input: light-dark(" in widget._css
    addresses = re.findall(r"https?://[\w./]+", widget._esm + widget._css)
    assert set(addresses) <= {"http://www.w3.org/2000/svg"}  # a name, not an address


def test_a_bundle_refuses_a_name_that_its_source_does_not_export(tmp_path: Path) -> None:
    (tmp_path / "a.js").write_text('import { there, missing } from "./b.js";\n')
    (tmp_path / "b.js").write_text("export const there = 1;\nconst missing = 2;\n")
    with pytest.raises(ValueError, match=r"a\.js imports 'missing', but b\.js does not export it"):
        bundle_module(tmp_path / "a.js")


def test_files_of_a_bundle_may_declare_the_same_names(tmp_path: Path) -> None:
    for name, value in {"b": 1, "c": 2}.items():
        source = f"const own = {value};\nexport const {name} = own;\n"
        (tmp_path / f"{name}.js").write_text(source)
    entry = 'import { b } from "./b.js";\nimport { c } from "./c.js";\nconst own = 3;\n'
    (tmp_path / "a.js").write_text(entry + "console.log(b, c, own);\n")
    command = [node_binary(), "--input-type=module", "--eval", bundle_module(tmp_path / "a.js")]
    assert subprocess.run(command, capture_output=True, text=True).stdout == "1 2 3\n"


@pytest.mark.parametrize("path", sorted(SOURCES.rglob("*.js")), ids=lambda path: path.name)
def test_sources_leave_the_page_alone(path: Path) -> None:
    source = path.read_text(encoding="utf-8")
    assert not re.search(r"innerHTML|getElementById|globalThis|window\.\w|\bid:|fetch\(|localStorage", source)


@pytest.mark.parametrize(("widget", "settings"), STATES)
def test_state_survives_the_way_to_the_browser_and_back(widget: type, settings: dict) -> None:
    first, second = widget(**settings), widget()
    public = list(first.get_state("_initial")["_initial"])
    second.set_state(json.loads(json.dumps({name: first.get_state(name)[name] for name in public})))
    assert second.sentence() == first.sentence()
    # Reset goes back to each one's own start.
    assert second.get_state("_initial") != first.get_state("_initial")


@pytest.fixture
def outputs(monkeypatch: pytest.MonkeyPatch) -> list[dict]:
    """Return the list to which the data of each output that a widget displays is added."""
    shown = []
    monkeypatch.setattr("d2lmini.widgets.explorable.display", lambda data, **options: shown.append(data))
    return shown


@pytest.mark.parametrize(("widget", "settings"), STATES)
def test_a_still_picture_and_a_sentence_stand_before_the_live_view(
    widget: type, settings: dict, outputs: list[dict]
) -> None:
    shown = widget(**settings)
    shown._ipython_display_()
    widget(**settings)._ipython_display_()
    still, live, again, _ = outputs
    assert live[WIDGET_VIEW]["model_id"] == shown.model_id
    assert list(live) == [WIDGET_VIEW]  # a host without widgets shows the still picture, once
    assert still["text/plain"] == again["text/plain"] == shown.sentence()
    assert b64decode(still["image/png"]).startswith(b"\x89PNG")
    picture = ElementTree.fromstring(still["text/html"])
    assert picture.get("class") == f"d2l-still d2l-still-{shown._key}"
    assert shown._key not in again["text/html"]  # each hides its own
    image = picture.find("img")
    assert image.get("alt") == shown.sentence().splitlines()[0]
    assert image.get("src") == "data:image/png;base64," + still["image/png"]
    assert 200 < int(image.get("width")) < 1000


def test_a_closed_explorable_leaves_its_still_picture(outputs: list[dict]) -> None:
    explorer = ConvolutionExplorer()
    explorer.close()
    explorer._ipython_display_()
    assert [set(output) for output in outputs] == [{"text/plain", "image/png", "text/html"}]
