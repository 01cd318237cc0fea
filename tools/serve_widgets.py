"""Show each explorable on a plain page while it is written: `make widgets`.

The page reads the sources as they are, and loads itself again when a module or a stylesheet changes; what was
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
FOLDERS = {widgets.folder_of(name): name for name in widgets.__all__}
LINKS = " · ".join(f'<a href="/{folder}">{name}</a>' for folder, name in FOLDERS.items())
PAGE = """<!doctype html>
<html lang="en" data-theme="auto">
<meta charset="utf-8"><meta name="viewport" content="width=device-width">
<title>{folder}</title><link rel="icon" href="data:,"><style>:root {{ color-scheme: light dark; }}</style>
<nav>{links}</nav>
<script type="application/vnd.jupyter.widget-state+json" data-src="/{folder}.state"></script>
<div class="cell_output">
<script type="application/vnd.jupyter.widget-view+json">{{"model_id": "{folder}"}}</script>
</div>
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


class Handler(SimpleHTTPRequestHandler):
    """Answers with pages and states made on demand, and with the sources themselves."""

    def do_GET(self) -> None:
        """Answer one request."""
        name, _, kind = self.path.strip("/").partition(".")
        if name in {"", *FOLDERS} and not kind:
            self.answer(PAGE.format(folder=name or next(iter(FOLDERS)), links=LINKS), "text/html")
        elif name in FOLDERS and kind == "state":
            self.answer(f"globalThis.widgetState = {json.dumps(self.state(name))};", "text/javascript")
        elif name == "changed":
            files = self.sources().rglob("*.[jc]s*")
            self.answer(str(max(file.stat().st_mtime_ns for file in files)), "text/plain")
        else:
            super().do_GET()

    def sources(self) -> Path:
        """Return the folder of the explorables."""
        return Path(self.directory) / "d2lmini" / "widgets"

    def state(self, folder: str) -> dict:
        """Return an explorable's state as in the book's pages, but with a module that imports the sources."""
        explorable = getattr(widgets, FOLDERS[folder])()
        record = dependency_state([explorable], drop_defaults=False)[explorable.model_id]
        module = f"http://{self.headers['Host']}/d2lmini/widgets/{folder}/widget.js"
        record["state"] |= {
            "_esm": f'export {{ default }} from "{module}";',
            "_css": bundle_stylesheet(self.sources() / folder / "widget.css"),
            "_kept": list(record["state"]["_initial"]),
        }
        return {"state": {folder: record}}

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


def serve(port: int, root: Path = ROOT) -> ThreadingHTTPServer:
    """Return a server of the pages of a checkout on this port; 0 takes any that is free."""
    return ThreadingHTTPServer(("localhost", port), partial(Handler, directory=str(root)))


if __name__ == "__main__":
    server = serve(int(sys.argv[1]))
    print(f"The explorables are at http://localhost:{server.server_address[1]}/", flush=True)
    server.serve_forever()
