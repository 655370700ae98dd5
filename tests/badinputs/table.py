"""The one table of all kinds of bad input: number, letter, what is decided, and for each variant what must happen."""

from __future__ import annotations

from tests.badinputs import kinds_a, kinds_b
from tests.badinputs.model import Kind

COUNT = 148
KINDS: tuple[Kind, ...] = tuple(sorted((*kinds_a.KINDS, *kinds_b.KINDS), key=lambda one: one.number))
