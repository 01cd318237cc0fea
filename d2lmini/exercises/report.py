"""What the kit shows: complete as plain text, a card in Jupyter, highlighted source for solutions."""

from dataclasses import dataclass
from html import escape

from d2lmini.palette import LIGHT

_HUES = {"✓": "output", "✗": "warning", "○": "muted", "→": "accent"}


@dataclass(frozen=True, repr=False)
class Card:
    """A headline and the details below it; `mark` is one of ✓ ✗ ○ → and never says more than the words."""

    mark: str
    headline: str
    details: str = ""

    def __repr__(self) -> str:
        """Say everything that the card says."""
        lines = [f"{self.mark} {self.headline}", *self.details.splitlines()]
        return "\n  ".join(lines)

    def _repr_html_(self) -> str:
        # Text keeps the page's own colour, which suits light and dark; only the bar at its side is coloured.
        hue = _HUES[self.mark]
        bar = f"border-left: 0.3rem solid var(--d2l-{hue}, {LIGHT[hue]}); padding-left: 0.8rem"
        details = f'<pre style="white-space: pre-wrap">{escape(self.details)}</pre>' if self.details else ""
        headline = f"<strong>{self.mark} {escape(self.headline)}</strong>"
        return f'<div class="d2l-card" style="{bar}">{headline}{details}</div>'


class Report(Card):
    """The result of a check; true when the answer passed."""

    @property
    def passed(self) -> bool:
        """Whether every case was right."""
        return self.mark == "✓"

    def __bool__(self) -> bool:
        """Let `assert check(…)` mean what it says."""
        return self.passed


@dataclass(frozen=True, repr=False)
class Source:
    """Python source; Jupyter highlights it in the colours of its own theme."""

    code: str

    def __repr__(self) -> str:
        """Return the source as it is."""
        return self.code

    def _repr_markdown_(self) -> str:
        return f"```python\n{self.code}```"
