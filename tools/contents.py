"""The book's notebooks, as `_toc.yml` lists them and in its order."""

from pathlib import Path

import yaml

ROOT = Path(__file__).resolve().parent.parent
APPENDIX = "Appendix"  # the part whose pages teach nothing new


def notebooks() -> list[Path]:
    """Return every notebook of the book."""
    return [page for part in _parts() for page in _notebooks_of(part)]


def chapters() -> list[Path]:
    """Return the notebooks that teach: all but those of the appendix."""
    return [page for part in _parts() if part["caption"] != APPENDIX for page in _notebooks_of(part)]


def _parts() -> list[dict]:
    return yaml.safe_load((ROOT / "_toc.yml").read_text(encoding="utf8"))["parts"]


def _notebooks_of(part: dict) -> list[Path]:
    pages = (ROOT / f"{page['file']}.ipynb" for page in part["chapters"])
    return [page for page in pages if page.exists()]  # others are Markdown
