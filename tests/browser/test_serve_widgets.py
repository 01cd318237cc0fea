"""The plain pages on which explorables are written."""

import shutil
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import expect
from serve_widgets import ROOT, serve

from tests.browser.conftest import Reader


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    """Return a copy of the sources that a page is made of."""
    for folder in ("assets", "d2lmini/widgets"):
        shutil.copytree(ROOT / folder, tmp_path / folder)
    return tmp_path


@pytest.fixture
def address(checkout: Path) -> Iterator[str]:
    """Serve that copy, and return where."""
    server = serve(0, checkout)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_address[1]}"
    server.shutdown()


def test_a_change_in_a_source_shows_and_what_was_set_stays(reader: Reader, checkout: Path, address: str):
    page = reader.open(f"{address}/convolution_explorer")
    explorer = page.get_by_role("group", name="convolution explorer")
    explorer.get_by_role("radio", name="Convolution", exact=True).check()
    folder = checkout / "d2lmini" / "widgets" / "convolution_explorer"
    module = folder / "widget.js"
    module.write_text(module.read_text(encoding="utf-8").replace("Edit any number.", "Edit them all."))
    (folder / "widget.css").write_text(".d2l-hint { rotate: 1deg; }")
    hint = explorer.locator(".d2l-hint")
    expect(hint).to_contain_text("Edit them all.")
    expect(hint).to_have_css("rotate", "1deg")
    expect(explorer.get_by_role("radio", name="Convolution", exact=True)).to_be_checked()
    assert reader.errors == []
