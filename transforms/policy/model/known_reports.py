"""The reports that the product makes. `campaign policy check` refuses any other that is `made_by: product` in a pack.

Each has an entry in `pipeline/publish/reports.py`; a test keeps both lists equal.
"""

from __future__ import annotations

KNOWN_REPORTS = frozenset(
    {
        "appraisal",
        "bulletin",
        "coverage_list",
        "due_list",
        "fiscal_subsidy",
        "missing_persons",
        "money_controls",
        "posting_roster",
        "progress",
        "refund_list",
        "settlement",
        "settlement_list",
        "start_roster",
        "uninsured_feedback",
        "village_poster",
    }
)

PERSON_LISTS = frozenset(
    {
        "coverage_list",
        "due_list",
        "missing_persons",
        "posting_roster",
        "refund_list",
        "settlement_list",
        "start_roster",
        "uninsured_feedback",
    }
)
"""Those that name persons: each recipient gets its own units or funds alone (`content: own`)."""

NUMBERED_LISTS = frozenset({"due_list", "refund_list", "settlement_list"})
"""Lists of all persons that concern the recipient, of whatever unit: they belong to one office, never to a group."""
