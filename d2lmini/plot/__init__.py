"""Drawing, and the only part of the package that imports matplotlib.

Every function returns a figure that pyplot does not keep: end a cell with the call and it is shown once.
"""

from d2lmini.plot.curves import Animator, plot_history
from d2lmini.plot.images import show_images
from d2lmini.plot.matrices import show_correlation, show_matrices
from d2lmini.plot.style import use_book_style

__all__ = [
    "Animator",
    "plot_history",
    "show_correlation",
    "show_images",
    "show_matrices",
    "use_book_style",
]
