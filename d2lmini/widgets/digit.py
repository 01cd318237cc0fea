"""A digit small enough to show every pixel as a number."""

# A handwritten 2, number 12 of scikit-learn's digits.
HANDWRITTEN_2 = [
    [0, 0, 5, 12, 1, 0, 0, 0],
    [0, 0, 15, 14, 7, 0, 0, 0],
    [0, 0, 13, 1, 12, 0, 0, 0],
    [0, 2, 10, 0, 14, 0, 0, 0],
    [0, 0, 2, 0, 16, 1, 0, 0],
    [0, 0, 0, 6, 15, 0, 0, 0],
    [0, 0, 9, 16, 15, 9, 8, 2],
    [0, 0, 3, 11, 8, 13, 12, 4],
]
