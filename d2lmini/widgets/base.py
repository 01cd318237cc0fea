"""What every explorable shares: a still picture and a sentence for places without JavaScript."""

from base64 import b64encode
from io import BytesIO
from typing import TYPE_CHECKING

from anywidget import AnyWidget
from torch import Tensor

from d2lmini.terminal import printable

if TYPE_CHECKING:
    from matplotlib.figure import Figure


class Explorable(AnyWidget):
    """A widget that runs in the browser; Python holds its state and refuses what cannot be shown."""

    _still_dpi = 144

    def snapshot(self, *names: str) -> dict:
        """Return these traits as the browser gets them."""
        return {name: self.get_state(name)[name] for name in names}

    def still(self) -> "Figure":
        """Draw the present state."""
        raise NotImplementedError

    def sentence(self) -> str:
        """Tell the present state in words: the same for the same state, so that notebooks can be compared."""
        raise NotImplementedError

    def _repr_mimebundle_(self, **kwargs: object) -> tuple[dict, dict] | None:
        bundle = super()._repr_mimebundle_(**kwargs)
        if bundle is None:
            return None
        data, metadata = bundle
        picture = BytesIO()
        self.still().savefig(picture, format="png", dpi=self._still_dpi, bbox_inches="tight")
        png = b64encode(picture.getvalue()).decode("ascii")
        return {**data, "text/plain": printable(self.sentence()), "image/png": png}, metadata


def rounded(X: Tensor) -> list[list[float]]:
    """Return the numbers to six digits, which do not differ between machines."""
    return [
        [float(f"{value:.6g}") if X.is_floating_point() else value for value in row] for row in X.tolist()
    ]
