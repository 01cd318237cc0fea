"""Find the exercises: a chapter is a folder beside this one, and its `EXERCISES` names the files in it."""

from collections.abc import Iterable
from difflib import get_close_matches
from functools import cache
from importlib import import_module
from pkgutil import iter_modules

import d2lmini.exercises
from d2lmini.exercises.kit.exercise import Exercise


@cache
def chapters() -> tuple[str, ...]:
    """Return the chapters that have exercises, named as their pages are ("image-convolution")."""
    folders = {module.name for module in iter_modules(d2lmini.exercises.__path__) if module.ispkg} - {"kit"}
    return tuple(sorted(folder.replace("_", "-") for folder in folders))


def exercises_of(chapter: str) -> tuple[Exercise, ...]:
    """Return the exercises of a chapter, named as its page is ("image-convolution"), in order."""
    if not isinstance(chapter, str):
        raise TypeError(f'chapter must be a name such as "image-convolution", not {chapter!r}')
    if chapter not in chapters():
        raise ValueError(_unknown("chapter", chapter, chapters()))
    folder = import_module(f"d2lmini.exercises.{chapter.replace('-', '_')}")
    return tuple(import_module(f"{folder.__name__}.{name}").EXERCISE for name in folder.EXERCISES.split())


def all_exercises() -> dict[str, Exercise]:
    """Return every exercise by its name, chapter by chapter."""
    return {exercise.name: exercise for chapter in chapters() for exercise in exercises_of(chapter)}


def find(name: str) -> Exercise:
    """Return the exercise of this name.

    Raises:
        TypeError: `name` is no string.
        ValueError: there is no such exercise; the message lists all, and first those that may be meant.
    """
    if not isinstance(name, str):
        raise TypeError(f'the first argument is the name of an exercise, such as "corr2d", not {name!r}')
    exercises = all_exercises()
    if name not in exercises:
        raise ValueError(_unknown("exercise", name, exercises))
    return exercises[name]


def _unknown(what: str, name: str, known: Iterable[str]) -> str:
    """Say that there is no such `name`, and which one may have been meant."""
    close = get_close_matches(name.lower(), known)
    guess = f"did you mean {' or '.join(close)}? " if close else ""
    return f'there is no {what} "{name}"; {guess}All of them: {", ".join(known)}'
