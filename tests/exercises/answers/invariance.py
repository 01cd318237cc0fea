"""Right and wrong answers to the exercises of "Invariance"."""

import numpy as np
import torch
from torch.nn import functional as F

from d2lmini.models import BlurPool2d

NAMES = {"F": F}


# equivariance_gap


def gap_with(turn=lambda H, n: H.roll(n, 1), size=lambda D: D.abs().max().item()):
    def answer(f, X, steps, stride):
        return size(f(X.roll(steps, 1)) - turn(f(X), steps // stride))

    return answer


def gap_by_moving_back(f, X, steps, stride):
    back = f(X.roll(steps, 1)).roll(-(steps // stride), 1)
    return float((back - f(X)).abs().max())


def gap_by_numpy(f, X, steps, stride):
    first, last = f(torch.roll(X, steps, -1)), f(X)
    return float(np.abs(first.numpy() - np.roll(last.numpy(), steps // stride, axis=1)).max())


# same_decision


def moved(X, steps):
    result = torch.zeros_like(X)
    result[..., steps:] = X[..., : X.shape[3] - steps]
    return result


def share_with(move=moved, decide=lambda z: z.argmax(1), summary=lambda same: same.double().mean().item()):
    return lambda net, X, steps: summary(decide(net(X)) == decide(net(move(X, steps))))


def share_by_loop(net, X, steps):
    same = 0
    for picture in X:
        pair = torch.stack([picture, moved(picture[None], steps)[0]])
        first, second = net(pair).argmax(dim=1).tolist()
        same += first == second
    return same / len(X)


def share_by_assignment(net, X, steps):
    after = torch.zeros_like(X)
    after[..., steps:] = X[..., :-steps]
    return share_with(lambda X, steps: after)(net, X, steps)


# blur_first


def blurred(X, weights=(1, 2, 1), divisor=16, padding=1, stride=2):
    row = torch.tensor(weights).to(X.dtype)
    return F.conv2d(X, torch.outer(row, row)[None, None] / divisor, stride=stride, padding=padding)


def blurred_by_slices(X):
    rows = F.pad(X, (0, 0, 1, 1))
    rows = (rows[:, :, :-2] + 2 * rows[:, :, 1:-1] + rows[:, :, 2:])[:, :, ::2] / 4
    both = F.pad(rows, (1, 1))
    return (both[..., :-2] + 2 * both[..., 1:-1] + both[..., 2:])[..., ::2] / 4


# map_versions


def versions(steps, count=lambda n: n * n):
    return lambda strides: (steps(strides), count(steps(strides)))


def product(strides):
    result = 1
    for s in strides:
        result = result * s
    return result


# seen_waves


def waves_by_folding(n, waves, stride):
    kept = n // stride
    while waves > kept / 2:
        waves = abs(waves - kept)
    return waves


def waves_by_fourier(n, waves, stride):
    row = np.cos(2 * np.pi * waves * np.arange(n) / n)[::stride]
    return int(np.abs(np.fft.rfft(row)).argmax())


# adaptive_start


def strongest(strength=lambda A: (A**2).sum(), starts=((0, 0), (0, 1), (1, 0), (1, 1))):
    def answer(X):
        kept = [X[a::2, b::2] for a, b in starts]
        strengths = torch.stack([strength(each) for each in kept])
        return kept[int(strengths.argmax())]

    return answer


def strongest_by_reshape(X):
    h, w = X.shape
    four = X.reshape(h // 2, 2, w // 2, 2).permute(1, 3, 0, 2).reshape(4, h // 2, w // 2)
    return four[four.square().sum(dim=(1, 2)).argmax()]


def strongest_by_norm(X):
    best = X[::2, ::2]
    for a, b in ((0, 1), (1, 0), (1, 1)):
        if X[a::2, b::2].norm() > best.norm():
            best = X[a::2, b::2]
    return best


RIGHT = {
    "equivariance_gap": [gap_with(), gap_by_moving_back, gap_by_numpy],
    "same_decision": [share_with(), share_by_loop],
    "blur_first": [blurred, blurred_by_slices, BlurPool2d()],
    "map_versions": [versions(product), lambda strides: (product(strides), product(strides * 2))],
    "seen_waves": [waves_by_folding, waves_by_fourier],
    "adaptive_start": [strongest(), strongest_by_reshape, strongest_by_norm],
}

WRONG = {
    "equivariance_gap": [
        (gap_with(lambda H, n: H), "That is invariance"),
        (
            lambda f, X, steps, stride: (f(X.roll(steps, 1)) - f(X).roll(steps, 1)).abs().max().item(),
            "The map moves too far",
        ),
        (gap_with(lambda H, n: H.roll(-n, 1)), "The map moves to the left"),
        (gap_with(lambda H, n: H.roll(n, 0)), "The map moves down"),
        (gap_with(size=lambda D: D.max().item()), "Differences below zero count too"),
        (gap_with(size=lambda D: D.abs().mean().item()), "That is the mean difference"),
        (gap_with(size=lambda D: D.abs().sum().item()), "That is the sum of all differences"),
        (
            lambda f, X, steps, stride: abs(f(X.roll(steps, 1)).max().item() - f(X).max().item()),
            "You compare the largest numbers of two maps",
        ),
    ],
    "same_decision": [
        (share_with(lambda X, steps: X.roll(steps, 3)), "Your pictures go round"),
        (share_with(lambda X, steps: moved(X.flip(3), steps).flip(3)), "Your pictures move to the left"),
        (share_with(lambda X, steps: moved(X.mT, steps).mT), "Your pictures move down"),
        (share_with(decide=lambda z: z), "You compare the logits themselves"),
        (share_with(decide=lambda z: z.max(dim=1).values), "You compare the largest logits"),
        (share_with(decide=lambda z: z.argmax(0)), "You look for the largest logit over the pictures"),
        (share_with(summary=lambda same: same.sum().item()), "You count the pictures"),
        (share_with(summary=lambda same: 1 - same.double().mean().item()), "the share whose class changes"),
        (share_by_assignment, "X[..., :-steps] is empty where steps is 0"),
    ],
    "blur_first": [
        (lambda X: blurred(X[:, :, ::2, ::2], stride=1), "It still drops rows and columns before"),
        (lambda X: blurred(X, stride=1), "Now nothing is dropped"),
        (lambda X: blurred(X, stride=1)[:, :, 1::2, 1::2], "The kept rows and columns are the first, third"),
        (lambda X: blurred(X, divisor=1), "The weights must add up to 1"),
        (lambda X: blurred(X, divisor=4), "The weights add up to 4"),
        (lambda X: F.avg_pool2d(X, 3, stride=2, padding=1), "That is the plain mean of nine"),
        (lambda X: F.avg_pool2d(X, 2, ceil_mode=True), "That is the mean of four numbers"),
        (lambda X: F.max_pool2d(blurred(X, stride=1), 2, ceil_mode=True), "The last step takes no maximum"),
    ],
    "map_versions": [
        (versions(sum), "Strides multiply"),
        (versions(lambda s: max(s, default=1)), "The largest stride alone is not enough"),
        (versions(lambda s: s[-1] if s else 1), "Only the last stride counts in your answer"),
        (versions(product, lambda n: n), "You count the versions of moves in one direction"),
        (versions(product, lambda n: n + n), "Two directions multiply the versions"),
        (versions(product, lambda n: n * n - 1), "You leave out the picture that has not moved"),
        (versions(lambda s: 2 ** len(s)), "You count the layers"),
        (lambda s: (product(s) ** 2, product(s)), "The smallest number of pixels comes first"),
    ],
    "seen_waves": [
        (lambda n, waves, stride: waves, "The waves stay as many only if they are slow enough"),
        (lambda n, waves, stride: waves % (n // stride), "At most half as many waves as numbers"),
        (lambda n, waves, stride: waves // stride, "The row gets shorter"),
        (lambda n, waves, stride: min(waves, n // stride // 2), "does not become the fastest one"),
        (lambda n, waves, stride: waves * (waves <= n / stride / 2), "does not vanish"),
        (lambda n, waves, stride: min(waves, abs(n // stride - waves)), "Your waves fold around once only"),
        (lambda n, waves, stride: min(waves, n - waves), "The waves stay as many"),
    ],
    "adaptive_start": [
        (lambda X: X[::2, ::2], "You always begin at row 0 and column 0"),
        (strongest(starts=((0, 0), (0, 1))), "Rows can begin at 0 or 1, too"),
        (strongest(starts=((0, 0), (1, 0))), "Columns can begin at 0 or 1, too"),
        (strongest(torch.sum), "Without the squares, negative numbers count as weak"),
        (strongest(lambda A: A.abs().sum()), "You add up absolute values"),
        (strongest(lambda A: A.abs().max()), "You look at the single strongest number"),
        (strongest(lambda A: -(A**2).sum()), "That is the weakest of the four"),
        (strongest(starts=((0, 0), (1, 1))), "You choose row and column together"),
        (lambda X: F.max_pool2d(X[None], 2)[0], "That is the maximum of each window"),
    ],
}

_KEPT = "kept = [X[a::2, b::2] for a in (0, 1) for b in (0, 1)]"
_STRONGEST = "return max(kept, key=lambda each: (each ** 2).sum().item())"
EQUIVALENT = {
    "equivariance_gap": {
        "return (f(X.roll(steps, 1)) - expected).abs().max().item()  →  "
        "return (expected - f(X.roll(steps, 1))).abs().max().item()": "the sign falls away",
    },
    "same_decision": {
        "moved = F.pad(X, (steps, 0))[:, :, :, :X.shape[3]]  →  "
        "moved = F.pad(X, (steps, 1))[:, :, :, :X.shape[3]]": "the further column is cut off",
    },
    "seen_waves": {
        "return min(rest, kept - rest)  →  return min(kept - rest, rest)": "in either order",
    },
    "adaptive_start": {
        f"{_KEPT}  →  kept = [X[b::2, a::2] for a in (0, 1) for b in (0, 1)]": "in another order",
        f"{_STRONGEST}  →  return max(kept, key=lambda each: (each ** 2).sum())": "the same number",
        f"{_STRONGEST}  →  return max(kept, key=lambda each: (each ** 2).mean().item())": "all have one size",
    },
}
