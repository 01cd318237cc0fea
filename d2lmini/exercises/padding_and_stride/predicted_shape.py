"""Exercise: find the mistake in a formula that counts padding another way."""

from collections.abc import Iterator

from d2lmini.exercises.kit.exercise import Case, Exercise, Mistake


def my_shape(size, kernel_size, padding, stride):
    """Predict the (height, width) that nn.Conv2d(1, 1, kernel_size, stride, padding) returns."""
    (n_h, n_w), (k_h, k_w) = size, kernel_size
    (p_h, p_w), (s_h, s_w) = padding, stride
    return (n_h - k_h + 2 * p_h + s_h) // s_h, (n_w - k_w + 2 * p_w + s_w) // s_w


def _broken():
    """Return the function that the chapter hands out."""

    def my_shape(size, kernel_size, padding, stride):
        (n_h, n_w), (k_h, k_w) = size, kernel_size
        (p_h, p_w), (s_h, s_w) = padding, stride
        return (n_h - k_h + p_h + s_h) // s_h, (n_w - k_w + p_w + s_w) // s_w

    return my_shape


def _cases() -> Iterator[Case]:
    yield Case("no padding", ((8, 8), (3, 3), (0, 0), (1, 1)))
    yield Case("padding 1", ((8, 8), (3, 3), (1, 1), (1, 1)))
    yield Case("padding on one axis only", ((8, 6), (5, 3), (2, 0), (1, 1)))
    yield Case("different paddings", ((8, 6), (5, 3), (2, 1), (1, 1)))
    yield Case("a stride", ((224, 160), (7, 7), (3, 3), (2, 2)))
    yield Case("different strides", ((9, 12), (3, 5), (0, 1), (3, 4)))
    yield Case("strides that do not divide", ((11, 10), (2, 4), (1, 0), (3, 4)))


EXERCISE = Exercise(
    title="Find the mistake: whose padding?",
    statement=(
        "`my_shape` should predict the height and width that `nn.Conv2d(1, 1, kernel_size, stride, padding)` "
        "makes of an image of a given size; all arguments are pairs, height first. Its formula comes from a "
        "good book, and returns wrong sizes here all the same. Find out why, and repair it."
    ),
    hints=(
        "Try it without padding, and then with it. Which of the two goes wrong?",
        "The book's formula says n − k + p + s in the numerator. What does its p count, and what does the "
        "argument padding of nn.Conv2d count?",
        "The book's p is the total over both sides, PyTorch's padding is per side: p = 2 · padding.",
    ),
    solution=my_shape,
    given=_broken(),
    cases=_cases,
    mistakes=(
        Mistake(
            "it still takes padding for the total over both sides, where nn.Conv2d adds as much at each "
            "side.",
            lambda size, kernel, padding, stride: tuple(
                (n - k + p + s) // s for n, k, p, s in zip(size, kernel, padding, stride, strict=True)
            ),
        ),
        Mistake(
            "height and width are swapped: pairs go height first, in arguments and in the result.",
            lambda *arguments: my_shape(*arguments)[::-1],
        ),
        Mistake(
            "the numerator was right but for the padding: it has + s, which becomes the + 1 after dividing. "
            "A + 1 in its place counts too few positions.",
            lambda size, kernel, padding, stride: tuple(
                (n - k + 2 * p + 1) // s for n, k, p, s in zip(size, kernel, padding, stride, strict=True)
            ),
        ),
        Mistake(
            "the width still takes padding for the total over both sides: repair it like the height.",
            lambda *settings: (my_shape(*settings)[0], _broken()(*settings)[1]),
        ),
        Mistake(
            "the height still takes padding for the total over both sides: repair it like the width.",
            lambda *settings: (_broken()(*settings)[0], my_shape(*settings)[1]),
        ),
    ),
)
