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
sys.path[:0] = [str(ROOT), str(ROOT / "tools")]

from tests.browser.conftest import lay_out, wake_widgets  # noqa: E402
from tests.browser.find_chromium import FLAGS, installed  # noqa: E402
from tests.browser.player import page_of  # noqa: E402

HTML = ROOT / "_build" / "html"
# The explorables paint once the event is handled, before anything else, hence the waits; reading a size makes
# the browser finish style and layout. A frame lies between two changes, and no work of the tool that asks.
CHANGES = """async (_, changes) => {
  const times = [];
  for (const [target, key] of changes) {
    await new Promise((painted) => requestAnimationFrame(() => setTimeout(painted)));
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
    times.push(performance.now() - start);
  }
  return times;
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
    print(f"  {name:36} {told(times_of(target, [(target, key) for key in keys]))}")


def times_of(widget: Locator, changes: list[tuple[Locator, str]]) -> list[float]:
    """Make each change of a control, and return the milliseconds that each took."""
    return widget.evaluate(CHANGES, [[target.element_handle(), key] for target, key in changes])


def told(times: list[float]) -> str:
    late = sum(time > FRAME for time in times)
    return f"median {median(times):5.1f} ms, longest {max(times):5.1f} ms, late {late} of {len(times)}"


WALK = ["ArrowRight", "ArrowDown", "ArrowLeft", "ArrowRight", "ArrowDown"] * 6
DIGITS = list("123456789") * 3
CLICKS = ["Click"] * 3


def entry(widget: Locator, name: str) -> Locator:
    return widget.get_by_role("textbox", name=name, exact=True)


def button(widget: Locator, name: str) -> Locator:
    return widget.get_by_role("button", name=name).first


def convolution_explorer(widget: Locator) -> None:
    enlarge(widget)
    measure(
        "move the window, largest", widget.get_by_role("grid", name="output").locator("[tabindex='0']"), WALK
    )
    measure("type in the kernel, largest", entry(widget, "kernel row 0, column 0"), DIGITS)
    for way in ("increase", "decrease"):
        measure(f"{way} padding, largest", button(widget, f"{way} padding"), CLICKS)


def photo_filter(widget: Locator) -> None:
    widget.get_by_label("kernel preset").select_option("Gaussian 5×5")
    measure("type in a 5×5 kernel", entry(widget, "kernel row 0, column 0"), DIGITS)
    measure("move the cross-hair", widget.get_by_role("slider", name="cross-hair on the photograph"), WALK)


def parameter_budget(widget: Locator) -> None:
    measure("drag the image size", widget.get_by_role("slider", name="image", exact=True), DIGITS)
    measure("increase out channels", button(widget, "increase out channels"), CLICKS)


def shift_explorer(widget: Locator) -> None:
    place = widget.get_by_role("slider", name="position of the pattern")
    measure("move the pattern", place, WALK)
    measure("teach all", button(widget, "Teach all"), ["Click"])
    measure("move the pattern, 64 positions learned", place, WALK)


def prediction_game(widget: Locator) -> None:
    measure("answer", button(widget, "Check"), CLICKS)


def channel_explorer(widget: Locator) -> None:
    measure(
        "move the window", widget.get_by_role("grid", name="output").locator("[tabindex='0']").first, WALK
    )
    measure("type in a kernel", widget.get_by_role("textbox").nth(20), DIGITS)
    measure("one more filter", button(widget, "increase filters"), ["Click"])
    measure("one more channel", button(widget, "increase input channels"), ["Click"])


def channel_mixer(widget: Locator) -> None:
    widget.get_by_label("kernel preset").select_option("Sepia")
    measure("type in the kernel", entry(widget, "kernel row 0, column 0"), DIGITS)
    measure("move the cross-hair", widget.get_by_role("slider", name="cross-hair on the photograph"), WALK)


def pooling_explorer(widget: Locator) -> None:
    measure("move the input", button(widget, "move right"), ["Click"])
    measure("move the input back", button(widget, "move back"), ["Click"])
    measure("walk the output", widget.get_by_role("grid", name="output").locator("[tabindex='0']"), WALK)
    for control in ("input rows", "input columns"):
        field = widget.get_by_role("spinbutton", name=control)
        field.fill("12")
        field.press("Enter")
    measure("move the input, 12×12", button(widget, "move down"), ["Click"])


def lenet_live(widget: Locator) -> None:
    pad = widget.get_by_role("application")
    pad.press(" ")  # puts the pen down
    measure("move the pen", pad, WALK)
    measure("move the unit in view", widget.get_by_role("slider", name="unit of conv 1"), WALK)
    measure(
        "drag through the epochs", widget.get_by_role("slider", name="epoch of the training"), list("01234")
    )


def receptive_field_explorer(widget: Locator) -> None:
    for preset, last in {"AlexNet": "pool 3", "VGG-16": "pool 5"}.items():
        widget.get_by_label("layers preset").select_option(preset)
        for name in (f"unit of {last}", "unit of conv 1", "pixel of the picture"):
            measure(f"move the {name}, {preset}", widget.get_by_role("slider", name=name, exact=True), WALK)
    measure("draw other weights, VGG-16", button(widget, "Draw again"), CLICKS)


PLAYED = (
    convolution_explorer,
    photo_filter,
    parameter_budget,
    shift_explorer,
    prediction_game,
    channel_explorer,
    channel_mixer,
    pooling_explorer,
    lenet_live,
    receptive_field_explorer,
)


def each_step(widget: Locator) -> None:
    """Press every button that adds or takes one, at the first state and at the states that this leads to."""
    steps = [step for step in widget.locator(".d2l-stepper button").all() if step.is_visible()]
    for turn in ("for the first time", "again"):
        if free := [(step, "Click") for step in steps if not step.get_attribute("aria-disabled")]:
            print(f"  {f'each − and + {turn}':36} {told(times_of(widget, free))}")


def main() -> None:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=installed(), args=FLAGS)
        for play in PLAYED:
            name = play.__name__.replace("_", " ")
            page = browser.new_page(viewport={"width": 1280, "height": 1000})
            page.goto((HTML / page_of(name)).as_uri())
            wake_widgets(page)
            lay_out(page)
            page.context.new_cdp_session(page).send("Emulation.setCPUThrottlingRate", {"rate": 4})
            print(name)
            widget = page.get_by_role("group", name=name).first
            each_step(widget)
            play(widget)
            page.close()
        browser.close()


if __name__ == "__main__":
    main()
