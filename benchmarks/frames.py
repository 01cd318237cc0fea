"""Time the explorables in a browser slowed down four times: `python benchmarks/frames.py`, after `make book`.

The time of a change is all that the page does for it before it can be painted: the handlers of the key or
click, style and layout. It must fit into one frame, 16.7 ms. What the browser then takes to put pixels on the
screen depends on the machine's graphics, not on the page.
"""

import sys
from pathlib import Path
from statistics import median

from playwright.sync_api import Locator, sync_playwright

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from tests.browser.conftest import wake_widgets  # noqa: E402
from tests.browser.find_chromium import FLAGS, installed  # noqa: E402

PAGE = ROOT / "_build" / "html" / "chapters" / "image-convolution.html"
# The explorables paint once the event is handled, before anything else, hence the waits; reading a size makes
# the browser finish style and layout.
CHANGE = """async (target, key) => {
  const start = performance.now();
  if (target.matches("button")) target.click();
  else if (key.startsWith("Arrow")) {
    target.dispatchEvent(new KeyboardEvent("keydown", { key, bubbles: true }));
  } else {
    target.value = key;
    target.dispatchEvent(new InputEvent("input", { bubbles: true }));
  }
  await null;
  await null;
  target.closest(".d2l-widget").getBoundingClientRect();
  return performance.now() - start;
}"""
FRAME = 1000 / 60


def enlarge(explorer: Locator) -> None:
    """Set the largest case: a 12x12 input under a 7x7 kernel."""
    for control, value in {
        "input rows": 12,
        "input columns": 12,
        "kernel height": 7,
        "kernel width": 7,
    }.items():
        field = explorer.get_by_role("spinbutton", name=control)
        field.fill(str(value))
        field.press("Enter")


def measure(name: str, target: Locator, keys: list[str]) -> None:
    """Make each change, and print how long they took."""
    target.focus()
    times = sorted(target.evaluate(CHANGE, key) for key in keys)
    late = sum(time > FRAME for time in times)
    print(
        f"{name:34} median {median(times):5.1f} ms, longest {times[-1]:5.1f} ms, late {late} of {len(times)}"
    )


def main() -> None:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=installed(), args=FLAGS)
        page = browser.new_page(viewport={"width": 1280, "height": 1000})
        page.goto(PAGE.as_uri())
        wake_widgets(page)
        explorer = page.get_by_role("group", name="convolution explorer")
        photo_filter = page.get_by_role("group", name="photo filter")
        enlarge(explorer)
        page.context.new_cdp_session(page).send("Emulation.setCPUThrottlingRate", {"rate": 4})
        walk = ["ArrowRight", "ArrowDown", "ArrowLeft", "ArrowRight", "ArrowDown"] * 6
        digits = list("123456789") * 3
        output = explorer.get_by_role("grid", name="output").locator("[aria-selected=true]")
        measure("explorer: move the window", output, walk)
        entry = explorer.get_by_role("textbox", name="kernel row 0, column 0")
        measure("explorer: type in the kernel", entry, digits)
        steps = ["Click"] * 3
        for way in ("increase", "decrease"):
            button = explorer.get_by_role("button", name=f"{way} padding")
            measure(f"explorer: {way} padding", button, steps)
        photo_filter.get_by_label("kernel preset").select_option("Gaussian 5×5")
        entry = photo_filter.get_by_role("textbox", name="kernel row 0, column 0")
        measure("photo filter: type in a 5x5 kernel", entry, digits)
        hair = photo_filter.get_by_role("slider", name="cross-hair on the photograph")
        measure("photo filter: move the cross-hair", hair, walk)
        browser.close()


if __name__ == "__main__":
    main()
