"""`docs/reference/bad-inputs.md`, made from the table: `python -m tests.bad_inputs.page`."""

from __future__ import annotations

from pathlib import Path

from tests.bad_inputs.hostile_files import HOSTILE
from tests.bad_inputs.kinds.model import Expect
from tests.bad_inputs.kinds.table import KINDS, rows
from tests.bad_inputs.polluter import DAMAGES, DOUBTFUL, FATAL, HEADERS

PAGE = Path(__file__).parents[2] / "docs" / "reference" / "bad-inputs.md"
HEAD = """# Bad inputs

How the product treats each kind of faulty file. Generated from the table in `tests/bad_inputs/kinds/` (`python -m
tests.bad_inputs.page`). A test compares this page with the table.
Another test runs every variant and compares each row.

| letter | outcome |
|---|---|
| R | the delivery is rejected |
| Q | the faulty rows are quarantined |
| N | the values are normalised and loaded |
| W | the rows are loaded with a warning |
| H | the delivery is held for a person |

For every letter: the sender gets a reason in Chinese with sheet, row, column and the remedy. Nothing is changed
silently. A document number is never repaired.

## Where the code is

| subject | module |
|---|---|
| name of a file | `transforms/intake/base/file_names.py` |
| form of a file, by its bytes and never by its name | `transforms/intake/reading/signature.py`, `archive.py` (zip) |
| name of a format that is not read | `transforms/intake/reading/other_formats.py` |
| inspection of a workbook before parsing | `transforms/intake/reading/xlsx/package.py`, `parts.py`, `sheet.py` |
| rows of an xlsx in the spelling of the known programs | `transforms/intake/reading/xlsx/spelling.py` |
| rows of an xlsx in any other spelling | `transforms/intake/reading/xlsx/parsed_rows.py` |
| extent of a sheet, its styles | `transforms/intake/reading/xlsx/extent.py`, `styles.py` |
| package that the reader opens | `transforms/intake/reading/xlsx/repack.py` |
| old workbooks (xls, et): every record of a cell is a value, a blank, or a refusal | `transforms/intake/reading/xls/` |
| numbers of an old workbook's records, its cells, its texts | `records.py`, `cells.py`, `texts.py` in `xls/` |
| styles, code page and origin of dates of an old workbook, its container | `book.py`, `ole.py` in `xls/` |
| part of a date that a number format shows | `transforms/intake/reading/number_formats.py` |
| workbooks (all sheets of one layout become one table) | `transforms/intake/reading/workbook.py`, `join_sheets.py` |
| choice of sheets: hidden, auxiliary, named 减少 or 草稿 | `transforms/intake/reading/sheets/` |
| words that contradict a list, in names and titles | `transforms/intake/reading/rows/contradictions.py` |
| reading of csv | `transforms/intake/reading/delimited.py`, `encoding.py` |
| single characters of a csv that cannot be decoded | `transforms/intake/reading/rows/broken_characters.py` |
| quotes of a csv that are not closed | `transforms/intake/reading/rows/quotes.py` |
| rows of a csv without the delimiters at their end | `short_rows.py`, `missing_ends.py` in `reading/rows/` |
| header and layout | `transforms/intake/reading/header.py`, `recognise.py` |
| rows that are no data (totals, footers, repeated headers) | `transforms/intake/reading/drop_non_data_rows.py` |
| words of totals and footers, rows of column numbers | `transforms/intake/reading/rows/totals.py` |
| titles between the rows, and persons who contradict them | `transforms/intake/reading/rows/titles.py` |
| the sender's own counts and sums | `transforms/intake/gate/control_totals.py` |
| the number of persons in a file's name | `transforms/intake/gate/counts_in_names.py` |
| examples, and rows without a person | `examples.py`, `without_person.py`, `named_elsewhere.py` in `reading/rows/` |
| categories in several columns or cells | `category_columns.py`, `several_categories.py` in `reading/forms/` |
| words of categories, synonyms, local codes | `transforms/intake/gate/kinds/category_words.py` |
| numbers inside other numbers | `transforms/identity/document_faults.py` |
| plan years by period | `transforms/intake/values/plan_years.py` |
| columns of states and of categories that were not read | `transforms/intake/reading/forms/unread_states.py` |
| rows that name several persons | `transforms/intake/reading/forms/split_persons.py`, `pair_numbers.py`, `members.py` |
| counts of households | `transforms/intake/reading/forms/households.py` |
| the category in a title, sheet or file name | `transforms/intake/reading/forms/titles.py` |
| texts of which a part is struck out | `struck_texts.py` in `reading/xlsx/` and `reading/xls/` |
| colours, merged cells, error cells, formulas | `transforms/intake/reading/sheet_notes.py` |
| months and zeros in front that a cell shows | `transforms/intake/reading/date_cells.py`, `number_formats.py` |
| texts of every reason | `transforms/intake/base/reasons.py` |
| values of a row | `transforms/intake/values/` (`parser.py`, `names.py`, `dates.py`, `amounts.py`, `number_texts.py`) |
| units in texts, titles, names of sheets | `transforms/intake/values/places/` (`place_names.py`, `stated_units.py`) |
| regions of insurance | `transforms/intake/values/places/regions.py` |
| counties next to townships, two columns of villages | `transforms/intake/reading/rows/second_columns.py` |
| plausibility of a person | `transforms/intake/values/persons.py` |
| villages, units | `transforms/intake/values/places/` (`villages.py`, `units.py`) |
| remarks about names | `transforms/intake/values/name_remarks.py` |
| characters of equal shape, or that nobody sees | `transforms/text/characters.py` |
| checks of one kind of source | `transforms/intake/gate/kinds/` |
| checks of a delivery as a whole | `transforms/intake/gate/delivery_checks.py` |

A row's number is the number that the sender's program shows. If several sheets hold data, rows of the second and of
each further sheet are numbered from (position of the sheet, the first is 0) × 2,000,000. If a row names several
persons, the second and each further person is numbered from (1, 2, …) × 200,000,000. `RawTable.sender_place` and
`row_words` convert such a number back.

## How the reader is guarded

A child process (`transforms/intake/reading/worker.py`) opens every file. It has limits of memory, CPU time, file size
written (0) and elapsed time. Its environment holds no secrets. An audit hook refuses to write, to open a socket and to
start a program. The hook guards against Python code. Native parsers are guarded by the limits, by the checks before
them, and by the separate process.

A file beyond a limit of size, rows, time or memory (`file_too_large`, `file_slow`, `file_memory`) is held, because the
file may be good and the machine small: raise the limit, then `campaign reread`. A bomb (`file_unsafe`, `far_cell`) is
rejected.

Sizes are checked before anything is unpacked. Each part of a workbook is unpacked once to its end, so that a zip
directory cannot state less than the file contains. Document types, and encodings other than UTF-8, are refused in
every part but those for other programs (`customXml`, `docProps`).

XML is read as XML. In sheets, rows in the spelling of the known programs are checked byte by byte with one regular
expression (`xlsx/spelling.py`); every other row goes through a parser (`xlsx/parsed_rows.py`). What the reader of
values would read otherwise is refused: a value with a comment in it, a second table of rows, rows and cells that are
there twice. The reader never opens the file of the sender. It opens a package that is packed from the inspected
parts only, under names of our own (`xlsx/repack.py`), so that it cannot find a part that was not inspected.

"""


def text() -> str:
    """Return the page as Markdown."""
    lines = [HEAD, "## The kinds\n", "| no. | kind | letter | outcome | variants |", "|---|---|---|---|---|"]
    expects = {kind.number: _outcomes([variant.expect for variant in kind.variants]) for kind in KINDS}
    for row in rows():
        note = "; ".join(part for part in (row.decided, row.pending and f"**pending**: {row.pending}") if part)
        outcome = expects.get(row.number, "see the state in the warehouse")
        outcome = f"{outcome}. {note}" if note else outcome
        lines.append(f"| {row.number} | {_cell(row.title)} | {row.letter} | {_cell(outcome)} | {len(row.variants)} |")
    variants = sum(len(row.variants) for row in rows())
    pending = ", ".join(str(row.number) for row in rows() if row.pending) or "none"
    lines += [
        "",
        f"{len(rows())} kinds, {variants} variants; pending: {pending}.",
        f"In addition: {len(HOSTILE)} hostile files, and a polluter with {len(DAMAGES)} damages of rows and spellings",
        f"and {len(FATAL) + len(DOUBTFUL)} of files, whose expected result is the clean table;",
        f"over the real forms with rows that do not count, {len(HEADERS)} damages of headers and columns in addition.",
        "",
    ]
    return "\n".join(lines)


def _outcomes(expects: list[Expect]) -> str:
    """Return the expected decisions of the variants with their reason codes, each once."""
    outcomes = []
    for expect in expects:
        codes = "、".join(dict.fromkeys((*expect.reasons, *expect.codes, *expect.remarks)))
        rows_are = {"quarantine": "quarantine", "drop": "duplicate"}.get(expect.fate, "")
        outcomes.append(" ".join(part for part in (expect.decision, rows_are, f"`{codes}`" if codes else "") if part))
    return "; ".join(dict.fromkeys(outcomes))


def _cell(words: str) -> str:
    return words.replace("|", "\\|").replace("\n", " ")


if __name__ == "__main__":
    PAGE.write_text(text(), encoding="utf-8")
