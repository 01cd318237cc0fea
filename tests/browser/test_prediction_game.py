"""The prediction game in the built page: played by keyboard and touch, and found again after a reload."""

import contextlib
import io
import re

import pytest
from playwright.sync_api import Locator, Page, expect

from d2lmini.widgets import PredictionGame
from d2lmini.widgets.prediction_game.levels import LEVELS, questions
from d2lmini.widgets.prediction_game.questions import Question, answer, words
from tests.browser.conftest import Reader, wake_widgets

CHAPTER = "chapters/padding-and-stride.html"


@pytest.fixture
def page(reader: Reader) -> Page:
    return reader.open(CHAPTER, permissions=["clipboard-read", "clipboard-write"])


@pytest.fixture
def game(page: Page) -> Locator:
    return find_game(page)


def find_game(page: Page) -> Locator:
    found = page.get_by_role("group", name="prediction game")
    found.scroll_into_view_if_needed()
    return found


def in_view(game: Locator) -> Question:
    """Return the question that the page asks."""
    text = game.locator(".d2l-question").inner_text()
    level = game.get_by_role("radio", checked=True).get_attribute("value")
    (found,) = [question for question in questions(level, 0) if words(question) == text][:1]
    return found


def type_answer(game: Locator, numbers: tuple[int, ...]) -> None:
    boxes = game.get_by_role("textbox")
    expect(boxes).to_have_count(len(numbers))
    for index, number in enumerate(numbers):
        boxes.nth(index).fill(str(number))
    boxes.last.press("Enter")


def verdict(game: Locator) -> Locator:
    return game.locator(".d2l-verdict")


def score(game: Locator) -> str:
    return game.locator(".d2l-score").inner_text().split("\n")[0]


def test_right_answers_are_told_with_the_reason_and_enter_goes_on(page: Page, game: Locator):
    game.get_by_role("textbox").focus()
    for number in (1, 2, 3):
        expect(game.get_by_text(f"Question {number}", exact=True)).to_be_visible()
        right = answer(in_view(game))
        page.keyboard.type(str(right[0]))
        page.keyboard.press("Enter")
        expect(verdict(game)).to_contain_text("Right.")
        expect(game.get_by_role("row").last).to_contain_text(f"= {right[0]}")
        expect(game.get_by_role("status")).to_contain_text("Right.")
        expect(game.get_by_role("button", name="Next question")).to_be_focused()
        page.keyboard.press("Enter")
        expect(game.get_by_role("textbox")).to_be_focused()
    assert score(game) == "Right at first try: 3 of 3. In a row: 3, best 3."


def test_a_slip_is_named_before_the_answer_is_shown(page: Page, game: Locator):
    (right,) = answer(in_view(game))
    type_answer(game, (right - 1,))
    expect(verdict(game)).to_contain_text("Not yet. The + 1 is missing")
    expect(game.get_by_role("table")).to_be_hidden()
    expect(game.get_by_role("textbox")).to_be_focused()
    page.keyboard.type(str(right - 1))  # the old answer is selected: typing replaces it
    page.keyboard.press("Enter")
    expect(game.get_by_text(re.compile("you have tried", re.I)).first).to_be_visible()
    page.keyboard.type("99")
    page.keyboard.press("Enter")
    expect(verdict(game)).to_contain_text(f"It is {right}.")
    expect(game.get_by_role("table")).to_be_visible()
    assert score(game) == "Right at first try: 0 of 1. In a row: 0, best 0."


def test_a_second_try_may_be_right_but_does_not_count(game: Locator):
    right = answer(in_view(game))
    type_answer(game, (right[0] + 7,))
    type_answer(game, right)
    expect(verdict(game)).to_contain_text("at the second try")
    assert score(game) == "Right at first try: 0 of 1. In a row: 0, best 0."


def test_what_is_no_size_is_refused_in_words(game: Locator):
    box = game.get_by_role("textbox")
    for text in ("", "abc", "-3", "2.5", "1000000"):
        box.fill(text)
        box.press("Enter")
        expect(game.get_by_text(re.compile("whole number")).first).to_be_visible()
        expect(game.get_by_role("button", name="Check")).to_be_visible()


def test_every_level_is_played_and_nothing_above_the_reason_moves(game: Locator):
    for level in LEVELS:
        game.get_by_role("radio", name=level).check(force=True)
        box = game.get_by_role("textbox").first
        before = box.bounding_box()
        type_answer(game, answer(in_view(game)))
        expect(verdict(game)).to_contain_text("Right.")
        assert box.bounding_box() == before, level


def test_the_next_level_is_offered_when_the_dots_are_full(page: Page, game: Locator):
    for _ in range(5):
        expect(game.get_by_role("button", name="On to Padding")).to_be_hidden()
        type_answer(game, answer(in_view(game)))
        expect(game.get_by_role("button", name="Next question")).to_be_focused()
        if game.get_by_text("Question 5").count() == 0:
            page.keyboard.press("Enter")
    expect(game.get_by_role("radio", name="Kernel 5 of 5 right")).to_be_checked()
    game.get_by_role("button", name="On to Padding").click()
    expect(game.get_by_role("radio", name="Padding")).to_be_checked()
    expect(game.get_by_role("textbox")).to_be_focused()


def reload(page: Page) -> Locator:
    page.reload(wait_until="networkidle")
    wake_widgets(page)
    return find_game(page)


def test_score_and_question_are_there_after_a_reload(page: Page, game: Locator):
    game.get_by_role("radio", name="Stride").check(force=True)
    type_answer(game, answer(in_view(game)))
    game.get_by_role("button", name="Next question").click()
    (right,) = answer(in_view(game))
    type_answer(game, (right + 7,))
    game = reload(page)
    assert score(game) == "Right at first try: 1 of 1. In a row: 1, best 1."
    expect(game.get_by_text("Question 2", exact=True)).to_be_visible()
    expect(verdict(game)).to_contain_text("Not yet.")  # no third try by reloading
    expect(game.get_by_role("radio", name="Stride 1 of 5 right")).to_be_checked()


BROKEN = [
    "{",
    "null",
    "7",
    '"x"',
    '{"score": 5, "level": [], "number": -1, "_attempt": {"answers": 3}}',
    "[1]",
]


def test_a_broken_memory_does_no_harm(page: Page, game: Locator, reader: Reader):
    for kept in BROKEN:
        type_answer(game, answer(in_view(game)))
        expect(verdict(game)).to_contain_text("Right.")
        page.evaluate(
            "kept => { localStorage['d2lmini.widgets.prediction_game.widget.PredictionGame'] = kept; }", kept
        )
        game = reload(page)
        assert score(game) == "Right at first try: 0 of 0. In a row: 0, best 0.", kept
    assert reader.errors == []


REFUSE_STORE = """Object.defineProperty(window, "localStorage", {
  get() { throw new DOMException("no", "SecurityError"); },
});"""


def test_a_browser_that_keeps_nothing_still_plays(reader: Reader):
    page = reader.open("index.html")
    page.context.add_init_script(REFUSE_STORE)
    page.goto(reader.site + CHAPTER, wait_until="networkidle")
    wake_widgets(page)
    game = find_game(page)
    type_answer(game, answer(in_view(game)))
    expect(verdict(game)).to_contain_text("Right.")
    assert score(game) == "Right at first try: 1 of 1. In a row: 1, best 1."


def test_reset_can_be_undone(game: Locator):
    type_answer(game, answer(in_view(game)))
    game.get_by_role("button", name="Reset", exact=True).click()
    assert score(game) == "Right at first try: 0 of 0. In a row: 0, best 0."
    game.get_by_role("button", name="Undo reset").click()
    assert score(game) == "Right at first try: 1 of 1. In a row: 1, best 1."
    expect(game.get_by_role("button", name="Undo reset")).to_be_hidden()
    expect(game.get_by_role("button", name="Next question")).to_be_focused()


@pytest.mark.parametrize("level", ["Rectangles", "Backwards"])
def test_copied_code_prints_the_answer(page: Page, game: Locator, level: str):
    game.get_by_role("radio", name=level).check(force=True)
    game.get_by_role("button", name="Copy as PyTorch").click()
    expect(game.get_by_role("status")).to_contain_text(re.compile("copied", re.I))
    printed = io.StringIO()
    with contextlib.redirect_stdout(printed):
        exec(page.evaluate("navigator.clipboard.readText()"), {})
    assert tuple(map(int, printed.getvalue().split())) == answer(in_view(game))


def test_touch_plays_at_320_pixels_without_sideways_scroll(reader: Reader):
    page = reader.open(CHAPTER, width=320, has_touch=True, is_mobile=True)
    game = find_game(page)
    for level in LEVELS:
        game.locator("label", has_text=level).tap()
        question = in_view(game)
        for index, number in enumerate(answer(question)):
            game.get_by_role("textbox").nth(index).fill(str(number))
        game.get_by_role("button", name="Check").tap()
        expect(verdict(game)).to_contain_text("Right.")
        assert game.evaluate("game => game.scrollWidth <= game.clientWidth"), level
        assert page.evaluate("document.documentElement.scrollWidth") <= 320, level


def test_without_javascript_the_question_stands_there(reader: Reader):
    page = reader.open(CHAPTER, java_script_enabled=False)
    sentence = PredictionGame().sentence().split("\n")[0]
    stills = page.locator("noscript .widget-still").all_inner_texts()
    assert any(sentence in still for still in stills)
