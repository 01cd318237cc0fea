"""Execute the chapters that are to be read on all processors at once.

MyST-NB executes one notebook after the other, unless it finds it in the execution cache, so the cache is
filled beforehand. A chapter that measures time is left to MyST-NB, which gives it the machine to itself; so
is one whose cell fails, and MyST-NB says what failed.
"""

from pathlib import Path

from jupyter_cache import get_cache
from jupyter_cache.executors import load_executor
from sphinx.application import Sphinx
from sphinx.environment import BuildEnvironment

CLOCK = "perf_counter"


def execute(app: Sphinx, env: BuildEnvironment, documents: list[str]) -> None:
    """Fill the cache with those of the documents that are notebooks, changed, and read no clock."""
    cache = get_cache(app.config.nb_execution_cache_path)
    paths = (Path(env.doc2path(name)) for name in documents)
    chapters = [
        str(path) for path in paths if path.suffix == ".ipynb" and CLOCK not in path.read_text("utf8")
    ]
    for chapter in chapters:
        cache.add_nb_to_project(chapter)
    load_executor("local-parallel", cache).run_and_cache(
        filter_uris=chapters, timeout=app.config.nb_execution_timeout
    )


def setup(app: Sphinx) -> dict[str, bool]:
    """Execute when Sphinx knows what it is going to read."""
    app.connect("env-before-read-docs", execute)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
