"""Drawing, and the only part of the package that imports matplotlib.

Every function returns a figure. In a notebook pyplot does not keep it: end a cell with the call and it is
shown once. Elsewhere pyplot keeps it: end a script with `plt.show()`.
"""

import sys
from types import ModuleType

import matplotlib.pyplot as plt

from d2lmini.plot.boards import show_board
from d2lmini.plot.curves import Animator, plot_history
from d2lmini.plot.images import show_images
from d2lmini.plot.matrices import show_correlation, show_matrices
from d2lmini.plot.style import set_figsize, use_book_style, use_svg_display

__all__ = [
    "Animator",
    "plot_history",
    "plt",
    "set_figsize",
    "show_board",
    "show_correlation",
    "show_images",
    "show_matrices",
    "use_book_style",
    "use_svg_display",
]


class _Package(ModuleType):
    def __call__(self, *args: object, **kwargs: object) -> None:
        raise TypeError(
            "plot is a package here, not d2l's function; use d2l.plt.plot(x, y), or plot_history(history)"
        )


sys.modules[__name__].__class__ = _Package
