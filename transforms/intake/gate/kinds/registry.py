"""The registry of kinds of source: one file per kind in this folder, one line here."""

from __future__ import annotations

from collections.abc import Mapping

from transforms.intake.gate.kinds import (
    correction_request,
    due_acknowledgement,
    employee,
    fund_claim,
    fund_transfer,
    history,
    late_entry,
    roll,
    special_list,
    target_table,
    tax_feed,
    tax_statement,
    uninsured_reason,
)
from transforms.intake.gate.kinds.schema import Kind

KINDS: Mapping[str, Kind] = {
    kind.name: kind
    for kind in (
        special_list.KIND,
        roll.KIND,
        employee.KIND,
        history.KIND,
        tax_feed.KIND,
        target_table.KIND,
        fund_claim.KIND,
        uninsured_reason.KIND,
        fund_transfer.KIND,
        due_acknowledgement.KIND,
        tax_statement.KIND,
        late_entry.KIND,
        correction_request.KIND,
    )
}
"""Name of a kind -> its columns and its parser."""
