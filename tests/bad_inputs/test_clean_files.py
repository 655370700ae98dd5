"""No clean file is held, and none of its rows is lost: every form in every dialect, encoding and spelling."""

from __future__ import annotations

import io
import random
import zipfile
from collections import Counter
from collections.abc import Callable, Iterable
from itertools import islice
from pathlib import Path

import openpyxl
import pytest
import xlsxwriter

from tests.bad_inputs import damages_of_files
from tests.bad_inputs.damages import Polluted
from tests.bad_inputs.files import grid as grids
from tests.bad_inputs.files.csv_files import csv_bytes
from tests.bad_inputs.files.forms import FORMS, Form, Surroundings
from tests.bad_inputs.files.grid import Grid
from tests.bad_inputs.kinds.table import KINDS
from tests.support.files.builders import LAYOUTS, passing
from tests.support.files.raw_xls import xls
from tests.support.files.raw_xlsx import book
from transforms.intake.gate.batches import Delivered, gate_files
from transforms.intake.reading.reader import Reader
from transforms.intake.values.context import GateResult

ROUNDS, MORE_ROUNDS = 1, 9
EVERY = 6
REMARKS = frozenset({"form_differs", "file_from_future"})
Write = Callable[[Grid, random.Random], bytes]


def _csv(delimiter: str, end: str, encoding: str) -> Write:
    return lambda grid, rng: csv_bytes(grid, delimiter=delimiter, end=end, encoding=encoding)


def _spelled(place: int) -> Write:
    """A workbook in one of the spellings that the polluter knows."""

    def write(grid: Grid, rng: random.Random) -> bytes:
        one = Polluted(grid, rng, in_book=True)
        damages_of_files.SPELLINGS[place].apply(one)
        if one.old:
            return one.finish(xls({"名单": grid.rows()}))
        made = book(grid.rows(), shared=rng.random() < 0.5)
        for _, change in one.spellings:
            change(made)
        return made.data(rng.choice([zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED]))

    return write


def _xlsxwriter(grid: Grid, rng: random.Random) -> bytes:
    memory = io.BytesIO()
    with xlsxwriter.Workbook(memory, {"in_memory": True, "strings_to_numbers": False}) as workbook:
        sheet = workbook.add_worksheet("名单")
        for at, row in enumerate(grid.rows()):
            for place, cell in enumerate(row):
                if cell is not None:
                    sheet.write(at, place, cell)
    return memory.getvalue()


def _openpyxl(grid: Grid, rng: random.Random) -> bytes:
    workbook, memory = openpyxl.Workbook(), io.BytesIO()
    for row in grid.rows():
        workbook.active.append(row)
    workbook.save(memory)
    return memory.getvalue()


WRITERS: dict[str, Write] = {
    **{
        f"csv {delimiter!r} {end!r} {encoding}": _csv(delimiter, end, encoding)
        for delimiter in ",;\t|，"
        for end in ("\r\n", "\n", "\r")
        for encoding in ("utf-8", "utf-8-sig", "gb18030", "utf-16")
    },
    **{
        one.name: _spelled(place)
        for place, one in enumerate(damages_of_files.SPELLINGS)
        if one.name != "dressed headers"  # of a csv
    },
    "inline strings": lambda grid, rng: book(grid.rows()).data(),
    "shared strings": lambda grid, rng: book(grid.rows(), shared=True).data(),
    "xls": lambda grid, rng: xls({"名单": grid.rows()}),
    "XlsxWriter": _xlsxwriter,
    "openpyxl": _openpyxl,
}


def _specimens(rounds: Iterable[int]) -> Iterable[tuple[str, Form, Grid, bytes]]:
    for source, form in FORMS.items():
        for name, write in WRITERS.items():
            for number in rounds:
                rng = random.Random(f"clean {source}/{name}/{number}")
                grid = grids.table(form, rng, 4 if form.source.kind == "target_table" else rng.randint(1, 40))
                yield f"{source}: {name} {number}", form, grid, write(grid, rng)


def _wrong(form: Form, grid: Grid, result: GateResult) -> list[str]:
    wanted = {at: form.clean(truth) for at, truth in grid.expected().items()}
    loaded = {row["row_no"]: row for row in result.clean.to_pylist()}
    found = [] if result.decision == "accept" else [f"{result.decision} {[one.code for one in result.reasons]}"]
    found += [f"row {at}" for at in wanted.keys() ^ loaded.keys()]
    found += [
        f"row {at} {column}"
        for at in wanted.keys() & loaded.keys()
        for column, value in wanted[at].items()
        if loaded[at][column] != value
    ]
    said = Counter(row["reason_code"] for row in [*result.quarantine.to_pylist(), *result.warnings.to_pylist()])
    return found + [f"{code} {count} times" for code, count in said.items() if code not in REMARKS]


def _run(folder: Path, rounds: Iterable[int], every: int = 1) -> None:
    """Gate each specimen of the rounds, or of the quick tests every sixth."""
    specimens: list[tuple[str, Form, Grid]] = []

    def delivered() -> Iterable[Delivered]:
        for at, (name, form, grid, data) in enumerate(islice(_specimens(rounds), 0, None, every)):
            specimens.append((name, form, grid))
            path = folder / f"{at % 500}"
            path.write_bytes(data)
            source = form.source
            surroundings = Surroundings(source.list_mode, {"file_name": f"名单(共{len(grid.data)}人).xlsx"})
            yield Delivered(path, source, LAYOUTS[source.layout], surroundings.context())

    wrong = {}
    with Reader() as reader:
        for at, result in enumerate(gate_files(reader, delivered(), passing, window_rows=2_000)):
            name, form, grid = specimens[at]
            if found := _wrong(form, grid, result):
                wrong[name] = found[:5]
    assert len(specimens) > 600 / every
    assert not wrong, f"{len(wrong)} of {len(specimens)}: {dict(list(wrong.items())[:10])}"


def test_no_clean_file_is_held(tmp_path: Path) -> None:
    _run(tmp_path, range(ROUNDS), EVERY)


@pytest.mark.long
def test_no_clean_file_is_held_of_very_many(tmp_path: Path) -> None:
    _run(tmp_path, range(ROUNDS + MORE_ROUNDS))


def test_a_kind_to_be_accepted_is_accepted() -> None:
    """Variants that are held or rejected are told apart from at least three that are accepted."""
    kinds = [one for one in KINDS if one.letter in ("N", "W")]
    assert len(kinds) > 40
    for one in kinds:
        accepted = [variant.name for variant in one.variants if variant.expect.decision == "accept"]
        assert len(accepted) >= 3, one.number
