"""Exercise: one step of stochastic gradient descent."""

from collections.abc import Callable, Iterator

import torch
from torch import Tensor, nn
from torch.nn import functional as F

from d2lmini.exercises.kit.exercise import Case, Exercise, Mistake


def my_step(net, X, y, lr):
    """Forget the old gradients, compute the new ones, and go a step against them."""
    net.zero_grad()
    loss = F.cross_entropy(net(X), y)
    loss.backward()
    with torch.no_grad():
        for parameter in net.parameters():
            parameter -= lr * parameter.grad
    return loss.item()


def _net() -> nn.Sequential:
    """Return a network whose weights are the same every time, and not small."""
    net = nn.Sequential(nn.Linear(3, 4), nn.Sigmoid(), nn.Linear(4, 3))
    with torch.no_grad():
        for number, parameter in enumerate(net.parameters()):
            parameter.copy_(torch.arange(parameter.numel()).add(number).sin().mul(2).reshape(parameter.shape))
    return net


def _weights_after(
    answer: Callable, X: Tensor, y: Tensor, lr: float, steps: int = 1, left_over: float | None = None
) -> Tensor | str:
    net = _net()
    if left_over is not None:
        for parameter in net.parameters():
            parameter.grad = torch.full_like(parameter, left_over)
    for _ in range(steps):
        answer(net, X, y, lr)
    weights = torch.cat([parameter.detach().flatten() for parameter in net.parameters()])
    # The change, not the weights: a small one would drown in them.
    return (weights - torch.cat([parameter.flatten() for parameter in _net().parameters()]).detach()) / lr


def _loss_of(answer: Callable, X: Tensor, y: Tensor, lr: float) -> float:
    return answer(_net(), X, y, lr)


_KEEPS_TRACK = "the network must be as trainable after the step as before: its parameters stay parameters"


def _still_learns(answer: Callable, X: Tensor, y: Tensor, lr: float) -> str:
    net = _net()
    before = list(net.parameters())
    answer(net, X, y, lr)
    after = list(net.parameters())
    same = all(map(lambda old, new: old is new and new.requires_grad and new.is_leaf, before, after))
    return "the same parameters, to be trained further" if same else "other parameters, or frozen ones"


def _cases() -> Iterator[Case]:
    generator = torch.Generator().manual_seed(5)

    def draw(n: int) -> tuple[Tensor, Tensor]:
        return torch.randn(n, 3, generator=generator), torch.randint(3, (n,), generator=generator)

    X, y = draw(4)
    yield Case("the change of the weights, divided by lr", (X, y, 0.5), _weights_after)
    yield Case("the loss that is returned", (X, y, 0.5), _loss_of)
    yield Case("another learning rate", (*draw(5), 0.1), _weights_after)
    yield Case("old gradients lying about", (X, y, 0.5, 1, 3.0), _weights_after)
    yield Case("three steps", (*draw(6), 0.5, 3), _weights_after)
    yield Case("the parameters afterwards", (X, y, 0.5), _still_learns, says=_KEEPS_TRACK)


def _step(
    forget: bool = True, scale: float = 1.0, returned: str = "before", reduction: str = "mean", which=None
) -> Callable:
    def twin(net: nn.Module, X: Tensor, y: Tensor, lr: float) -> float | Tensor:
        if forget:
            net.zero_grad()
        loss = F.cross_entropy(net(X), y, reduction=reduction)
        loss.backward()
        with torch.no_grad():
            for parameter in list(net.parameters())[which or slice(None)]:
                parameter -= lr * scale * parameter.grad
            after = F.cross_entropy(net(X), y, reduction=reduction)
        return {"before": loss.item(), "after": after.item(), "tensor": loss.detach(), "none": None}[returned]

    return twin


EXERCISE = Exercise(
    title="Take a step yourself",
    statement=(
        "Write `my_step(net, X, y, lr)` without `torch.optim`: one step of gradient descent, in place, on "
        "the mean cross-entropy of the batch `X`, `y`, for all parameters of `net`. Gradients that lie about "
        "from before must not count. Return the loss before the step, as a Python number."
    ),
    hints=(
        "Four parts, in this order: forget the old gradients, compute the loss, compute its gradient, step.",
        "net.zero_grad() forgets; loss.backward() writes the gradient of each parameter into parameter.grad.",
        "with torch.no_grad(): for parameter in net.parameters(): parameter -= lr * parameter.grad",
    ),
    solution=my_step,
    cases=_cases,
    mistakes=(
        Mistake(
            "old gradients still count: backward adds to what lies in .grad, so call net.zero_grad() first.",
            _step(forget=False),
        ),
        Mistake("your step goes uphill: the gradient points to where the loss grows.", _step(scale=-1.0)),
        Mistake(
            "the gradient is that of the sum over the batch: take the mean.",
            _step(reduction="sum"),
        ),
        Mistake("that is the loss after the step: compute it once, before.", _step(returned="after")),
        Mistake("the loss is a tensor: take the number out with .item().", _step(returned="tensor")),
        Mistake("nothing comes back: return the loss.", _step(returned="none")),
        Mistake(
            "only the weights learn: the biases are parameters too.",
            _step(which=slice(0, None, 2)),
        ),
        Mistake("only the last layer learns: go through net.parameters().", _step(which=slice(2, None))),
        Mistake(
            "the parameters stay as they were: subtract lr times the gradient, in place.", _step(scale=0)
        ),
    ),
)
