"""The book on a host that sends a content security policy."""

import re
from collections.abc import Callable, Iterator
from contextlib import ExitStack

import pytest

from tests.browser.conftest import HTML, QuietHandler, Reader, serving
from tests.browser.test_book import PAGES

README = (HTML.parents[1] / "README.md").read_text(encoding="utf-8")
ALLOWED = re.search(r"content security policy must allow\s+`([^`]+)`", README)[1]
VIEW = "script[type$='widget-view+json']"


@pytest.fixture
def strict_site() -> Iterator[Callable[[str], str]]:
    """Serve the book under a policy, and return its address."""

    def start(policy: str) -> str:
        class Handler(QuietHandler):
            def end_headers(self) -> None:
                self.send_header("Content-Security-Policy", policy)
                super().end_headers()

        return servers.enter_context(serving(handler=Handler))

    with ExitStack() as servers:
        yield start


@pytest.mark.parametrize("page", PAGES)
def test_the_policy_in_the_readme_is_enough(reader: Reader, strict_site: Callable[[str], str], page: str):
    opened = reader.open(strict_site(ALLOWED) + page, theme="dark")
    assert opened.locator(".d2l-widget").count() == opened.locator(VIEW).count()
    assert opened.evaluate("document.body.dataset.theme") == "auto"  # what the one inline script sets
    assert reader.errors == []


def without(source: str) -> str:
    """Return the README's policy with one source less."""
    return re.sub(rf" {re.escape(source)}(?=[ ;]|$)", "", ALLOWED, count=1)


@pytest.mark.parametrize("source", re.findall(r"blob:|data:|'sha256-[^']+'|'unsafe-inline'", ALLOWED))
def test_and_nothing_in_it_is_too_much(reader: Reader, strict_site: Callable[[str], str], source: str):
    opened = reader.open(strict_site(without(source)) + "chapters/pooling.html", awake=False)
    opened.locator(f"div.cell_output:has(> {VIEW})").first.scroll_into_view_if_needed()
    opened.locator(".d2l-widget").or_(opened.get_by_text("could not start")).first.wait_for()
    assert any("Content Security Policy" in error for error in reader.errors)


def test_where_blobs_are_forbidden_the_stills_stand_with_the_reason(
    reader: Reader, strict_site: Callable[[str], str]
):
    opened = reader.open(strict_site("default-src 'self'") + "chapters/why-convolution.html", awake=False)
    views = opened.locator(VIEW).count()
    for view in opened.locator(f"div.cell_output:has(> {VIEW})").all():
        view.evaluate("place => place.scrollIntoView()")
        view.get_by_text("could not start").wait_for()
        assert "(this site's security policy does not allow scripts from blob:)" in view.inner_text()
        assert "without JavaScript" not in view.inner_text()
        view.locator("img").scroll_into_view_if_needed()
        assert view.locator("img").bounding_box()["height"] > 50
    assert opened.get_by_text("could not start").count() == views
    assert opened.locator(".d2l-widget").count() == 0
