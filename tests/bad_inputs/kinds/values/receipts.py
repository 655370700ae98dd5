"""Receipt and household numbers in several spellings, and with the zeros of a number format. Kinds 230 to 232."""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import replace
from typing import Any

from tests.bad_inputs.files.forms import REVERSING, ROLL, TAX
from tests.bad_inputs.files.grid import Grid, Line, control
from tests.bad_inputs.files.make import Damage, everywhere, in_csv, in_xls, in_xlsx
from tests.bad_inputs.kinds.model import Kind, drops, holds, kind, loads
from tests.bad_inputs.kinds.sequences import PAYMENTS, Make, Sequel
from tests.bad_inputs.sequences import Step, Story, people, truths_of
from tests.support.files.raw_xls import Shown
from tests.support.files.raw_xlsx import Book, Cell

ZEROS = '<numFmt numFmtId="200" formatCode="{}"/>'


def wide(text: str) -> str:
    """The text in full-width characters."""
    return "".join(chr(ord(sign) + 0xFEE0) for sign in text)


SPELLINGS: tuple[tuple[str, Callable[[str], str]], ...] = (
    ("full width", wide),
    ("blanks between groups", lambda text: f"{text[:2]} {text[2:8]} {text[8:]}"),
    ("small letters", str.lower),
    ("a tab inside", lambda text: f"{text[:5]}\t{text[5:]}"),
    ("a soft hyphen", lambda text: f"{text[:5]}\u00ad{text[5:]}"),
    ("a mark of direction", lambda text: f"\u200e{text}"),
)


def _again(spell: Callable[[str], str]) -> Damage:
    """A payment once more, under its receipt number in another spelling."""

    def damage(table: Grid, rng: random.Random) -> None:
        first = table.data[1]
        second = Line(list(first.cells), first.truth, True)
        second.cells[0] = spell(first.cells[0])
        table.lines.insert(-1, second)
        table.lines[-1] = Line(control([line.truth for line in table.data if line.truth]))

    return damage


def _with_hyphens(table: Grid, rng: random.Random) -> None:
    """Two payments of a person, whose receipts differ in a hyphen."""
    first, second = table.data[:2]
    assert first.truth is not None
    for line, number in ((first, "PZ1234567"), (second, "PZ123-4567")):
        line.truth = replace(first.truth, receipt=number)
        line.cells = TAX.cells(line.truth)
    table.lines[-1] = Line(control([line.truth for line in table.data if line.truth]))


def _taken_back(table: Grid, rng: random.Random) -> None:
    """A reversal that names its receipt in small letters."""
    first = table.data[0].truth
    assert first is not None
    back = replace(first, receipt=f"CZ{rng.randrange(10**9):09d}", fen=-first.fen, reverses=first.receipt)
    cells = [*REVERSING.cells(back)]
    cells[4], cells[-1] = f"-{table.data[0].cells[4]}", first.receipt.lower()
    table.lines.insert(-1, Line(cells, back))
    people = [line.truth for line in table.data if line.truth]
    table.lines[-1].cells[:5] = control(people)[:5]
    paid = sum(person.fen for person in people)
    table.lines[-1].cells[4] = f"{paid // 100}.{paid % 100:02d}"


def _stored(canonical: str, field: str, write: Callable[[int], Any], shown: Callable[[int], str], hit: bool) -> Damage:
    """A number in each cell of a column. `shown`: what its format makes of it."""

    def damage(table: Grid, rng: random.Random) -> None:
        for at, line in enumerate(table.data, 1):
            assert line.truth is not None
            number = at * 1000 + rng.randrange(1000)
            line.truth = replace(line.truth, **{field: shown(number)})
            line.cells[table.form.at(canonical)] = write(number)
            line.hit = hit

    return damage


def _cell(number: int) -> Cell:
    return Cell(f'<c r="{{r}}" s="6"><v>{number}</v></c>')


def number_format(code: str) -> Callable[[Book], Any]:
    """A seventh style with this number format."""

    def change(one: Book) -> None:
        one.replace("xl/styles.xml", "<fonts", f"<numFmts>{ZEROS.format(code)}</numFmts><fonts")
        one.replace("xl/styles.xml", "</cellXfs>", '<xf numFmtId="200"/></cellXfs>')

    return change


def _receipts(shown: Callable[[int], str], hit: bool = False) -> Damage:
    return _stored("receipt_no", "receipt", _cell, shown, hit)


KINDS: tuple[Kind, ...] = (
    kind(
        230,
        "one receipt number in two spellings",
        "N",
        *((name, in_csv(TAX, _again(spell)), drops()) for name, spell in SPELLINGS if name != "a soft hyphen"),
        ("a soft hyphen", in_csv(TAX, _again(SPELLINGS[4][1]), encoding="utf-8"), drops()),
        ("a reversal names it in small letters", in_csv(REVERSING, _taken_back), loads()),
        ("numbers that differ in a hyphen are two", in_csv(TAX, _with_hyphens), loads()),
        decided="compared and loaded in half width and capitals, without blanks and characters that are not drawn",
    ),
    kind(
        231,
        "a receipt or household number with zeros in front by its number format",
        "N",
        (
            "a receipt in a workbook",
            in_xlsx(TAX, _receipts("{:012d}".format), parts=number_format("000000000000")),
            loads("form_differs"),
        ),
        (
            "letters in front",
            in_xlsx(TAX, _receipts("PZ{:08d}".format), parts=number_format("&quot;PZ&quot;00000000")),
            loads("form_differs"),
        ),
        (
            "a household number",
            in_xlsx(
                ROLL,
                _stored("household_no", "household", _cell, "{:08d}".format, hit=False),
                parts=number_format("00000000"),
            ),
            loads("form_differs"),
        ),
        (
            "in an old workbook",
            in_xls(
                TAX,
                _stored("receipt_no", "receipt", lambda n: Shown(float(n), "00000000"), "{:08d}".format, hit=False),
            ),
            loads("form_differs"),
        ),
        ("plain numbers", in_xlsx(TAX, _receipts(str), parts=number_format("0_ ")), loads("form_differs")),
        (
            "a format with a condition",
            in_xlsx(TAX, _receipts(str, hit=True), parts=number_format("[&gt;99]00000000;0")),
            holds(
                "mostly_quarantined",
                rows_known=True,
                fate="quarantine",
                codes=("cell_number_format",),
                remarks=("form_differs",),
            ),
        ),
        decided="what the sender sees; a format that cannot be written for certain: Q",
    ),
)


def _two_files(spell: Callable[[str], str]) -> Make:
    """A payment in the feeds of two days, the second time with its receipt number in another spelling."""

    def make(rng: random.Random) -> Story:
        first = people(rng, TAX)
        again = first.copy()
        everywhere("receipt_no", spell)(again, rng)
        period = f"2019-{rng.randrange(10**8)}"
        steps = [Step(grid, f"{period}-{at}", "committed", "feed") for at, grid in enumerate((first, again))]
        return Story(steps, [(PAYMENTS, [(5,)])], truths_of(first))

    return make


SEQUEL = Sequel(
    232,
    "a payment in two feeds, its receipt number in two spellings",
    "N",
    [(name, _two_files(spell)) for name, spell in SPELLINGS if name != "a soft hyphen"],
    decided="one payment",
)
