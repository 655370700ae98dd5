"""Divide the recipients of a slot: those who share one report, and the own views of the others. Pure."""

from __future__ import annotations

from transforms.policy import Pack, Slot
from transforms.policy.model.slots import own_parts
from transforms.report.publication import View


def shared_recipients(pack: Pack, slot: Slot) -> tuple[str, ...]:
    """Return the codes of the recipients of a slot who get the whole report, equal for all of them.

    They are those of a series with `content: same`, and those of which the pack states neither own units nor own
    figures.
    """
    own = {view.office for view in own_views(pack, slot)}
    return tuple(code for code in slot.recipients if code not in own)


def own_views(pack: Pack, slot: Slot) -> tuple[View, ...]:
    """Return the views of the recipients of a slot who get their own part, in the order of the recipients and units."""
    return tuple(View(part.recipient, part.units, part.figures, part.payers) for part in own_parts(pack, slot))
