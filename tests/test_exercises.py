"""Every exercise of every chapter: its solution, other right styles, and wrong answers that must be named."""

from importlib import import_module

import pytest
import torch
from torch import nn

import d2lmini as d2l
from d2lmini.exercises import check, exercises_of

CHAPTERS = ["why-convolution", "padding-and-stride", "channels", "one-by-one", "pooling"]
ANSWERS = {name: import_module(f"tests.answers.{name.replace('-', '_')}") for name in CHAPTERS}
EXERCISES = {each.name: each for chapter in CHAPTERS for each in exercises_of(chapter)}
RIGHT = {name: answers for chapter in ANSWERS.values() for name, answers in chapter.RIGHT.items()}
WRONG = {name: answers for chapter in ANSWERS.values() for name, answers in chapter.WRONG.items()}

every_exercise = pytest.mark.parametrize("exercise", EXERCISES.values(), ids=EXERCISES)


def each_of(answers: dict) -> list:
    return [
        pytest.param(name, each, id=f"{name}-{i}") for name in answers for i, each in enumerate(answers[name])
    ]


@pytest.mark.parametrize("chapter", CHAPTERS)
def test_the_solutions_as_they_are_shown_are_right(chapter: str):
    page = {"torch": torch, "nn": nn, "d2l": d2l, **ANSWERS[chapter].NAMES}  # what the chapter's page has
    for exercise in exercises_of(chapter):
        names = dict(page)
        exec(exercise.solution_source, names)
        report = check(exercise.name, names[exercise.solution.__name__])
        assert report.passed, str(report)


@pytest.mark.parametrize(("name", "answer"), each_of(RIGHT))
def test_a_right_answer_in_another_style_passes(name: str, answer: object):
    report = check(name, answer)
    assert report.passed, str(report)


@pytest.mark.filterwarnings("ignore:The .grad attribute of a Tensor that is not a leaf")
@pytest.mark.parametrize(("name", "wrong"), each_of(WRONG))
def test_a_wrong_answer_is_rejected_in_its_own_words(name: str, wrong: tuple[object, str]):
    answer, words = wrong
    report = check(name, answer)
    assert not report.passed
    assert words in report.details.splitlines()[0], str(report)


@every_exercise
def test_each_exercise_is_complete(exercise):
    assert len(RIGHT[exercise.name]) >= 2
    assert len({words for _, words in WRONG[exercise.name]}) >= 5
    assert len(exercise.hints) >= 3
    assert exercise.title
    assert exercise.statement
    named = [words.lower() for _, words in WRONG[exercise.name]]
    untested = [m.says for m in exercise.mistakes if not any(words in m.says.lower() for words in named)]
    assert untested == []


@every_exercise
def test_what_is_handed_out_is_not_attempted(exercise):
    answers = [None, ..., *([exercise.given] if exercise.given else [])]
    assert [check(exercise.name, answer).mark for answer in answers] == ["○"] * len(answers)


def test_no_two_exercises_share_a_name():
    names = [each.name for chapter in CHAPTERS for each in exercises_of(chapter)]
    assert len(names) == len(set(names))
