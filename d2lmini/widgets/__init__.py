"""Explorables: widgets that live in a notebook and, without a kernel, in the built page.

Each is a folder with a trio `widget.py`, `widget.js`, `widget.css`, and with what it alone needs: Python
holds and refuses, the browser computes and draws. What several need (grids, controls, notices, arithmetic)
is in `shared/`; `bundle.py` joins the files that a module imports.
"""

from d2lmini.widgets.channel_explorer import ChannelExplorer
from d2lmini.widgets.channel_mixer import ChannelMixer
from d2lmini.widgets.convolution_explorer import ConvolutionExplorer
from d2lmini.widgets.parameter_budget import ParameterBudget
from d2lmini.widgets.photo_filter import PhotoFilter
from d2lmini.widgets.pooling_explorer import PoolingExplorer
from d2lmini.widgets.prediction_game import PredictionGame
from d2lmini.widgets.shift_explorer import ShiftExplorer

__all__ = [
    "ChannelExplorer",
    "ChannelMixer",
    "ConvolutionExplorer",
    "ParameterBudget",
    "PhotoFilter",
    "PoolingExplorer",
    "PredictionGame",
    "ShiftExplorer",
]
