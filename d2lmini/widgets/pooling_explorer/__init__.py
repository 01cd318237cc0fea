"""Explorable: pooling, and what it does with an input that moves."""

from d2lmini.widgets.pooling_explorer.widget import PoolingExplorer

__all__ = ["PoolingExplorer"]
