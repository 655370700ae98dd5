"""D. Encoding and text: kinds 64 to 75."""

from __future__ import annotations

import codecs
import random
from collections.abc import Callable
from dataclasses import replace

from tests.bad_inputs.files import grid as grids
from tests.bad_inputs.files.csv_files import csv_bytes, lines_of
from tests.bad_inputs.files.forms import CIVIL, DISABLED, EDUCATION, POOR, ROLL, TAX, Form
from tests.bad_inputs.files.grid import Grid
from tests.bad_inputs.files.make import Damage, everywhere, hit, in_csv, in_xlsx, value
from tests.bad_inputs.kinds.model import Kind, Made, Make, kind, loads, made, quarantines, rejects, warns

WIDE = {ord(one): ord(one) + 0xFEE0 for one in "0123456789XxABCDEFGHIJKLMNOPQRSTUVWYZ-/."}
RARE = "\U00020087\U0002a6d6\u3416\u4dae"  # beyond GBK: four bytes in GB18030


def wide(text: str) -> str:
    return text.translate(WIDE)


def _named(
    change: Callable[[str, random.Random], str], rows: int = 6, printed: Callable[[str], str] = lambda n: n
) -> Damage:
    """Persons whose name is another; `printed` is how it stands in the file."""

    def damage(table: Grid, rng: random.Random) -> None:
        for line in rng.sample(table.data, rows):
            assert line.truth is not None
            line.truth = replace(line.truth, name=change(line.truth.name, rng))
            line.cells[table.form.at("name")] = printed(line.truth.name)

    return damage


def _marked(damage: Damage) -> Damage:
    """The rows that the damage changes count as hit: a warning is expected there."""

    def marked(table: Grid, rng: random.Random) -> None:
        before = [list(line.cells) for line in table.data]
        damage(table, rng)
        for line, cells in zip(table.data, before, strict=True):
            line.hit |= line.cells != cells

    return marked


def _bom(form: Form, bom: bytes, encoding: str) -> Make:
    return in_csv(form, encoding=encoding, finish=lambda data: bom + data)


def _big5(header: str, people: list[str]) -> Make:
    """A file of somewhere else, in Big5."""

    def make(rng: random.Random) -> Made:
        rows = [f"{name},{rng.randrange(10**9)},臺北鎮,是" for name in people]
        return Made("\r\n".join([header, *rows]).encode("big5"), ROLL)

    return make


def _mixed(form: Form, first: str, second: str, share: float) -> Make:
    """Lines in two encodings, as two exports put together by hand."""

    def make(rng: random.Random) -> Made:
        table = grids.table(form, rng, 8)
        texts = lines_of(table)
        border = int(len(texts) * share)
        parts = [line.encode(first if at < border else second) + b"\r\n" for at, line in enumerate(texts)]
        return made(table, b"".join(parts))

    return make


def _twice_coded(text: str) -> str:
    """UTF-8 that somebody read as Latin letters and saved."""
    return text.encode().decode("latin-1")


KINDS: tuple[Kind, ...] = (
    kind(
        64,
        "GBK",
        "N",
        ("the roll", in_csv(ROLL, encoding="gbk"), loads()),
        ("a list with rarer names", in_csv(POOR, _named(lambda n, rng: n[0] + "喆镕"), encoding="gbk"), loads()),
        ("the tax feed", in_csv(TAX, encoding="gbk"), loads()),
    ),
    kind(
        65,
        "GB18030 four-byte rare names",
        "N",
        ("a name", in_csv(POOR, _named(lambda n, rng: n[0] + rng.choice(RARE), 1), encoding="gb18030"), loads()),
        ("all names", in_csv(ROLL, _named(lambda n, rng: n[0] + rng.choice(RARE)), encoding="gb18030"), loads()),
        ("a payer", in_csv(TAX, _named(lambda n, rng: n[0] + RARE[:2], 2)), loads()),
    ),
    kind(
        66,
        "UTF-8 with BOM; UTF-16",
        "N",
        ("UTF-8 with BOM", _bom(ROLL, codecs.BOM_UTF8, "utf-8"), loads()),
        ("UTF-16 LE", _bom(ROLL, codecs.BOM_UTF16_LE, "utf-16-le"), loads()),
        ("UTF-16 BE", _bom(TAX, codecs.BOM_UTF16_BE, "utf-16-be"), loads()),
        ("UTF-16 LE without a mark", _bom(EDUCATION, b"", "utf-16-le"), loads()),
    ),
    kind(
        67,
        "Big5 read as GB18030",
        "R",
        ("a roll", _big5("姓名,證件號碼,鄉鎮,是否本縣戶籍", ["王小明", "陳大文", "林美麗"]), rejects("encoding_big5")),
        (
            "names only",
            _big5("編號,戶號,地址,備註", ["張建國", "劉志強", "黃國華", "吳淑芬"]),
            rejects("encoding_big5"),
        ),
        (
            "more text than numbers",
            _big5("名冊,號碼,鎮別,戶籍", ["這是一份參加保險的人員名冊請查收"] * 3),
            rejects("encoding_big5"),
        ),
    ),
    kind(
        68,
        "mixed encodings in one file",
        "R",
        ("GBK after UTF-8", _mixed(ROLL, "utf-8", "gbk", 0.6), rejects("encoding_mixed")),
        ("UTF-8 after GBK", _mixed(POOR, "gbk", "utf-8", 0.5), rejects("encoding_mixed")),
        (
            "one line of GBK under a byte order mark",
            _mixed(EDUCATION, "utf-8-sig", "gbk", 0.9),
            rejects("encoding_mixed"),
        ),
    ),
    kind(
        69,
        "mojibake in the source",
        "Q",
        ("锟斤拷", in_csv(ROLL, value("name", "锟斤拷锟斤拷")), quarantines("name_characters")),
        ("ï¿½", in_csv(ROLL, value("name", "ï¿½ï¿½")), quarantines("name_characters")),
        ("???", in_csv(POOR, value("name", "???", 2)), quarantines("name_characters")),
        ("UTF-8 read as Latin letters", in_csv(ROLL, value("name", _twice_coded)), quarantines("name_characters")),
        (
            "GBK read as Latin letters",
            in_xlsx(CIVIL, value("name", lambda t: t.encode("gbk").decode("latin-1"))),
            quarantines("name_characters"),
        ),
    ),
    kind(
        70,
        "full-width digits and letters",
        "N",
        ("the number", in_csv(ROLL, everywhere("document_number", wide)), loads()),
        ("the date", in_xlsx(CIVIL, everywhere("effective_on", wide)), loads()),
        (
            "amount and year",
            in_csv(TAX, lambda t, rng: [everywhere(n, wide)(t, rng) for n in ("amount_fen", "plan_year")]),
            loads(),
        ),
        ("a name keeps its full-width letters", in_csv(ROLL, _named(lambda n, rng: n + "\uff21")), loads()),
    ),
    kind(
        71,
        "spaces of every kind, TAB",
        "N",
        (
            "around and inside a name",
            in_csv(ROLL, everywhere("name", lambda t: f" {t[0]}\u3000{t[1:]}\u00a0")),
            loads(),
        ),
        ("of no width", in_xlsx(CIVIL, everywhere("name", lambda t: t[0] + "\u200b" + t[1:] + "\ufeff")), loads()),
        (
            "in a number",
            in_csv(POOR, everywhere("document_number", lambda t: f"\t{t[:6]} {t[6:14]}\u3000{t[14:]} ")),
            loads(),
        ),
        (
            "in unit, yes or no, date",
            in_xlsx(
                CIVIL,
                lambda t, rng: [
                    everywhere(n, lambda text: f"\u00a0{text}\u3000\t")(t, rng)
                    for n in ("unit", "hukou_local", "effective_on")
                ],
            ),
            loads(),
        ),
        ("in a receipt number", in_csv(TAX, everywhere("receipt_no", lambda t: f"\u200b{t}\u3000")), loads()),
    ),
    kind(
        72,
        "middle dot variants in minority names",
        "N to U+00B7",
        (
            "\uff0e and \u2022",
            in_csv(
                ROLL, _named(lambda n, rng: f"阿{n[1]}\u00b7{n[2]}买", printed=lambda n: n.replace("\u00b7", "\uff0e"))
            ),
            loads(),
        ),
        (
            "\u30fb and blanks",
            in_xlsx(
                CIVIL,
                _named(lambda n, rng: f"古{n[1]}\u00b7阿{n[2]}", printed=lambda n: n.replace("\u00b7", " \u30fb ")),
            ),
            loads(),
        ),
        (
            "\u2027",
            in_csv(TAX, _named(lambda n, rng: f"{n[1:]}\u00b7{n[0]}", printed=lambda n: n.replace("\u00b7", "\u2027"))),
            loads(),
        ),
        (
            "\u2022",
            in_csv(POOR, _named(lambda n, rng: f"{n[1:]}\u00b7艾", printed=lambda n: n.replace("\u00b7", "\u2022"))),
            loads(),
        ),
    ),
    kind(
        73,
        "traditional, variant and private characters in names",
        "W",
        (
            "traditional",
            in_csv(ROLL, _marked(_named(lambda n, rng: n[0] + rng.choice("國麗張華") + n[2], 2))),
            warns("name_variant"),
        ),
        (
            "a variant",
            in_xlsx(CIVIL, _marked(_named(lambda n, rng: n[0] + rng.choice("峯菴鑑"), 1))),
            warns("name_variant"),
        ),
        (
            "a character of the sender's own font",
            in_csv(ROLL, _marked(_named(lambda n, rng: n[0] + "\ue815", 1))),
            warns("name_rare_glyph"),
        ),
    ),
    kind(
        74,
        "names equal to NA, nan, None",
        "N as text, W",
        ("NA", in_csv(ROLL, _marked(_named(lambda n, rng: "NA", 1))), warns("name_placeholder")),
        ("nan", in_csv(POOR, _marked(_named(lambda n, rng: "nan", 1))), warns("name_placeholder")),
        ("Null in a workbook", in_xlsx(DISABLED, _marked(_named(lambda n, rng: "Null", 1))), warns("name_placeholder")),
        ("None in the tax feed", in_csv(TAX, _marked(_named(lambda n, rng: "None", 1))), warns("name_placeholder")),
    ),
    kind(
        75,
        "emoji, control and bidi characters",
        "Q",
        ("an emoji", in_csv(ROLL, value("name", lambda t: t + "\U0001f600")), quarantines("name_characters")),
        (
            "a control character",
            in_csv(POOR, value("name", lambda t: t[0] + "\x07" + t[1:])),
            quarantines("name_characters"),
        ),
        (
            "written from the right",
            in_xlsx(CIVIL, value("name", lambda t: "\u202e" + t)),
            quarantines("name_characters"),
        ),
        (
            "a bell in a receipt number",
            in_csv(TAX, value("receipt_no", lambda t: "\x1b" + t)),
            quarantines("cell_characters"),
        ),
    ),
)

__all__ = ["KINDS", "csv_bytes", "hit"]
