"""Text that every terminal can print."""

import sys

LOOK_ALIKES = {
    "✓": "+",
    "✗": "x",
    "○": "o",
    "→": "->",
    "×": "x",
    "·": "*",
    "⋆": "*",
    "−": "-",
    "…": "...",
    "∞": "inf",
    "°": " degrees",
    "’": "'",
    "ℓ": "l",
    "■": "stop",
    "⊗": "x",
    "⁻": "^-",
    "¹": "1",
    "±": "+-",
    "β": "beta",
    "γ": "gamma",
}


def printable(text: str) -> str:
    """`text` with look-alikes for what `sys.stdout` has no code for, so that printing it never raises.

    A terminal that knows Unicode, as all notebooks do, gets the text as it is.
    """
    encoding, errors = (getattr(sys.stdout, name, None) for name in ("encoding", "errors"))
    if not encoding or errors not in (None, "strict"):
        return text

    try:
        text.encode(encoding)
    except UnicodeEncodeError:
        return "".join(c if c.encode(encoding, "ignore") else LOOK_ALIKES.get(c, "?") for c in text)
    return text
