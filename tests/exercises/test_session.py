"""Whatever a reader has set, replaced or started, a check judges the same, and leaves all of it alone."""

import signal
import subprocess
import sys
import threading
import time

import nbformat
import pytest
import torch
from nbclient import NotebookClient

import d2lmini as d2l
from d2lmini import ops
from d2lmini.exercises import check
from d2lmini.exercises.kit import sandbox
from d2lmini.ops import corr2d


def correct(X, K):
    return corr2d(X, K)


def convolve(X, K):
    return corr2d(X, K.flip(0, 1))


def unflipped(X, K):
    return corr2d(X, K)


# Settings


def test_an_answer_finds_the_settings_of_a_new_session():
    found = []

    def asking(X, K):
        found.append((torch.get_default_dtype(), torch.zeros(1).dtype, torch.is_grad_enabled()))
        return corr2d(X, K)

    torch.set_default_dtype(torch.float64)
    try:
        with torch.no_grad():
            assert check("corr2d", asking)
        assert torch.get_default_dtype() == torch.float64
    finally:
        torch.set_default_dtype(torch.float32)
    assert set(found) == {(torch.float32, torch.float32, True)}


def loop(X, K):
    torch.set_default_dtype(torch.float16)
    while True:
        pass


def broken(X, K):
    torch.set_default_dtype(torch.float16)
    raise ValueError


@pytest.mark.parametrize("answer", [loop, broken])
def test_settings_come_back_after_an_answer_that_fails(answer):
    torch.set_default_dtype(torch.float64)
    try:
        assert not check("corr2d", answer, seconds=0.1).passed
        assert torch.get_default_dtype() == torch.float64
    finally:
        torch.set_default_dtype(torch.float32)


def test_settings_and_streams_come_back_after_an_interrupt():
    handler = signal.signal(signal.SIGINT, signal.default_int_handler)  # a background job ignores Ctrl-C
    streams = sys.stdin, sys.stdout, sys.stderr, input
    torch.set_default_dtype(torch.float64)
    interrupt = threading.Timer(0.2, signal.pthread_kill, [threading.main_thread().ident, signal.SIGINT])
    interrupt.start()
    try:
        with pytest.raises(KeyboardInterrupt):
            check("corr2d", loop)
        assert torch.get_default_dtype() == torch.float64
    finally:
        torch.set_default_dtype(torch.float32)
        signal.signal(signal.SIGINT, handler)
    assert (sys.stdin, sys.stdout, sys.stderr, input) == streams
    assert check("corr2d", correct)


# Functions of the book or of PyTorch that a reader replaces


@pytest.mark.parametrize("module", [d2l, ops])
def test_a_function_of_the_readers_own_does_not_change_what_is_right(monkeypatch, module):
    for name in ("corr2d", "corr2d_multi_in", "corr2d_multi_in_out", "pool2d"):
        monkeypatch.setattr(module, name, lambda *args: torch.zeros(1), raising=False)
    assert check("convolve2d", convolve)
    assert "Your kernel is not flipped" in str(check("convolve2d", unflipped))


def test_where_the_solution_itself_fails_nobody_else_is_blamed(monkeypatch):
    monkeypatch.setattr(torch.fft, "rfft2", lambda *args, **kwargs: 1 / 0)
    report = check("fft_convolve2d", lambda X, K: X)
    assert not report.passed
    assert str(report) == (
        "○ fft_convolve2d: cannot be checked\n  The book's own solution stopped with ZeroDivisionError: "
        "division by zero. Something that it needs was replaced in this session: restart the kernel."
    )


def test_where_the_cases_cannot_be_made_it_is_said(monkeypatch):
    monkeypatch.setattr(torch, "randint", None)
    assert "The book's own solution stopped with TypeError: 'NoneType'" in str(check("corr2d", correct))


# Threads


def test_checks_in_many_threads_at_once_all_report_and_leave_the_streams():
    streams = sys.stdin, sys.stdout, sys.stderr, input
    torch.manual_seed(5)
    expected = torch.rand(3)
    torch.manual_seed(5)
    answers = [correct, unflipped, loop, lambda X, K: print("noise") or X.nothing] * 2
    reports = [None] * len(answers)

    def ask(number, answer):
        reports[number] = check("convolve2d", answer, seconds=0.5)

    callers = [threading.Thread(target=ask, args=each) for each in enumerate(answers)]
    for caller in callers:
        caller.start()
    for caller in callers:
        caller.join()
    for each, words in zip(
        reports, ["not flipped", "not flipped", "did not finish", "no attr"] * 2, strict=True
    ):
        assert words in str(each)
    assert (sys.stdin, sys.stdout, sys.stderr, input) == streams
    assert torch.equal(torch.rand(3), expected)


def test_what_another_thread_prints_during_a_check_is_not_lost(capsys):
    checking, printed = threading.Event(), threading.Event()

    def other():
        checking.wait()
        print("epoch 1")
        printed.set()

    def waiting(X, K):
        checking.set()
        printed.wait()
        print("kept back")
        return corr2d(X, K)

    threading.Thread(target=other).start()
    assert check("corr2d", waiting)
    assert capsys.readouterr().out == "epoch 1\n"


def test_what_threads_of_the_answer_print_is_kept_back(capsys):
    def threaded(X, K):
        helper = threading.Thread(target=print, args=["from a helper"])
        helper.start()
        helper.join()

    assert "printed  = from a helper" in str(check("corr2d", threaded))
    assert capsys.readouterr().out == ""


def test_a_check_inside_the_code_that_it_checks_is_named():
    def nested(X, K):
        return check("corr2d", nested)

    assert 'd2l.check("corr2d", …) stands inside the code that it checks: move it out' in str(
        check("corr2d", nested)
    )


# Time


def test_time_that_other_programs_take_is_not_the_answers(monkeypatch):
    monkeypatch.setattr(time, "process_time", lambda: 0.0)  # as on a machine that never gets to it
    monkeypatch.setattr(sandbox, "_PATIENCE", 10**6)  # this machine may be busy, too

    def slow(X, K):
        time.sleep(0.02)
        return corr2d(X, K)

    assert check("corr2d", slow, seconds=0.01)


def test_an_answer_that_waits_for_ever_is_cut_off_by_the_clock():
    started = time.monotonic()
    report = check("corr2d", lambda X, K: [time.sleep(0.01) for _ in iter(int, 1)], seconds=0.1)
    assert "did not finish within 0.1 seconds" in str(report)
    assert time.monotonic() - started >= 0.4


# Answers that want a person, or no Python


def leaves(X, K):
    exit()


def types(X, K):
    return torch.tensor(float(input("a number: ")))


def reads_lines(X, K):
    return list(sys.stdin)


def stops(X, K):
    breakpoint()
    return X


def interrupts(X, K):
    raise KeyboardInterrupt


NOBODY = "It stopped with RuntimeError: nobody types while your code is checked: use its arguments instead"


@pytest.mark.parametrize(
    ("answer", "words"),
    [
        (
            leaves,
            "It stopped with SystemExit: None. exit(), quit() and sys.exit() leave Python: end a function",
        ),
        (lambda X, K: sys.exit("done"), "It stopped with SystemExit: done. exit(), quit() and"),
        (types, NOBODY),
        (reads_lines, NOBODY),
        (lambda X, K: sys.stdin.readline(), NOBODY),
        (stops, "It stopped with RuntimeError: a check does not stop at breakpoint(): take it out"),
        (interrupts, "It stopped with KeyboardInterrupt."),
    ],
)
def test_an_answer_that_wants_a_person_or_no_python_is_named(answer, words):
    assert words in str(check("corr2d", answer))


@pytest.mark.programs
def test_a_script_goes_on_after_such_answers_and_can_still_read():
    script = (
        "from d2lmini.exercises import check\n"
        "reports = [check('corr2d', answer) for answer in (lambda X, K: exit(), lambda X, K: input())]\n"
        "print(input(), len(reports))"
    )
    done = subprocess.run(
        [sys.executable, "-c", script], input="typed\n", capture_output=True, text=True, check=False
    )
    assert (done.stdout, done.stderr) == ("typed 2\n", "")


@pytest.mark.programs
def test_a_kernel_shows_each_report_and_lives_on():
    handed_out = (  # as in the chapter
        "class MyConv2D(nn.Module):\n"
        "    def __inint__(self, kernel_size):\n"
        "        self.weight = torch.rand(kernel_size)\n"
        "        self.bias = torch.zeros(1)\n\n"
        "    def forward(self, X):\n"
        "        return corr2d(X, self.weight + self.bias)\n\n\n"
        "check('conv2d_layer', MyConv2D)"
    )
    answer = "def mine(X, K):\n    {}\n    return Y @ kernel\ncheck('corr2d', mine, seconds={})".format
    said = {
        handed_out: "○ conv2d_layer: not attempted yet",
        handed_out.replace("weight + self.bias)", "weight) + self.bias"): "look at its spelling",
        answer("raise NotImplementedError", 5): "○ corr2d: not attempted yet",
        answer("Y = X", 5): "NameError at line 3 in mine: return Y @ kernel",
        answer("while True: print(1)", 0.2): "no end at line 2 in mine: while True: print(1)",
        answer("exit()", 5): "It stopped with SystemExit.",
        answer("quit()", 5): "It stopped with SystemExit.",
        answer("input()", 5): NOBODY,
        answer("breakpoint()", 5): "a check does not stop at breakpoint()",
        answer("import pdb; pdb.set_trace()", 5): NOBODY,
        "sum(range(10**6))": "499999500000",  # long enough for a stray exception to land
    }
    cells = ["import torch\nfrom torch import nn\nfrom d2lmini.exercises import check", *said]
    notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(cell) for cell in cells])
    NotebookClient(notebook, timeout=600, kernel_name="python3").execute()
    for cell in notebook.cells[1:]:
        (output,) = cell.outputs
        assert said[cell.source] in output.data["text/plain"]
        assert '<div class="d2l-card"' in output.data.get("text/html", "") or "check" not in cell.source
