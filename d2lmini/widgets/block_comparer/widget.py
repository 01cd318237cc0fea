"""Blocks of networks side by side: what is equal, what one of them saves, and what it costs elsewhere."""

import re
from typing import TYPE_CHECKING, ClassVar

from torch import nn
from traitlets import TraitError, observe

from d2lmini.models import summary
from d2lmini.models.summary import Summary
from d2lmini.palette import LIGHT
from d2lmini.widgets.block_comparer.blocks import (
    BLOCKS,
    CONVOLUTIONS,
    STEP,
    block_layers,
    in_a_row,
    repeats_for,
)
from d2lmini.widgets.explorable import Explorable
from d2lmini.widgets.network.kinds import KINDS
from d2lmini.widgets.network.modules import build, on_meta
from d2lmini.widgets.network.tree import leads
from d2lmini.widgets.traits import Choice, Flag, Path, Sent, Table, Whole

if TYPE_CHECKING:
    from matplotlib.figure import Figure

_COUNT = [2, 4]
_TIMES = {1: "", 2: ", twice", 3: ", three times"}


class Blocks(Sent):
    """Names of blocks, of which two may be the same."""

    def validate(self, obj: object, value: object) -> tuple[str, ...]:
        """Return a tuple of names, with × where x was written."""
        least, most = _COUNT
        if not isinstance(value, (list, tuple)) or not least <= len(value) <= most:
            raise TraitError(
                f'{self.name} must be a list of {least} to {most} blocks, such as ["5x5", "two 3x3"], '
                f"got {value!r}"
            )
        return tuple(map(_name, value))


def _name(block: object) -> str:
    name = re.sub(r"(?<=\d)x(?=\d)", "×", block) if isinstance(block, str) else block
    if not isinstance(name, str) or name not in BLOCKS:
        raise TraitError(f"each of blocks must be one of {', '.join(BLOCKS)}; got {block!r}")
    return name


class BlockComparer(Explorable):
    """Compare blocks that make as many channels as they read, on a map whose size stays.

        comparer = BlockComparer(["5x5", "two 3x3"], channels=64, size=56)
        comparer.summaries         # a table for each: shapes, parameters, multiply-adds, bytes and fields
        comparer.repeats           # (1, 1): how often each block stands in a row
        comparer.non_linearities   # ((1, 1), (2, 2)): the least and the most that a number passes through
        comparer.networks()        # torch modules with fresh weights

    `channels` is a multiple of 8. `convolutions` says what each has besides its weights. With `equal_fields`,
    blocks that see less are repeated until units of all see equally many pixels; without it, each stands
    once. `at` is the layer in view: (1, 0) is layer 0 of the second block, () is none. What cannot be
    compared raises `TraitError` and changes nothing.
    """

    bounds: ClassVar = {"count": _COUNT}

    blocks = Blocks(("5×5", "two 3×3"))
    channels = Whole(64, STEP, 512)
    size = Whole(56, 1, 224)
    convolutions = Choice(*CONVOLUTIONS)
    equal_fields = Flag(True)
    at = Path(())
    _blocks = Table(BLOCKS)
    _kinds = Table(KINDS)

    @property
    def repeats(self) -> tuple[int, ...]:
        """How often each block stands in a row."""
        if not self.equal_fields:
            return (1,) * len(self.blocks)
        tables = [summary(on_meta(layers, self._shape), self._shape) for layers in self._layers()]
        return tuple(repeats_for([table.receptive_field[0] for table in tables]))

    @property
    def summaries(self) -> list[Summary]:
        """The tables of `d2lmini.models.summary`, of all repetitions."""
        return [summary(on_meta(layers, self._shape), self._shape) for layers in self._stacks()]

    @property
    def non_linearities(self) -> tuple[tuple[int, int], ...]:
        """The least and the most activations that a number passes through, one after the other."""
        return tuple(map(in_a_row, self._stacks()))

    def networks(self) -> list[nn.Sequential]:
        """Return each block, with its repetitions, as a new network with weights as PyTorch draws them."""
        return [build(layers, self._shape) for layers in self._stacks()]

    @property
    def _shape(self) -> tuple[int, int, int]:
        return self.channels, self.size, self.size

    def _layers(self, **changed: object) -> list[list[dict]]:
        """Return the layers of each block, once."""
        blocks, *settings = self._state("blocks", "channels", "convolutions", **changed).values()
        return [block_layers(name, *settings) for name in blocks]

    def _stacks(self) -> list[list[dict]]:
        return [layers * times for layers, times in zip(self._layers(), self.repeats, strict=True)]

    def _leads(self, **changed: object) -> bool:
        """Say whether `at` leads to a layer of a block, or is none."""
        at, nets = changed.get("at", self.at), self._layers(**changed)
        return not at or (at[0] < len(nets) and len(at) % 2 == 0 and leads(nets[at[0]], at[1:]))

    def _refusal(self, **changed: object) -> str | None:
        channels = changed.get("channels", self.channels)
        if channels % STEP:
            below = channels // STEP * STEP
            return f"channels must be a multiple of {STEP}, got {channels}; use {below} or {below + STEP}"
        if "at" in changed and not self._leads(**changed):
            return (
                f"at must lead to a layer of a block, got {changed['at']}; (1, 0) is layer 0 of the second "
                "block, () is none"
            )
        return None

    @observe("blocks", "convolutions")
    def _keep_at_inside(self, change: dict) -> None:
        if not self._leads():
            self.at = ()

    def _named(self) -> list[str]:
        return [
            name + _TIMES.get(times, f", {times} times")
            for name, times in zip(self.blocks, self.repeats, strict=True)
        ]

    def still(self) -> "Figure":
        """Draw the blocks' parameters, multiply-adds and activations as bars."""
        from d2lmini.plot.style import PAGE_WIDTH, subplots

        tables, named = self.summaries, self._named()
        fig, axes = subplots(1, 3, figsize=(PAGE_WIDTH, 0.9 + 0.38 * len(tables)), sharey=True)
        measures = {"parameters": "kernel", "multiply_adds": "accent", "activation_bytes": "output"}
        for ax, (measure, hue) in zip(axes[0], measures.items(), strict=True):
            counts = [getattr(table, measure) for table in tables]
            ax.barh(range(len(counts)), counts, height=0.55, color=LIGHT[hue])
            for row, count in enumerate(counts):
                ax.text(count, row, f" {count:,}", va="center", fontsize=7.5)
            ax.set(xlim=(0, 2.1 * max(counts)), ylim=(len(counts) - 0.5, -0.5), xticks=[])
            ax.set_xlabel(measure.replace("_", "-" if measure == "multiply_adds" else " "))
        fields = [table.receptive_field[0] for table in tables]
        labels = [f"{name}\n(sees {field}×{field})" for name, field in zip(named, fields, strict=True)]
        axes[0, 0].set_yticks(range(len(labels)), labels)
        return fig

    def sentence(self) -> str:
        """Tell each block's costs, field and non-linearities, and its table."""
        tables, told = self.summaries, []
        for name, table, (least, most) in zip(self._named(), tables, self.non_linearities, strict=True):
            row = f"{least}" if least == most else f"{least} to {most}"
            told.append(
                f"{name}: {table.parameters:,} parameters, {table.multiply_adds:,} multiply-adds, "
                f"{table.activation_bytes:,} bytes of activations, field {table.receptive_field[0]}, "
                f"{row} non-linearit{'y' if most == 1 else 'ies'} in a row"
            )
        first = (
            f"BlockComparer: blocks from {self.channels} channels of {self.size}×{self.size} to as many, "
            f"convolutions {self.convolutions}. {'; '.join(told)}."
        )
        where = f"\nin view: {'.'.join(map(str, self.at))}" if self.at else ""
        return first + where + "".join(f"\n{table!r}" for table in tables)
