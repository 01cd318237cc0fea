import signal
import subprocess
import sys
import threading
import time
from collections import Counter, OrderedDict

import numpy as np
import pytest
import torch
from torch import nn

from d2lmini.exercises import check, hint, solution
from d2lmini.exercises.kit import calls
from d2lmini.exercises.kit.catalogue import exercises_of, find
from d2lmini.exercises.kit.compare import difference, show
from d2lmini.exercises.kit.examine import examine
from d2lmini.exercises.kit.exercise import Case, Mistake
from d2lmini.exercises.kit.report import Card, Report
from d2lmini.ops import corr2d
from tests.exercises import toy


def correct(X, K):
    return corr2d(X, K)


def says(answer, *words, seconds=5.0):
    report = check("corr2d", answer, seconds=seconds)
    assert not report.passed
    for expected in words:
        assert expected in str(report), str(report)
    return report


# What the reader calls


def test_a_right_answer_is_told_what_was_checked():
    report = check("corr2d", correct)
    assert report.passed
    assert str(report).startswith("✓ corr2d: right in all 18 checks")
    assert "the worked example · a 1×1 kernel" in str(report)
    assert "4 × a random shape" in str(report)


def test_the_same_check_says_the_same_twice():
    wrong = [check("corr2d", lambda X, K: torch.rand(2, 2)) for _ in range(2)]
    assert str(wrong[0]) == str(wrong[1])


def test_an_unknown_name_lists_close_matches():
    with pytest.raises(
        ValueError, match=r'no exercise "cor2d"; did you mean corr2d or corr3d\? All of them: .*corr2d, edge'
    ):
        check("cor2d", correct)
    with pytest.raises(ValueError, match='no exercise "zzz"; All of them'):
        hint("zzz")
    with pytest.raises(
        ValueError, match=r'no chapter "image convolution"; did you mean image-convolution or'
    ):
        exercises_of("image convolution")


def test_a_missing_answer_is_asked_for():
    with pytest.raises(TypeError, match=r'needs your answer as well, as in d2l.check\("corr2d", my_corr2d\)'):
        check("corr2d")


def test_a_name_must_be_a_string():
    with pytest.raises(TypeError, match="is the name of an exercise"):
        check(correct, "corr2d")


@pytest.mark.parametrize("seconds", [0, -1, float("nan"), float("inf")])
def test_seconds_must_be_above_zero(seconds):
    with pytest.raises(ValueError, match=r"seconds must be finite and above 0, got (0|-1|nan|inf)"):
        check("corr2d", correct, seconds=seconds)


@pytest.mark.parametrize("seconds", [None, "5", True, torch.tensor(5)])
def test_seconds_must_be_a_number(seconds):
    with pytest.raises(TypeError, match=r"seconds must be a number, got .*; use one > 0"):
        check("corr2d", correct, seconds=seconds)


def test_seconds_may_be_any_kind_of_number():
    assert check("corr2d", correct, seconds=np.float32(2.5))
    assert check("corr2d", correct, seconds=10**15)


def test_the_name_of_a_chapter_must_be_a_string():
    with pytest.raises(TypeError, match='chapter must be a name such as "image-convolution", not 3'):
        exercises_of(3)


def test_hints_come_one_by_one_and_then_point_to_the_solution(monkeypatch):
    monkeypatch.setattr(calls, "_hints_given", Counter())
    given = [str(hint("corr2d")) for _ in range(4)]
    assert [text.splitlines()[0] for text in given] == [f"→ corr2d: hint {n} of 3" for n in (1, 2, 3, 3)]
    assert len(set(given)) == 3
    assert 'd2l.solution("corr2d")' in given[2]
    assert 'd2l.solution("corr2d")' not in given[1]
    assert str(hint("convolve2d")).startswith("→ convolve2d: hint 1 of")


def test_a_solution_is_source_and_highlighted_in_jupyter():
    shown = solution("corr2d")
    assert repr(shown).startswith("def my_corr2d(X, K):")
    assert shown._repr_markdown_() == f"```python\n{shown!r}```"


def test_a_card_says_everything_as_text_and_escapes_its_html():
    card = Card("✗", "a < b", "<script>\nX & Y")
    assert repr(card) == "✗ a < b\n  <script>\n  X & Y"
    html = card._repr_html_()
    assert "<script>" not in html
    assert "a &lt; b" in html
    assert "X &amp; Y" in html


def test_a_report_is_true_only_when_passed():
    assert Report("✓", "right")
    assert not Report("✗", "not yet")
    assert not Report("○", "not attempted")


def test_importing_changes_nothing():
    code = (
        "import threading, torch; before = torch.get_rng_state(); "
        "import d2lmini.exercises.image_convolution; "
        "assert torch.equal(before, torch.get_rng_state()); assert threading.active_count() == 1"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")


# Not attempted


def raising_stub(X, K):
    raise NotImplementedError


@pytest.mark.parametrize("stub", [raising_stub, lambda X, K: ..., ..., None])
def test_a_stub_is_not_attempted(stub):
    report = check("corr2d", stub)
    assert not report.passed
    assert str(report) == '○ corr2d: not attempted yet\n  d2l.hint("corr2d") gives a first hint.'


def test_what_torch_has_not_implemented_is_an_attempt():
    says(nn.Module(), "It stopped with NotImplementedError: Module [Module] is missing")


# Code that does not end


def loop(X, K):
    while True:
        pass


def loop_around_exceptions(X, K):
    while True:
        try:
            X = X + int("no number")
        except Exception:  # noqa: PERF203
            X = X + 1


@pytest.mark.parametrize("endless", [loop, loop_around_exceptions])
def test_an_endless_loop_is_cut_off_with_its_line(endless):
    before = threading.active_count()
    start = time.process_time()
    says(
        endless,
        "did not finish within 0.2 seconds: is there a loop",
        "got      = no end at line",
        seconds=0.2,
    )
    assert time.process_time() - start < 2
    assert threading.active_count() == before
    assert sum(range(10**6)) == 499999500000  # long enough for a stray exception to land


def test_an_endless_loop_is_cut_off_in_any_thread():
    reports = []
    caller = threading.Thread(target=lambda: reports.append(check("corr2d", loop, seconds=0.2)))
    caller.start()
    caller.join()
    assert "did not finish" in str(reports[0])


@pytest.fixture
def interruptible():
    """A background job ignores Ctrl-C, and so would the tests in it."""
    handler = signal.signal(signal.SIGINT, signal.default_int_handler)
    yield
    signal.signal(signal.SIGINT, handler)


@pytest.mark.usefixtures("interruptible")
def test_an_interrupted_check_ends_the_call_as_well():
    before = threading.active_count()
    interrupt = threading.Timer(0.2, signal.pthread_kill, [threading.main_thread().ident, signal.SIGINT])
    interrupt.start()
    with pytest.raises(KeyboardInterrupt):
        check("corr2d", loop)
    interrupt.join()
    time.sleep(0.1)
    spent = time.process_time()
    time.sleep(0.2)
    assert time.process_time() - spent < 0.1
    assert threading.active_count() == before


def test_a_slow_import_is_never_cut_short(tmp_path, monkeypatch):
    (tmp_path / "slow_to_import.py").write_text("import time\ntime.sleep(0.5)\n")
    monkeypatch.syspath_prepend(tmp_path)

    def importing(X, K):
        import slow_to_import

        assert slow_to_import.time
        return corr2d(X, K)

    assert check("corr2d", importing, seconds=0.2)


def test_a_call_that_cannot_be_stopped_is_left_behind_with_a_word():
    released = threading.Event()
    says(lambda X, K: released.wait(), "could not be stopped: restart the kernel", seconds=0.1)
    released.set()


def test_recursion_without_end_is_named():
    def again(X, K):
        return again(X, K)

    says(again, "It calls itself without end.", "got      = RecursionError at line", "return again(X, K)")


def test_leaving_python_is_an_error_like_others():
    says(lambda X, K: sys.exit(3), "It stopped with SystemExit: 3.")


# Printing


def test_a_flood_of_print_is_kept_back(capsys):
    def flood(X, K):
        while True:
            print("flood", file=sys.stderr)
            print("flood")

    report = says(flood, "did not finish", "printed  = flood", seconds=0.2)
    assert len(str(report).splitlines()) < 20
    assert capsys.readouterr() == ("", "")


def test_printing_instead_of_returning_is_named():
    says(lambda X, K: print(corr2d(X, K)), "It prints its result but returns nothing", "printed  = tensor(")


def test_returning_nothing_is_named():
    says(lambda X, K: None, "A tensor was expected, not nothing (None): end your function with `return`.")


# Exceptions


def test_an_exception_is_shown_with_the_line_of_the_answer():
    def broken(X, K):
        return X.unfold(0, 10**6, 1)  # this very line

    report = says(broken, "It stopped with RuntimeError: ", "# this very line")
    number = broken.__code__.co_firstlineno + 1
    assert f"got      = RuntimeError at line {number} in broken: return X.unfold" in str(report)


def test_a_long_error_message_is_cut_after_its_first_line():
    def verbose(X, K):
        raise ValueError("\n".join(["first", "second"]))

    says(verbose, "It stopped with ValueError: first.\n")


def test_a_wrong_signature_is_shown_with_the_call():
    says(
        lambda X: X,
        "It stopped with TypeError",
        "takes 1 positional argument but 2 were given",
        "the call itself",
    )


def test_an_exception_without_a_message_is_named():
    def broken(X, K):
        raise ValueError

    says(broken, "It stopped with ValueError.\n")


@pytest.mark.parametrize(
    ("answer", "words"), [(torch.zeros(2, 2), "a tensor"), ("my_corr2d", "a string"), ([0] * 999, "a list")]
)
def test_a_result_or_a_name_instead_of_a_function_is_refused(answer, words):
    says(answer, f"Hand in your function itself, without calling it or quoting its name, not {words}.")


# Answers that try to look right


def fill_input(X, K):
    Y = corr2d(X, K)
    X.zero_()
    return Y


def last_cached(X, K, cache={}):  # noqa: B006
    shapes = X.shape, K.shape
    if shapes not in cache:
        cache[shapes] = corr2d(X, K)
    return cache[shapes]


@pytest.mark.parametrize(
    ("answer", "words"),
    [
        (fill_input, "It changes its argument X: work on a copy, such as X.clone()."),
        (lambda X, K: X, "It returns X unchanged."),
        (lambda X, K: K.clone(), "It returns K unchanged."),
        (lambda X, K: corr2d(X, K).numpy(), "A tensor was expected, not a NumPy array: stay in torch"),
        (
            lambda X, K: corr2d(X, K).tolist(),
            "A tensor was expected, not a list: convert it with torch.tensor",
        ),
        (lambda X, K: corr2d(X, K).sum().item(), "A tensor was expected, not a decimal number."),
        (lambda X, K: corr2d(X, K).to_sparse(), "A tensor was expected, not a tensor of a special kind"),
        (lambda X, K: corr2d(X, K).to("meta"), "A tensor was expected, not a tensor of a special kind"),
        (lambda X, K: (Y for Y in X), "A tensor was expected, not a generator."),
        (lambda X, K: torch.zeros_like(corr2d(X, K)), "Every entry is 0."),
        (lambda X, K: corr2d(X, K) * torch.nan, "4 of 4 entries are NaN"),
        (lambda X, K: corr2d(X, K).double(), "The dtype should be torch.float32, not torch.float64."),
        (lambda X, K: corr2d(X, K)[None], "The shape should be (2, 2), not (1, 2, 2)."),
        (lambda X, K: corr2d(X, K).requires_grad_(X.is_floating_point()), "It still tracks gradients"),
        (
            lambda X, K: torch.tensor([[19.0, 25.0], [37.0, 43.0]]),
            "It gives the same result whatever it is given: does it use its arguments, by their own names?",
        ),
        (
            lambda X, K: corr2d(X, K) + 1e-2,
            "4 of 4 entries differ; the first, at [0, 0], is 19.01 and should be 19.",
        ),
    ],
)
def test_an_answer_that_only_looks_right_is_named(answer, words):
    says(answer, words)


def test_a_result_cached_by_shape_is_caught_by_other_numbers_of_that_shape():
    says(last_cached, "Check 18 of 18, the last shape again, with other numbers")


def test_a_right_result_up_to_rounding_passes():
    assert check("corr2d", lambda X, K: corr2d(X, K) + (1e-6 if X.is_floating_point() else 0))


# Nothing of the reader's is touched


def test_a_check_leaves_the_session_as_it_was():
    def meddling(X, K):
        torch.manual_seed(1)
        torch.set_default_dtype(torch.float64)
        torch.set_default_device("meta")
        return corr2d(X, K) + 0 * torch.rand(1, device="cpu").to(X.dtype)

    torch.manual_seed(5)
    expected = torch.rand(3)
    torch.manual_seed(5)
    names = set(globals())
    options = vars(torch._tensor_str.PRINT_OPTS).copy()
    stdout, stderr = sys.stdout, sys.stderr
    assert check("corr2d", meddling)
    assert check("corr2d", raising_stub).mark == "○"
    assert torch.equal(torch.rand(3), expected)
    assert set(globals()) == names
    assert vars(torch._tensor_str.PRINT_OPTS) == options
    assert (sys.stdout, sys.stderr) == (stdout, stderr)
    assert (torch.zeros(1).dtype, torch.zeros(1).device.type) == (torch.float32, "cpu")


def test_a_check_works_without_gradients_and_on_another_default_device():
    with torch.no_grad():
        assert check("learn_kernel", find("learn_kernel").solution)
    with torch.device("meta"):
        assert check("corr2d", correct)
    with torch.inference_mode():
        assert check("learn_kernel", find("learn_kernel").solution)


# Values of other kinds, as later chapters have them


@pytest.mark.parametrize(
    ("expected", "got", "words"),
    [
        (3, 3, None),
        (3, np.int64(3), None),
        (3, 4, "it should be 3, not 4"),
        (3, 3.0, "a whole number was expected, not a decimal number"),
        (3, True, "a whole number was expected, not True or False"),
        (3, torch.tensor(3), "a whole number was expected, not a tensor: take the number out with .item()"),
        (0.1 + 0.2, 0.3, None),
        (2.0, 2, None),
        (2.0, float("nan"), "it should be 2.0, not nan"),
        ((2, 3), torch.Size([2, 3]), None),
        ((2, 3), [2, 3], None),
        ((2, 3), [2, 4], "at position 1: it should be 3, not 4"),
        ((2, 3), (2, 3, 1), "2 entries were expected, not 3"),
        ((2, (3, 4)), (2, (3, 5)), "at position 1, 1: it should be 4, not 5"),
        ("same", "full", "it should be same, not full"),
        (torch.tensor(2), torch.tensor(3), "1 of 1 entries differ; the first, at [], is 3 and should be 2"),
        (torch.tensor(20000), torch.tensor(20001), "1 of 1 entries differ; the first, at [], is 20001"),
        (nn.Linear(2, 3), nn.Linear(2, 3), None),
        (nn.Linear(2, 3), nn.Linear(2, 4), "at position 0, 1, 0: it should be 3, not 4"),
        (nn.Linear(2, 3), len, "a module was expected, not a builtin_function_or_method"),
        ((2,), (2, 3), "1 entry was expected, not 2"),
        (True, np.True_, None),
        (True, torch.tensor(True), "True or False was expected, not a tensor: take it out with .item()"),
        (True, torch.tensor([True, False]), "True or False was expected, not a tensor"),
        (OrderedDict(a=1), {"a": 1}, None),
        ((2, 3), ..., "a tuple was expected, not an ellipsis"),
        (torch.ones(2), [torch.tensor(1.0)] * 2, "a tensor was expected, not a list: stack it with torch.st"),
        (torch.ones(1), nn.Parameter(torch.ones(1)), "it still tracks gradients: take .detach() of it"),
    ],
)
def test_a_difference_is_said_in_words(expected, got, words):
    said = difference(expected, got)
    assert said is None if words is None else said.startswith(words)


def test_values_are_shown_whatever_the_print_options():
    assert show(torch.tensor([[1.0, 2.5]])) == "[[1. , 2.5]]"
    assert show(torch.zeros(10, 10)) == "a tensor of shape (10, 10), torch.float32"
    assert show(torch.tensor(19.0)) == "19"
    assert show((2, 3)) == "(2, 3)"
    assert show([(1, "a"), (2.5,), {"b": [None]}, ()]) == "[(1, 'a'), (2.5,), {'b': [None]}, ()]"
    assert show((torch.tensor([1.0, 2.5]), [torch.tensor(3)])) == "([1. , 2.5], [3])"
    assert show([torch.eye(2).to_sparse()]).startswith("[tensor(indices=")
    assert show(nn.Linear(2, 3)) == "a module with (('bias', (3,)), ('weight', (3, 2)))"


class Endless:
    def __repr__(self):
        while True:
            pass


itself = []
itself.append(itself)


@pytest.mark.parametrize(
    "long",
    [
        list(range(10**4)),
        [[0] * 10**7] * 10**7,  # 10^14 numbers, had they to be written
        dict.fromkeys(range(10), "x" * 10**7),
        "x" * 10**8,
        b"x" * 10**8,
        itself,
    ],
    ids=["list", "nested", "dict", "string", "bytes", "itself"],
)
def test_of_a_long_value_only_the_beginning_is_written(long):
    assert show(long).endswith(" …")
    assert len(show(long)) < 600


def test_a_value_whose_text_has_no_end_is_named():
    before = threading.active_count()
    says(lambda X, K: Endless(), "A tensor was expected, not an Endless.", "an Endless that cannot be shown")
    assert threading.active_count() == before


class UnshowableError(Exception):
    def __repr__(self):
        raise RuntimeError

    __str__ = __repr__


def raise_unshowable(X, K):
    raise UnshowableError


def test_a_value_or_error_that_cannot_be_shown_is_named():
    says(
        lambda X, K: UnshowableError(),
        "A tensor was expected, not an UnshowableError.",
        "an UnshowableError that cannot",
    )
    says(raise_unshowable, "It stopped with UnshowableError: an UnshowableError that cannot be shown.")


def add_a_parameter(layer):
    layer.extra = nn.Parameter(torch.zeros(1))
    return 2


def test_what_a_message_says_fits_every_kind_of_value():
    exercise = toy(lambda layer: 2, Case("a layer", (nn.Linear(1, 1),)))
    assert "such as copy.deepcopy(layer)." in str(examine(exercise, add_a_parameter, seconds=1))
    assert "A whole number was expected, not nothing (None): end" in str(
        examine(exercise, lambda layer: None, seconds=1)
    )


def test_an_argument_is_called_unchanged_only_where_it_always_is():
    exercise = toy(lambda X: X**3 + 1, Case("one", (torch.ones(1),)), Case("two", (torch.tensor([2.0]),)))
    assert "It returns X unchanged." in str(examine(exercise, lambda X: X, seconds=1))
    assert "unchanged" not in str(examine(exercise, lambda X: X**3, seconds=1))


def test_no_mistake_is_named_where_the_solution_itself_fails():
    def broken(X):
        raise ValueError

    exercise = toy(broken, Case("one", (torch.ones(1),)), mistakes=(Mistake("a false message", broken),))
    report = str(examine(exercise, broken, seconds=1))
    assert "The book's own solution stopped with ValueError." in report
    assert "a false message" not in report


def minus_one(X):
    return X - 1


handed_out = minus_one


def minus_one(X):
    # I have looked at it.
    return X - 1


def test_a_comment_is_no_attempt():
    exercise = toy(lambda X: X, Case("one", (1,)), given=handed_out)
    assert examine(exercise, minus_one, seconds=1).mark == "○"
    assert examine(exercise, lambda X: X - 1, seconds=1).mark == "✗"


def output_height():
    return 28


def test_a_number_makes_an_exercise_in_a_few_lines():
    mistake = Mistake("that is the input's height", lambda: 32)
    exercise = toy(output_height, Case("the height"), mistakes=(mistake,), accepts="value")
    assert examine(exercise, 28, seconds=1)
    assert examine(exercise, ..., seconds=1).mark == "○"
    assert "That is the input's height." in str(examine(exercise, 32, seconds=1))
    assert "It should be 28, not 27." in str(examine(exercise, 27, seconds=1))
