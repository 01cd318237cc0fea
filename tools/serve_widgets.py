"""Show each explorable on a plain page while it is written: `make widgets`.

The page reads the sources as they are and loads itself again when a module or a stylesheet changes; what was
set stays. The host of the built book stands in for a kernel. A change in Python needs this command again.
"""

import json
import sys
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

from ipywidgets.embed import dependency_state

from d2lmini import widgets
from d2lmini.widgets.bundle import bundle_stylesheet

ROOT = Path(__file__).resolve().parent.parent
SOURCES = ROOT / "d2lmini" / "widgets"
PAGE = """<!doctype html>
<html lang="en" data-theme="auto"><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<title>{folder}</title><style>:root {{ color-scheme: light dark; }}</style>
<nav>{links}</nav>
<script type="application/vnd.jupyter.widget-state+json" data-src="/{folder}.state"></script>
<div class="cell_output"><script type="application/vnd.jupyter.widget-view+json">{{"model_id": "{folder}"}}</script></div>
<script src="/assets/widget-host.js"></script>
<script>
  let shown;
  setInterval(async () => {{
    const now = await (await fetch("/changed")).text();
    if (shown && now !== shown) location.reload();
    shown = now;
  }}, 300);
</script>
"""
FOLDERS = {widgets.folder_of(name): name for name in widgets.__all__}


def page(folder: str) -> str:
    """Return the page of an explorable."""
    links = " · ".join(f'<a href="/{other}">{name}</a>' for other, name in FOLDERS.items())
    return PAGE.format(folder=folder, links=links)


def state(folder: str, address: str) -> str:
    """Return a script with the explorable's state as the book's pages have it; its module imports the sources."""
    explorable = getattr(widgets, FOLDERS[folder])()
    record = dependency_state([explorable], drop_defaults=False)[explorable.model_id]
    record["state"] |= {
        "_esm": f'export {{ default }} from "{address}/d2lmini/widgets/{folder}/widget.js";',
        "_css": bundle_stylesheet(SOURCES / folder / "widget.css"),
        "_kept": list(record["state"]["_initial"]),
    }
    return f"globalThis.widgetState = {json.dumps({'state': {folder: record}})};"


def changed() -> str:
    """Return another text after each change in the sources."""
    return str(max(file.stat().st_mtime_ns for file in SOURCES.rglob("*.[jc]s*")))


class Handler(SimpleHTTPRequestHandler):
    """Answers with pages and states made on demand, and with the sources themselves."""

    def do_GET(self) -> None:
        """Answer one request."""
        name, _, kind = self.path.strip("/").partition(".")
        address = f"http://{self.headers['Host']}"
        if name in {"", *FOLDERS} and not kind:
            self.answer(page(name or next(iter(FOLDERS))), "text/html")
        elif name in FOLDERS and kind == "state":
            self.answer(state(name, address), "text/javascript")
        elif name == "changed":
            self.answer(changed(), "text/plain")
        else:
            super().do_GET()

    def answer(self, text: str, kind: str) -> None:
        """Send a text."""
        self.send_response(200)
        self.send_header("Content-Type", f"{kind}; charset=utf-8")
        self.end_headers()
        self.wfile.write(text.encode())

    def end_headers(self) -> None:
        """Let the browser keep nothing."""
        self.send_header("Cache-Control", "no-store")
        super().end_headers()

    def log_message(self, *args: object) -> None:
        """Say nothing of each request."""


def serve(port: int) -> ThreadingHTTPServer:
    """Return a server of the pages on this port; 0 takes any that is free."""
    return ThreadingHTTPServer(("localhost", port), partial(Handler, directory=ROOT))


if __name__ == "__main__":
    server = serve(int(sys.argv[1]) if len(sys.argv) > 1 else 8000)
    print(f"The explorables are at http://localhost:{server.server_address[1]}/")
    server.serve_forever()
