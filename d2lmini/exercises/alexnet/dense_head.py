"""Exercise: repair the last layers of a classifier."""

from collections.abc import Callable, Iterator

import torch
from torch import Tensor, nn

from d2lmini.exercises.kit.compare import kind_of
from d2lmini.exercises.kit.exercise import Case, Exercise, Mistake


def my_head():
    """Drop features and hidden activations, never logits; cross_entropy has the softmax inside."""
    return nn.Sequential(
        nn.Dropout(0.5),
        nn.Linear(256, 128),
        nn.ReLU(),
        nn.Dropout(0.5),
        nn.Linear(128, 10),
    )


def _broken() -> Callable:
    """Return the function that the chapter hands out."""

    def my_head():
        return nn.Sequential(
            nn.Linear(256, 128),
            nn.ReLU(),
            nn.Linear(128, 10),
            nn.Dropout(0.5),
            nn.Softmax(dim=1),
        )

    return my_head


def _features() -> Tensor:
    return torch.randn(64, 256, generator=torch.Generator().manual_seed(0))


def _outputs(answer: Callable, training: bool) -> Tensor | str:
    with torch.random.fork_rng([]):
        torch.manual_seed(0)
        head = answer()
        if not isinstance(head, nn.Module):
            return f"{kind_of(head)} instead of a network"
        return head.train(training)(_features()).detach()


def _shape(answer: Callable) -> str:
    Y = _outputs(answer, training=False)
    return Y if isinstance(Y, str) else f"an output of shape {tuple(Y.shape)} for 64 images"


def _weights(answer: Callable) -> str:
    head = answer()
    dense = [layer for layer in head.modules() if isinstance(layer, nn.Linear)]
    return ", ".join(f"dense from {layer.in_features} to {layer.out_features}" for layer in dense)


def _kind(answer: Callable) -> str:
    Y = _outputs(answer, training=False)
    if isinstance(Y, str):
        return Y
    if (Y >= 0).all():
        sums_to_one = torch.allclose(Y.sum(dim=1), torch.ones(len(Y)), atol=1e-3)
        return "probabilities" if sums_to_one else "no number below 0"
    return "logits"


def _zeros(answer: Callable) -> str:
    """Say whether the outputs of a training have exact zeros, or equal numbers, where logits were dropped."""
    Y = _outputs(answer, training=True)
    if isinstance(Y, str):
        return Y
    equal = sum(len(row) - len(row.unique()) for row in Y)
    return "logits are dropped in training" if equal > len(Y) else "no logit is dropped in training"


def _noise(answer: Callable) -> str:
    Y, Z = (_outputs(answer, training) for training in (True, False))
    if isinstance(Y, str) or isinstance(Z, str):
        return "no network"
    return "no dropout at work" if torch.allclose(Y, Z) else "dropout at work"


def _cases() -> Iterator[Case]:
    yield Case("its shape", probe=_shape)
    yield Case("its dense layers", probe=_weights)
    yield Case(
        "what comes out",
        probe=_kind,
        says="the softmax is still there: F.cross_entropy has one inside, and takes logits",
    )
    yield Case(
        "logits in training",
        probe=_zeros,
        says="the logits are still dropped: a class whose logit is set to 0 is guessed by chance",
    )
    yield Case(
        "dropout in training",
        probe=_noise,
        says="the dropout is gone: keep it, in front of a dense layer",
    )


def _twin(*at_end: nn.Module, dropout: bool = False, relu: bool = True) -> Callable:
    def twin() -> nn.Sequential:
        hidden = [nn.Linear(256, 128), *[nn.ReLU()] * relu, *[nn.Dropout(0.5)] * dropout]
        return nn.Sequential(*hidden, nn.Linear(128, 10), *at_end)

    return twin


EXERCISE = Exercise(
    title="Find the mistakes: the end of a classifier",
    statement=(
        "`my_head()` ends a network of ten classes, and its output goes to `F.cross_entropy`. It trains "
        "badly. Move one layer and remove one. The two dense layers stay, and so does dropout."
    ),
    hints=(
        "What does F.cross_entropy expect: probabilities, or logits? And what does dropout do to a logit?",
        "The softmax goes. Dropout belongs in front of a dense layer, never behind the last.",
        "nn.Linear(256, 128), nn.ReLU(), nn.Dropout(0.5), nn.Linear(128, 10)",
    ),
    solution=my_head,
    given=_broken(),
    cases=_cases,
    mistakes=(
        Mistake(
            "the softmax is still there: F.cross_entropy has one inside, and takes logits.",
            _twin(nn.Softmax(dim=1), dropout=True),
        ),
        Mistake(
            "the logits are still dropped: a class whose logit is set to 0 is guessed by chance.",
            _twin(nn.Dropout(0.5)),
        ),
        Mistake("the dropout is gone: keep it, in front of a dense layer.", _twin()),
        Mistake(
            "two things are left: the softmax has to go, and the dropout has to stay, in front of a dense "
            "layer.",
            _twin(nn.Softmax(dim=1)),
        ),
        Mistake(
            "a ReLU behind the last layer takes all logits below 0 away.",
            _twin(nn.ReLU(), dropout=True),
        ),
        Mistake(
            "the layers stand in the order of before, but for the softmax: dropout has to move, too, or it "
            "drops logits.",
            _twin(nn.Softmax(dim=1), nn.Dropout(0.5)),
        ),
    ),
)
