"""The book's networks, one file each."""

from d2lmini.models.lenet import lenet

__all__ = ["lenet"]
