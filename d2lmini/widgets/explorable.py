"""What every explorable shares: its trio of files, its state, what it refuses, and a still picture."""

from base64 import b64encode
from html import escape
from inspect import getfile
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar
from uuid import uuid4

from anywidget import AnyWidget
from IPython.display import display
from torch import Tensor
from traitlets import All, Dict, List, Unicode, default, observe

from d2lmini.terminal import printable
from d2lmini.widgets.bundle import bundle_module, bundle_stylesheet
from d2lmini.widgets.traits import LARGEST, Place, Sent

if TYPE_CHECKING:
    from matplotlib.figure import Figure

WIDGET_VIEW = "application/vnd.jupyter.widget-view+json"
_PAGE_DPI = 96
STILL = "d2l-still"
# `shared/page/explorable.js` hides it where the live view has come.
_STILL_HTML = f"""\
<div class="{STILL} {STILL}-{{key}}">
<img style="max-width: 100%" width="{{width}}" alt="{{sentence}}" src="data:image/png;base64,{{png}}" />
<p>{{sentence}}</p>
<p>In Jupyter the live explorable comes in this place. Where it does not, run
<code>pip install anywidget</code> in the environment that Jupyter was started from, and reload the page.</p>
</div>"""


class Explorable(AnyWidget):
    """A widget that runs in the browser; Python holds its state and refuses what cannot be shown.

    A subclass stands in a folder with its `widget.js` and `widget.css`. Its public traits are its state,
    given by name or in the order in which they stand.
    """

    # What the browser keeps for the reader's next visit to the built page, beside or among the public traits.
    kept: ClassVar[tuple[str, ...]] = ()
    # The least and the most of what is no trait, by name.
    bounds: ClassVar[dict[str, list[int]]] = {}
    _public: ClassVar[tuple[str, ...]] = ()

    _still_dpi = 144
    _key = Unicode().tag(sync=True)  # tells the live explorable which still picture is its own
    _initial = Dict().tag(sync=True)
    _limits = Dict().tag(sync=True)
    _kept = List().tag(sync=True)

    def __init_subclass__(cls, **kwargs: object) -> None:
        """Find the module and the stylesheet in the subclass's own folder, and what its state consists of."""
        super().__init_subclass__(**kwargs)
        folder = Path(getfile(cls)).parent
        # Each widget is of a class of its own, made of its explorable's, which has both.
        if not hasattr(cls, "_esm") and (folder / "widget.js").exists():
            cls._esm = bundle_module(folder / "widget.js")
            cls._css = bundle_stylesheet(folder / "widget.css")
            own = {name: trait for name, trait in vars(cls).items() if isinstance(trait, Sent)}
            cls._public = tuple(name for name, trait in own.items() if trait.metadata["sync"])

    def __init__(self, *values: object, **settings: object) -> None:
        """Start from a state that Reset in the browser comes back to."""
        unknown = [name for name in settings if not self.has_trait(name)]
        if unknown or len(values) > len(self._public):
            got = repr(unknown[0]) if unknown else f"number {len(values)}"
            known = ", ".join(self._public)
            raise TypeError(f"{type(self).__name__} has no setting {got}; it has {known}")
        super().__init__(**dict(zip(self._public, values, strict=False)), **settings)

    @default("_key")
    def _make_key(self) -> str:
        return uuid4().hex

    @default("_kept")
    def _kept_across_visits(self) -> list[str]:
        return list(self.kept)

    @default("_initial")
    def _state_at_creation(self) -> dict:
        """Return the state as the browser gets it."""
        names = dict.fromkeys([*self._public, *self.kept])
        return {name: self.get_state(name)[name] for name in names}

    @default("_limits")
    def _bounds(self) -> dict[str, list[int]]:
        """Return the least and the most of all that has bounds, and the largest number in a cell."""
        bounds = {name: getattr(self.traits()[name], "bounds", None) for name in self._public}
        return {name: pair for name, pair in bounds.items() if pair} | self.bounds | {"number": LARGEST}

    def _state(self, *names: str, **changed: object) -> dict:
        """Return these traits, or all public ones, with some of them `changed`."""
        return {name: changed.get(name, getattr(self, name)) for name in names or self._public}

    def _refusal(self, **changed: object) -> str | None:
        """Say why the state cannot be shown when these traits change, or return None when it can."""
        return None

    def _size_of(self, surface: str) -> tuple[int, int]:
        """Return the rows and columns of what a `Place` is a place in."""
        raise NotImplementedError

    @observe(All)
    def _keep_places_inside(self, change: dict) -> None:
        if change["name"] not in self._public:
            return
        for name, trait in self.traits().items():
            if isinstance(trait, Place) and trait.surface:
                size, place = self._size_of(trait.surface), getattr(self, name)
                nearest = tuple(min(index, length - 1) for index, length in zip(place, size, strict=True))
                if nearest != place:
                    setattr(self, name, nearest)

    def still(self) -> "Figure":
        """Draw the present state."""
        raise NotImplementedError

    def sentence(self) -> str:
        """Tell the present state in words: the same for the same state, so that notebooks can be compared."""
        raise NotImplementedError

    def _stand_ins(self) -> dict[str, str]:
        """Return picture and sentence as the data of an output."""
        from d2lmini.plot import plt

        picture, figure = BytesIO(), self.still()
        figure.savefig(picture, format="png", dpi=self._still_dpi, bbox_inches="tight")
        plt.close(figure)
        png, sentence = picture.getvalue(), self.sentence()
        # A PNG's header begins with its size.
        width = int.from_bytes(png[16:20], "big") * _PAGE_DPI // self._still_dpi
        encoded = b64encode(png).decode("ascii")
        words = escape(sentence.split("\n")[0], quote=True)
        html = _STILL_HTML.format(key=self._key, width=width, sentence=words, png=encoded)
        return {"text/plain": printable(sentence), "image/png": encoded, "text/html": html}

    def _ipython_display_(self) -> None:
        """Show the still picture in an output of its own, and the live view in the next.

        A host shows one form of each output. One that knows widgets, but cannot make this one live, would
        choose the view all the same, and say that it failed.
        """
        display(self._stand_ins(), raw=True)
        if self.comm is not None:  # a closed widget has no view any more
            data, metadata = super()._repr_mimebundle_()
            display({WIDGET_VIEW: data[WIDGET_VIEW]}, metadata=metadata, raw=True)


def listed(first: str, **numbers: Tensor) -> str:
    """Return a sentence, and below it the numbers that it tells of, each tensor by its name."""
    return "\n".join([first, *(f"{name.replace('_', ' ')}: {rounded(X)}" for name, X in numbers.items())])


def rounded(X: Tensor) -> list | float:
    """Return the numbers to six digits, which do not differ between machines."""
    if X.ndim:
        return [rounded(part) for part in X]
    return float(f"{X.item():.6g}") if X.is_floating_point() else X.item()
