"""Make one module and one stylesheet of a widget's sources, because its hosts fetch nothing.

A local import, `import { a, b } from "./x.js";`, gives way to the file itself, once, before its users.
"""

import re
from pathlib import Path

from d2lmini.palette import css_palette

_IMPORT = re.compile(r'^import \{([^}]*)\} from "(\.[^"]+)";\n', re.MULTILINE)
_EXPORTED = re.compile(r"^export (?=(?:async )?(?:const|let|function|class) )", re.MULTILINE)
_COMMENT = re.compile(r"^ */\*\*.*?\*/\n|^ *//[^\n]*\n", re.MULTILINE | re.DOTALL)
_EXPORTED_NAME = r"^export (?:async )?(?:const|let|function|class) {}\b"


def bundle_module(path: Path) -> str:
    """Return the module at `path` with everything it imports, without comments, which no page needs.

    Raises:
        ValueError: a file imports a name that its source does not export.
    """
    seen: set[Path] = set()
    return "".join(_inline(path.resolve(), seen))


def _inline(path: Path, seen: set[Path]) -> list[str]:
    seen.add(path)
    source = path.read_text(encoding="utf-8")
    parts = []
    for names, relative in _IMPORT.findall(source):
        imported = (path.parent / relative).resolve()
        _check_names(path, names, imported)
        if imported not in seen:
            parts += _inline(imported, seen)
    body = _COMMENT.sub("", _EXPORTED.sub("", _IMPORT.sub("", source)))
    return [*parts, body.lstrip("\n")]


def _check_names(importer: Path, names: str, imported: Path) -> None:
    source = imported.read_text(encoding="utf-8")
    for name in filter(None, map(str.strip, names.split(","))):
        if not re.search(_EXPORTED_NAME.format(re.escape(name)), source, re.MULTILINE):
            raise ValueError(f"{importer.name} imports {name!r}, but {imported.name} does not export it")


def bundle_stylesheet(path: Path) -> str:
    """Return the palette as CSS variables, what all widgets share, and the stylesheet at `path`."""
    shared = sorted((Path(__file__).parent / "shared").glob("*.css"))
    return css_palette(".d2l-widget") + "".join(file.read_text(encoding="utf-8") for file in [*shared, path])
