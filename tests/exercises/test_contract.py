"""What every exercise owes its reader: right answers in any style pass, and wrong ones are named."""

import re
import warnings
from collections import Counter
from collections.abc import Iterator
from contextlib import ExitStack
from functools import partial
from importlib import import_module
from pathlib import Path

import numpy as np
import pytest
import torch
from contents import chapters as pages
from torch import nn

import d2lmini as d2l
from d2lmini import exercises
from d2lmini.exercises.kit.catalogue import all_exercises, chapters, exercises_of
from tests.exercises.answers import NAMES, RIGHT, WRONG

# No answer here loops without end, so that a busy machine may take its time.
check = partial(d2l.check, seconds=60)

every_exercise = pytest.mark.parametrize("exercise", all_exercises().values(), ids=all_exercises())


def each_of(answers: dict) -> list:
    return [
        pytest.param(name, each, id=f"{name}-{i}") for name in answers for i, each in enumerate(answers[name])
    ]


@pytest.fixture
def settings_of_all_kinds() -> Iterator[None]:
    """A session in which everything is set that can change what code gives; it must stay like that."""
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
        assert torch.get_default_dtype() == torch.float64
        assert torch.empty(0).device.type == "meta"
        assert torch.is_inference_mode_enabled()
        assert torch.is_autocast_enabled("cpu")
        assert torch.is_anomaly_enabled()
        assert torch.are_deterministic_algorithms_enabled()
        assert np.geterr()["over"] == "raise"
        assert warnings.filters[0][0] == "error"


def test_every_chapter_with_exercises_has_a_folder_of_them():
    taught = [page.stem for page in pages() if '"## Exercises' in page.read_text(encoding="utf8")]
    assert sorted(taught) == list(chapters())


@pytest.mark.parametrize("chapter", chapters())
def test_a_chapter_lists_each_of_its_exercises_by_the_name_of_its_file(chapter: str):
    folder = import_module(f"{exercises.__name__}.{chapter.replace('-', '_')}")
    declaring = [
        file.stem
        for file in Path(folder.__file__).parent.glob("*.py")
        if "\nEXERCISE = " in file.read_text(encoding="utf8")
    ]
    listed = folder.EXERCISES.split()
    assert set(declaring) - set(listed) == set(), f"not listed in {folder.__file__}"
    assert listed == [exercise.name for exercise in exercises_of(chapter)]


@pytest.mark.parametrize("chapter", chapters())
def test_an_equation_that_an_exercise_names_stands_on_its_page(chapter: str):
    page = next(page for page in pages() if page.stem == chapter).read_text(encoding="utf8")
    for exercise in exercises_of(chapter):
        words = " ".join((exercise.statement, *exercise.hints, *(each.says for each in exercise.mistakes)))
        named = set(re.findall(r"quation \((\d+)\)", words))
        assert named <= set(re.findall(r"tag{(\d+)}", page)), exercise.name


def test_no_two_exercises_share_a_name():
    names = Counter(exercise.name for chapter in chapters() for exercise in exercises_of(chapter))
    assert [name for name, count in names.items() if count > 1] == []


def test_every_exercise_has_right_and_wrong_answers():
    assert RIGHT.keys() == WRONG.keys() == all_exercises().keys()


# In a session as it is when new


@every_exercise
def test_the_solution_as_it_is_shown_is_right(exercise):
    page = {"torch": torch, "nn": nn, "d2l": d2l, **NAMES[exercise.name]}
    exec(exercise.solution_source, page)
    report = check(exercise.name, page[exercise.solution.__name__])
    assert report.passed, str(report)


@every_exercise
def test_what_is_handed_out_is_not_attempted(exercise):
    answers = [None, ..., *([exercise.given] if exercise.given else [])]
    assert [check(exercise.name, answer).mark for answer in answers] == ["○"] * len(answers)


# In a session with settings of all kinds, which must change no report


@pytest.mark.usefixtures("settings_of_all_kinds")
@pytest.mark.parametrize(("name", "answer"), each_of(RIGHT))
def test_a_right_answer_in_another_style_passes(name: str, answer: object):
    report = check(name, answer)
    assert report.passed, str(report)


@pytest.mark.usefixtures("settings_of_all_kinds")
@pytest.mark.parametrize(("name", "wrong"), each_of(WRONG))
def test_a_wrong_answer_is_rejected_in_its_own_words(name: str, wrong: tuple[object, str]):
    answer, words = wrong
    report = check(name, answer)
    assert not report.passed
    assert words in report.details.splitlines()[0], str(report)


@every_exercise
def test_what_a_reader_has_set_changes_no_word_of_a_report(exercise, request: pytest.FixtureRequest):
    answer, _ = WRONG[exercise.name][0]
    before = str(check(exercise.name, answer))
    request.getfixturevalue("settings_of_all_kinds")
    assert str(check(exercise.name, answer)) == before


@every_exercise
def test_each_exercise_is_complete(exercise):
    assert exercise.title
    assert f"`{exercise.solution.__name__}" in exercise.statement
    assert len(set(exercise.hints)) >= 3
    assert len(RIGHT[exercise.name]) >= 2
    named = {words.lower() for _, words in WRONG[exercise.name]}
    assert len(named) >= 5
    untested = [m.says for m in exercise.mistakes if not any(words in m.says.lower() for words in named)]
    assert untested == []
