"""The package under the name by which code for *Dive into Deep Learning* imports it.

That is `from d2lmini import torch as d2l`, as in `from d2l import torch as d2l`.
"""

import torch as torch  # as there, `d2l.torch` is PyTorch itself

import d2lmini


def __getattr__(name: str) -> object:
    return getattr(d2lmini, name)


def __dir__() -> list[str]:
    return dir(d2lmini)
