"""The prediction game in the built page: played by keyboard and touch, and found again after a reload."""

import re

from playwright.sync_api import Locator, Page, expect

from d2lmini.widgets.prediction_game.levels import LEVELS, questions
from d2lmini.widgets.prediction_game.questions import Question, answer, words
from tests.browser.conftest import Phone, Reader, explorable_of, shown, wake_widgets
from tests.browser.player import Live, Seen, choose, chosen, page_of

LIVE = Live("level = 'Stride'", chosen("Stride"), choose("Dilation"), "level", "Dilation")
READS = {"question": ".d2l-question", "level": "label:has(input:checked)"}
NAME = "prediction game"


def check_copied(seen: Seen, names: dict, printed: str) -> None:
    (question,), (chosen,) = seen.texts["question"], seen.texts["level"]
    (level,) = [level for level in LEVELS if chosen.startswith(level)]
    asked = next(each for each in questions(level, 0) if words(each) == question)
    sizes = tuple(map(int, printed.split()))
    assert sizes in (answer(asked), answer(asked) * 2)  # a square's size is asked for once


def in_view(explorable: Locator) -> Question:
    """Return the question that the page asks."""
    text = explorable.locator(".d2l-question").inner_text()
    level = explorable.get_by_role("radio", checked=True).get_attribute("value")
    (found,) = [question for question in questions(level, 0) if words(question) == text][:1]
    return found


def type_answer(explorable: Locator, numbers: tuple[int, ...]) -> None:
    boxes = explorable.get_by_role("textbox")
    expect(boxes).to_have_count(len(numbers))
    for index, number in enumerate(numbers):
        boxes.nth(index).fill(str(number))
    boxes.last.press("Enter")


def verdict(explorable: Locator) -> Locator:
    return explorable.locator(".d2l-verdict")


def score(explorable: Locator) -> str:
    return explorable.locator(".d2l-score").inner_text().split("\n")[0]


def test_right_answers_are_told_with_the_reason_and_enter_goes_on(page: Page, explorable: Locator):
    explorable.get_by_role("textbox").focus()
    for number in (1, 2, 3):
        expect(explorable.get_by_text(f"Question {number}", exact=True)).to_be_visible()
        right = answer(in_view(explorable))
        page.keyboard.type(str(right[0]))
        page.keyboard.press("Enter")
        expect(verdict(explorable)).to_contain_text("Right.")
        expect(explorable.get_by_role("row").last).to_contain_text(f"= {right[0]}")
        expect(explorable.get_by_role("status")).to_contain_text("Right.")
        expect(explorable.get_by_role("button", name="Next question")).to_be_focused()
        page.keyboard.press("Enter")
        expect(explorable.get_by_role("textbox")).to_be_focused()
    assert score(explorable) == "Right at first try: 3 of 3. In a row: 3, best 3."


def test_a_slip_is_named_before_the_answer_is_shown(page: Page, explorable: Locator):
    (right,) = answer(in_view(explorable))
    type_answer(explorable, (right - 1,))
    expect(verdict(explorable)).to_contain_text("Not yet. The + 1 is missing")
    expect(explorable.get_by_role("table")).to_be_hidden()
    expect(explorable.get_by_role("textbox")).to_be_focused()
    page.keyboard.type(str(right - 1))  # the old answer is selected: typing replaces it
    page.keyboard.press("Enter")
    expect(shown(explorable, re.compile("you have tried", re.I))).to_be_visible()
    page.keyboard.type("99")
    page.keyboard.press("Enter")
    expect(verdict(explorable)).to_contain_text(f"It is {right}.")
    expect(explorable.get_by_role("table")).to_be_visible()
    assert score(explorable) == "Right at first try: 0 of 1. In a row: 0, best 0."


def test_a_second_try_may_be_right_but_does_not_count(explorable: Locator):
    right = answer(in_view(explorable))
    type_answer(explorable, (right[0] + 7,))
    type_answer(explorable, right)
    expect(verdict(explorable)).to_contain_text("at the second try")
    assert score(explorable) == "Right at first try: 0 of 1. In a row: 0, best 0."


def test_what_is_no_size_is_refused_in_words(explorable: Locator):
    box = explorable.get_by_role("textbox")
    for text in ("", "abc", "-3", "2.5", "1000000"):
        box.fill(text)
        box.press("Enter")
        expect(shown(explorable, re.compile("whole number"))).to_be_visible()
        expect(explorable.get_by_role("button", name="Check")).to_be_visible()


def test_the_next_level_is_offered_when_the_dots_are_full(page: Page, explorable: Locator):
    for _ in range(5):
        expect(explorable.get_by_role("button", name="On to Padding")).to_be_hidden()
        type_answer(explorable, answer(in_view(explorable)))
        expect(explorable.get_by_role("button", name="Next question")).to_be_focused()
        if explorable.get_by_text("Question 5").count() == 0:
            page.keyboard.press("Enter")
    expect(explorable.get_by_role("radio", name="Kernel 5 of 5 right")).to_be_checked()
    explorable.get_by_role("button", name="On to Padding").click()
    expect(explorable.get_by_role("radio", name="Padding")).to_be_checked()
    expect(explorable.get_by_role("textbox")).to_be_focused()


def reload(page: Page) -> None:
    page.reload()
    wake_widgets(page)


def test_score_and_question_are_there_after_a_reload(page: Page, explorable: Locator):
    explorable.get_by_role("radio", name="Stride").check(force=True)
    type_answer(explorable, answer(in_view(explorable)))
    explorable.get_by_role("button", name="Next question").click()
    (right,) = answer(in_view(explorable))
    type_answer(explorable, (right + 7,))
    reload(page)
    assert score(explorable) == "Right at first try: 1 of 1. In a row: 1, best 1."
    expect(explorable.get_by_text("Question 2", exact=True)).to_be_visible()
    expect(verdict(explorable)).to_contain_text("Not yet.")  # no third try by reloading
    expect(explorable.get_by_role("radio", name="Stride 1 of 5 right")).to_be_checked()


KEPT = "localStorage['d2lmini.widgets.prediction_game.widget.PredictionGame']"
OF_OTHER_SHAPE = '{"score": 5, "level": [], "number": -1, "_attempt": {"answers": 3}}'


def test_the_score_is_kept_before_the_page_is_left(page: Page, explorable: Locator):
    type_answer(explorable, answer(in_view(explorable)))
    page.wait_for_function(f"JSON.parse({KEPT} ?? null)?.score.streak === 1")


def test_a_broken_memory_does_no_harm(page: Page, explorable: Locator):
    for kept in ("{", "null", "7", '"x"', OF_OTHER_SHAPE, "[1]"):
        type_answer(explorable, answer(in_view(explorable)))
        expect(verdict(explorable)).to_contain_text("Right.")
        page.add_init_script(f"{KEPT} = {kept!r}")
        reload(page)
        assert score(explorable) == "Right at first try: 0 of 0. In a row: 0, best 0.", kept


REFUSE_STORE = """Object.defineProperty(window, "localStorage", {
  get() { throw new DOMException("no", "SecurityError"); },
});"""


def test_a_browser_that_keeps_nothing_still_plays(reader: Reader):
    explorable = explorable_of(reader.open(page_of(NAME), script=REFUSE_STORE), NAME)
    type_answer(explorable, answer(in_view(explorable)))
    expect(verdict(explorable)).to_contain_text("Right.")
    assert score(explorable) == "Right at first try: 1 of 1. In a row: 1, best 1."


def test_reset_can_be_undone(explorable: Locator):
    type_answer(explorable, answer(in_view(explorable)))
    explorable.get_by_role("button", name="Reset", exact=True).click()
    assert score(explorable) == "Right at first try: 0 of 0. In a row: 0, best 0."
    explorable.get_by_role("button", name="Undo reset").click()
    assert score(explorable) == "Right at first try: 1 of 1. In a row: 1, best 1."
    expect(explorable.get_by_role("button", name="Undo reset")).to_be_hidden()
    expect(explorable.get_by_role("button", name="Next question")).to_be_focused()


def test_touch_plays_every_level_at_320_pixels_and_nothing_above_the_reason_moves(phone: Phone):
    explorable = phone(320)
    boxes = explorable.get_by_role("textbox")
    for level in LEVELS:
        explorable.locator("label", has_text=level).tap()
        before = boxes.first.evaluate("box => box.offsetTop")
        for index, number in enumerate(answer(in_view(explorable))):
            boxes.nth(index).fill(str(number))
        explorable.get_by_role("button", name="Check").tap()
        expect(verdict(explorable)).to_contain_text("Right.")
        assert boxes.first.evaluate("box => box.offsetTop") == before, level
        assert explorable.evaluate("game => game.scrollWidth <= game.clientWidth"), level
        assert explorable.page.evaluate("document.documentElement.scrollWidth") <= 320, level
