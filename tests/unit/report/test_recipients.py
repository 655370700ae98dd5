"""Recipients who share a report, and recipients with a part of their own."""

from __future__ import annotations

from datetime import date
from typing import Any

from tests.support.packs.worked_cases import pack_of
from transforms.policy import Pack, Slot
from transforms.report.publication import View
from transforms.report.recipients import own_views, shared_recipients

DAY = date(2019, 10, 31)
OFFICES = ("county_government", "townships", "county_tax")


def _pack(**parts: dict[str, Any]) -> Pack:
    """Dong'an's pack, with parts of their own for some recipients."""
    pack = pack_of("dongan-2020")
    recipients = tuple(row.model_copy(update=parts.get(row.recipient, {})) for row in pack.recipients)
    return pack.model_copy(update={"recipients": recipients})


def _slot(*own: str) -> Slot:
    return Slot(DAY, "progress", "month", date(2019, 10, 1), DAY, DAY, OFFICES, (), own)


def test_without_own_content_everybody_shares_one_report() -> None:
    pack = _pack(townships={"own_units": "each"})
    assert shared_recipients(pack, _slot()) == OFFICES and own_views(pack, _slot()) == ()


def test_own_units_and_figures_give_own_views_and_the_others_share() -> None:
    pack = _pack(townships={"own_units": "each"}, county_tax={"own_figures": ("money",)})
    slot = _slot(*OFFICES)
    assert shared_recipients(pack, slot) == ("county_government",)
    *towns, tax = own_views(pack, slot)
    units = [unit.unit_id for unit in pack.units.children]
    assert [(view.office, view.unit_id) for view in towns] == [("townships", unit) for unit in units]
    assert all(view.units is not None and view.unit_id in view.units and view.fields is None for view in towns)
    assert tax == View("county_tax", None, ("money",))
