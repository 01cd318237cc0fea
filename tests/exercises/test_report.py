"""A report is never lost, and every terminal can print what the package says."""

import io
import sys
from pathlib import Path

import pytest

import d2lmini as d2l
from d2lmini.exercises import check
from d2lmini.exercises.kit.catalogue import all_exercises
from d2lmini.terminal import LOOK_ALIKES, printable

ROOT = Path(d2l.__file__).parent


def wrong(X, K):
    return X


def test_an_assertion_that_fails_shows_the_report(capsys):
    with pytest.raises(AssertionError):
        exec("assert check('corr2d', wrong)", {"check": check, "wrong": wrong})
    assert capsys.readouterr().out.startswith("✗ corr2d: not yet\n  It returns X unchanged.")


def test_a_condition_shows_a_report_that_says_no_and_only_once(capsys):
    report = check("corr2d", wrong)
    shown = [bool(report) for _ in range(2)]
    assert shown == [False, False]
    assert capsys.readouterr().out.count("✗") == 1


def test_a_report_that_was_shown_is_not_shown_again(capsys):
    for show in (print, lambda report: report._repr_html_()):
        report = check("corr2d", wrong)
        show(report)
        capsys.readouterr()
        assert not report
        assert capsys.readouterr().out == ""


def test_a_report_that_says_yes_keeps_quiet(capsys):
    from d2lmini.ops import corr2d

    assert check("corr2d", corr2d)
    assert not check("corr2d", wrong).passed
    assert capsys.readouterr().out == ""


def print_everything():
    for name, exercise in all_exercises().items():
        for _ in exercise.hints:
            print(d2l.hint(name))
        print(d2l.solution(name))
        print([d2l.check(name, None)])
    print(d2l.check("corr2d", wrong), d2l.check("corr2d", d2l.corr2d))
    print(d2l.check("unread_rows", lambda n, k, padding=0, stride=1, dilation=1: n))
    print(d2l.History("cpu"))
    for name in d2l.widgets.__all__:
        print(getattr(d2l, name)()._repr_mimebundle_()[0]["text/plain"])


@pytest.mark.parametrize("encoding", ["gbk", "ascii", "cp1252", "cp437"])
def test_every_terminal_can_print_what_the_package_says(monkeypatch, encoding):
    screen = io.BytesIO()
    monkeypatch.setattr(sys, "stdout", io.TextIOWrapper(screen, encoding, write_through=True))
    print_everything()
    said = screen.getvalue().decode(encoding)
    assert "x corr2d: not yet" in said
    assert "+ corr2d: right in all" in said


def test_each_sign_of_the_package_has_a_look_alike():
    sources = "".join(path.read_text() for path in ROOT.rglob("*.py"))
    assert {sign for sign in sources if not sign.isascii()} <= LOOK_ALIKES.keys()


def test_a_terminal_that_knows_unicode_gets_the_text_as_it_is(monkeypatch):
    text = "✓ 3 × 4 − 1 → …"
    assert printable(text) == text
    monkeypatch.setattr(sys, "stdout", None)
    assert printable(text) == text


def test_look_alikes_replace_only_what_is_missing(monkeypatch):
    class Terminal:
        encoding, errors = "cp1252", "strict"

    monkeypatch.setattr(sys, "stdout", Terminal())
    assert printable("✓ 3 × 4 − 1 → … 图") == "+ 3 × 4 - 1 -> … ?"
