"""Explorable: what a dense, a locally connected and a convolutional layer cost."""

from d2lmini.widgets.parameter_budget.widget import ParameterBudget

__all__ = ["ParameterBudget"]
