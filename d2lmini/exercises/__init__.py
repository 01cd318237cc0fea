"""Exercises that answer back: `check("corr2d", my_corr2d)`, `hint("corr2d")`, `solution("corr2d")`.

A chapter is a folder here with one file an exercise, listed in order in its `__init__.py`.
"""

from d2lmini.exercises.kit import check, exercises_of, hint, solution

__all__ = ["check", "exercises_of", "hint", "solution"]
