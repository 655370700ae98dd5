"""Checks document numbers, a column at a time (GB 11643-1999, ISO 7064 MOD 11-2, GA 2102-2023).

A number is judged, never repaired. An area code states where a number was issued, not where its holder lives, so an
unknown area code is only a warning.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from transforms.identity.document_faults import classify
from transforms.identity.document_kinds import number_kind, number_kinds
from transforms.identity.normalise import normalise_number

Mask = npt.NDArray[np.bool_]

SIMULATED_AREA_CODE = "199999"
"""Area code of simulated persons. No place has it, so no simulated number can belong to a real person."""

MAX_AGE_YEARS = 130
_WEIGHTS = np.array([7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2], dtype=np.float32)
_CHECK_DIGITS = np.frombuffer(b"10X98765432", dtype=np.uint8)
# kind (place among `number_kinds`) of an 18-character number by its first two digits
_KIND_OF_PREFIX = np.array([number_kind(f"{prefix:02d}" + "0" * 16) for prefix in range(100)], dtype=np.int8)
_RESIDENT = number_kinds().index("resident")
_MONTH_DAYS = np.array([0, 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31], dtype=np.int32)


@dataclass(frozen=True)
class Documents:
    """One entry per value handed in, in the same order.

    `number`: the canonical text, null for a value with an error. `text`: the canonical text of every value. `kind`:
    code of the document kind, `birth_on` and `sex`: contained in the number; null if unknown. `errors` and `warnings`:
    reason code -> mask; a value can have several of each. `valid`: values without an error.
    """

    number: pa.Array
    text: pa.Array
    kind: pa.Array
    birth_on: pa.Array
    sex: pa.Array
    errors: Mapping[str, Mask]
    warnings: Mapping[str, Mask]
    valid: Mask


def parse(
    values: pa.ChunkedArray | pa.Array,
    as_of: date,
    known_area_codes: Collection[str],
    numeric_cell: Mask | None = None,
) -> Documents:
    """Judge a column of document numbers; return for each value its number, kind, birth date, sex, errors and warnings.

    `values`: texts as the sender wrote them. `as_of`: day on which birth dates are checked: a later one, or an
    impossible age, is an error. `known_area_codes`: beginnings of known area codes (two, four or six digits); if empty,
    no code counts as unknown. `numeric_cell`: True for values from numeric cells, of which a spreadsheet lost the last
    digits: each is an error; None: no such value. Passports and other kinds without a check digit are errors here:
    `accept_other_documents` comes next.
    """
    texts, is_regular, errors, warnings = _regular(values)
    size = len(texts)
    _add(errors, "document_numeric_cell", numeric_cell)
    damaged = numeric_cell if numeric_cell is not None else np.zeros(size, dtype=bool)
    digits, shaped = _matrix(texts, is_regular)
    checks = _Checks(digits, as_of, known_area_codes)
    for code, mask in checks.errors().items():
        _add(errors, code, _spread(mask, shaped, size) & ~damaged)
    for code, mask in checks.warnings().items():
        _add(warnings, code, _spread(mask, shaped, size) & ~damaged)
    valid = np.ones(size, dtype=bool)
    for mask in errors.values():
        valid &= ~mask
    return _documents(texts, shaped, checks, errors, warnings, valid)


def _documents(
    texts: pa.Array,
    shaped: npt.NDArray[np.int64],
    checks: _Checks,
    errors: dict[str, Mask],
    warnings: dict[str, Mask],
    valid: Mask,
) -> Documents:
    size = len(texts)
    usable = np.zeros(size, dtype=bool)
    usable[shaped] = True
    usable &= valid
    days = np.zeros(size, dtype="datetime64[D]")
    days[shaped] = checks.birth
    male = np.zeros(size, dtype=bool)
    male[shaped] = checks.digits[:, 16] % 2 == 1
    kind = np.zeros(size, dtype=np.int8)
    kind[shaped] = checks.kind
    lettered = valid.copy()  # numbers without a check digit, such as the 2017 form of foreigners
    lettered[shaped] = False
    if lettered.any():
        kind[lettered] = [number_kind(text) for text in texts.filter(pa.array(lettered)).to_pylist()]
    kinds = pa.DictionaryArray.from_arrays(pa.array(kind, mask=~valid), pa.array(number_kinds()))
    sexes = pa.DictionaryArray.from_arrays(pa.array(male.astype(np.int8), mask=~usable), pa.array(["F", "M"]))
    return Documents(
        number=pc.if_else(pa.array(valid), texts, pa.scalar(None, pa.string())),
        text=texts,
        kind=kinds.cast(pa.string()),
        birth_on=pa.array(days, mask=~usable, type=pa.date32()),
        sex=sexes.cast(pa.string()),
        errors=errors,
        warnings=warnings,
        valid=valid,
    )


def _regular(values: pa.ChunkedArray | pa.Array) -> tuple[pa.Array, Mask, dict[str, Mask], dict[str, Mask]]:
    """Normalise a column: canonical texts, mask of the 18-character form, errors, warnings. Other forms are slow."""
    column = values.combine_chunks() if isinstance(values, pa.ChunkedArray) else values
    column = pc.fill_null(column.cast(pa.string()), "")
    plain: Mask = is_plain(column).to_numpy(zero_copy_only=False)
    errors: dict[str, Mask] = {}
    warnings: dict[str, Mask] = {}
    odd = np.flatnonzero(~plain)
    if len(odd):
        judged = [classify(normalise_number(text)) for text in column.take(pa.array(odd)).to_pylist()]
        canonical = pa.array([verdict.text for verdict in judged], pa.string())
        column = pc.replace_with_mask(column, pa.array(~plain), canonical)
        for target, picked in ((errors, "errors"), (warnings, "warnings")):
            for code in sorted({code for verdict in judged for code in getattr(verdict, picked)}):
                mask = np.zeros(len(column), dtype=bool)
                mask[odd[[code in getattr(verdict, picked) for verdict in judged]]] = True
                target[code] = mask
        plain[odd] = is_plain(canonical).to_numpy(zero_copy_only=False)
    return column, plain, errors, warnings


def is_plain(texts: pa.Array) -> pa.Array:
    """Return booleans, one per text, True where it is 17 digits and a digit or X; null stays null.

    Such a text is its own canonical form (`normalise_number`). The check digit is not checked.
    """
    return pc.match_substring_regex(texts, r"^[0-9]{17}[0-9X]$")


def _matrix(texts: pa.Array, is_regular: Mask) -> tuple[npt.NDArray[np.uint8], npt.NDArray[np.int64]]:
    """Build the digit matrix (n, 18) of the texts with the 18-character form, and their positions. X counts as 40."""
    positions = np.flatnonzero(is_regular)
    packed = texts.take(pa.array(positions))
    matrix = np.frombuffer(_bytes(packed), dtype=np.uint8).reshape(len(positions), 18)
    return matrix - np.uint8(48), positions


def _bytes(packed: pa.Array) -> bytes:
    buffers = packed.buffers()
    if len(packed) == 0 or buffers[2] is None:
        return b""
    start = int(np.frombuffer(buffers[1], dtype=np.int32)[packed.offset])
    return bytes(memoryview(buffers[2])[start : start + 18 * len(packed)])


class _Checks:
    """The checks of the 18-character form, over a digit matrix."""

    def __init__(self, digits: npt.NDArray[np.uint8], as_of: date, known_area_codes: Collection[str]) -> None:
        self.digits = digits
        self._as_of = as_of
        self._known = known_area_codes
        # column by column: a fifth of the memory of widening the whole matrix
        self._year = self._number(6, 10)
        self._month = self._number(10, 12)
        self._day = self._number(12, 14)
        self._area = self._number(0, 6)
        prefix = self._area // 10000
        self.kind = _KIND_OF_PREFIX[prefix]
        self._is_date = self._date_mask()
        self.birth = self._birth()

    def _number(self, start: int, stop: int) -> npt.NDArray[np.int32]:
        value = np.zeros(len(self.digits), dtype=np.int32)
        for position in range(start, stop):
            value = value * 10 + self.digits[:, position]
        return value

    def _date_mask(self) -> Mask:
        month = np.where((self._month >= 1) & (self._month <= 12), self._month, 0)
        leap = (self._year % 4 == 0) & ((self._year % 100 != 0) | (self._year % 400 == 0))
        last = _MONTH_DAYS[month] + ((month == 2) & leap)
        mask: Mask = (self._year >= 1) & (self._day >= 1) & (self._day <= last)
        return mask

    def _birth(self) -> npt.NDArray[np.datetime64]:
        year = np.where(self._is_date, self._year, 1970) - 1970
        month = np.where(self._is_date, self._month, 1) - 1
        months = (year * 12 + month).astype("datetime64[M]")
        birth: npt.NDArray[np.datetime64] = months.astype("datetime64[D]") + np.where(self._is_date, self._day - 1, 0)
        return birth

    def errors(self) -> dict[str, Mask]:
        """Find wrong check digits, impossible birth dates, births after `as_of`, ages over the limit: code -> mask."""
        sums = (self.digits[:, :17].astype(np.float32) @ _WEIGHTS).astype(np.int32)
        given = self.digits[:, 17] + np.uint8(48)
        today = np.datetime64(self._as_of)
        as_of = self._as_of
        had_birthday = (self._month * 100 + self._day) <= as_of.month * 100 + as_of.day
        age_years = as_of.year - self._year - ~had_birthday
        return {
            "document_checksum": _CHECK_DIGITS[sums % 11] != given,
            "document_birth_date": ~self._is_date,
            "document_birth_future": self._is_date & (self.birth > today),
            "document_age": self._is_date & (age_years > MAX_AGE_YEARS),
        }

    def warnings(self) -> dict[str, Mask]:
        """Find residents whose area code begins with no known code: code -> mask."""
        if not self._known:
            return {}
        unknown = self.kind == _RESIDENT
        for digits in (2, 4, 6):
            starts = np.array(
                [int(code) for code in {*self._known, SIMULATED_AREA_CODE} if len(code) == digits], np.int32
            )
            if len(starts):
                unknown &= ~np.isin(self._area // 10 ** (6 - digits), starts)
        return {"document_area_unknown": unknown}


def _spread(mask: Mask, positions: npt.NDArray[np.int64], size: int) -> Mask:
    whole = np.zeros(size, dtype=bool)
    whole[positions] = mask
    return whole


def _add(into: dict[str, Mask], code: str, mask: Mask | None) -> None:
    if mask is not None and mask.any():
        into[code] = mask
