"""Every row of docs/explanation/ambiguities.md names existing cases with its number, or states why there is none."""

from __future__ import annotations

import re

from pipeline.runtime.settings import REPOSITORY
from tests.support.packs.worked_cases import PACKS, cases_of

ROWS = 36
_ROW = re.compile(r"^\| ([0-9]+) \|(.*)\|$", re.MULTILINE)
_NONE = "—"


def _table() -> dict[int, str]:
    """Number -> what the last column says."""
    content = (REPOSITORY / "docs" / "explanation" / "ambiguities.md").read_text(encoding="utf-8")
    rows = _ROW.findall(content)
    assert len({number for number, _ in rows}) == len(rows)
    return {int(number): cells.split("|")[-1].strip() for number, cells in rows}


def _numbers() -> dict[tuple[str, str], int | None]:
    return {(pack, case.sentence): case.text.ambiguity for pack in PACKS for case in cases_of(pack)}


def test_no_row_is_missing() -> None:
    table = _table()
    assert sorted(table) == list(range(1, ROWS + 1))
    empty = [number for number, said in table.items() if len(said) < 20]
    assert not empty, f"neither a case nor a reason: {empty}"


def test_the_cases_that_a_row_names_exist_and_carry_its_number() -> None:
    numbers, wrong, seen = _numbers(), [], 0
    for number, said in _table().items():
        if said.startswith(_NONE):
            continue
        for name in said.split("<br>"):
            pack, _, sentence = name.partition(": ")
            seen += 1
            if numbers.get((pack, sentence)) != number:
                wrong.append(f"row {number}: {name}")
    assert seen > 50
    assert not wrong, "\n".join(wrong)


def test_no_case_carries_the_number_of_a_row_without_cases() -> None:
    table = _table()
    used = {number for number in _numbers().values() if number is not None}
    assert used == {number for number, said in table.items() if not said.startswith(_NONE)}
