"""Explorables: widgets that live in a notebook and, without a kernel, in the built page."""

from d2lmini.widgets.convolution_explorer import ConvolutionExplorer
from d2lmini.widgets.photo_filter import PhotoFilter

__all__ = ["ConvolutionExplorer", "PhotoFilter"]
