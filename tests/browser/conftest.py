"""A real browser on the built book, with every outside host blocked."""

import re
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from types import ModuleType

import axe_playwright_python
import pytest
from playwright.sync_api import Browser, BrowserContext, Locator, Page, expect, sync_playwright

from tests.browser.find_chromium import FLAGS, installed
from tests.browser.player import page_of

HTML = Path(__file__).resolve().parents[2] / "_build" / "html"
# No test here is about time: on a busy machine each only takes longer.
PATIENCE = 60_000
LAPTOP = {"width": 1280, "height": 900}
expect.set_options(timeout=PATIENCE)


class QuietHandler(SimpleHTTPRequestHandler):
    def log_message(self, *args: object) -> None:
        """Keep the test report readable."""


@contextmanager
def serving(folder: Path = HTML, handler: type[QuietHandler] = QuietHandler) -> Iterator[str]:
    """Serve a folder, the built book if no other is named, and give its address."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(handler, directory=folder))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_address[1]}/"
    finally:
        server.shutdown()


@pytest.fixture(scope="session")
def site() -> Iterator[str]:
    """Return the address of the built book."""
    assert (HTML / "index.html").is_file(), "the book is not built: run `make book`"
    assert not (HTML.parent / "unfinished").exists(), "the last build of the book failed: run `make book`"
    with serving() as address:
        yield address


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Start Chromium once."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=installed(), args=FLAGS)
        yield browser
        browser.close()


def wake_widgets(page: Page) -> None:
    """Scroll past every widget, as a reader does, until each is live, and go back to the top."""
    page.evaluate(
        """async (patience) => {
          const end = performance.now() + patience;
          for (const view of document.querySelectorAll("script[type$='widget-view+json']")) {
            const place = view.parentElement;
            place.scrollIntoView({ behavior: "instant" });
            while (!place.querySelector(".d2l-widget")) {
              if (performance.now() > end) throw new Error("an explorable does not wake up");
              await new Promise(requestAnimationFrame);
            }
          }
          scrollTo({ top: 0, behavior: "instant" });
        }""",
        PATIENCE,
    )


def lay_out(page: Page) -> None:
    """Wait until all of the page is laid out: until then, what is on it moves."""
    page.wait_for_selector("article section:not(.d2l-laid-out)", state="detached", timeout=PATIENCE)


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


AXE = (Path(axe_playwright_python.__file__).parent / "axe.min.js").read_text(encoding="utf8")
AXE_TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
RUN_AXE = """([context, options]) => axe.run(context, { resultTypes: ["violations"], ...options })
  .then(({ violations }) => violations.map(({ id, nodes }) => [id, nodes.map((node) => node.html)]))"""
# Colours take most of axe's time: they are judged once for each kind of text.
KINDS_OF_TEXT = """(root) => {
  const backs = new Map([[null, ""]]);
  function back(node) {
    if (!backs.has(node)) {
      const { backgroundColor, backgroundImage, opacity } = getComputedStyle(node);
      const own = [backgroundColor, backgroundImage, opacity].join();
      backs.set(node, back(node.parentElement) + (own === "rgba(0, 0, 0, 0),none,1" ? "" : `${own};`));
    }
    return backs.get(node);
  }
  const isText = ({ nodeType, data }) => nodeType === Node.TEXT_NODE && data.trim();
  const kinds = new Map();
  for (const node of root.querySelectorAll("*")) {
    if (!node.matches("input, select, textarea") && ![...node.childNodes].some(isText)) continue;
    const { color, fontSize, fontWeight, visibility } = getComputedStyle(node);
    if (visibility !== "visible" || !node.getClientRects().length) continue;
    kinds.set([color, fontSize, fontWeight, back(node)].join(), node);
  }
  return [...kinds.values()];
}"""


def faint_words(page: Page, root: Locator | None = None) -> list[tuple[str, list[str]]]:
    """Return the texts whose colour stands out too little from what is behind them."""
    settle(page)
    if not page.evaluate("'axe' in globalThis"):
        page.evaluate(AXE)
        # Axe judges plain grounds only.
        page.add_style_tag(content="pre { background-image: none !important; }")
    kinds = (root or page.locator("body")).evaluate_handle(KINDS_OF_TEXT)
    return page.evaluate(RUN_AXE, [kinds, {"runOnly": ["color-contrast"]}])


def accessibility_violations(page: Page, root: Locator | None = None) -> list[tuple[str, list[str]]]:
    """Return each rule that the page, or a part of it, breaks, with the elements that break it."""
    faint = faint_words(page, root)
    options = {
        "runOnly": {"type": "tag", "values": AXE_TAGS},
        "rules": {"color-contrast": {"enabled": False}},
    }
    whole = root.element_handle() if root else page.evaluate_handle("document")
    return faint + page.evaluate(RUN_AXE, [whole, options])


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
        page.goto(path if "://" in path else self.site + path)
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

    def close(self) -> None:
        for context in self.contexts:
            context.close()


@pytest.fixture
def reader(browser: Browser, site: str) -> Iterator[Reader]:
    """Give each test its own reader, and close what it opened."""
    reader = Reader(browser, site)
    yield reader
    reader.close()


@pytest.fixture(scope="module")
def module_reader(browser: Browser, site: str) -> Iterator[Reader]:
    """Give the tests of a module one reader, whose pages stay open."""
    reader = Reader(browser, site)
    yield reader
    reader.close()


def name_of(module: ModuleType) -> str:
    """Return the name of the explorable that a module tests."""
    return module.__name__.rpartition(".test_")[2].replace("_", " ")


@pytest.fixture(scope="module")
def module_page(request: pytest.FixtureRequest, module_reader: Reader) -> Page:
    """Open the page of the explorable that a module tests."""
    path = page_of(name_of(request.module))
    page = module_reader.open(path, permissions=["clipboard-read", "clipboard-write"])
    lay_out(page)
    return page


@pytest.fixture
def page(module_reader: Reader, module_page: Page) -> Iterator[Page]:
    """Give each test that page, and see that nothing goes wrong on it meanwhile."""
    yield module_page
    errors, outside = [*module_reader.errors], [*module_reader.outside]
    module_reader.errors.clear()
    module_reader.outside.clear()
    assert (errors, outside) == ([], [])


@pytest.fixture
def explorable(request: pytest.FixtureRequest, page: Page) -> Locator:
    """Find the explorable of that page, in its first state and at the width of a laptop."""
    page.set_viewport_size(LAPTOP)
    found = explorable_of(page, name_of(request.module))
    found.get_by_role("button", name="Reset", exact=True).click()
    page.evaluate("document.activeElement.blur()")
    page.mouse.move(0, 0)
    found.scroll_into_view_if_needed()
    return found


Phone = Callable[[int], Locator]


@pytest.fixture
def phone(request: pytest.FixtureRequest, reader: Reader) -> Iterator[Phone]:
    """Open the page on a phone so many pixels wide, and find the explorable there."""
    name = name_of(request.module)

    def opened(width: int) -> Locator:
        page = reader.open(page_of(name), width=width, has_touch=True, is_mobile=True)
        lay_out(page)
        return explorable_of(page, name)

    yield opened
    assert (reader.errors, reader.outside) == ([], [])


def explorable_of(page: Page, name: str) -> Locator:
    """Find an explorable by its name."""
    found = page.get_by_role("group", name=name, exact=True).first
    found.scroll_into_view_if_needed()
    return found


def grid(widget: Locator, name: str) -> Locator:
    return widget.get_by_role("grid", name=re.compile(f"^{name}"))


def shown(widget: Locator, text: str | re.Pattern) -> Locator:
    """Find a text where it is seen: what is read aloud says it again, a moment later."""
    return widget.get_by_text(text).and_(widget.locator(":not([role=status])")).first


def numbers(widget: Locator, name: str = "output") -> list[list[float]]:
    rows = grid(widget, name).get_by_role("row").all()
    texts = [row.get_by_role("gridcell").all_inner_texts() for row in rows]
    return [[float(text.replace("−", "-")) for text in row] for row in texts]


def press(page: Page, *keys: str) -> None:
    for key in keys:
        page.keyboard.press(key)
