"""Make one module and one stylesheet of a widget's sources, because its hosts fetch nothing.

Every imported file stands in the module once, before its users, in a scope of its own: names may repeat.
"""

import re
from pathlib import Path

from d2lmini.palette import css_palette

_SHARED = Path(__file__).parent / "shared"
_STYLED = ("page", "controls", "grids", "network", "photos")  # of equal rules the later one holds
_IMPORT = re.compile(r'^import (\{[^}]*\}) from "(\.[^"]+)";\n', re.MULTILINE)
_EXPORTED = re.compile(r"^export (?=(?:async )?(?:const|let|function|class) (\w+))", re.MULTILINE)
_COMMENT = re.compile(r"^ */\*\*.*?\*/\n|^ *//[^\n]*\n", re.MULTILINE | re.DOTALL)


def bundle_module(path: Path) -> str:
    """Return the module at `path` with everything it imports, without comments, which no page needs.

    Raises:
        ValueError: a file imports a name that its source does not export.
    """
    scopes: dict[Path, str] = {}
    body = _with_imports(path.resolve(), scopes)
    return "".join([*scopes.values(), body])


def _with_imports(path: Path, scopes: dict[Path, str]) -> str:
    """Return a file's text, its imports read from the scopes of the files they name, which are added."""
    source = path.read_text(encoding="utf-8")
    for names, relative in _IMPORT.findall(source):
        imported = (path.parent / relative).resolve()
        if imported not in scopes:
            scopes[imported] = _scope(imported, scopes)
        _check_names(path, names, imported)
    read = _IMPORT.sub(lambda found: _read(found, list(scopes), path), source)
    return _COMMENT.sub("", read).lstrip("\n")


def _read(found: re.Match, scopes: list[Path], path: Path) -> str:
    return f"const {found[1]} = $scope{scopes.index((path.parent / found[2]).resolve())};\n"


def _scope(path: Path, scopes: dict[Path, str]) -> str:
    source = _with_imports(path, scopes)
    body, exported = _EXPORTED.sub("", source), ", ".join(_EXPORTED.findall(source))
    return f"const $scope{len(scopes)} = (() => {{\n{body}return {{ {exported} }};\n}})();\n"


def _check_names(importer: Path, names: str, imported: Path) -> None:
    exported = _EXPORTED.findall(imported.read_text(encoding="utf-8"))
    for name in re.findall(r"\w+", names):
        if name not in exported:
            raise ValueError(f"{importer.name} imports {name!r}, but {imported.name} does not export it")


def bundle_stylesheet(path: Path) -> str:
    """Return the palette as CSS variables, what all widgets share, and the stylesheet at `path`.

    The rules at `path` hold inside their own explorable, and over what is shared: also over what the
    stylesheet of another explorable in the page says again. (Layers would not do: the weakest rule of a page
    without layers beats the strongest rule in one.)
    """
    files = [file for folder in _STYLED for file in sorted((_SHARED / folder).glob("*.css"))]
    shared = "".join(file.read_text(encoding="utf-8") for file in files)
    own = f".d2l-widget.d2l-{path.parent.name.replace('_', '-')} {{\n{path.read_text(encoding='utf-8')}}}\n"
    return css_palette(".d2l-widget") + shared + own
