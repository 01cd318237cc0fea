"""Exercise: convolve by the Fourier theorem."""

from collections.abc import Iterator

import torch
from torch import Tensor
from torch.fft import fft2, ifft2, irfft2, rfft2

from d2lmini.exercises.image_convolution.pairs import input_kernel_pairs
from d2lmini.exercises.kit.exercise import Case, Exercise, Mistake


def my_fft_convolve2d(X, K):
    """Multiply the spectra of X and K, both padded with zeros to the size of the result."""
    (n_h, n_w), (k_h, k_w) = X.shape, K.shape
    size = (n_h + k_h - 1, n_w + k_w - 1)
    spectrum = torch.fft.rfft2(X, s=size) * torch.fft.rfft2(K, s=size)
    return torch.fft.irfft2(spectrum, s=size)


def _cases() -> Iterator[Case]:
    for case in input_kernel_pairs():
        X, K = case.args
        if X.is_floating_point() and X.dtype == K.dtype:
            yield case


def _size(X: Tensor, K: Tensor) -> tuple[int, int]:
    return X.shape[0] + K.shape[0] - 1, X.shape[1] + K.shape[1] - 1


def _spectrum(X: Tensor, K: Tensor) -> Tensor:
    return fft2(X, s=_size(X, K)) * fft2(K, s=_size(X, K))


def _correlation(X: Tensor, K: Tensor) -> Tensor:
    return ifft2(fft2(X, s=_size(X, K)) * fft2(K, s=_size(X, K)).conj()).real


def _same(X: Tensor, K: Tensor) -> Tensor:
    top, left = (K.shape[0] - 1) // 2, (K.shape[1] - 1) // 2
    return my_fft_convolve2d(X, K)[top : top + X.shape[0], left : left + X.shape[1]]


def _valid(X: Tensor, K: Tensor) -> Tensor:
    return my_fft_convolve2d(X, K)[K.shape[0] - 1 : X.shape[0], K.shape[1] - 1 : X.shape[1]]


EXERCISE = Exercise(
    title="Convolve by Fourier transform (optional)",
    statement=(
        "Write `my_fft_convolve2d(X, K)`, the full convolution by equation (8): a real matrix of shape "
        "`(n_h + k_h - 1, n_w + k_w - 1)`. Pad with zeros to that size first, or the end wraps round to the "
        "beginning. `X` and `K` hold floating-point numbers of the same dtype, and so does the result."
    ),
    hints=(
        "The theorem holds for signals that repeat for ever. How much room do X and K need so that the "
        "repetitions do not touch?",
        "torch.fft.fft2(X, s=size) pads X with zeros to `size` before it transforms. Use the same size "
        "for K, multiply, and transform back.",
        "With size = (n_h + k_h - 1, n_w + k_w - 1):\n"
        "    spectrum = torch.fft.rfft2(X, s=size) * torch.fft.rfft2(K, s=size)\n"
        "and torch.fft.irfft2(…, s=size) goes back to real numbers.",
    ),
    solution=my_fft_convolve2d,
    cases=_cases,
    mistakes=(
        Mistake(
            "your convolution is circular: without zero padding to (n_h + k_h - 1, n_w + k_w - 1) the end "
            "wraps round to the beginning.",
            lambda X, K: ifft2(fft2(X) * fft2(K, s=X.shape)).real,
        ),
        Mistake(
            "X and K are transformed at different sizes: pad both to (n_h + k_h - 1, n_w + k_w - 1), with "
            "`s=`.",
            lambda X, K: ifft2(fft2(X) * fft2(K)).real,
        ),
        Mistake(
            "that is the spectrum: the inverse transform is missing.",
            _spectrum,
        ),
        Mistake(
            "that is the half spectrum of rfft2: the inverse transform is missing.",
            lambda X, K: rfft2(X, s=_size(X, K)) * rfft2(K, s=_size(X, K)),
        ),
        Mistake(
            "your result is right but complex, with imaginary parts of 0: take its .real, or use rfft2 "
            "and irfft2.",
            lambda X, K: ifft2(_spectrum(X, K)),
        ),
        Mistake(
            "a conjugate turns convolution into cross-correlation: multiply the spectra as they are.",
            _correlation,
        ),
        Mistake(
            "you flip the kernel first: the product of the spectra is true convolution already.",
            lambda X, K: my_fft_convolve2d(X, K.flip(0, 1)),
        ),
        Mistake(
            "you cut the result to the size of X: the full convolution is larger than X.",
            _same,
        ),
        Mistake(
            "you cut the result to the positions where K fits inside X: the full convolution has all "
            "positions of overlap.",
            _valid,
        ),
        Mistake(
            "one column is missing wherever the width is odd: tell irfft2 the size as well, s=size.",
            lambda X, K: irfft2(rfft2(X, s=_size(X, K)) * rfft2(K, s=_size(X, K))),
        ),
        Mistake(
            "you add the spectra: convolution is their product.",
            lambda X, K: ifft2(fft2(X, s=_size(X, K)) + fft2(K, s=_size(X, K))).real,
        ),
    ),
)
