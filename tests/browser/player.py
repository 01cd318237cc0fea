"""Plays every explorable of the book, and tells what it shows."""

from pathlib import Path

from playwright.sync_api import Page

from d2lmini import widgets

_PLAY = (Path(__file__).parent / "player.js").read_text(encoding="utf-8").split("*/", 1)[1]
EXPLORABLES = {
    "convolution explorer": "chapters/image-convolution.html",
    "photo filter": "chapters/image-convolution.html",
    "parameter budget": "chapters/why-convolution.html",
    "shift explorer": "chapters/why-convolution.html",
    "prediction game": "chapters/padding-and-stride.html",
    "channel explorer": "chapters/channels.html",
    "channel mixer": "chapters/one-by-one.html",
    "pooling explorer": "chapters/pooling.html",
}
assert len(EXPLORABLES) == len(widgets.__all__)


def play(page: Page, name: str, translating: bool = False) -> dict[str, str]:
    """Act on each control of an explorable; return the acts, numbered, and what was shown after each."""
    root = page.get_by_role("group", name=name).first
    shown = root.evaluate(_PLAY, {"translating": translating})
    assert len({text for _, text in shown}) > 10, "the acts change what is shown"
    return {f"{index} {act}": text for index, (act, text) in enumerate(shown)}
