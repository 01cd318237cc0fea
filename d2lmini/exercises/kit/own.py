"""The exercises' own copy of `d2lmini.ops`, so that `d2l.corr2d = mine` does not change what is right.

Solutions say `d2l.corr2d(…)`, as the page does, and find it in here.
"""

from importlib.util import find_spec, module_from_spec

_spec = find_spec("d2lmini.ops")
d2l = module_from_spec(_spec)  # a second module from the same file
_spec.loader.exec_module(d2l)

corr2d = d2l.corr2d
corr2d_multi_in = d2l.corr2d_multi_in
corr2d_multi_in_out = d2l.corr2d_multi_in_out
pool2d = d2l.pool2d
