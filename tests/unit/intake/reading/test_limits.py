"""The limits of one read travel to the worker as plain numbers."""

from __future__ import annotations

import json
from dataclasses import replace

from transforms.intake.reading.limits import ANSWER, LENGTH, Limits


def test_limits_survive_the_way_to_the_worker() -> None:
    limits = replace(Limits(), rows=7, wall_seconds=0.5)
    assert Limits(**json.loads(json.dumps(limits.as_dict()))) == limits


def test_every_limit_is_positive_and_the_worker_ends_before_the_parent_kills_it() -> None:
    limits = Limits()
    assert all(value > 0 for value in limits.as_dict().values())
    assert limits.cpu_seconds < limits.wall_seconds
    assert limits.unpacked_bytes < limits.memory_bytes


def test_a_sheet_of_the_largest_size_fits() -> None:
    assert Limits().workbook_rows == 2**20  # rows of a sheet of a spreadsheet program


def test_heads_have_no_padding() -> None:
    assert (LENGTH.size, ANSWER.size) == (8, 9)
    assert LENGTH.unpack(LENGTH.pack(5)) == (5,) and ANSWER.unpack(ANSWER.pack(7, b"O")) == (7, b"O")
