"""A real browser on the built book, with every outside host blocked."""

import threading
from collections.abc import Callable, Iterator
from functools import cache, partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect, sync_playwright

from tests.browser.find_chromium import FLAGS, installed
from tests.browser.player import EXPLORABLES, play

HTML = Path(__file__).resolve().parents[2] / "_build" / "html"
# No test here is about time: on a busy machine each only takes longer.
PATIENCE = 60_000
expect.set_options(timeout=PATIENCE)


class QuietHandler(SimpleHTTPRequestHandler):
    def log_message(self, *args: object) -> None:
        """Keep the test report readable."""


@pytest.fixture(scope="session")
def site() -> Iterator[str]:
    """Serve the built book, and return its address."""
    assert (HTML / "index.html").is_file(), "the book is not built: run `make book`"
    assert not (HTML.parent / "unfinished").exists(), "the last build of the book failed: run `make book`"
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(QuietHandler, directory=HTML))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_address[1]}/"
    server.shutdown()


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Start Chromium once."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=installed(), args=FLAGS)
        yield browser
        browser.close()


def wake_widgets(page: Page) -> None:
    """Scroll past every widget, as a reader does, until each is live, and go back to the top."""
    for place in page.locator("div.cell_output:has(> script[type$='widget-view+json'])").all():
        place.evaluate("place => place.scrollIntoView()")
        place.locator(".d2l-widget").wait_for()
    page.evaluate("scrollTo(0, 0)")


def settle(page: Page) -> None:
    """Wait until what scripts have changed is laid out, and until nothing moves any more."""
    page.evaluate(
        """async () => {
          const frame = () => new Promise(requestAnimationFrame);
          await document.fonts.ready;
          do {
            await frame();
            await frame();
            await Promise.allSettled(document.getAnimations().map((animation) => animation.finished));
          } while (document.getAnimations().length);
        }"""
    )


class Reader:
    """Opens pages as a reader would, and remembers what went wrong on them."""

    def __init__(self, browser: Browser, site: str):
        self.browser, self.site = browser, site
        self.outside: list[str] = []
        self.errors: list[str] = []
        self.contexts: list[BrowserContext] = []

    def open(
        self,
        path: str,
        width: int = 1280,
        theme: str = "light",
        script: str = "",
        routes: dict | None = None,
        awake: bool = True,
        **options: object,
    ) -> Page:
        """Open a page of the book (or a full address) in a fresh context.

        `script` runs before the page's own, `routes` answer in the site's place, and with `awake` every
        widget is live when the page is returned.
        """
        context = self.browser.new_context(
            viewport={"width": width, "height": 900}, color_scheme=theme, **options
        )
        self.contexts.append(context)
        context.set_default_timeout(PATIENCE)
        context.route("**/*", self.block_outside)
        for pattern, answer in (routes or {}).items():
            context.route(pattern, answer)
        context.add_init_script(script)
        page = context.new_page()
        page.on("pageerror", lambda error: self.errors.append(str(error)))
        page.on("console", lambda message: message.type == "error" and self.errors.append(message.text))
        page.goto(path if "://" in path else self.site + path, wait_until="networkidle")
        if awake and options.get("java_script_enabled", True):
            wake_widgets(page)
        return page

    def block_outside(self, route: object) -> None:
        """Let only this machine answer."""
        address = route.request.url
        if address.startswith((self.site, "file:", "data:", "blob:", "http://127.0.0.1:")):
            route.continue_()
        else:
            self.outside.append(address)
            route.abort()


@pytest.fixture
def reader(browser: Browser, site: str) -> Iterator[Reader]:
    """Give each test its own reader, and close what it opened."""
    reader = Reader(browser, site)
    yield reader
    for context in reader.contexts:
        context.close()


Played = Callable[[str], dict[str, str]]


@pytest.fixture(scope="session")
def played(browser: Browser, site: str) -> Played:
    """Return what an explorable of the book shows when it is played, in this browser as it is."""

    @cache
    def shown(name: str) -> dict[str, str]:
        reader = Reader(browser, site)
        acts = play(reader.open(EXPLORABLES[name]), name)
        assert reader.errors == []
        reader.contexts[0].close()
        return acts

    return shown
