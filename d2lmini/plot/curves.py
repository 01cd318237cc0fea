"""Curves of a training, as it runs and when it is over."""

from collections.abc import Sequence
from time import perf_counter

import numpy as np
from IPython import get_ipython
from IPython.display import display
from matplotlib.figure import Figure
from matplotlib.ticker import MaxNLocator

from d2lmini.plot.style import in_notebook, subplots
from d2lmini.train import History


class Animator:
    """Curves that grow: `add` a point to each, and the one figure in the notebook follows.

    A redraw takes as long as some batches do, so drawing gets a fortieth of the time: points that come sooner
    wait for the next one, the last ones for the end of the cell. Outside a notebook, end with
    `d2l.plt.show()`, or save `fig`.
    """

    def __init__(
        self,
        xlabel: str | None = None,
        ylabel: str | None = None,
        legend: Sequence[str] | None = None,
        xlim: tuple[float, float] | None = None,
        ylim: tuple[float, float] | None = None,
        xscale: str = "linear",
        yscale: str = "linear",
        fmts: Sequence[str] = ("-", "--", "-.", ":"),  # colour must not be the only cue
        nrows: int = 1,
        ncols: int = 1,
        figsize: tuple[float, float] = (4.8, 3.0),
    ) -> None:
        """Prepare the axes; the curves go into the first of them.

        Raises:
            ValueError: `fmts` is empty.
        """
        if len(fmts) == 0:
            raise ValueError("fmts is empty; give at least one format, such as '-'")
        # A notebook crops figures to what is drawn, so arranging them first would only cost time.
        layout = "none" if in_notebook() else "constrained"
        self.fig, axes = subplots(nrows, ncols, figsize=figsize, layout=layout)
        self.axes = axes.ravel()
        self.axes[0].set(xlabel=xlabel, ylabel=ylabel, xscale=xscale, yscale=yscale)
        if xlim is not None:  # set to None, it would no longer follow the curves
            self.axes[0].set_xlim(xlim)
        if ylim is not None:
            self.axes[0].set_ylim(ylim)
        self._legend, self._fmts = legend or [], fmts
        self._curves = []
        self._handle, self._next_draw, self._behind = None, 0.0, False

    def add(self, x: float | Sequence[float | None] | None, y: float | Sequence[float | None] | None) -> None:
        """Append one point to each curve: `y` holds a value for each of them, None where there is none.

        `x` is one number for all of them, or one for each, None where there is none.

        Raises:
            TypeError: a value is not a number.
            ValueError: `y` holds more or fewer values than the first time.
        """
        ys = list(y) if np.iterable(y) else [y]
        xs = list(x) if np.iterable(x) else [x] * len(ys)
        if not self._curves:
            self._start_curves(len(ys))
        if not len(xs) == len(ys) == len(self._curves):
            raise ValueError(
                f"x and y have {len(xs)} and {len(ys)} values for {len(self._curves)} curves; give one each"
            )
        points = [(_as_number("x", x), _as_number("y", y)) for x, y in zip(xs, ys, strict=True)]
        for curve, (x, y) in zip(self._curves, points, strict=True):
            if x is not None and y is not None:
                curve.set_data([*curve.get_xdata(), x], [*curve.get_ydata(), y])
        self.axes[0].relim()
        self.axes[0].autoscale_view()
        self._behind = True

        if in_notebook():  # a terminal could not replace a figure in place
            get_ipython().events.register("post_execute", self._end_cell)
            if perf_counter() >= self._next_draw:
                self._draw()

    def _start_curves(self, count: int) -> None:
        for i in range(count):
            label = self._legend[i] if i < len(self._legend) else None
            self._curves += self.axes[0].plot([], [], self._fmts[i % len(self._fmts)], label=label)
        if self._legend:
            self.axes[0].legend()

    def _draw(self) -> None:
        start = perf_counter()
        if self._handle is None:
            self._handle = display(self.fig, display_id=True)
        else:
            self._handle.update(self.fig)
        end = perf_counter()
        self._next_draw, self._behind = end + 39 * (end - start), False

    def _end_cell(self) -> None:
        """Draw the last points. A later cell shows the figure anew: this one's output may be gone by then."""
        get_ipython().events.unregister("post_execute", self._end_cell)
        if self._behind:
            self._draw()
        self._handle, self._next_draw = None, 0.0


def _as_number(name: str, value: float | None) -> float | None:
    try:
        return None if value is None else float(value)
    except (TypeError, ValueError) as error:
        raise TypeError(f"{name} must hold a number or None for each curve, got {value!r}") from error


def plot_history(history: History) -> Figure:
    """Draw loss and accuracies against the epoch, one below the other: on a phone, too, they can be read.

    Raises:
        ValueError: `history` holds no finished epoch.
    """
    epochs = range(1, len(history.test_acc) + 1)
    if not epochs:
        raise ValueError("history holds no finished epoch; train for at least one")
    fig, ((losses,), (accuracies,)) = subplots(2, 1, figsize=(4.8, 5.0))
    losses.plot(epochs, history.train_loss, "-o", markersize=3, label="training")
    losses.set(xlabel="epoch", ylabel="cross-entropy")
    accuracies.plot(epochs, history.train_acc, "-o", markersize=3, label="training")
    accuracies.plot(epochs, history.test_acc, "--s", markersize=3, label="test")
    accuracies.set(xlabel="epoch", ylabel="accuracy (fraction)")
    for ax in (losses, accuracies):
        ax.xaxis.set_major_locator(MaxNLocator(integer=True))
        ax.legend()
    return fig
