"""The book under the browsers' page translators, which wrap and replace the texts of a page."""

import pytest

from tests.browser.conftest import Played, Reader
from tests.browser.player import EXPLORABLES, play
from tests.browser.test_book import CHAPTERS


@pytest.mark.parametrize("name", EXPLORABLES)
def test_a_translated_explorable_shows_what_an_untranslated_one_does(
    reader: Reader, played: Played, name: str
):
    page = reader.open(EXPLORABLES[name])
    translated = play(page, name, translating=True)
    wrapped = page.get_by_role("group", name=name).first.locator("font[data-translated]")
    assert wrapped.count() > 10
    assert translated == played(name)
    assert reader.errors == []


# A sum whose name is words marks its other parts.
_FORMULAS = ".katex, .d2l-term, .d2l-total, .d2l-formula span span, .d2l-factors"
NOT_WORDS = f".highlight pre, article code, [role=grid], {_FORMULAS}"


@pytest.mark.parametrize("page", CHAPTERS)
def test_code_outputs_formulas_and_numbers_are_left_to_no_translator(reader: Reader, page: str):
    found = reader.open(page).locator(NOT_WORDS)
    assert found.count() > 10
    left = "nodes => nodes.filter(node => !node.closest('[translate=no]')).map(node => node.outerHTML)"
    assert found.evaluate_all(left) == []
