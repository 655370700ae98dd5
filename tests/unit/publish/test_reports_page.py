"""The page of reports lists every series of the packs: which demand, which report, which days, which offices."""

from __future__ import annotations

from tests.docs.plain_english import ROOT
from tests.support.packs.changed_packs import PACKS, POLICIES
from transforms.policy import Pack, load_pack
from transforms.policy.model.schedule import Publication
from transforms.policy.model.slots import slots_of

HEADER = "| demand | report | due | recipients |\n|---|---|---|---|\n"
MOST_DAYS = 6


def _due(series: Publication) -> str:
    """List the due days; of many, the first and the last with their number."""
    days = [slot.due_on.isoformat() for slot in slots_of(series)]
    if not days:
        return "made by people"
    return ", ".join(days) if len(days) <= MOST_DAYS else f"{days[0]} to {days[-1]}, {len(days)} times"


def rows(pack: Pack) -> list[str]:
    """Return one row per series of a pack."""
    return [
        f"| {', '.join(series.requirement_ids)} | `{series.report}`, {series.cadence} | {_due(series)} |"
        f" {', '.join(f'`{office}`' for office in series.recipients)} |\n"
        for series in pack.publications
    ]


def test_the_table_is_that_of_the_packs() -> None:
    table = HEADER + "".join(row for code in PACKS for row in rows(load_pack(POLICIES / code)))
    assert table.count("\n") > 15
    page = (ROOT / "docs" / "reference" / "reports.md").read_text(encoding="utf-8")
    assert table in page, f"write this table into docs/reference/reports.md:\n{table}"
