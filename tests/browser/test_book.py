"""The built pages, as a reader's browser sees them."""

import re
from collections.abc import Iterator
from html import unescape
from time import sleep
from typing import BinaryIO
from urllib.parse import unquote, urldefrag, urljoin

import pytest
from contents import chapters
from playwright.sync_api import Browser, Page, expect

from d2lmini import widgets
from tests.browser.conftest import (
    HTML,
    PATIENCE,
    QuietHandler,
    Reader,
    accessibility_violations,
    lay_out,
    serving,
    settle,
)

PAGES = sorted(
    path.relative_to(HTML).as_posix()
    for path in HTML.rglob("*.html")
    if not path.relative_to(HTML).parts[0].startswith("_")
)
CHAPTERS = [page for page in PAGES if page.startswith("chapters/")]
TEACHING = [f"chapters/{path.stem}.html" for path in chapters()]
LIVE_PAGES = [page for page in PAGES if "widget-view+json" in (HTML / page).read_text(encoding="utf8")]

assert "index.html" in LIVE_PAGES, "the book is not built: run `make book`"


@pytest.fixture(scope="module", params=PAGES)
def address(request: pytest.FixtureRequest) -> str:
    return request.param


@pytest.fixture(scope="module")
def opened(browser: Browser, site: str, address: str) -> Iterator[Page]:
    """Open a page once for all tests that only look at it, and see that nothing goes wrong on it."""
    reader = Reader(browser, site)
    page = reader.open(address)
    assert (reader.errors, reader.outside) == ([], [])
    yield page
    reader.close()


def test_each_page_has_no_accessibility_violation(opened: Page):
    for width, theme in ((1280, "light"), (390, "dark")):
        opened.set_viewport_size({"width": width, "height": 900})
        opened.emulate_media(color_scheme=theme)
        assert accessibility_violations(opened) == [], f"{theme}, {width} pixels wide"


def test_every_link_within_the_book_leads_somewhere(opened: Page, site: str, address: str):
    targets = opened.eval_on_selector_all("a[href]", "links => links.map(link => link.getAttribute('href'))")
    for target in targets:
        linked, fragment = urldefrag(urljoin(site + address, target))
        if not linked.startswith(site):
            continue
        path = HTML / unquote(linked.removeprefix(site) or "index.html")
        assert path.is_file(), f"{address} links to {target}"
        if fragment and path.suffix == ".html":
            assert f'id="{unquote(fragment)}"' in path.read_text(encoding="utf8"), (
                f"{address} links to {target}"
            )


@pytest.mark.parametrize("page", PAGES)
def test_fits_a_small_phone_without_sideways_scrolling(reader: Reader, page: str):
    opened = reader.open(page, width=320, theme="dark")
    assert opened.evaluate("document.documentElement.scrollWidth") <= 320
    assert reader.outside == []
    assert reader.errors == []


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


@pytest.mark.parametrize("width", [1280, 390])
@pytest.mark.parametrize(("page", "section"), [("image-convolution", "exercises"), ("solutions", "alexnet")])
def test_a_link_to_a_section_shows_it_also_when_what_is_above_it_grows(
    reader: Reader, page: str, section: str, width: int
):
    opened = reader.open(f"chapters/{page}.html#{section}", width=width, awake=False)
    views = opened.locator('script[type="application/vnd.jupyter.widget-view+json"]').count()
    expect(opened.locator(".d2l-widget")).to_have_count(views, timeout=PATIENCE)
    lay_out(opened)
    settle(opened)
    assert 0 <= opened.locator(f"#{section}").bounding_box()["y"] < 150


def test_code_wider_than_a_phone_is_reached_by_keyboard_once_it_is_unfolded(reader: Reader):
    opened = reader.open("chapters/solutions.html#alexnet", width=390)
    answer = opened.locator("#alexnet details", has=opened.locator(".highlight pre")).first
    code = answer.locator("pre")
    lay_out(opened)
    expect(code).not_to_have_attribute("tabindex", re.compile(""))
    answer.locator("summary").click()
    assert code.evaluate("({ scrollWidth, clientWidth }) => scrollWidth > clientWidth")
    expect(code).to_have_attribute("tabindex", "0")


# A tenth is what https://web.dev/articles/cls allows.
SHIFTED = """() => new Promise((resolve) => {
  const told = (list) => resolve(list.getEntries().reduce((sum, { value }) => sum + value, 0));
  new PerformanceObserver(told).observe({ type: "layout-shift", buffered: true });
  setTimeout(resolve, 1000, 0);
})"""


@pytest.fixture(scope="module")
def site_with_late_letters() -> Iterator[str]:
    class Late(QuietHandler):
        def send_head(self) -> BinaryIO | None:
            if "KaTeX_Math" in self.path:
                sleep(0.3)
            return super().send_head()

    with serving(handler=Late) as address:
        yield address


@pytest.mark.parametrize("page", PAGES)
def test_what_is_in_view_stays_put_while_a_page_is_loaded_and_its_letters_come_late(
    reader: Reader, site_with_late_letters: str, page: str
):
    opened = reader.open(site_with_late_letters + page, width=390, awake=False)
    assert opened.evaluate(SHIFTED) < 0.05


def test_a_page_that_has_settled_is_laid_out_as_a_whole(reader: Reader):
    opened = reader.open("chapters/image-convolution.html")
    there = "node => node.checkVisibility({ contentVisibilityAuto: true })"
    opened.wait_for_function(f"[...document.querySelectorAll('article section > p')].every({there})")


@pytest.mark.parametrize("page", PAGES)
def test_without_javascript_formulas_are_rendered_and_a_picture_stands_in_for_each_widget(
    reader: Reader, page: str
):
    opened = reader.open(page, java_script_enabled=False)
    formulas = opened.locator("span.math, div.math").count()
    assert formulas == opened.locator(".math > .katex, .math > .katex-display").count()
    assert opened.locator(".katex-error").count() == 0
    views = opened.locator('script[type="application/vnd.jupyter.widget-view+json"]').count()
    stills = opened.locator("noscript img")
    assert stills.count() == views
    assert bool(views) == (page in LIVE_PAGES)
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


def test_each_page_names_itself_to_search_engines():
    heads = [(HTML / page).read_text(encoding="utf8") for page in [*CHAPTERS, "index.html"]]
    titles = [re.search("<title>(.*?)</title>", head, re.S)[1] for head in heads]
    tags = [re.search('<meta [^>]*name="description"[^>]*>', head)[0] for head in heads]
    descriptions = [unescape(re.search('content="(.*?)"', tag)[1]) for tag in tags]
    assert len(set(titles)) == len(titles)
    assert len(set(descriptions)) == len(descriptions)
    assert all(20 < len(text) <= 200 for text in descriptions), descriptions


# A sum whose name is words marks its other parts.
_FORMULAS = ".katex, .d2l-term, .d2l-total, .d2l-formula span span, .d2l-factors"
NOT_WORDS = f".highlight pre, article code, [role=grid], {_FORMULAS}"


def test_code_outputs_formulas_and_numbers_are_left_to_no_translator(opened: Page, address: str):
    found = opened.locator(NOT_WORDS)
    assert address not in TEACHING or found.count() > 10
    left = "nodes => nodes.filter(node => !node.closest('[translate=no]')).map(node => node.outerHTML)"
    assert found.evaluate_all(left) == []


def words_of(page: str) -> str:
    article = re.search("<article.*</article>", (HTML / page).read_text(encoding="utf8"), re.S)[0]
    return unescape(re.sub("<[^>]+>", "", article))


def test_every_explorable_is_listed_with_a_picture_and_the_place_that_shows_it():
    page = (HTML / "chapters" / "explorables.html").read_text(encoding="utf8")
    entries = re.findall(r"<dt[^>]*>.*?d2l\.(\w+)<.*?</dt><dd>(.*?)</dd>", page, re.S)
    assert sorted(name for name, _ in entries) == sorted(widgets.__all__)
    for name, entry in entries:
        assert "<img" in entry, name
        shown, anchor = re.search(r'href="([\w-]+\.html)#([\w-]+)"', entry).groups()
        chapter = (HTML / "chapters" / shown).read_text(encoding="utf8")
        assert f'<section id="{anchor}">' in chapter, name


def test_every_work_that_a_chapter_refers_to_is_in_the_bibliography_once():
    addresses = set()
    for page in TEACHING:
        references = (HTML / page).read_text(encoding="utf8").split('<section id="references">')[1]
        entries = re.findall(r"<li>.*?</li>", references.split("</section>")[0], re.S)
        assert entries, page
        addresses |= {
            link[1] for entry in entries if (link := re.search(r'href="(.*?(?:doi|arxiv).*?)"', entry))
        }
    bibliography = (HTML / "chapters" / "bibliography.html").read_text(encoding="utf8")
    assert len(addresses) > 20
    assert {address: bibliography.count(f'"{address}"') for address in addresses} == dict.fromkeys(
        addresses, 1
    )


def test_works_are_listed_by_the_authors_names():
    entries = [line for line in words_of("chapters/bibliography.html").splitlines() if " In " in line]
    surnames = [re.sub(r"^(?:\w{1,2}\.[ -]?)+", "", entry) for entry in entries]
    names = [re.split(", | and others", each)[0].casefold() for each in surnames]
    assert names == sorted(names)
    assert "lecun" in names


def test_every_chapter_tells_when_it_was_executed_and_for_how_long():
    table = words_of("chapters/making.html")
    for page in TEACHING:
        title = re.search("<h1>(.*?)<a", (HTML / page).read_text(encoding="utf8"), re.S)[1]
        assert re.search(rf"{re.escape(unescape(title))}\s+\d\d\s\w+\s20\d\d\s+\d+", table), page
