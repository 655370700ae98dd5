"""The five places of the notices, as plain values."""

from simulation.localities.dongan import DONGAN

PLACES = {place.rules.pack_code: place for place in (DONGAN,)}
