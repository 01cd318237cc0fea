"""What the kit shows: complete as plain text, a card in Jupyter, highlighted source for solutions."""

from dataclasses import dataclass
from html import escape

from d2lmini.palette import LIGHT
from d2lmini.terminal import printable

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
        return printable("\n  ".join(lines))

    def _repr_html_(self) -> str:
        # Text keeps the page's own colour, which suits light and dark; only the bar at its side is coloured.
        hue = _HUES[self.mark]
        bar = f"border-left: 0.3rem solid var(--d2l-{hue}, {LIGHT[hue]}); padding-left: 0.8rem"
        details = f'<pre style="white-space: pre-wrap">{escape(self.details)}</pre>' if self.details else ""
        headline = f"<strong>{self.mark} {escape(self.headline)}</strong>"
        return f'<div class="d2l-card" style="{bar}">{headline}{details}</div>'


class Report(Card):
    """The result of a check; true when the answer passed.

    `assert check(…)` and `if check(…):` would drop the report, so one that says no prints itself there, once.
    """

    @property
    def passed(self) -> bool:
        """Whether every case was right."""
        return self.mark == "✓"

    def __bool__(self) -> bool:
        """Whether every case was right; if not, say what was wrong, unless that was shown already."""
        if not self.passed and not vars(self).get("_shown"):
            print(self)
        return self.passed

    def __repr__(self) -> str:
        """Say everything that the card says."""
        object.__setattr__(self, "_shown", True)
        return super().__repr__()

    def _repr_html_(self) -> str:
        object.__setattr__(self, "_shown", True)
        return super()._repr_html_()


@dataclass(frozen=True, repr=False)
class Source:
    """Python source; Jupyter highlights it in the colours of its own theme."""

    code: str

    def __repr__(self) -> str:
        """Return the source as it is."""
        return printable(self.code)

    def _repr_markdown_(self) -> str:
        return f"```python\n{self.code}```"
