"""Explorable: a photograph under an editable kernel."""

from d2lmini.widgets.photo_filter.widget import PhotoFilter

__all__ = ["PhotoFilter"]
