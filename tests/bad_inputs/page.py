"""`docs/reference/bad-inputs.md`, made from the table: `python -m tests.bad_inputs.page`."""

from __future__ import annotations

from pathlib import Path

from tests.bad_inputs.damages import ALL, FATAL
from tests.bad_inputs.hostile_files import HOSTILE
from tests.bad_inputs.kinds.model import Expect
from tests.bad_inputs.kinds.table import COUNT, KINDS, rows

PAGE = Path(__file__).parents[2] / "docs" / "reference" / "bad-inputs.md"
HEAD = """# Bad inputs

What becomes of a file that is not as it should be. Generated from the table of `tests/badinputs` (`python -m
tests.bad_inputs.page`); a test holds both together, and another one runs every variant and compares each row.

R = the delivery is rejected, Q = its rows go to quarantine, N = they are normalised and loaded, W = they are loaded
with a warning, H = the delivery waits for a person. Whatever the letter: the sender gets a reason in Chinese with
sheet, row and column and how to mend it; nothing is changed silently; a document number is never repaired.

## Where things are

- A file's name: `transforms/intake/base/file_names.py` (`name_reason`, `is_left_by_program`, `scan`). What a file is:
  `signature.py`, `archive.py` (zip), by its bytes, never by its name.
- Looking into a workbook before it is parsed: `package.py`, `sheet_scan.py`. Reading: `workbook.py` (xlsx, xls; all
  sheets of one form are one table), `delimited.py`, `encoding.py`.
- Whose form it is: `header.py`, `recognise.py`. Rows that are no data: `trimming.py`. Looks (colours, merged and error
  cells): `sheet_notes.py`. Every reason's words: `reasons.py`.
- About single rows: `parsing.py`, `kinds.py`, `names.py`, `dates.py`, `amounts.py`. About the whole: `whole.py`.

A row's number is the one that the sender's program shows. Where several sheets hold data, rows of the second and of
further ones are numbered from (position of the sheet, the first is 0) × 2,000,000; where a row names several persons,
the second and further ones from (1, 2, …) × 200,000,000. `RawTable.sender_place` and `row_words` take that apart.

## What guards the reader

A child process opens every file (`worker.py`): limits of memory, CPU time, file size written (0) and time on the clock;
no secrets in its environment; an audit hook refuses to write, to open a socket or to start a program. The hook guards
against Python code; native parsers are guarded by the limits, by the checks before them and by a process of its own.
Sizes are checked before anything is unpacked; each part of a workbook is unpacked once to its very end, so that a
directory cannot say less than there is; document types and other encodings than UTF-8 are refused in every part.

"""


def text() -> str:
    """The page."""
    lines = [HEAD, "## The kinds\n", "| no. | kind | letter | what happens | variants |", "|---|---|---|---|---|"]
    expects = {one.number: _words([variant.expect for variant in one.variants]) for one in KINDS}
    for row in rows():
        note = "; ".join(part for part in (row.decided, row.pending and f"**pending**: {row.pending}") if part)
        told = expects.get(row.number, "in the warehouse")
        happens = f"{told}. {note}" if note else told
        lines.append(f"| {row.number} | {_cell(row.title)} | {row.letter} | {_cell(happens)} | {len(row.variants)} |")
    variants = sum(len(row.variants) for row in rows())
    pending = ", ".join(str(row.number) for row in rows() if row.pending) or "none"
    lines += [
        "",
        f"{COUNT} kinds, {variants} variants; pending: {pending}. Beside them {len(HOSTILE)} hostile files,",
        f"and a polluter with {len(ALL)} damages of rows and {len(FATAL)} of files, whose oracle is the clean table.",
        "",
    ]
    return "\n".join(lines)


def _words(expects: list[Expect]) -> str:
    """The decisions of the variants with their codes, each once."""
    told = []
    for one in expects:
        codes = "、".join(dict.fromkeys((*one.reasons, *one.codes, *one.remarks)))
        fate = {"quarantine": "quarantine", "drop": "duplicate"}.get(one.fate, "")
        told.append(" ".join(part for part in (one.decision, fate, f"`{codes}`" if codes else "") if part))
    return "; ".join(dict.fromkeys(told))


def _cell(words: str) -> str:
    return words.replace("|", "\\|").replace("\n", " ")


if __name__ == "__main__":
    PAGE.write_text(text(), encoding="utf-8")
