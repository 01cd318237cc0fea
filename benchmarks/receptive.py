"""Time the arithmetic of receptive fields beside a bare loop: `python benchmarks/receptive.py`.

The bare loop keeps the three numbers in a list and checks nothing; both take turns within each round.
"""

import argparse
from statistics import median
from time import perf_counter

from d2lmini.receptive import receptive_field


def bare_loop(layers):
    size, jump, start, records = 1, 1, 0, []
    for kernel, stride, padding in layers:
        size += (kernel - 1) * jump
        start -= padding * jump
        jump *= stride
        records.append((size, jump, start))
    return records


def seconds(function, layers):
    start = perf_counter()
    function(layers)
    return perf_counter() - start


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=200)
    parser.add_argument("--layers", type=int, nargs="+", default=[10, 100, 1000])
    options = parser.parse_args()
    print(f"medians of {options.rounds} rounds, milliseconds")
    print(f"{'layers':>7} {'receptive_field':>16} {'bare loop':>10} {'ratio':>6}")
    for count in options.layers:
        # Strides in every two-hundredth layer: more would make numbers larger than any picture.
        layers = [(3, 2 if at % 200 == 199 else 1, 1) for at in range(count)]
        times = {receptive_field: [], bare_loop: []}
        for _ in range(options.rounds):
            for function, spent in times.items():
                spent.append(seconds(function, layers))
        ours, bare = (1000 * median(spent) for spent in times.values())
        print(f"{count:>7} {ours:16.3f} {bare:10.3f} {ours / bare:6.1f}")


if __name__ == "__main__":
    main()
