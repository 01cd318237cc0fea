"""Explorable: a pattern moves; a convolution follows, and a dense layer does not."""

from d2lmini.widgets.shift_explorer.widget import ShiftExplorer

__all__ = ["ShiftExplorer"]
