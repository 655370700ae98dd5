"""The reports that the product makes. `campaign policy check` refuses any other that is `made_by: product` in a pack.

Each has an entry in `pipeline/publish/reports.py`; a test keeps both lists equal.
"""

from __future__ import annotations

KNOWN_REPORTS = frozenset(
    {
        "appraisal",
        "bulletin",
        "missing_persons",
        "progress",
        "uninsured_feedback",
    }
)
