"""Lines of database clients are cut from the end of a text, and nothing else."""

from __future__ import annotations

import pytest

from transforms.intake.reading.forms.client_lines import without_client_lines

TEXT = "姓名,乡镇\n张三,甲镇\n"


@pytest.mark.parametrize(
    ("lines", "rows"),
    [
        ("\n(3 rows affected)\n", 3), ("3 rows selected.\n", 3), ("(1 row)\n", 1), ("3 rows in set (0.00 sec)\n\n", 3),
        ("(3 行受影响)\n", 3), ("已选择3行。\n", 3), ("3 rows selected.\n\nSQL> spool off\nSQL> exit\n", 3),
        ("no rows selected\n", None), ("Completion time: 2019-12-01T10:00:00\n", None), ("3 rows selected.,\n", 3),
    ],
)  # fmt: skip
def test_the_lines_of_a_client_are_cut(lines: str, rows: int | None) -> None:
    cut = without_client_lines(memoryview((TEXT + lines).encode()))
    assert (bytes(cut.text).decode(), cut.is_cut, cut.rows) == (TEXT, True, rows)


@pytest.mark.parametrize(
    "lines", ["", "\n\n", "合计,3行\n", "李四,甲镇\n", "制表人:王五\n", "(3 rows affected)\n李四,甲镇\n"]
)
def test_other_lines_stay(lines: str) -> None:
    cut = without_client_lines(memoryview((TEXT + lines).encode()))
    assert (bytes(cut.text).decode(), cut.is_cut, cut.rows) == (TEXT + lines, False, None)
