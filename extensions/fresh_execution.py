"""Execute a chapter again whenever anything it depends on has changed, and only then.

The execution cache compares a notebook's own cells. A chapter also depends on `d2lmini`, on the installed
packages and on the Python that runs it, and its page on the code in this folder. These make up a fingerprint,
which names the cache folder and, being part of Sphinx's configuration, also makes Sphinx read the chapters
again. Without it a page could show what older code printed.
"""

import hashlib
import platform
from collections.abc import Iterable
from importlib.metadata import distributions
from pathlib import Path

from sphinx.application import Sphinx
from sphinx.config import Config


def hash_files(root: Path, paths: Iterable[Path]) -> str:
    """Hash the names below `root` and the contents of files, in the order of their names."""
    digest = hashlib.sha256()
    for path in sorted(paths):
        digest.update(path.relative_to(root).as_posix().encode() + path.read_bytes())
    return digest.hexdigest()


def fingerprint(root: Path) -> str:
    """Hash the sources of package and extensions, the installed packages and the Python version."""
    packages = sorted(f"{each.name}=={each.version}" for each in distributions())
    sources = (path for folder in ("d2lmini", "extensions") for path in (root / folder).rglob("*"))
    source = hash_files(root, (path for path in sources if path.suffix in {".py", ".js", ".css", ".npz"}))
    return hashlib.sha256("".join((platform.python_version(), *packages, source)).encode()).hexdigest()[:16]


def use_fingerprint(app: Sphinx, config: Config) -> None:
    """Give this state of package and environment its own execution cache."""
    config.execution_fingerprint = fingerprint(Path(app.srcdir))
    config.nb_execution_cache_path = str(
        Path(app.outdir).parent / ".jupyter_cache" / config.execution_fingerprint
    )


def setup(app: Sphinx) -> dict[str, bool]:
    """Register the fingerprint; `rebuild="env"` makes a new value invalidate every page."""
    app.add_config_value("execution_fingerprint", "", rebuild="env")
    app.connect("config-inited", use_fingerprint)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
