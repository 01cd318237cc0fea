"""The kinds of layers that a network can be built of, with their settings under PyTorch's names.

The browser gets this table too: it checks, shows, writes and reads layers by it.
"""

# How many layers and branches there may be, how deep, and how large an input.
LIMITS = {"layers": [0, 120], "depth": [0, 3], "branches": [1, 8], "channels": [1, 4096], "size": [1, 1024]}

_COUNT = LIMITS["channels"]
_FEATURES = [1, 65536]
_LENGTH = [1, 64]


def _whole(new: int, bounds: list[int] = _COUNT) -> dict:
    """Return a number that has to be given; `new` is that of a layer just added."""
    return {"type": "whole", "bounds": bounds, "new": new}


def _reads(bounds: list[int] = _COUNT) -> dict:
    """Return what a layer reads: None, or absent in PyTorch's lazy layers, is what arrives."""
    return {"type": "reads", "bounds": bounds, "new": None}


def _lengths(new: int, usual: int | str | None = "none", least: int = 1) -> dict:
    """Return a number for both axes, or two; what is `usual` need not be written."""
    given = {} if usual == "none" else {"usual": usual}
    return {"type": "lengths", "bounds": [least, _LENGTH[1]], "new": new, **given}


def _flag(usual: bool) -> dict:
    return {"type": "flag", "new": usual, "usual": usual}


def _real(usual: float, most: float = 1, *, quiet: bool = False) -> dict:
    """Return a number from 0 to `most`; a quiet one is kept and written, and not shown to be set."""
    return {"type": "real", "bounds": [0, most], "new": usual, "usual": usual, "quiet": quiet}


def _kind(group: str, arguments: str = "", leaves: dict | None = None, **settings: dict) -> dict:
    """Return a kind: PyTorch's `arguments` in order, and the settings.

    Of the arguments that it `leaves`, the only value is told, or the setting that has the same one.
    """
    return {"group": group, "arguments": arguments.split(), "leaves": leaves or {}, "settings": settings}


_LENET5 = "LeNet-5's own"
KINDS = {
    "Conv2d": _kind(
        "Convolution",
        "in_channels out_channels kernel_size stride padding dilation groups bias padding_mode device dtype",
        {"padding_mode": "zeros"},
        in_channels=_reads(),
        out_channels=_whole(16),
        kernel_size=_lengths(3),
        stride=_lengths(1, 1),
        padding=_lengths(1, 0, least=0),
        dilation=_lengths(1, 1),
        groups=_whole(1) | {"usual": 1},
        bias=_flag(True),
    ),
    "MaxPool2d": _kind(
        "Pooling",
        "kernel_size stride padding dilation return_indices ceil_mode",
        {"return_indices": False},
        kernel_size=_lengths(2),
        stride=_lengths(None, None),
        padding=_lengths(0, 0, least=0),
        dilation=_lengths(1, 1),
        ceil_mode=_flag(False),
    ),
    "AvgPool2d": _kind(
        "Pooling",
        "kernel_size stride padding ceil_mode count_include_pad divisor_override",
        {"divisor_override": None},
        kernel_size=_lengths(2),
        stride=_lengths(None, None),
        padding=_lengths(0, 0, least=0),
        ceil_mode=_flag(False),
        count_include_pad=_flag(True) | {"quiet": True},
    ),
    "AdaptiveAvgPool2d": _kind("Pooling", "output_size", output_size=_lengths(1)),
    "AdaptiveMaxPool2d": _kind(
        "Pooling", "output_size return_indices", {"return_indices": False}, output_size=_lengths(1)
    ),
    "ReLU": _kind("Activation", "inplace"),
    "ReLU6": _kind("Activation", "inplace"),
    "LeakyReLU": _kind("Activation", "negative_slope inplace", negative_slope=_real(0.01)),
    "SiLU": _kind("Activation", "inplace"),
    "GELU": _kind("Activation", "approximate", {"approximate": "none"}),
    "Sigmoid": _kind("Activation"),
    "Tanh": _kind("Activation"),
    "Softmax": _kind("Activation", "dim", dim=_whole(1, [1, 1]) | {"quiet": True}),
    "Flatten": _kind("Dense", "start_dim end_dim", {"start_dim": 1, "end_dim": -1}),
    "Linear": _kind(
        "Dense",
        "in_features out_features bias device dtype",
        in_features=_reads([1, 2**31]),
        out_features=_whole(10, _FEATURES),
        bias=_flag(True),
    ),
    "BatchNorm2d": _kind(
        "Regularisation",
        "num_features eps momentum affine track_running_stats device dtype bias",
        {"track_running_stats": True, "bias": "affine"},
        num_features=_reads(),
        eps=_real(1e-5, quiet=True),
        momentum=_real(0.1, quiet=True),
        affine=_flag(True),
    ),
    "Dropout": _kind("Regularisation", "p inplace", p=_real(0.5)),
    "Dropout2d": _kind("Regularisation", "p inplace", p=_real(0.5)),
    "LocalResponseNorm": _kind(
        "Regularisation",
        "size alpha beta k",
        size=_whole(5, _LENGTH),
        alpha=_real(1e-4, quiet=True),
        beta=_real(0.75, quiet=True),
        k=_real(1, 100, quiet=True),
    ),
    "Add": _kind("Branches", "branches"),
    "Concat": _kind("Branches", "branches"),
    "Identity": _kind("Branches"),
    "Subsample": _kind(_LENET5, "channels", channels=_reads()),
    "PartialConv2d": _kind(_LENET5, "table kernel_size", kernel_size=_whole(5, _LENGTH) | {"usual": 5}),
    "RBF": _kind(_LENET5, "features classes", features=_reads(_FEATURES), classes=_whole(10, _FEATURES)),
}
BLOCKS = ("Add", "Concat")
