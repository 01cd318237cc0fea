"""A game of predicting sizes: questions on convolution arithmetic, answered at once with the reason."""

import textwrap
from typing import TYPE_CHECKING, ClassVar

from traitlets import Dict, default, observe

from d2lmini.palette import LIGHT
from d2lmini.widgets.explorable import Explorable
from d2lmini.widgets.prediction_game.levels import LEVELS, PER_LEVEL, questions
from d2lmini.widgets.prediction_game.questions import Question, answer, code, words
from d2lmini.widgets.traits import Choice, Record, Table, Whole, whole_numbers

if TYPE_CHECKING:
    from matplotlib.figure import Figure


class PredictionGame(Explorable):
    """Predict the sizes that convolutions give, level by level; two tries a question, the first one counts.

        game = PredictionGame(level="Stride")
        game.question.layers        # what is asked about
        game.answers                # what was typed so far, for example [(13,)]
        game.solution               # what torch says, for those who want to know

    `level` is "Kernel", "Padding", "Stride", "Rectangles", "Dilation", "Backwards" or "Stack", and `number`
    counts the level's 30 questions from 1; `seed` is any whole number, and the same one asks the same
    questions for ever. `score` holds the present and the best "streak" of first tries, and for each of the
    "levels" how many questions were right at the first try, and how many were answered.

    In the built page the browser keeps level, question and score, and has them again after a reload. In
    Jupyter and Colab they live as long as this object does.
    """

    kept: ClassVar = ("level", "number", "score", "_attempt")

    level = Choice(*LEVELS)
    number = Whole(1)
    seed = Whole(0).tag(sync=False)
    score = Record()
    # Which question the answers are for: those to another one do not count.
    _attempt = Dict().tag(sync=True)
    _questions = Table()

    @property
    def question(self) -> Question:
        """The question in view."""
        return questions(self.level, self.seed)[self.number - 1]

    @property
    def answers(self) -> list[tuple[int, ...]]:
        """What was answered to the question in view: nothing, one try, or two."""
        in_view = all(self._attempt.get(name) == getattr(self, name) for name in ("level", "number"))
        return [tuple(tried) for tried in self._attempt["answers"]] if in_view else []

    @property
    def solution(self) -> tuple[int, ...]:
        """The right answer to the question in view, found by trying in torch."""
        return answer(self.question)

    def _refusal(self, **changed: object) -> str | None:
        state = self._state(**changed)
        if not 1 <= state["number"] <= PER_LEVEL:
            return f"number must be a question from 1 to {PER_LEVEL}, got {state['number']}"
        if not _is_score(state["score"]):
            return (
                "score must hold 'streak', 'best' and, by level, 'levels' [right at first try, answered], "
                f"whole numbers with neither first above the second, got {state['score']!r}; "
                "start a new game to begin at 0"
            )
        return None

    @default("score")
    def _nothing_answered(self) -> dict:
        return {"streak": 0, "best": 0, "levels": {level: [0, 0] for level in LEVELS}}

    @default("_questions")
    def _all_questions(self) -> dict:
        return {level: [question.record() for question in questions(level, self.seed)] for level in LEVELS}

    @observe("seed")
    def _ask_others(self, change: dict) -> None:
        self._questions = self._all_questions()

    def still(self) -> "Figure":
        """Write the question, without its answer."""
        from d2lmini.plot.style import PAGE_WIDTH, subplots

        asked, layers = textwrap.fill(words(self.question), 80), code(self.question)
        height = 0.5 + 0.2 * f"{asked}\n{layers}".count("\n")
        fig, axes = subplots(figsize=(PAGE_WIDTH, height), layout="none")
        ax = axes[0, 0]
        ax.set_position((0, 0, 1, 1))
        ax.axis("off")
        ax.text(0.01, 0.98, asked, size=11, va="top")
        ax.text(0.01, 0.02, layers, size=9, va="bottom", family="DejaVu Sans Mono", color=LIGHT["muted"])
        return fig

    def sentence(self) -> str:
        """Put the question in view, without its answer."""
        name = f"PredictionGame ({self.level}, question {self.number})"
        return f"{name}: {words(self.question)}\n{code(self.question)}"


def _is_score(value: dict) -> bool:
    levels = value.get("levels")
    if value.keys() != {"streak", "best", "levels"} or not isinstance(levels, dict):
        return False
    pairs = [(value["streak"], value["best"]), *levels.values()]
    in_order = all(whole_numbers(pair) and len(pair) == 2 and 0 <= pair[0] <= pair[1] for pair in pairs)
    return in_order and levels.keys() == set(LEVELS)
