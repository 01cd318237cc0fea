"""Explorables: widgets that live in a notebook and, without a kernel, in the built page.

Each is a folder with a trio `widget.py`, `widget.js`, `widget.css`, and with what it alone needs: Python
holds, refuses and counts; the browser computes, draws and tells. What several need is in `shared/`:
`page/` (what surrounds a picture), `controls/`, `grids/`, `photos/`, `network/` (what the layers of a network
cost, and how they are written; `network/` beside it is Python's), and `maths/`, which knows no page.
`bundle.py` joins the files that a module imports; `make widgets` shows them while they are written.
"""

from importlib import import_module

# The only list: the explorable `PhotoFilter` is the class of that name in the folder `photo_filter`.
__all__ = [
    "BackpropExplorer",
    "BlockComparer",
    "ChannelExplorer",
    "ChannelMixer",
    "ConvolutionExplorer",
    "CostExplorer",
    "Im2colExplorer",
    "InvarianceExplorer",
    "LayerExplorer",
    "LeNetLive",
    "NetworkBuilder",
    "ParameterBudget",
    "PhotoFilter",
    "PoolingExplorer",
    "PredictionGame",
    "ReceptiveFieldExplorer",
    "SamplerExplorer",
    "ShiftExplorer",
]


def folder_of(name: str) -> str:
    """Return the folder of an explorable: `photo_filter` for `PhotoFilter`; LeNet is one word."""
    name = name.replace("LeNet", "Lenet")
    return "".join(f"_{letter.lower()}" if letter.isupper() else letter for letter in name).lstrip("_")


def __getattr__(name: str) -> type:
    """Load an explorable when it is first asked for."""
    if name not in __all__:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"{__name__}.{folder_of(name)}.widget"), name)


def __dir__() -> list[str]:
    return sorted([*globals(), *__all__])
