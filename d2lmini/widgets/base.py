"""What every explorable shares: a still picture and a sentence for places where it cannot be live."""

from base64 import b64encode
from html import escape
from io import BytesIO
from typing import TYPE_CHECKING
from uuid import uuid4

from anywidget import AnyWidget
from IPython.display import display
from torch import Tensor
from traitlets import Unicode, default

if TYPE_CHECKING:
    from matplotlib.figure import Figure

WIDGET_VIEW = "application/vnd.jupyter.widget-view+json"
_PAGE_DPI = 96
STILL = "d2l-still"
# `shared/explorable.js` hides it where the live view has come.
_STILL_HTML = f"""\
<div class="{STILL} {STILL}-{{key}}">
<img style="max-width: 100%" width="{{width}}" alt="{{sentence}}" src="data:image/png;base64,{{png}}" />
<p>{{sentence}}</p>
<p>In Jupyter the live explorable comes in this place. Where it does not, run
<code>pip install anywidget</code> in the environment that Jupyter was started from, and reload the page.</p>
</div>"""


class Explorable(AnyWidget):
    """A widget that runs in the browser; Python holds its state and refuses what cannot be shown."""

    _still_dpi = 144
    _key = Unicode().tag(sync=True)  # tells the live explorable which still picture is its own

    @default("_key")
    def _make_key(self) -> str:
        return uuid4().hex

    def snapshot(self, *names: str) -> dict:
        """Return these traits as the browser gets them."""
        return {name: self.get_state(name)[name] for name in names}

    def still(self) -> "Figure":
        """Draw the present state."""
        raise NotImplementedError

    def sentence(self) -> str:
        """Tell the present state in words: the same for the same state, so that notebooks can be compared."""
        raise NotImplementedError

    def _stand_ins(self) -> dict[str, str]:
        """Return picture and sentence as the data of an output."""
        picture = BytesIO()
        self.still().savefig(picture, format="png", dpi=self._still_dpi, bbox_inches="tight")
        png, sentence = picture.getvalue(), self.sentence()
        pixels = int.from_bytes(png[16:20], "big")  # the width, with which a PNG's header begins
        width = pixels * _PAGE_DPI // self._still_dpi
        encoded = b64encode(png).decode("ascii")
        words = escape(sentence.split("\n")[0], quote=True)
        html = _STILL_HTML.format(key=self._key, width=width, sentence=words, png=encoded)
        return {"text/plain": sentence, "image/png": encoded, "text/html": html}

    def _ipython_display_(self) -> None:
        """Show the still picture in an output of its own, and the live view in the next.

        A host shows one form of each output. One that knows widgets, but cannot make this one live, would
        choose the view all the same, and say that it failed.
        """
        display(self._stand_ins(), raw=True)
        if self.comm is not None:  # a closed widget has no view any more
            data, metadata = super()._repr_mimebundle_()
            display({WIDGET_VIEW: data[WIDGET_VIEW]}, metadata=metadata, raw=True)


def rounded(X: Tensor) -> list[list[float]]:
    """Return the numbers to six digits, which do not differ between machines."""
    return [
        [float(f"{value:.6g}") if X.is_floating_point() else value for value in row] for row in X.tolist()
    ]
