"""Every exercise of every chapter: its solution, other right styles, and wrong answers that must be named."""

import warnings
from contextlib import ExitStack
from importlib import import_module
from pathlib import Path

import numpy as np
import pytest
import torch
import yaml
from torch import nn

import d2lmini as d2l
from d2lmini.exercises import check, exercises_of
from d2lmini.exercises.kit import CHAPTERS

ROOT = Path(__file__).parent.parent
ANSWERS = {name: import_module(f"tests.answers.{name.replace('-', '_')}") for name in CHAPTERS}
EXERCISES = {each.name: each for chapter in CHAPTERS for each in exercises_of(chapter)}
RIGHT = {name: answers for chapter in ANSWERS.values() for name, answers in chapter.RIGHT.items()}
WRONG = {name: answers for chapter in ANSWERS.values() for name, answers in chapter.WRONG.items()}

every_exercise = pytest.mark.parametrize("exercise", EXERCISES.values(), ids=EXERCISES)


@pytest.fixture
def settings_of_all_kinds():
    """A session in which everything is set that can change what code gives."""
    with ExitStack() as stack:
        for write, mine, new in (
            (torch.set_default_dtype, torch.float64, torch.float32),
            (torch.set_default_device, "meta", None),
            (torch.use_deterministic_algorithms, True, False),
        ):
            stack.callback(write, new)
            write(mine)
        stack.callback(torch.set_printoptions, profile="default")
        torch.set_printoptions(precision=1, threshold=1, sci_mode=True)
        stack.enter_context(torch.autograd.set_detect_anomaly(True))
        stack.enter_context(torch.autocast("cpu", dtype=torch.bfloat16))
        stack.enter_context(torch.inference_mode())
        stack.enter_context(np.errstate(all="raise"))
        stack.enter_context(np.printoptions(precision=1))
        stack.enter_context(warnings.catch_warnings())
        warnings.simplefilter("error")
        yield


def each_of(answers: dict) -> list:
    return [
        pytest.param(name, each, id=f"{name}-{i}") for name in answers for i, each in enumerate(answers[name])
    ]


def test_every_chapter_of_the_book_has_its_exercises_and_every_exercise_its_answers():
    parts = yaml.safe_load((ROOT / "_toc.yml").read_text())["parts"]
    pages = [ROOT / f"{page['file']}.ipynb" for part in parts for page in part["chapters"]]
    taught = [page.stem for page in pages if page.exists() and '"## Exercises' in page.read_text()]
    folders = {path.parent.name for path in (ROOT / "d2lmini" / "exercises").glob("*/__init__.py")}
    answers = {path.stem for path in (ROOT / "tests" / "answers").glob("[!_]*.py")}
    assert list(CHAPTERS) == taught
    assert folders == answers == {chapter.replace("-", "_") for chapter in CHAPTERS}
    assert EXERCISES.keys() == RIGHT.keys() == WRONG.keys()


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


@pytest.mark.usefixtures("settings_of_all_kinds")
@pytest.mark.parametrize("name", EXERCISES)
def test_what_a_reader_has_set_changes_no_report(name: str):
    for answer in RIGHT[name]:
        report = check(name, answer)
        assert report.passed, str(report)
    for answer, words in WRONG[name]:
        assert words in check(name, answer).details.splitlines()[0], words
    assert torch.get_default_dtype() == torch.float64
    assert torch.empty(0).device.type == "meta"
    assert torch.is_inference_mode_enabled()
    assert torch.is_autocast_enabled("cpu")
    assert torch.is_anomaly_enabled()
    assert torch.are_deterministic_algorithms_enabled()
    assert np.geterr()["over"] == "raise"
    assert warnings.filters[0][0] == "error"


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
