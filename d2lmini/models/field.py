"""The pixels that a unit of a feature map depends on, along one axis, and how layers widen them."""

from __future__ import annotations

from typing import NamedTuple

from d2lmini.receptive.fields import widened


class Field(NamedTuple):
    """Unit `i` of `length` sees the `size` pixels from `start + i * jump` on; below 0 they are padding."""

    size: int
    jump: int
    start: int
    length: int

    def under_windows(self, kernel: int, stride: int, padding: int, dilation: int, length: int) -> Field:
        """Return the field of units that each read a window of these."""
        return Field(*widened(*self[:3], (kernel, stride, padding, dilation)), length)

    def in_shares(self, length: int) -> Field:
        """Return the field of `length` units between which adaptive pooling divides these.

        Where they do not divide evenly, the windows differ, and the largest one counts.
        """
        n = self.length
        longest = max(-(-(i + 1) * n // length) - i * n // length for i in range(length))
        return Field(self.size + (longest - 1) * self.jump, self.jump * n // length, self.start, length)

    def as_a_whole(self) -> Field:
        """Return the field of a unit that reads all of these."""
        return self.in_shares(1)

    def joined(self, other: Field) -> Field:
        """Return the field of units that read one of these and one of the others each."""
        start = min(self.start, other.start)
        end = max(self.start + self.size, other.start + other.size)
        return Field(end - start, max(self.jump, other.jump), start, max(self.length, other.length))
