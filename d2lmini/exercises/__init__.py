"""Exercises that answer back: `check("corr2d", my_corr2d)`, `hint("corr2d")`, `solution("corr2d")`.

A chapter is a folder here with one file an exercise; its `__init__.py` names them in the order of the page.
The engine that they all share is in `kit/`.
"""

from d2lmini.exercises.kit.calls import check, hint, solution

__all__ = ["check", "hint", "solution"]
