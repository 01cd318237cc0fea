"""The counters of *Dive into Deep Learning*."""

import itertools
import time

from d2lmini.arguments import check_int


class Accumulator:
    """`n` running sums: `add` one value to each, read one with `[i]`."""

    def __init__(self, n: int) -> None:
        """Start all sums at zero."""
        self.data = [0.0] * check_int("n", n, minimum=1)

    def add(self, *values: float) -> None:
        """Add one value to each sum; a tensor is read, which waits for its device.

        Raises:
            ValueError: there is not one value for each sum.
        """
        if len(values) != len(self.data):
            raise ValueError(f"add got {len(values)} values for {len(self.data)} sums; give one each")
        self.data = [total + float(value) for total, value in zip(self.data, values, strict=True)]

    def reset(self) -> None:
        """Set all sums to zero."""
        self.data = [0.0] * len(self.data)

    def __getitem__(self, i: int) -> float:
        """Return the `i`-th sum."""
        return self.data[i]


class Timer:
    """A stopwatch that runs from the start and keeps its readings, in seconds."""

    def __init__(self) -> None:
        """Start it."""
        self.times = []
        self.start()

    def start(self) -> None:
        """Count from now on."""
        self.tik = time.perf_counter()

    def stop(self) -> float:
        """Keep and return the time since the start."""
        self.times.append(time.perf_counter() - self.tik)
        return self.times[-1]

    def avg(self) -> float:
        """Return the mean reading.

        Raises:
            ValueError: there is none yet.
        """
        if not self.times:
            raise ValueError("the timer has no reading yet, so no mean; call stop() first")
        return self.sum() / len(self.times)

    def sum(self) -> float:
        """Return the sum of the readings."""
        return sum(self.times)

    def cumsum(self) -> list[float]:
        """Return the sum of the first reading, of the first two, and so on."""
        return list(itertools.accumulate(self.times))
