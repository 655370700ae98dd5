"""The damages of the polluter. `fits`: where one makes sense; `apply`: what it does, and what must follow."""

from __future__ import annotations

import datetime as dt
import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from tests.bad_inputs.files.forms import CIVIL, DISABLED, EMPLOYEE, POOR, TAX, Form
from tests.bad_inputs.files.grid import Grid, Line
from tests.bad_inputs.kinds.d_text import wide
from tests.bad_inputs.kinds.e_identity import masked, numbered, old_form, wrong_check
from tests.bad_inputs.kinds.f_dates import chinese
from tests.support.files.raw_xlsx import Book, error, formula
from transforms.identity.resident_documents import SIMULATED_AREA_CODE

_DATES = {CIVIL: ("effective_on", "on"), POOR: ("effective_on", "on"), DISABLED: ("effective_on", "on"),
          TAX: ("received_on", "received"), EMPLOYEE: ("insured_from", "start")}  # fmt: skip


def _day(form: Form) -> tuple[str, str] | None:
    """Canonical column and field of the truth of a form's day."""
    return _DATES.get(form, form.dated)


class Polluted:
    """A table on its way to a file, with what must become of its lines. Lines are told apart by identity."""

    def __init__(self, grid: Grid, rng: random.Random, in_book: bool) -> None:
        self.grid, self.rng, self.in_book = grid, rng, in_book
        self.bad: dict[int, set[str]] = {}
        self.warned: dict[int, set[str]] = {}
        self.repeated: set[int] = set()
        self.order: list[int] | None = None
        self.applied: list[str] = []
        self.parts: list[Callable[[Book], Any]] = []
        self.spellings: list[tuple[int, Callable[[Book], Any]]] = []
        self.lines: list[Callable[[list[str], str], list[str]]] = []
        self.finish: Callable[[bytes], bytes] = lambda data: data
        self.xml = False
        self.old = False
        self.has_nobody = False
        self.uncounted: dict[int, str] = {}
        self.absent: set[str] = set()
        self.touched: set[tuple[int, str]] = set()

    def column(self, canonical: str) -> int:
        at = self.grid.form.at(canonical)
        return self.order.index(at) if self.order else at

    def has(self, canonical: str) -> bool:
        try:
            self.grid.form.at(canonical)
        except ValueError:
            return False
        return True

    def free(self, canonical: str) -> list[Line]:
        """Lines whose cell nobody has touched, and that no copy depends on."""
        return [
            one for one in self.grid.data if (id(one), canonical) not in self.touched and id(one) not in self.repeated
        ]

    def put(self, line: Line, canonical: str, value: Any) -> None:
        line.cells[self.column(canonical)] = value
        self.touched.add((id(line), canonical))

    def by_row(self, codes: dict[int, set[str]]) -> dict[int, set[str]]:
        return {at: codes[id(line)] for at, line in enumerate(self.grid.lines, 1) if id(line) in codes}


@dataclass(frozen=True)
class Damage:
    """One way in which a table comes to harm; `kind` is its number on the list."""

    kind: int
    name: str
    apply: Callable[[Polluted], None]
    fits: Callable[[Polluted], bool] = lambda one: True
    codes: frozenset[str] = field(default=frozenset())


def _some(one: Polluted, canonical: str) -> list[Line]:
    """A few lines; rarely a good part of them."""
    free = one.free(canonical)
    most = max(1, len(one.grid.data) // (2 if one.rng.random() < 0.03 else 6))
    return one.rng.sample(free, min(len(free), one.rng.randint(1, most)))


def bad(kind: int, name: str, canonical: str, new: Callable[[Any, random.Random], Any], *codes: str,
        fits: Callable[[Polluted], bool] = lambda one: True, xml: bool = False) -> Damage:  # fmt: skip
    """A value that keeps its rows out."""

    def apply(one: Polluted) -> None:
        for line in _some(one, canonical):
            one.put(line, canonical, new(line.cells[one.column(canonical)], one.rng))
            one.bad.setdefault(id(line), set()).update(codes)
        one.xml |= xml

    return Damage(kind, name, apply, lambda one: one.has(canonical) and fits(one))


def dress(kind: int, name: str, canonical: str, new: Callable[[str], Any],
          fits: Callable[[Polluted], bool] = lambda one: True, xml: bool = False) -> Damage:  # fmt: skip
    """Another way to write the same value, in all rows or in some. `xml`: only the new kind of workbook has it."""

    def apply(one: Polluted) -> None:
        lines = one.free(canonical)
        for line in lines if one.rng.random() < 0.5 else one.rng.sample(lines, len(lines) // 2):
            one.put(line, canonical, new(line.cells[one.column(canonical)]))
        one.xml |= xml

    return Damage(kind, name, apply, lambda one: one.has(canonical) and fits(one))


def dated(
    kind: int, name: str, write: Callable[[dt.date], Any], fits: Callable[[Polluted], bool] = lambda one: True
) -> Damage:
    def apply(one: Polluted) -> None:
        canonical, meant = _day(one.grid.form) or ("", "")
        for line in one.free(canonical):
            one.put(line, canonical, write(getattr(line.truth, meant)))

    return Damage(kind, name, apply, lambda one: _day(one.grid.form) is not None and fits(one))


def _bad_date(kind: int, name: str, text: str, code: str) -> Damage:
    def apply(one: Polluted) -> None:
        canonical, _ = _day(one.grid.form) or ("", "")
        for line in _some(one, canonical):
            one.put(line, canonical, text)
            one.bad.setdefault(id(line), set()).add(code)

    return Damage(kind, name, apply, lambda one: _day(one.grid.form) is not None)


def in_book(one: Polluted) -> bool:
    return one.in_book


def in_text(one: Polluted) -> bool:
    return not one.in_book


def of_form(*forms: Form) -> Callable[[Polluted], bool]:
    return lambda one: one.grid.form in forms


def renamed(kind: int, name: str, new: Callable[[str], str], printed: Callable[[str], Any]) -> Damage:
    """Persons with an unusual name, which must be loaded as it is."""

    def apply(one: Polluted) -> None:
        for line in _some(one, "name"):
            assert line.truth is not None
            line.truth = replace(line.truth, name=new(line.truth.name))
            one.put(line, "name", printed(line.truth.name))

    return Damage(kind, name, apply)


def _old_numbers(one: Polluted) -> None:
    for line in _some(one, "document_number"):
        assert line.truth is not None
        if line.truth.number[6:8] == "19":
            one.put(line, "document_number", old_form(line.truth.number))
            one.warned.setdefault(id(line), set()).add("document_upgraded")


def _titles(one: Polluted) -> None:
    for at in range(one.rng.randint(1, 3)):
        one.grid.insert(0, [f"附件{at}"])


def _blank_rows(one: Polluted) -> None:
    for _ in range(one.rng.randint(1, 3)):
        one.grid.insert(one.rng.randint(one.grid.header_at + 1, len(one.grid.data) + one.grid.header_at), [])


def _repeated_header(one: Polluted) -> None:
    at = one.rng.randint(one.grid.header_at + 2, one.grid.header_at + len(one.grid.data))
    one.grid.lines.insert(at, Line(list(one.grid.header)))


def _footer(one: Polluted) -> None:
    one.grid.lines.append(Line(["制表人:赵某"]))


def _subtotal(one: Polluted) -> None:
    at = one.rng.randint(one.grid.header_at + 2, one.grid.header_at + len(one.grid.data))
    one.grid.insert(at, ["小计", "3人"])


def _extra_column(one: Polluted) -> None:
    width = len(one.grid.header)
    one.grid.column(width, "联系人", lambda line: "某")
    for line in one.grid.lines:  # rows without a person are as wide as the others
        line.cells += [""] * (line.truth is None and len(line.cells) == width)


def _shuffle(one: Polluted) -> None:
    order = list(range(len(one.grid.header)))
    one.rng.shuffle(order)
    one.order = order
    for line in [one.grid.lines[one.grid.header_at], *one.grid.data]:
        line.cells = [line.cells[at] for at in order]


def _synonym(one: Polluted) -> None:
    at = one.column("document_number")
    one.grid.lines[one.grid.header_at].cells[at] = one.rng.choice(["公民身份号码", "身份证 号码", "证件号", "身份证号"])


def _twice(one: Polluted) -> None:
    """A row once more: the later one is known already."""
    for line in one.rng.sample(one.grid.data, 1):
        if id(line) in one.bad or id(line) in one.warned:
            continue
        copy = Line(list(line.cells), line.truth)
        last = max(at for at, other in enumerate(one.grid.lines) if other.truth is not None)
        one.grid.lines.insert(last + 1, copy)
        one.repeated |= {id(copy), id(line)}


def _fields(change: Callable[[str, str], str]) -> Callable[[Polluted], None]:
    """A line of one person with a field too few or too many."""

    def apply(one: Polluted) -> None:
        taken = {key for key, codes in one.bad.items() if "row_fields" in codes} | one.repeated
        free = [line for line in one.grid.data[:-1] if id(line) not in taken]
        if len(one.grid.data) < 6 or not free:
            return
        line = one.rng.choice(free)
        one.bad.setdefault(id(line), set()).add("row_fields")

        def later(lines: list[str], delimiter: str) -> list[str]:
            at = next(at for at, other in enumerate(one.grid.lines) if other is line)
            # a delimiter behind a blank last cell or within a quoted one is no damage: the first one is taken instead
            is_harmless = lines[at].endswith((delimiter, '"'))
            new = lines[at].replace(delimiter, "", 1) if is_harmless else change(lines[at], delimiter)
            return [new if place == at else text for place, text in enumerate(lines)]

        one.lines.append(later)

    return apply


def born(rng: random.Random, day: str) -> str:
    return numbered(SIMULATED_AREA_CODE, day, rng.randint(1, 900))


def _rounded(text: str, rng: random.Random) -> str:
    """As Excel keeps it, unless zeros happen to be right: then nobody can see it."""
    one = numbered(SIMULATED_AREA_CODE, f"19{rng.randint(50, 99)}0101", rng.randint(100, 990))[:15] + "000"
    return _rounded(text, rng) if wrong_check(one)[:17] + "0" == numbered(one[:6], one[6:14], int(one[14:17])) else one


ALL: Sequence[Damage] = (
    dress(57, "Excel text", "document_number", '="{}"'.format, in_text),
    dress(58, "apostrophe", "document_number", "'{}".format),
    dress(70, "full-width number", "document_number", wide),
    dress(71, "blanks in a number", "document_number", lambda t: f" {t[:6]}\u3000{t[6:]}\u200b"),
    dress(80, "small x", "document_number", str.lower),
    dress(89, "hyphens", "document_number", lambda t: f"{t[:6]}-{t[6:14]}-{t[14:]}"),
    dress(71, "blanks in a name", "name", lambda t: f"\u3000{t[0]} {t[1:]}\u00a0"),
    dress(46, "_x000D_", "name", "{}_x000D_".format, in_book, xml=True),
    dress(71, "blanks in a unit", "unit", lambda t: f"\t{t}\u3000"),
    dress(70, "full-width year", "plan_year", wide),
    dress(101, "year in words", "plan_year", "{}年度".format),
    dress(103, "￥ and 元", "amount_fen", "￥{}元".format),
    dress(106, "full-width amount", "amount_fen", wide),
    dated(95, "points", lambda d: f"{d.year}.{d.month}.{d.day}"),
    dated(95, "nothing between", lambda d: f"{d:%Y%m%d}"),
    dated(96, "Chinese numerals", chinese),
    dated(102, "UTC", lambda d: f"{d - dt.timedelta(days=1)}T16:00:00Z"),
    dated(94, "date cells", lambda d: d, in_book),
    renamed(72, "another middle dot", lambda n: f"{n[1:]}\u00b7{n[0]}", lambda n: n.replace("\u00b7", "\u2022")),
    renamed(74, "NA", lambda n: "NA", lambda n: n),
    renamed(139, "formula text", lambda n: "=1+1|" + n, lambda n: n),
    renamed(141, "SQL", lambda n: f"{n}'); DROP TABLE x;--", lambda n: n),
    renamed(142, "markup", lambda n: f"<b>{n}</b>", lambda n: n),
    Damage(79, "old numbers", _old_numbers),
    Damage(23, "titles", _titles),
    Damage(31, "blank rows", _blank_rows),
    Damage(34, "header again", _repeated_header),
    Damage(33, "footer", _footer, lambda one: one.grid.form.source.kind != "tax_feed"),
    Damage(32, "subtotal", _subtotal, of_form(CIVIL, DISABLED)),
    Damage(37, "synonym", _synonym),
    Damage(39, "extra column", _extra_column, lambda one: one.grid.form.source.kind != "tax_feed"),
    Damage(18, "a row twice", _twice),
    bad(41, "error text", "name", lambda t, rng: rng.choice(["#REF!", "#N/A", "#VALUE!"]), "cell_error"),
    bad(41, "error cell", "document_number", lambda t, rng: error("#REF!"), "cell_error", fits=in_book, xml=True),
    bad(59, "NUL", "name", lambda t, rng: t + "\0", "name_characters", fits=in_text),
    bad(69, "mojibake", "name", lambda t, rng: rng.choice(["锟斤拷", "???", t.encode().decode("latin-1")]),
        "name_characters"),
    bad(75, "emoji", "name", lambda t, rng: t + "\U0001f600", "name_characters"),
    bad(75, "from the right", "name", lambda t, rng: "\u202e" + t, "name_characters"),
    bad(144, "endless name", "name", lambda t, rng: "长" * rng.randint(60, 3_000), "name_length"),
    bad(92, "no name", "name", lambda t, rng: " ", "name_blank"),
    bad(76, "scientific", "document_number", lambda t, rng: "1.99999E+17", "document_scientific"),
    bad(77, "numeric cell", "document_number", lambda t, rng: float(_digits(t)), "document_numeric_cell", fits=in_book),
    bad(78, "rounded", "document_number", _rounded, "document_rounded"),
    bad(81, "17 digits", "document_number", lambda t, rng: "1" * 17, "document_length"),
    bad(82, "wrong check digit", "document_number", lambda t, rng: wrong_check(numbered(
        SIMULATED_AREA_CODE, "19750607", rng.randint(1, 900))), "document_checksum", "document_rounded"),
    bad(83, "no such day", "document_number", lambda t, rng: born(rng, "19810231"),
        "document_birth_date"),
    bad(83, "not born yet", "document_number", lambda t, rng: born(rng, "20300101"),
        "document_birth_future"),
    bad(91, "masked", "document_number", lambda t, rng: masked("1" * 18), "document_masked"),
    bad(92, "no number", "document_number", lambda t, rng: rng.choice(["", "无", "Q123456789"]),
        "document_blank", "document_characters", "document_certificate"),
    bad(116, "another county", "unit", lambda t, rng: "外县某乡", "unit_unknown"),
    bad(104, "1,23", "amount_fen", lambda t, rng: rng.choice(["1,23", "1.234,50", "二百五"]), "amount_format"),
    bad(108, "float noise", "amount_fen", lambda t, rng: "379.99999999997", "amount_format"),
    bad(110, "nothing paid", "amount_fen", lambda t, rng: rng.choice(["0", "0.00", " "]), "amount_not_positive",
        "amount_blank"),
    bad(111, "reversal", "amount_fen", lambda t, rng: rng.choice(["-250.00", "(120.00)", "250.00-"]),
        "amount_not_positive"),
    bad(122, "wrong year", "plan_year", lambda t, rng: rng.choice(["2011", "明年"]), "plan_year_not_payable",
        "plan_year_unknown"),
    bad(75, "control in a receipt", "receipt_no", lambda t, rng: f"\x1b{t}", "cell_characters", fits=in_text),
    bad(39, "no category", "category", lambda t, rng: rng.choice(["", "see 12"]), "category_blank", "category_unknown"),
    bad(39, "no grade", "grade", lambda t, rng: "七级", "grade_unknown"),
    bad(39, "neither yes nor no", "hukou_local", lambda t, rng: "也许", "yes_no_unknown"),
    _bad_date(97, "ambiguous", "01/02/2019", "date_ambiguous"),
    _bad_date(98, "30 February", "2019-02-30", "date_impossible"),
    _bad_date(99, "before 1900", "1899-12-31", "date_out_of_range"),
    _bad_date(100, "two-digit year", "19-2-3", "date_ambiguous"),
    Damage(52, "a field too few", _fields(lambda line, mark: "".join(line.rsplit(mark, 1))), in_text),
    Damage(53, "a field too many", _fields(lambda line, mark: mark + line), in_text),
)  # fmt: skip


def _digits(text: Any) -> str:
    return "".join(c for c in str(text) if c in "0123456789")[:17].ljust(18, "1")


def _finish(kind: int, name: str, finish: Callable[[bytes], bytes], *codes: str,
            fits: Callable[[Polluted], bool] = lambda one: True) -> Damage:  # fmt: skip
    def apply(one: Polluted) -> None:
        one.finish = finish

    return Damage(kind, name, apply, fits, frozenset(codes))


def _without(canonical: str) -> Callable[[Polluted], None]:
    def apply(one: Polluted) -> None:
        one.grid.lines[one.grid.header_at].cells[one.column(canonical)] = "某列"

    return apply


def _part(name: str, content: str) -> Callable[[Polluted], None]:
    def apply(one: Polluted) -> None:
        one.xml = True
        one.parts.append(lambda made: made.parts.update({name: content}))

    return apply


def _no_value(one: Polluted) -> None:
    one.xml = True
    one.put(one.grid.data[0], "name", formula("A1", None))


def _wrong_total(one: Polluted) -> None:
    for line in one.grid.lines:
        if line.truth is None and line.cells and line.cells[one.column("receipt_no")] == "合计":
            line.cells[one.column("name")] = "9999笔"


FATAL: Sequence[Damage] = (
    _finish(3, "half of it", lambda data: data[: len(data) // 2], "file_truncated", "file_unreadable", fits=in_book),
    _finish(1, "nothing left", lambda data: b"", "file_empty"),
    _finish(13, "another archive", lambda data: b"Rar!\x1a\x07\0" + data, "file_type"),
    _finish(147, "a page after it", lambda data: data + b"<html>PK\x05\x06" + bytes(18), "file_polyglot"),
    Damage(37, "no number's column", _without("document_number"),
        codes=frozenset({"column_missing", "layout_unknown", "other_layout", "tables_stacked"})),
    Damage(11, "a macro", _part("xl/vbaProject.bin", "x"), in_book, frozenset({"file_macro"})),
    Damage(40, "a formula without a value", _no_value, in_book, frozenset({"formula_without_value"})),
    Damage(63, "a wrong total", _wrong_total, of_form(TAX), frozenset({"control_count"})),
)  # fmt: skip
