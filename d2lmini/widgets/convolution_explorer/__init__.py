"""Explorable: a kernel slides over numbers that can all be changed."""

from d2lmini.widgets.convolution_explorer.widget import ConvolutionExplorer

__all__ = ["ConvolutionExplorer"]
