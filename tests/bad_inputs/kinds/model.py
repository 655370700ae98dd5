"""What one variant of a kind is, what must become of it, and the comparison of both. Every comparison is counted."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal

from tests.bad_inputs.files.clean_rows import Truth
from tests.bad_inputs.files.forms import Form, Surroundings
from tests.bad_inputs.files.grid import Grid
from transforms.intake.base.reasons import message_zh
from transforms.intake.layouts.model import Layout
from transforms.intake.values.context import GateResult

Fate = Literal["load", "quarantine", "drop"]


@dataclass(frozen=True)
class Expect:
    """What must become of a file. `fate`: of the rows that were hit; all other rows load as they were meant.

    `reasons`: codes of the whole. `codes`: what is said of each row that was hit (of quarantine, or as a warning where
    it loads). `remarks`: warnings about the file. `rows_known`: False where the file is refused before it has rows.
    """

    decision: Literal["accept", "hold", "reject", "ignore"]
    reasons: tuple[str, ...] = ()
    fate: Fate = "load"
    codes: tuple[str, ...] = ()
    remarks: tuple[str, ...] = ()
    rows_known: bool = True


def loads(*remarks: str) -> Expect:
    """N: everything is loaded as it was meant; `remarks` are warnings about the file."""
    return Expect("accept", remarks=remarks)


def warns(*codes: str, remarks: tuple[str, ...] = ()) -> Expect:
    """W: everything is loaded, and the rows that were hit get these warnings."""
    return Expect("accept", codes=codes, remarks=remarks)


def quarantines(*codes: str, remarks: tuple[str, ...] = ()) -> Expect:
    """Q: the rows that were hit are kept out for these reasons, all others load."""
    return Expect("accept", fate="quarantine", codes=codes, remarks=remarks)


def drops(*remarks: str) -> Expect:
    """The rows that were hit are known already, and counted as duplicates."""
    return Expect("accept", fate="drop", remarks=remarks)


def rejects(*reasons: str) -> Expect:
    """R: nothing is loaded, and the sender is told why."""
    return Expect("reject", reasons, rows_known=False)


def holds(*reasons: str, rows_known: bool = False, fate: Fate = "load", codes: tuple[str, ...] = (),
          remarks: tuple[str, ...] = ()) -> Expect:  # fmt: skip
    """H: nothing is loaded until a person has decided; where the rows are known, releasing would load these."""
    return Expect("hold", reasons, fate, codes, remarks, rows_known)


IGNORED = Expect("ignore", rows_known=False)


@dataclass
class Made:
    """One file of a variant. `expected`: row number -> what stands there; `hit`: the rows that were damaged.

    `place` puts something else than plain bytes into the folder; `meanwhile` runs while the file is read.
    """

    data: bytes
    form: Form
    name: str = "delivery"
    expected: Mapping[int, Truth] = field(default_factory=dict)
    hit: frozenset[int] = frozenset()
    mode: str = "full"
    layout: Layout | None = None
    context: Mapping[str, Any] = field(default_factory=dict)
    place: Callable[[Path], Path] | None = None
    meanwhile: Callable[[Path], None] | None = None

    def surroundings(self) -> Surroundings:
        return Surroundings(self.mode, {"file_name": self.name, **self.context})


def made(grid: Grid, data: bytes, **more: Any) -> Made:
    """The file of a grid, with what its lines mean."""
    return Made(data, grid.form, expected=grid.expected(), hit=grid.hits(), mode=more.pop("mode", grid.mode), **more)


Make = Callable[[random.Random], Made]


@dataclass(frozen=True)
class Variant:
    """One way in which the kind shows itself. `meanwhile_expect`: what holds until the pending part exists."""

    name: str
    make: Make
    expect: Expect


@dataclass(frozen=True)
class Kind:
    """One row of the list. `decided`: how a letter with a choice is read. `pending`: what is missing yet."""

    number: int
    title: str
    letter: str
    variants: tuple[Variant, ...]
    decided: str = ""
    level: Literal["file", "name", "warehouse"] = "file"
    pending: str = ""


def kind(number: int, title: str, letter: str, *variants: tuple[str, Make, Expect], **more: Any) -> Kind:
    return Kind(number, title, letter, tuple(Variant(*one) for one in variants), **more)


def differences(what: Made, expect: Expect, result: GateResult) -> tuple[list[str], int]:
    """What differs from the expectation, and how many things were compared."""
    found: list[str] = []
    codes = sorted({one.code for one in result.reasons})
    compared = 2
    if result.decision != expect.decision:
        found.append(f"decision {result.decision} {codes}, expected {expect.decision}")
    if set(codes) != set(expect.reasons):
        found.append(f"reasons {codes}, expected {sorted(expect.reasons)}")
    for one in result.reasons:
        compared += 1
        if not one.message_zh.startswith(message_zh(one.code)) or "请" not in one.message_zh:
            found.append(f"{one.code} does not say how to mend it")
    if not expect.rows_known:
        return found, compared
    parts = (_values(what, expect, result), _kept_out(what, expect, result), _remarked(what, expect, result))
    for more, number in parts:
        found += more
        compared += number
    total = result.clean_count + result.duplicate_count + result.quarantine_count
    if result.row_count != total:
        found.append(f"{result.row_count} rows, but {total} have a fate")
    return found, compared + 1


def _values(what: Made, expect: Expect, result: GateResult) -> tuple[list[str], int]:
    kept_out = what.hit if expect.fate != "load" else frozenset()
    wanted = {at: what.form.clean(one) for at, one in what.expected.items() if at not in kept_out}
    loaded = {row["row_no"]: row for row in result.clean.to_pylist()}
    found = [f"row {at} was loaded" for at in sorted(loaded.keys() - wanted.keys())]
    found += [f"row {at} was not loaded" for at in sorted(wanted.keys() - loaded.keys())]
    compared = 0
    for at in wanted.keys() & loaded.keys():
        for column, value in wanted[at].items():
            compared += 1
            if loaded[at][column] != value:
                found.append(f"row {at} {column}: {loaded[at][column]!r}, expected {value!r}")
    return found, compared + 1


def _kept_out(what: Made, expect: Expect, result: GateResult) -> tuple[list[str], int]:
    wanted = set(what.hit) if expect.fate == "quarantine" else set()
    by_row: dict[int, set[str]] = {}
    for row in result.quarantine.to_pylist():
        by_row.setdefault(row["row_no"], set()).add(row["reason_code"])
    found = [f"row {at} in quarantine: {sorted(by_row[at])}" for at in sorted(by_row.keys() - wanted)]
    found += [f"row {at} not in quarantine" for at in sorted(wanted - by_row.keys())]
    for at in wanted & by_row.keys():
        if by_row[at] != set(expect.codes):
            found.append(f"row {at}: {sorted(by_row[at])}, expected {sorted(expect.codes)}")
    if expect.fate == "drop" and result.duplicate_count != len(what.hit):
        found.append(f"{result.duplicate_count} duplicates, expected {len(what.hit)}")
    return found, 1 + len(wanted)


def _remarked(what: Made, expect: Expect, result: GateResult) -> tuple[list[str], int]:
    said = {(row["row_no"], row["reason_code"]) for row in result.warnings.to_pylist()}
    at_rows = {(at, code) for at, code in said if at in what.expected}
    wanted = {(at, code) for at in what.hit for code in expect.codes} if expect.fate == "load" else set()
    found = [f"warning {code} at row {at}" for at, code in sorted(at_rows - wanted)]
    found += [f"no warning {code} at row {at}" for at, code in sorted(wanted - at_rows)]
    remarks = {code for _, code in said - at_rows}
    if remarks != set(expect.remarks):
        found.append(f"remarks {sorted(remarks)}, expected {sorted(expect.remarks)}")
    return found, 1 + len(wanted)


def numbers(kinds: Iterable[Kind]) -> list[int]:
    return [one.number for one in kinds]
