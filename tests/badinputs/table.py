"""The one table of all kinds of bad input: number, letter, what is decided, and for each variant what must happen."""

from __future__ import annotations

from tests.badinputs import kinds_a, kinds_b, kinds_c, kinds_d, kinds_e, kinds_f, kinds_g, kinds_h, kinds_i
from tests.badinputs.model import Kind

COUNT = 148
KINDS: tuple[Kind, ...] = tuple(sorted((*kinds_a.KINDS, *kinds_b.KINDS, *kinds_c.KINDS, *kinds_d.KINDS, *kinds_e.KINDS, *kinds_f.KINDS, *kinds_g.KINDS, *kinds_h.KINDS, *kinds_i.KINDS), key=lambda one: one.number))
