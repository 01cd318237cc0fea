"""Exercise: count the parameters of a dense, a locally connected and a convolutional layer."""

from collections.abc import Callable, Iterator

from d2lmini.exercises.kit.exercise import Case, Exercise, Mistake


def my_three_counts(in_shape, out_shape, k):
    """Neurons times what each has of its own; where filters are shared, filters times that."""
    n_h, n_w, c_i = in_shape
    m_h, m_w, c_o = out_shape
    neurons, window = m_h * m_w * c_o, k * k * c_i + 1
    return neurons * (n_h * n_w * c_i + 1), neurons * window, c_o * window


def _cases() -> Iterator[Case]:
    yield Case("one pixel to one number", ((1, 1, 1), (1, 1, 1), 1))
    yield Case("a grey image", ((5, 6, 1), (3, 4, 1), 3))
    yield Case("three channels", ((5, 6, 3), (3, 4, 1), 3))
    yield Case("three channels, two filters", ((5, 6, 3), (4, 5, 2), 2))
    yield Case("a megapixel", ((1000, 1000, 3), (998, 998, 64), 3))
    yield Case("AlexNet's first layer", ((227, 227, 3), (55, 55, 96), 11))


def _count(pixels: Callable, window: Callable, biases: Callable = lambda C: 1, unshared: int = 0) -> Callable:
    """Count with other weights to a neuron, other biases, or the convolution's filters at all positions."""

    def twin(in_shape: tuple, out_shape: tuple, k: int) -> tuple[int, int, int]:
        (h, w, C), (oh, ow, D) = in_shape, out_shape
        neurons, field = oh * ow * D, window(k, C) + biases(C)
        return neurons * (pixels(h, w, C) + biases(C)), neurons * field, (neurons if unshared else D) * field

    return twin


def _all_pixels(h: int, w: int, C: int) -> int:
    return h * w * C


def _whole_window(k: int, C: int) -> int:
    return k * k * C


def _without_filters(in_shape: tuple, out_shape: tuple, k: int) -> tuple[int, int, int]:
    return my_three_counts(in_shape, (*out_shape[:2], 1), k)


def _positions_where_it_fits(in_shape: tuple, out_shape: tuple, k: int) -> tuple[int, int, int]:
    return my_three_counts(in_shape, (in_shape[0] - k + 1, in_shape[1] - k + 1, out_shape[2]), k)


def _one_bias_a_layer(in_shape: tuple, out_shape: tuple, k: int) -> tuple[int, int, int]:
    counts = _count(_all_pixels, _whole_window, biases=lambda C: 0)(in_shape, out_shape, k)
    return tuple(count + 1 for count in counts)


def _one_bias_a_filter(in_shape: tuple, out_shape: tuple, k: int) -> tuple[int, int, int]:
    dense, local, shared = my_three_counts(in_shape, out_shape, k)
    spare = (out_shape[0] * out_shape[1] - 1) * out_shape[2]
    return dense - spare, local - spare, shared


EXERCISE = Exercise(
    title="Count three layers",
    statement=(
        "Write `my_three_counts(in_shape, out_shape, k)`. A layer reads images of shape `in_shape`, rows × "
        "columns × channels, and writes `out_shape`, rows × columns × filters. Return its number of "
        "parameters, biases included, as a tuple: if it is dense, if it is locally connected with windows "
        "of `k` × `k` pixels, and if it is convolutional."
    ),
    hints=(
        "How many numbers come out? In the first two layers each of them is a neuron with weights and a bias "
        "of its own. How many inputs does it read?",
        "A dense neuron reads n_h · n_w · c_i numbers, a local one k · k · c_i. A convolution has one "
        "neuron's parameters for each filter, not for each position.",
        "With n_h, n_w, c_i = in_shape, m_h, m_w, c_o = out_shape and neurons = m_h * m_w * c_o, the dense "
        "layer has\n"
        "    neurons * (n_h * n_w * c_i + 1)\n"
        "parameters. Change one factor for each of the others.",
    ),
    solution=my_three_counts,
    cases=_cases,
    mistakes=(
        Mistake(
            "the biases are missing: each neuron has one, and in a convolution each filter.",
            _count(_all_pixels, _whole_window, biases=lambda C: 0),
        ),
        Mistake(
            "a neuron has one bias, not one for each channel.",
            _count(_all_pixels, _whole_window, biases=lambda C: C),
        ),
        Mistake(
            "one bias for each filter is what the convolution has. In the other two layers nothing is "
            "shared: each neuron has its own.",
            _one_bias_a_filter,
        ),
        Mistake(
            "a layer has more than one bias: each neuron has one, and in a convolution each filter.",
            _one_bias_a_layer,
        ),
        Mistake(
            "the order is dense, locally connected, convolutional: your last two are swapped.",
            lambda *shapes: tuple(my_three_counts(*shapes)[which] for which in (0, 2, 1)),
        ),
        Mistake(
            "your convolution has one filter: out_shape[2] says how many there are.",
            lambda i, o, k: (*my_three_counts(i, o, k)[:2], my_three_counts(i, o, k)[2] // o[2]),
        ),
        Mistake(
            "the channels of the input are missing: a neuron reads all channels of each pixel.",
            _count(lambda h, w, C: h * w, lambda k, C: k * k),
        ),
        Mistake(
            "a window has k · k · c_i numbers: you leave the channels of the input out.",
            _count(_all_pixels, lambda k, C: k * k),
        ),
        Mistake(
            "a window of k × k pixels has k · k of them, not k.",
            _count(_all_pixels, lambda k, C: k * C),
        ),
        Mistake(
            "you count one filter only: out_shape[2] says how many there are.",
            _without_filters,
        ),
        Mistake(
            "you work out the positions from in_shape and k. Take them from out_shape: windows may move by "
            "more than one pixel, as AlexNet's do.",
            _positions_where_it_fits,
        ),
        Mistake(
            "your convolution shares nothing: its filters serve all positions, so they count once.",
            _count(_all_pixels, _whole_window, unshared=1),
        ),
    ),
)
