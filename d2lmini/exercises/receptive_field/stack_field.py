"""Exercise: the recursion for size, jump and start."""

from collections.abc import Callable, Iterator

from d2lmini.exercises.kit.exercise import Case, Exercise, Mistake


def my_field(layers):
    """Return size, jump and start of the receptive field after all layers."""
    size, jump, start = 1, 1, 0
    for k, s, p, d in layers:
        size += (k - 1) * d * jump
        start -= p * jump
        jump *= s
    return size, jump, start


def _cases() -> Iterator[Case]:
    yield Case("no layer at all", ([],))
    yield Case("one 3 × 3 layer", ([(3, 1, 0, 1)],))
    yield Case("one layer with padding", ([(5, 1, 2, 1)],))
    yield Case("one layer with a stride", ([(2, 2, 0, 1)],))
    yield Case("one layer with dilation", ([(3, 1, 2, 2)],))
    yield Case("two 3 × 3 layers", ([(3, 1, 1, 1), (3, 1, 1, 1)],))
    yield Case("a stride before a 3 × 3 layer", ([(2, 2, 0, 1), (3, 1, 1, 1)],))
    yield Case("dilation after a stride", ([(3, 3, 1, 1), (3, 1, 2, 2)],))
    yield Case("the chapter's row", ([(3, 1, 1, 1), (2, 2, 0, 1), (3, 1, 1, 1), (3, 2, 1, 1)],))
    yield Case("the first layers of AlexNet", ([(11, 4, 2, 1), (3, 2, 0, 1), (5, 1, 2, 1), (3, 2, 0, 1)],))
    yield Case("a stride in each of four layers", ([(3, 2, 1, 1)] * 4,))


def _followed(step: Callable, begin: tuple = (1, 1, 0), order: int = 1) -> Callable:
    def twin(layers: list) -> tuple:
        field = begin
        for layer in layers[::order]:
            field = step(*field, *layer)
        return field

    return twin


EXERCISE = Exercise(
    title="Write the recursion",
    statement=(
        "Write `my_field(layers)`. Each layer is `(k, s, p, d)`: kernel size, stride, padding and dilation. "
        "It returns size, jump and start of the receptive field after the last layer, as three whole "
        "numbers. Try it without `d2l.receptive_field`."
    ),
    hints=(
        "A pixel has size 1, jump 1 and start 0. Go through the layers, and change the three "
        "numbers in each.",
        "Size and start change by a number of steps, and each step is as long as the jump of the layer "
        "before.",
        "size += (k - 1) * d * jump and start -= p * jump; the jump is multiplied after them.",
    ),
    solution=my_field,
    cases=_cases,
    mistakes=(
        Mistake(
            "your jump is multiplied too early: size and start grow by the jump of the layer before.",
            _followed(
                lambda size, jump, start, k, s, p, d: (
                    size + (k - 1) * d * jump * s,
                    jump * s,
                    start - p * jump * s,
                )
            ),
        ),
        Mistake(
            "the dilation is ignored: the numbers of a kernel read units that are d apart.",
            _followed(
                lambda size, jump, start, k, s, p, d: (size + (k - 1) * jump, jump * s, start - p * jump)
            ),
        ),
        Mistake(
            "you add k units where there are k − 1 steps from the first to the last.",
            _followed(
                lambda size, jump, start, k, s, p, d: (size + k * d * jump, jump * s, start - p * jump)
            ),
        ),
        Mistake(
            "a pixel sees itself: the size starts at 1.",
            _followed(
                lambda size, jump, start, k, s, p, d: (size + (k - 1) * d * jump, jump * s, start - p * jump),
                (0, 1, 0),
            ),
        ),
        Mistake(
            "padding lets unit 0 begin earlier, so the start gets smaller.",
            _followed(
                lambda size, jump, start, k, s, p, d: (size + (k - 1) * d * jump, jump * s, start + p * jump)
            ),
        ),
        Mistake(
            "padding is counted in units of the layer before, which are a jump wide each.",
            _followed(lambda size, jump, start, k, s, p, d: (size + (k - 1) * d * jump, jump * s, start - p)),
        ),
        Mistake(
            "you add the strides up: each of them multiplies the jump.",
            _followed(
                lambda size, jump, start, k, s, p, d: (
                    size + (k - 1) * d * jump,
                    jump + s - 1,
                    start - p * jump,
                )
            ),
        ),
        Mistake(
            "you begin at the last layer: the jump is that of the layers before.",
            _followed(
                lambda size, jump, start, k, s, p, d: (size + (k - 1) * d * jump, jump * s, start - p * jump),
                order=-1,
            ),
        ),
    ),
)
