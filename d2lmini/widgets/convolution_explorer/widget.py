"""A convolution to take apart: change any number, size or setting, and see every output spelt out."""

from typing import TYPE_CHECKING

import torch.nn.functional as F
from torch import Tensor, promote_types

from d2lmini.widgets.explorable import Explorable, listed
from d2lmini.widgets.sliding import fit_reason, output_sizes, pair, times
from d2lmini.widgets.traits import Axes, Choice, Matrix, Place

if TYPE_CHECKING:
    from matplotlib.figure import Figure


class ConvolutionExplorer(Explorable):
    """Slide `kernel` over `input` step by step, live in the browser and readable from Python.

        explorer = ConvolutionExplorer(input=[[0, 1, 2], [3, 4, 5], [6, 7, 8]], kernel=[[0, 1], [2, 3]])
        explorer.stride = 2         # moves the picture
        explorer.output             # the numbers in view, as torch computes them

    `input` (up to 12×12) and `kernel` (up to 7×7) take lists, arrays and tensors; they read back as tensors,
    int64 when every number is whole and float64 otherwise. `stride`, `padding` (per side) and `dilation` are
    ints or pairs (height, width). `mode` is "cross-correlation" or "convolution" (the kernel flipped in both
    axes), and `at` is the output position in view.

    Settings that cannot be shown together raise `TraitError` and leave the state as it was. Change several at
    once with

        with explorer.hold_trait_notifications():
            explorer.kernel, explorer.padding = torch.ones(5, 5), 2
    """

    input = Matrix(1, 12, default=((0, 1, 2), (3, 4, 5), (6, 7, 8)))
    kernel = Matrix(1, 7, default=((0, 1), (2, 3)))
    stride = Axes(1, 1, 6)
    padding = Axes(0, 0, 6)
    dilation = Axes(1, 1, 6)
    mode = Choice("cross-correlation", "convolution")
    at = Place((0, 0), "output")

    @property
    def output(self) -> Tensor:
        """The output in view: an int64 tensor when input and kernel are whole numbers, else float64."""
        dtype = promote_types(self.input.dtype, self.kernel.dtype)
        X, K = self.input.to(dtype), self._applied_kernel().to(dtype)
        return F.conv2d(X[None, None], K[None, None], None, self.stride, self.padding, self.dilation)[0, 0]

    def _applied_kernel(self) -> Tensor:
        return self.kernel.flip(0, 1) if self.mode == "convolution" else self.kernel

    def _geometry(self, **changed: object) -> dict[str, tuple[int, int]]:
        state = self._state(**changed)
        sizes = {"size": tuple(state["input"].shape), "kernel": tuple(state["kernel"].shape)}
        return sizes | {name: pair(state[name]) for name in ("stride", "padding", "dilation")}

    def _refusal(self, **changed: object) -> str | None:
        return fit_reason(**self._geometry(**changed))

    def _size_of(self, surface: str) -> tuple[int, int]:
        return output_sizes(**self._geometry())

    def still(self) -> "Figure":
        """Draw input, kernel and output, with the window in view."""
        from d2lmini.plot import show_correlation

        settings = {"padding": self.padding, "stride": self.stride, "dilation": self.dilation}
        return show_correlation(self.input, self._applied_kernel(), self.output, at=self.at, **settings)

    def sentence(self) -> str:
        """Tell sizes, settings and numbers."""
        sizes = self._geometry()
        kernel, size, output = (times(shape) for shape in (sizes["kernel"], sizes["size"], self.output.shape))
        first = (
            f"ConvolutionExplorer ({self.mode}): a {kernel} kernel over a {size} input, "
            f"stride {self.stride}, padding {self.padding}, dilation {self.dilation}, "
            f"gives a {output} output."
        )
        return listed(first, input=self.input, kernel=self.kernel, output=self.output)
