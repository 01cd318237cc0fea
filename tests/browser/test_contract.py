"""What holds for every explorable: each is played once, on the smallest phone, and then looked at."""

import contextlib
import io
from collections.abc import Iterator
from itertools import pairwise

import pytest
from playwright.sync_api import Browser, Locator, Page

from tests.browser.conftest import Reader, accessibility_violations, explorable_of, faint_words, lay_out
from tests.browser.oldest import open_in_oldest
from tests.browser.player import EXPLORABLES, Seen, model_of, own_tests, page_of, play

NARROWEST = 320


@pytest.fixture(scope="module", params=EXPLORABLES)
def name(request: pytest.FixtureRequest) -> str:
    return request.param


@pytest.fixture(scope="module")
def opened(browser: Browser, site: str, name: str) -> Iterator[tuple[Reader, Page]]:
    reader = Reader(browser, site)
    yield reader, reader.open(page_of(name), width=NARROWEST)
    reader.close()


@pytest.fixture
def page(opened: tuple[Reader, Page]) -> Iterator[Page]:
    """Give each test the same page, and see that nothing goes wrong on it meanwhile."""
    reader, page = opened
    yield page
    assert (reader.errors, reader.outside) == ([], [])


@pytest.fixture
def explorable(page: Page, name: str) -> Locator:
    return explorable_of(page, name)


@pytest.fixture(scope="module")
def played(opened: tuple[Reader, Page], name: str) -> list[Seen]:
    """Play it once for all tests."""
    return play(explorable_of(opened[1], name), name)


def told(seen: list[Seen]) -> list[tuple[str, str]]:
    return [(each.act, each.told) for each in seen]


def test_no_control_is_dead(played: list[Seen]):
    enabled = {each.control for each in played if each.reason is None} - {played[0].control}
    assert len(enabled) > 3
    assert sorted(enabled - {each.control for each in played if each.changed}) == []


def test_a_greyed_control_says_why(played: list[Seen]):
    assert [each.act for each in played if each.reason is not None and len(each.reason) < 10] == []


def test_nothing_makes_the_smallest_phone_scroll_sideways(played: list[Seen]):
    assert [each.act for each in played if each.overflow > 0] == []


def test_what_is_copied_runs_and_equals_what_is_shown(played: list[Seen], name: str):
    """Each explorable's own tests say, in `check_copied`, which of the program's names equal what."""
    check_copied = own_tests(name).check_copied
    programs = {each.program: each for each in played}
    assert None not in programs
    assert len(programs) > 3
    for program, seen in programs.items():
        printed = io.StringIO()
        names = {}
        with contextlib.redirect_stdout(printed):
            exec(program, names)
        assert printed.getvalue()
        check_copied(seen, names, printed.getvalue())


def test_reset_brings_the_first_state_back(played: list[Seen]):
    first, before, after = played[0], *next(pair for pair in pairwise(played) if pair[1].act == "Reset")
    assert before.state != first.state
    assert (after.state, after.grids) == (first.state, first.grids)


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_every_word_is_readable_in_both_themes(page: Page, explorable: Locator, played: list, theme: str):
    page.emulate_media(color_scheme=theme)
    background = explorable.evaluate("node => getComputedStyle(node).backgroundColor")
    assert background == {"light": "rgb(255, 255, 255)", "dark": "rgb(18, 21, 28)"}[theme]
    look = accessibility_violations if theme == "light" else faint_words
    assert look(page, explorable) == []


START_BEFORE = """root => {
  const before = document.createElement("span");
  before.tabIndex = -1;
  root.before(before);
  before.focus();
  root.stops = [];
}"""
NEXT_STOP = "root => root.contains(document.activeElement) && root.stops.push(document.activeElement)"
NOT_REACHED = """root => {
  const found = [...root.querySelectorAll("button, input, select, textarea, [role=slider]")];
  const controls = found.filter((node) => node.checkVisibility({ visibilityProperty: true }));
  // Of these, one is a stop, and keys lead from it to the others.
  const groups = "[role=grid], [role=radiogroup], .d2l-stepper, [role=group]:not(.d2l-widget)";
  const group = (node) => node.closest(groups);
  const stopsIn = (node) => root.stops.filter((stop) => node?.contains(stop)).length;
  const led = (node) => (node.tabIndex < 0 || node.type === "radio") && stopsIn(group(node)) === 1;
  const left = controls.filter((node) => !root.stops.includes(node) && !led(node));
  const single = [...root.querySelectorAll("[role=grid], [role=radiogroup]")];
  const many = single.filter((node) => stopsIn(node) > 1);
  return [...left, ...many].map((node) => node.outerHTML.slice(0, 200));
}"""


def test_the_keyboard_reaches_every_control_and_each_grid_is_one_stop(page: Page, explorable: Locator):
    explorable.evaluate(START_BEFORE)
    page.keyboard.press("Tab")
    while explorable.evaluate(NEXT_STOP):
        page.keyboard.press("Tab")
    assert explorable.evaluate("root => root.stops.length") > 3
    assert explorable.evaluate(NOT_REACHED) == []


def test_a_page_without_motion_is_still(page: Page, explorable: Locator):
    page.emulate_media(reduced_motion="reduce")
    durations = explorable.evaluate(
        """root => [...root.querySelectorAll("*")].flatMap((node) => {
          const { transitionDuration, animationDuration } = getComputedStyle(node);
          return [transitionDuration, animationDuration];
        })"""
    )
    page.emulate_media(reduced_motion="no-preference")
    assert set(durations) <= {"0s", "1e-05s", "0.01s"}


RENDER_AND_LEAVE = """async (root, shown) => {
  const state = { ...shown };
  const source = URL.createObjectURL(new Blob([state._esm], { type: "text/javascript" }));
  const module = (await import(source)).default;

  const listening = new Set();
  const { addEventListener, removeEventListener } = EventTarget.prototype;
  EventTarget.prototype.addEventListener = function (type, listener, options) {
    if (!(this instanceof Element) && !(this instanceof AbortSignal)) {
      listening.add(listener);
      if (options?.signal) addEventListener.call(options.signal, "abort", () => listening.delete(listener));
    }
    return addEventListener.call(this, type, listener, options);
  };
  EventTarget.prototype.removeEventListener = function (type, listener, options) {
    listening.delete(listener);
    return removeEventListener.call(this, type, listener, options);
  };
  let [ours, left, late] = [true, false, 0];
  for (const start of ["setTimeout", "setInterval", "requestAnimationFrame"]) {
    const original = globalThis[start];
    globalThis[start] = (callback, ...rest) => ours ? original((...given) => {
      if (left) late += 1;
      ours = true;
      callback(...given);
      ours = !left;
    }, ...rest) : original(callback, ...rest);
  }
  const heard = new Set();
  const model = {
    get: (name) => state[name],
    set(name, value) {
      state[name] = value;
      for (const [event, callback] of heard) if (event === `change:${name}`) callback();
    },
    save_changes() {},
    on: (...pair) => heard.add(pair),
    off(event, callback) {
      for (const pair of heard) if (pair[0] === event && pair[1] === callback) heard.delete(pair);
    },
  };
  const el = document.createElement("div");
  el.style = "position: fixed; inset: 0"; // the page does not scroll to what has the focus
  document.body.append(el);
  const leave = await module.render({ model, el });
  for (const button of el.querySelectorAll("button")) {
    if (button.getClientRects().length) button.click();
    await new Promise((done) => setTimeout(done));
  }
  el.querySelector("[aria-label=play]")?.click();
  const during = heard.size;
  [ours, left] = [false, true];
  leave();
  el.remove();
  const wait = (timeout) => new Promise((done) => { requestIdleCallback(done, { timeout }); });
  const end = performance.now() + 1000;
  while (performance.now() < end) await wait(100);
  return { during, heard: heard.size, listening: listening.size, late };
}"""


def test_an_explorable_that_is_closed_leaves_nothing_behind(page: Page, explorable: Locator):
    # The page's own timers have run out.
    lay_out(page)
    left = explorable.evaluate(RENDER_AND_LEAVE, model_of(explorable))
    assert left.pop("during") > 0
    assert left == {"heard": 0, "listening": 0, "late": 0}


def test_an_explorable_shows_the_same_when_it_is_translated_in_the_oldest_browsers(
    reader: Reader, name: str, played: list[Seen]
):
    """The browsers' page translators wrap and replace the texts of a page."""
    page = open_in_oldest(reader, page_of(name), width=NARROWEST)
    translated = explorable_of(page, name)
    assert told(play(translated, name, translating=True)) == told(played)
    assert translated.locator("font[data-translated]").count() > 10
    assert faint_words(page, translated) == []
    assert reader.errors == []
