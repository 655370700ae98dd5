"""Clean tables damaged in random ways of the list. Each damage knows its rows and what must become of them.

The oracle is the clean table: whatever is loaded equals it, everything else is named with its row and a reason.
"""

from __future__ import annotations

import random
import zipfile
from dataclasses import dataclass, field
from typing import Any

import pyarrow as pa

from tests.bad_inputs import damages, damages_of_files, damages_of_forms, damages_of_names, damages_of_offices
from tests.bad_inputs.damages import Polluted
from tests.bad_inputs.files.clean_rows import Truth, truths
from tests.bad_inputs.files.csv_files import join, lines_of
from tests.bad_inputs.files.forms import CIVIL, DISABLED, EMPLOYEE, POOR, ROLL, TAX, Form
from tests.bad_inputs.files.grid import Line, control, table
from tests.bad_inputs.files.real_forms import REAL_FORMS
from tests.bad_inputs.kinds.a_container import zipped
from tests.support.files.raw_xls import xls
from tests.support.files.raw_xlsx import book
from transforms.intake.values.amounts import parse_amount
from transforms.intake.values.context import GateResult

FORMS = (CIVIL, POOR, ROLL, TAX, EMPLOYEE, DISABLED)
_WORKBOOK_SHARE = 0.4
_FATAL_SHARE, _DOUBTFUL_SHARE = 0.08, 0.06
_OLD_SHARE = 0.1
_ZIP_SHARE = 0.05
DAMAGES = (*damages.ALL, *damages_of_offices.ALL, *damages_of_names.ALL, *damages_of_files.SPELLINGS)
FATAL = (*damages.FATAL, *damages_of_files.FATAL)
DOUBTFUL = damages_of_files.DOUBTFUL
OF_FORMS = (*DAMAGES, *damages_of_forms.ALL)
HEADERS = damages_of_forms.HEADERS
_HEADER_SHARE = 0.35
_MOST_UNCOUNTED = 4
WHOLE = frozenset(
    {"mostly_quarantined", "gate_failed", "other_place", "other_place_rows", "mostly_masked", "columns_shifted"}
)
"""Reasons about the whole that follow where a good part of the rows is bad."""


@dataclass(frozen=True)
class Specimen:
    """One polluted file and what must become of it. `doubtful`: it may also be refused as a whole.

    `has_nobody`: a row has no name and no number, so that it is no person.
    """

    data: bytes
    form: Form
    expected: dict[int, Truth]
    bad: dict[int, set[str]]
    warned: dict[int, set[str]]
    repeated: frozenset[int]
    fatal: frozenset[str]
    doubtful: bool
    has_nobody: bool
    applied: tuple[str, ...] = field(default=())
    absent: frozenset[str] = field(default=frozenset())


def pollute(seed: int) -> Specimen:
    """The same file for the same seed."""
    rng = random.Random(f"polluted {seed}")
    form = rng.choice(FORMS)
    in_book = rng.random() < _WORKBOOK_SHARE
    one = Polluted(table(form, rng, rng.randint(4, 24)), rng, in_book)
    wanted = [damage for damage in DAMAGES if damage.fits(one)]
    for damage in rng.sample(wanted, rng.randint(0, min(5, len(wanted)))):
        damage.apply(one)
        one.applied.append(damage.name)
    _without_person(one)
    _settle_totals(one)
    fatal: frozenset[str] = frozenset()
    doubtful = False
    if rng.random() < _FATAL_SHARE:
        chosen = rng.choice([damage for damage in FATAL if damage.fits(one)])
        one.applied.append(chosen.name)
        fatal = chosen.codes
        chosen.apply(one)
    elif rng.random() < _DOUBTFUL_SHARE and (fitting := [damage for damage in DOUBTFUL if damage.fits(one)]):
        chosen = rng.choice(fitting)
        one.applied.append(chosen.name)
        doubtful = True
        chosen.apply(one)
    return Specimen(
        _written(one), form, one.grid.expected(), one.by_row(one.bad), one.by_row(one.warned),
        frozenset(at for at, line in enumerate(one.grid.lines, 1) if id(line) in one.repeated),
        fatal, doubtful, one.has_nobody, tuple(one.applied),
    )  # fmt: skip


def pollute_form(seed: int) -> Specimen:
    """Return a polluted file of a real form, with rows that do not count; the same for the same seed.

    A good part of the files has a damaged header: they are refused, or load as they were meant.
    """
    rng = random.Random(f"polluted form {seed}")
    form = rng.choice(REAL_FORMS)
    in_book = rng.random() < _WORKBOOK_SHARE
    one = Polluted(table(form, rng, rng.randint(4, 24)), rng, in_book)
    wanted = [damage for damage in OF_FORMS if damage.fits(one)]
    for damage in rng.sample(wanted, rng.randint(0, min(3, len(wanted)))):
        damage.apply(one)
        one.applied.append(damage.name)
    _without_person(one)
    doubtful = False
    if rng.random() < _HEADER_SHARE:
        chosen = rng.choice([damage for damage in HEADERS if damage.fits(one)])
        one.applied.append(chosen.name)
        doubtful = True
        # the rows go through the damage, too: they lose a column with the others
        _add_uncounted(one)
        chosen.apply(one)
    else:
        _add_uncounted(one)
    _leave_out(one)
    return Specimen(
        _written(one), form, one.grid.expected(), one.by_row(one.bad), one.by_row(one.warned),
        frozenset(at for at, line in enumerate(one.grid.lines, 1) if id(line) in one.repeated),
        frozenset(), doubtful, one.has_nobody, tuple(one.applied), frozenset(one.absent),
    )  # fmt: skip


def _add_uncounted(one: Polluted) -> None:
    """Rows that must not be loaded, anywhere among the others. They have a truth until `_leave_out`."""
    form, rng = one.grid.form, one.rng
    if not form.uncounted:
        return
    last = max(at for at, line in enumerate(one.grid.lines) if line.truth is not None)
    for truth in truths(rng, rng.randint(1, _MOST_UNCOUNTED)):
        state = rng.choice(form.uncounted)
        printed = dict(zip(form.header, form.cells(truth), strict=True)) | dict(state.cells)
        cells = list(printed.values())
        cells += [""] * (len(one.grid.header) - len(cells))
        order = one.order or []
        order = [*order, *range(len(order), len(cells))]
        line = Line([cells[at] for at in order], truth)
        one.grid.lines.insert(rng.randint(one.grid.header_at + 1, last + 1), line)
        one.uncounted[id(line)] = state.code


def _leave_out(one: Polluted) -> None:
    for line in one.grid.lines:
        code = one.uncounted.get(id(line))
        if code:
            one.bad.setdefault(id(line), set()).add(code)
        elif code == "":
            line.truth = None


def _without_person(one: Polluted) -> None:
    """Rows whose name and number are blank now describe nobody; a payment is one all the same."""
    for line in one.grid.data if one.grid.form.source.kind != "tax_feed" else ():
        cells = (line.cells[one.column(name)] for name in ("name", "document_number"))
        if "row_fields" not in one.bad.get(id(line), ()) and all(isinstance(c, str) and not c.strip() for c in cells):
            line.truth, one.has_nobody = None, True
            one.bad.pop(id(line), None)
            one.warned.pop(id(line), None)


def _settle_totals(one: Polluted) -> None:
    """The sender's own totals agree with what the sender's program saw, whatever became of single cells."""
    data = one.grid.data
    for line in one.grid.lines:
        if line.truth is not None or not line.cells:
            continue
        if one.grid.form is TAX and line.cells[0] == "合计":
            fen = sum(parse_amount(str(row.cells[one.column("amount_fen")] or "")).fen or 0 for row in data)
            new = control([row.truth for row in data if row.truth], fen=fen)
            order = one.order or range(len(new))
            placed = [new[at] if at < len(new) else "" for at in order]
            line.cells = placed
        elif line.cells[0] == "合计":
            line.cells[1] = f"{len(data)}人"


def _written(one: Polluted) -> bytes:
    rng = one.rng
    if one.in_book:
        if not one.xml and (one.old or rng.random() < _OLD_SHARE):
            return one.finish(xls({"名单": one.grid.rows()}))
        made = book(one.grid.rows(), shared=rng.random() < 0.5)
        for change in (*one.parts, *(change for _, change in sorted(one.spellings, key=lambda ranked: ranked[0]))):
            change(made)
        data = made.data(rng.choice([zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED]))
        return one.finish(data if rng.random() > _ZIP_SHARE else zipped({"名册.xlsx": data}))
    delimiter = rng.choice(",,,;\t|")
    lines = lines_of(one.grid, delimiter)
    for edit in one.lines:
        lines = edit(lines, delimiter)
    encoding = rng.choice(["utf-8", "utf-8-sig", "gb18030", "gb18030", "utf-16"])
    data = join(lines, rng.choice(["\r\n", "\n", "\r"]), encoding)
    return one.finish(data if rng.random() > _ZIP_SHARE else zipped({"名册.csv": data}))


def differences(one: Specimen, result: GateResult) -> list[str]:
    """Everything that is loaded and was not meant so, and everything that is not loaded and not named."""
    codes = {reason.code for reason in result.reasons}
    if one.fatal:
        is_named = codes & one.fatal or (codes and one.fatal == damages_of_files.ANY)
        return [] if result.decision != "accept" and is_named else [f"fatal: {result.decision} {sorted(codes)}"]
    refused = ("reject", "hold") if one.form.layout else ("reject",)
    if one.doubtful and result.decision in refused and codes:
        return []
    found = []
    many = 2 * len(one.bad) > len(one.expected) or _strangers(one) >= 3
    if result.decision != "accept" and not (many and codes <= WHOLE):
        found.append(f"{result.decision} {sorted(codes)}")
    if codes & {"columns_shifted"}:
        return found
    return found + _rows(one, result)


def _codes_by_row(table: pa.Table) -> dict[int, set[str]]:
    codes: dict[int, set[str]] = {}
    for row in table.to_pylist():
        codes.setdefault(row["row_no"], set()).add(row["reason_code"])
    return codes


def _is_left_blank(one: Specimen, column: str, value: Any) -> bool:
    """Whether a column has no value because the file has none, or the day that follows from it."""
    return column in one.absent and (value in (None, "") or column == "effective_on")


def _strangers(one: Specimen) -> int:
    return sum("unit_unknown" in codes for codes in one.bad.values())


def _rows(one: Specimen, result: GateResult) -> list[str]:
    wanted = {at: one.form.clean(truth) for at, truth in one.expected.items() if at not in one.bad}
    found = []
    loaded: dict[int, dict[str, Any]] = {row["row_no"]: row for row in result.clean.to_pylist()}
    for at, row in loaded.items():
        if at not in wanted:
            found.append(f"row {at} was loaded, expected {sorted(one.bad.get(at, ()))}")
        elif wrong := [
            column
            for column, value in wanted[at].items()
            if row[column] != value and not _is_left_blank(one, column, row[column])
        ]:
            found.append(f"row {at} differs in {wrong}")
    missing = wanted.keys() - loaded.keys() - one.repeated
    named = _codes_by_row(result.quarantine)
    told = _codes_by_row(result.warnings)
    unexpected = named.keys() - one.bad.keys()
    lenient = one.doubtful and one.form.layout is not None
    if lenient:  # without the column, a row may be kept out, if its sender is told of the row
        missing -= unexpected | {at for at, codes in told.items() if "row_without_category" in codes}
        unexpected -= unexpected
    found += [f"row {at} was lost" for at in sorted(missing)]
    for at, codes in one.bad.items():
        if not named.get(at, set()) & codes and not (lenient and at in named):
            found.append(f"row {at}: {sorted(named.get(at, ()))}, expected {sorted(codes)}")
    found += [f"row {at} in quarantine: {sorted(named[at])}" for at in unexpected]
    if one.has_nobody and "row_without_person" not in set().union(*told.values()):
        found.append("nobody was told of rows without a person")
    for at, codes in one.warned.items():
        if at in loaded and codes - told.get(at, set()):
            found.append(f"row {at}: no warning {sorted(codes - told.get(at, set()))}")
    return found
