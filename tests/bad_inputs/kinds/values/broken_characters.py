"""Csv files of which a character cannot be decoded, or is written as two halves: kinds 312 and 315."""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import replace

from tests.bad_inputs.files import grid as grids
from tests.bad_inputs.files.csv_files import lines_of
from tests.bad_inputs.files.forms import EDUCATION, POOR, ROLL, TAX, Form
from tests.bad_inputs.kinds.model import Kind, Made, Make, kind, loads, made, quarantines, rejects, warns

_MARK = "\u2424"
"""Place of the broken bytes in the text before it is encoded."""


def _broken(
    form: Form, position: int, octets: bytes, rows: int = 1, count: int = 6, *, delimiter: str = ",",
    text: Callable[[str], str] = lambda cell: f"{cell}{_MARK}", **more: object,
) -> Make:  # fmt: skip
    """A cell of some rows ends with bytes that are no character."""

    def make(rng: random.Random) -> Made:
        table = grids.table(form, rng, count)
        for line in rng.sample(table.data, rows):
            line.hit = True
            line.cells[position] = text(str(line.cells[position]))
        return made(table, _encoded(lines_of(table, delimiter), form, octets), **more)

    return make


def _encoded(lines: list[str], form: Form, octets: bytes) -> bytes:
    whole = "".join(line + "\r\n" for line in lines).encode(form.encoding)
    return whole.replace(_MARK.encode(form.encoding.removesuffix("-sig")), octets)


def _elsewhere(form: Form, change: Callable[[list[str]], list[str]], octets: bytes) -> Make:
    def make(rng: random.Random) -> Made:
        table = grids.table(form, rng)
        return made(table, _encoded(change(lines_of(table)), form, octets))

    return make


def _in_halves(form: Form, name: str, count: int = 6, mark: bytes = b"") -> Make:
    """A name with rare characters, written as Oracle and Java do: two halves of UTF-16, each in UTF-8."""

    def make(rng: random.Random) -> Made:
        table = grids.table(form, rng, count)
        for line in rng.sample(table.data, 2):
            assert line.truth is not None
            line.truth = replace(line.truth, name=name)
            line.cells[form.at("name")] = name
        text = "".join(line + "\r\n" for line in lines_of(table))
        units = text.encode("utf-16-be")
        halves = "".join(chr(int.from_bytes(units[at : at + 2])) for at in range(0, len(units), 2))
        return made(table, mark + halves.encode("utf-8", "surrogatepass"))

    return make


def _one_field_less(line: str) -> str:
    """A character of two bytes lost its second byte and the delimiter behind it."""
    first, _, rest = line.partition(",")
    return f"{first}{_MARK}{rest}"


KINDS: tuple[Kind, ...] = (
    kind(
        312,
        "a csv in which single characters cannot be decoded",
        "W / Q / R",
        ("half a character in an unread column, GBK", _broken(POOR, 2, b"\xd5"), warns("unread_undecodable")),
        (
            "half a character in an unread column, UTF-8",
            _broken(EDUCATION, 0, b"\xe5\xb1"),
            warns("unread_undecodable"),
        ),
        ("three rows of thirty", _broken(EDUCATION, 3, b"\xff", 3, 30), warns("unread_undecodable")),
        ("five rows of six hundred", _broken(POOR, 2, b"\x81", 5, 600), warns("unread_undecodable")),
        (
            "in a quoted text",
            _broken(POOR, 2, b"\xd5", text=lambda cell: f"{cell},二组{_MARK}"),
            warns("unread_undecodable"),
        ),
        ("in a unit", _broken(ROLL, 4, b"\xe6\x9d"), quarantines("cell_undecodable", "unit_unknown")),
        ("in a village, on which nothing depends", _broken(ROLL, 5, b"\xe6\x9d"), warns("village_unclear")),
        ("in a date", _broken(POOR, 6, b"\xff"), quarantines("cell_undecodable", "date_format")),
        ("in a name", _broken(POOR, 3, b"\xd5"), quarantines("cell_undecodable", "name_characters")),
        (
            "in the payer of a receipt",
            _broken(TAX, 1, b"\xff", 2),
            quarantines("cell_undecodable", "name_characters"),
        ),
        ("four rows of six", _broken(EDUCATION, 0, b"\xe5\xb1", 4), rejects("encoding_mixed")),
        ("a word of another encoding", _broken(EDUCATION, 0, "外出务工".encode("gbk")), rejects("encoding_mixed")),
        (
            "a delimiter is lost with it",
            _elsewhere(POOR, lambda rows: [*rows[:3], _one_field_less(rows[3]), *rows[4:]], b"\xff"),
            rejects("encoding_unknown"),
        ),
        (
            "in the header",
            _elsewhere(POOR, lambda rows: [rows[0].replace("行政村", f"行政{_MARK}"), *rows[1:]], b"\xb4"),
            rejects("encoding_unknown"),
        ),
        (
            "in a row of totals",
            _elsewhere(POOR, lambda rows: [*rows, f"合计,共{_MARK}6人" + "," * 6], b"\xff"),
            rejects("encoding_unknown"),
        ),
        ("no broken character", _elsewhere(POOR, list, b""), loads()),
        decided="one in a line, in at most three lines or 1 % of them; in rows of persons only; more is R as before",
    ),
    kind(
        315,
        "a csv in which rare characters are written as two halves (CESU-8)",
        "N",
        ("a roll", _in_halves(ROLL, "张\U00020bb7"), loads()),
        ("with a byte order mark", _in_halves(EDUCATION, "王\U0002a6d6\U00020087", mark=b"\xef\xbb\xbf"), loads()),
        ("receipts", _in_halves(TAX, "李\U00020bb7", 9), loads()),
        ("a list", _in_halves(POOR, "\U0002000b明", 12), loads()),
        decided="of Oracle (character set UTF8) and Java; exact, so no remark",
    ),
)
