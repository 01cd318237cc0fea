"""Right and wrong answers to every exercise; a chapter's are in the file of its name.

There `RIGHT` gives answers in several styles, `WRONG` wrong ones with the words that must name each,
`EQUIVALENT` says why a mutant is as right as the solution, and `NAMES` is what the chapter's page has besides
torch, nn and d2l.
"""

from importlib import import_module

from d2lmini.exercises.kit.catalogue import chapters, exercises_of

RIGHT, WRONG, EQUIVALENT, NAMES = {}, {}, {}, {}
for _chapter in chapters():
    _answers = import_module(f"{__name__}.{_chapter.replace('-', '_')}")
    RIGHT |= _answers.RIGHT
    WRONG |= _answers.WRONG
    EQUIVALENT |= getattr(_answers, "EQUIVALENT", {})
    NAMES |= {exercise.name: getattr(_answers, "NAMES", {}) for exercise in exercises_of(_chapter)}
