"""Receptive fields: which pixels a unit of a feature map depends on, by arithmetic and by gradient."""

from d2lmini.receptive.fields import ReceptiveField, receptive_field
from d2lmini.receptive.measured import measured_receptive_field

__all__ = ["ReceptiveField", "measured_receptive_field", "receptive_field"]
