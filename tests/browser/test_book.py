"""The built pages, as a reader's browser sees them."""

import re
from pathlib import Path
from urllib.parse import unquote, urldefrag, urljoin

import axe_playwright_python
import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.conftest import HTML, PATIENCE, Reader, settle

AXE = (Path(axe_playwright_python.__file__).parent / "axe.min.js").read_text(encoding="utf8")
AXE_TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
PAGES = sorted(
    path.relative_to(HTML).as_posix()
    for path in HTML.rglob("*.html")
    if not path.relative_to(HTML).parts[0].startswith("_")
)
CHAPTERS = [page for page in PAGES if page.startswith("chapters/")]
LIVE_PAGES = [page for page in PAGES if "widget-view+json" in (HTML / page).read_text(encoding="utf8")]

assert "index.html" in LIVE_PAGES, "the book is not built: run `make book`"


def accessibility_violations(page: Page) -> list[tuple[str, list[str]]]:
    """Return each rule that the page breaks, with the elements that break it."""
    settle(page)
    page.evaluate(AXE)
    found = page.evaluate(
        "tags => axe.run(document, {runOnly: {type: 'tag', values: tags}}).then(result => result.violations)",
        AXE_TAGS,
    )
    return [(violation["id"], [node["html"] for node in violation["nodes"]]) for violation in found]


@pytest.mark.parametrize("page", PAGES)
def test_asks_no_other_host_and_reports_no_error(reader: Reader, page: str):
    reader.open(page)
    assert reader.outside == []
    assert reader.errors == []


@pytest.mark.parametrize("page", PAGES)
@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("width", [1280, 390])
def test_has_no_accessibility_violation(reader: Reader, page: str, theme: str, width: int):
    opened = reader.open(page, width=width, theme=theme)
    assert accessibility_violations(opened) == []


@pytest.mark.parametrize("page", PAGES)
def test_fits_a_small_phone_without_sideways_scrolling(reader: Reader, page: str):
    opened = reader.open(page, width=320)
    assert opened.evaluate("document.documentElement.scrollWidth") <= 320


@pytest.mark.parametrize("page", CHAPTERS)
def test_every_formula_is_rendered_before_any_script_runs(reader: Reader, page: str):
    opened = reader.open(page, java_script_enabled=False)
    assert (
        opened.locator("span.math, div.math").count()
        == opened.locator(".math > .katex, .math > .katex-display").count()
    )
    assert opened.locator(".katex-error").count() == 0


@pytest.mark.parametrize("page", PAGES)
def test_every_link_within_the_book_leads_somewhere(reader: Reader, page: str):
    opened = reader.open(page)
    targets = opened.eval_on_selector_all("a[href]", "links => links.map(link => link.getAttribute('href'))")
    for target in targets:
        address, fragment = urldefrag(urljoin(reader.site + page, target))
        if not address.startswith(reader.site):
            continue
        path = HTML / unquote(address.removeprefix(reader.site) or "index.html")
        assert path.is_file(), f"{page} links to {target}"
        if fragment and path.suffix == ".html":
            assert f'id="{unquote(fragment)}"' in path.read_text(encoding="utf8"), f"{page} links to {target}"


@pytest.mark.parametrize("page", LIVE_PAGES)
def test_widgets_are_live_from_a_folder_on_disk(reader: Reader, page: str):
    opened = reader.open((HTML / page).as_uri())
    views = opened.locator('script[type="application/vnd.jupyter.widget-view+json"]').count()
    assert views > 0
    assert opened.locator(".d2l-widget").count() == views
    assert reader.errors == []


def test_widgets_wake_up_without_being_scrolled_to(browser: Browser, site: str):
    page = browser.new_page()
    page.goto(site + "chapters/image-convolution.html")
    assert page.locator(".d2l-widget").count() == 0
    page.locator(".d2l-widget").nth(1).wait_for(timeout=PATIENCE)
    page.close()


@pytest.mark.parametrize("page", LIVE_PAGES)
def test_without_javascript_a_picture_and_a_sentence_stand_in_for_each_widget(reader: Reader, page: str):
    opened = reader.open(page, java_script_enabled=False)
    views = opened.locator('script[type="application/vnd.jupyter.widget-view+json"]').count()
    stills = opened.locator("noscript img")
    assert stills.count() == views > 0
    for still in stills.all():
        still.scroll_into_view_if_needed()
        assert still.bounding_box()["height"] > 50
        assert still.get_attribute("alt")
    assert opened.locator("noscript .widget-still").count() == views


@pytest.mark.parametrize("start", ["http", "file"])
def test_search_finds_a_chapter_and_tells_how_many(reader: Reader, start: str):
    address = "search.html?q=kernel" if start == "http" else (HTML / "search.html").as_uri() + "?q=kernel"
    opened = reader.open(address)
    opened.locator("#search-results a", has_text="Image convolution").first.wait_for()
    expect(opened.get_by_role("status")).to_contain_text(re.compile(r"found \d+ page"))
    assert reader.errors == []


def test_search_says_when_it_found_nothing(reader: Reader):
    opened = reader.open("search.html?q=xylophone")
    expect(opened.get_by_role("status")).to_contain_text("did not match any")


def test_an_excerpt_is_text_of_its_page(reader: Reader):
    opened = reader.open("search.html?q=pooling")
    excerpt = opened.locator("#search-results li", has_text="Pooling").locator("p.context")
    expect(excerpt.first).to_contain_text(re.compile("pool", re.I))
    words = opened.locator("#search-results").inner_text()
    assert "download the notebook" not in words
    assert "stands still" not in words


def test_the_theme_button_turns_the_page_dark_and_back(reader: Reader):
    opened = reader.open("chapters/image-convolution.html")
    background = "getComputedStyle(document.body).backgroundColor"
    button = opened.locator(".theme-toggle-content button")
    seen = set()
    for _ in range(3):
        button.click()
        settle(opened)
        seen.add(opened.evaluate(background))
    assert len(seen) == 2


def test_print_shows_the_text_and_hides_the_buttons(reader: Reader):
    opened = reader.open("chapters/image-convolution.html")
    opened.emulate_media(media="print")
    assert opened.locator("article h1").is_visible()
    assert not opened.locator("button.copybtn").first.is_visible()
    wrapped = opened.evaluate("getComputedStyle(document.querySelector('.highlight pre')).whiteSpace")
    assert wrapped == "pre-wrap"


def test_each_page_names_itself_to_search_engines(reader: Reader):
    titles, descriptions = [], []
    for page in [*CHAPTERS, "index.html"]:
        opened = reader.open(page)
        titles.append(opened.title())
        descriptions.append(opened.locator("meta[name=description]").get_attribute("content"))
    assert len(set(titles)) == len(titles)
    assert len(set(descriptions)) == len(descriptions)
    assert all(20 < len(text) <= 200 for text in descriptions), descriptions
