"""The book's colours, written once: figures, widgets and pages all read them from here.

Each role has a light and a dark value; every value has a contrast of at least 4.5 with its theme's `surface`.
`input`, `kernel` and `output` keep their hue wherever they appear.
"""

LIGHT = {
    "surface": "#ffffff",
    "raised": "#f5f6f8",
    "ink": "#1c2330",
    "muted": "#566072",
    "line": "#d5dae2",
    "accent": "#4338ca",
    "input": "#1d5fbf",
    "input-soft": "#e3eefc",
    "kernel": "#b4460b",
    "kernel-soft": "#fdeadd",
    "output": "#0b7259",
    "output-soft": "#dcf5ec",
    "warning": "#a1162f",
}

DARK = {
    "surface": "#12151c",
    "raised": "#1b202a",
    "ink": "#e7eaf0",
    "muted": "#a3adbd",
    "line": "#37404f",
    "accent": "#a5b4fc",
    "input": "#7db4ff",
    "input-soft": "#172b4a",
    "kernel": "#ffa869",
    "kernel-soft": "#452712",
    "output": "#5fd6b0",
    "output-soft": "#103a2f",
    "warning": "#ff9aa8",
}


def css_palette(selector: str) -> str:
    """Return rules that give what `selector` finds the palette as `--d2l-…`, following `color-scheme`.

    Browsers older than `light-dark()` follow what stands beside `color-scheme` instead: of `--d2l-light` and
    `--d2l-dark` the one in force is `initial`, which lets its colour through, and the other is empty.
    """
    new = _rule(selector, "light-dark({light}, {dark})")
    old = _rule(selector, "var(--d2l-light, {light}) var(--d2l-dark, {dark})")
    return f"{new}@supports not (color: light-dark(red, red)) {{\n:root {{ --d2l-dark: ; }}\n{old}}}\n"


def _rule(selector: str, value: str) -> str:
    values = {role: value.format(light=LIGHT[role], dark=DARK[role]) for role in LIGHT}
    return f"{selector} {{\n" + "".join(f"--d2l-{role}: {text};\n" for role, text in values.items()) + "}\n"
