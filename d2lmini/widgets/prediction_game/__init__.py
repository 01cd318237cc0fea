"""Explorable: a game of output sizes."""

from d2lmini.widgets.prediction_game.widget import PredictionGame

__all__ = ["PredictionGame"]
