"""The engine that all exercises share: it finds them, runs answers in safety, and says what is wrong.

`calls.py` is what a reader calls, and `exercise.py` what an exercise is. From a call to its report the way
goes through `catalogue.py` (find), `examine.py` (all cases), `sandbox.py` (one call), `compare.py` and
`mistakes.py` (judge), `wording.py` and `report.py` (say so). Chapters also share `own.py`, `named.py`,
`dtypes.py` and `memory.py`.
"""
