"""The prediction game: its questions, its answers against torch, and what its Python side refuses."""

import json
from functools import cache

import pytest

from d2lmini.widgets import PredictionGame
from d2lmini.widgets.prediction_game.levels import LEVELS, PER_LEVEL, questions
from d2lmini.widgets.prediction_game.questions import Layer, Question, answer, asked, code, words
from tests.widgets.harness import called, node, run_copied

SEEDS = (0, 1)

EXPLAINED = """
import { diagnosis, mistakesOf } from "WIDGETS/prediction_game/mistakes.js";
import { questionCode } from "WIDGETS/prediction_game/code.js";
import { reasonRows, rightAnswer } from "WIDGETS/prediction_game/reasons.js";
const result = data.map((question) => {
  const right = rightAnswer(question);
  const told = ({ slip, answer }) => ({ slip, answer, told: diagnosis(question, answer) });
  const mistakes = mistakesOf(question).map(told);
  const far = diagnosis(question, right.map((value) => value + 1000));
  return { right, mistakes, far, steps: reasonRows(question), program: questionCode(question) };
});
"""


@cache
def explained(level: str) -> list[tuple[Question, dict]]:
    """Return a level's questions of some seeds, each with what the browser makes of it."""
    all_asked = [question for seed in SEEDS for question in questions(level, seed)]
    found = node(EXPLAINED, [question.record() for question in all_asked])
    return list(zip(all_asked, found, strict=True))


every_level = pytest.mark.parametrize("level", LEVELS)


@every_level
def test_the_browser_answers_as_torch_does(level: str) -> None:
    for question, found in explained(level):
        assert tuple(found["right"]) == answer(question), words(question)


@every_level
def test_a_mistake_is_offered_only_where_it_gives_another_answer(level: str) -> None:
    named = set()
    for question, found in explained(level):
        for mistake in found["mistakes"]:
            assert mistake["answer"] != found["right"], (words(question), mistake)
            assert len(mistake["answer"]) == len(found["right"])
            assert min(mistake["answer"]) >= 0
            # Whoever made it is told about it, or about a likelier one with the same result.
            same = [other["slip"] for other in found["mistakes"] if other["answer"] == mistake["answer"]]
            assert same[0] in mistake["told"]
            named.add(mistake["slip"])
    assert len(named) >= 2


@every_level
def test_each_step_of_the_reason_holds_and_the_last_shows_the_answer(level: str) -> None:
    for question, found in explained(level):
        last = [equation.split(" = ")[-1] for equation in found["steps"][-1]["equations"]]
        assert list(map(int, last)) == found["right"], words(question)
        for step in found["steps"]:
            for equation in step["equations"]:
                assert equation_holds(equation), equation


def equation_holds(equation: str) -> bool:
    left, right = equation.split(" = ")
    for sign, operator in {"−": "-", "·": "*", "⌊": "int(", "⌋": ")"}.items():
        left = left.replace(sign, operator)
    return eval(left) == int(right)


@every_level
def test_copied_code_prints_the_answer(level: str) -> None:
    for _, found in explained(level)[:12]:
        _, printed = run_copied(found["program"])
        assert printed[: len(found["right"])] == found["right"], found["program"]


def comments(question: Question, *answers: list[int]) -> list[str]:
    asked_and_answered = [(question.record(), answer) for answer in answers]
    return called("prediction_game/mistakes.js", "diagnosis", asked_and_answered)


def test_an_answer_that_is_no_known_mistake_is_still_commented() -> None:
    assert all(found["far"] for level in LEVELS for _, found in explained(level))
    question = Question("output", (32, 32), (Layer((5, 5)),))
    assert comments(question, [1000], [1]) == ["Too large.", "Too small."]


def test_each_axis_is_judged_on_its_own() -> None:
    question = Question("output", (5, 8), (Layer((3, 3), (1, 2), (0, 1)),))
    assert answer(question) == (3, 4)
    swapped, height, both, none = comments(question, [4, 3], [2, 4], [2, 3], [9, 1])
    assert swapped == "Height and width are swapped: rows come first."
    assert height.startswith("Output rows too small, output columns right. The + 1 is missing")
    assert both.startswith("The + 1 is missing")
    assert none == "Output rows too large, output columns too small."


@every_level
def test_questions_are_many_and_different_and_none_is_trivial(level: str) -> None:
    for seed in SEEDS:
        found = questions(level, seed)
        assert len(found) == len(set(found)) == PER_LEVEL
        # The same number comes up, but never as a habit.
        answers = [answer(question) for question in found]
        assert max(map(answers.count, answers)) <= PER_LEVEL // 3
        for question in found:
            assert min(question.output) >= 3
            assert any(max(layer.kernel) > 1 for layer in question.layers)
    assert questions(level, 0) != questions(level, 1)


def test_the_levels_ask_for_what_their_names_say() -> None:
    by_level = {level: questions(level, 0) for level in LEVELS}
    layers = {level: [layer for one in found for layer in one.layers] for level, found in by_level.items()}
    assert all(layer == Layer(layer.kernel) for layer in layers["Kernel"])
    assert all(layer.padding > (0, 0) for layer in layers["Padding"])
    assert all(layer.stride > (1, 1) for layer in layers["Stride"])
    assert all(layer.dilation > (1, 1) for layer in layers["Dilation"])
    assert all(asked(one) == ["output rows", "output columns"] for one in by_level["Rectangles"])
    assert {one.kind for one in by_level["Backwards"]} == {"padding", "kernel", "unread", "largest"}
    assert {len(one.layers) for one in by_level["Stack"]} >= {2, 3}
    rests = {answer(Question("unread", one.size, one.layers)) for one in by_level["Stride"]}
    assert (0,) in rests  # strides that divide
    assert len(rests) > 1  # and strides that do not


BACKWARDS = [
    ("padding", 28, Layer((5, 5), padding=(2, 2)), 2),
    ("kernel", 28, Layer((3, 3), padding=(2, 2)), 3),
    ("unread", 8, Layer((3, 3), (2, 2)), 1),
    ("largest", 7, Layer((3, 3), (2, 2)), 8),
]


def test_backward_answers_are_what_they_claim() -> None:
    for kind, n, layer, expected in BACKWARDS:
        assert answer(Question(kind, (n, n), (layer,))) == (expected,)
    for question in (question for question in questions("Backwards", 0) if question.kind == "padding"):
        assert question.output == question.size  # as the question says
        assert question.layers[0].stride == (1, 1)  # or several paddings would do


def test_questions_stay_the_same_for_ever() -> None:
    """Readers come back to their question; a change here would move it under them."""
    assert PredictionGame().sentence() == (
        "PredictionGame (Kernel, question 1): A 9×9 input meets a 3×3 kernel. How large is the output?\n"
        "nn.Conv2d(1, 1, kernel_size=3)"
    )
    assert PredictionGame(level="Stack", number=6).sentence().splitlines()[1:] == [
        "nn.Conv2d(1, 1, kernel_size=8, stride=4)",
        "nn.Conv2d(1, 1, kernel_size=4, stride=2)",
        "nn.Conv2d(1, 1, kernel_size=3)",
    ]


def test_the_line_of_pytorch_hides_what_is_asked() -> None:
    layer = Layer((3, 5), (2, 1), (1, 2))
    assert code(Question("output", (9, 9), (layer,))) == (
        "nn.Conv2d(1, 1, kernel_size=(3, 5), stride=(2, 1), padding=(1, 2))"
    )
    layers = (Layer((3, 3), padding=(1, 1)),)
    padding, kernel = (Question(kind, (9, 9), layers) for kind in ("padding", "kernel"))
    assert code(padding) == "nn.Conv2d(1, 1, kernel_size=3, padding=?)"
    assert code(kernel) == "nn.Conv2d(1, 1, kernel_size=?, padding=1)"
    assert "padding" not in words(padding).split(". ")[0]


def test_the_questions_weigh_little() -> None:
    assert len(json.dumps(PredictionGame().get_state("_questions"))) < 100_000


SCORES = """
import { counted, dotsOf, scoreWords, soundScore } from "WIDGETS/prediction_game/play.js";
const levels = ["Kernel", "Stride"];
let score = soundScore(null, levels);
for (const right of [true, true, false, true]) score = counted(score, "Stride", right);
const none = [null, 3, "x", [], { levels: 7 }, { streak: -2, best: "9" }, { streak: 1e999 }];
const sound = [...none, { levels: { Stride: [9, 2] } }, score].map((kept) => soundScore(kept, levels));
const result = { score, dots: dotsOf(score, "Stride"), words: scoreWords(score), sound };
"""


def test_the_score_counts_first_tries_and_forgives_broken_memories() -> None:
    found = node(SCORES)
    assert found["score"] == {"streak": 1, "best": 2, "levels": {"Kernel": [0, 0], "Stride": [3, 4]}}
    assert (found["dots"], found["words"]) == (3, "Right at first try: 3 of 4. In a row: 1, best 2.")
    nothing = {"streak": 0, "best": 0, "levels": {"Kernel": [0, 0], "Stride": [0, 0]}}
    corrected = nothing | {"levels": {"Kernel": [0, 0], "Stride": [2, 2]}}
    assert found["sound"] == [nothing] * 7 + [corrected, found["score"]]


def test_the_browser_makes_a_sound_state_of_anything() -> None:
    bank = PredictionGame()._questions
    here = {"level": "Stride", "number": 2}
    first = {"level": "Kernel", "number": 1, "answers": ["x", [1, 2], [3]]}
    raws = [
        {**here, "_attempt": {**here, "answers": [[9], [14]]}},
        {**here, "number": 3, "_attempt": {**here, "answers": [[9]]}},
        {"level": "Maze", "number": 99, "_attempt": 5},
        {"level": None, "number": "x", "_attempt": first},
    ]
    told = ("level", "number", "answers", "outcome", "settled")
    sound = called("prediction_game/play.js", "soundState", [(bank, raw) for raw in raws])
    assert [tuple(state[name] for name in told) for state in sound] == [
        ("Stride", 2, [[9], [14]], "right", True),
        ("Stride", 3, [], "open", False),
        ("Kernel", 1, [], "open", False),
        ("Kernel", 1, [[3]], "wrong", False),
    ]


SCORE = PredictionGame().score
STATES = [{"level": "Dilation", "number": 7}]
REFUSED = [
    ({"level": "Maze"}, "level must be 'Kernel' or 'Padding' or .*, got 'Maze'"),
    ({"number": 0}, "number must be a question from 1 to 30, got 0"),
    ({"number": 31}, "number must be a question from 1 to 30, got 31"),
    ({"score": {}}, "score must hold 'streak', 'best'"),
    ({"score": SCORE | {"streak": 3}}, "neither first above the second"),
    ({"score": SCORE | {"levels": {"Kernel": [0, 0]}}}, "score must hold"),
    ({"score": SCORE | {"levels": SCORE["levels"] | {"Stack": [2, 1]}}}, "start a new game"),
    ({"score": SCORE | {"best": 1.5}}, "whole numbers"),
]


def test_python_reads_what_the_page_has_answered() -> None:
    game = PredictionGame(level="Stride")
    game.set_state({"number": 2, "_attempt": {"level": "Stride", "number": 2, "answers": [[13]]}})
    assert (game.question.size, game.answers, game.solution) == ((224, 224), [(13,)], (14,))
    game.number = 3
    assert game.answers == []  # those were for another question


def test_another_seed_sends_other_questions() -> None:
    game = PredictionGame()
    first = words(game.question)
    game.seed = 1
    assert first != words(game.question) == game._questions["Kernel"][0]["words"]


def test_the_still_picture_keeps_the_answer() -> None:
    texts = [text.get_text() for text in PredictionGame(level="Stride", number=4).still().axes[0].texts]
    assert texts == [
        "An 84×84 input meets an 8×8 kernel with stride 4. How large is the output?",
        "nn.Conv2d(1, 1, kernel_size=8, stride=4)",
    ]
