"""Names that are no whole name, or more than one, and names in another spelling. Kinds 250 to 260."""

from __future__ import annotations

import random
from collections.abc import Mapping
from dataclasses import replace

from tests.bad_inputs.files.forms import CIVIL, DISABLED, EDUCATION, EMPLOYEE, POOR, ROLL, TAX
from tests.bad_inputs.files.grid import Grid
from tests.bad_inputs.files.make import Damage, everywhere, in_csv, in_xls, in_xlsx, value
from tests.bad_inputs.kinds.model import Kind, kind, loads, quarantines, warns
from tests.support.names import REAL_NAMES
from transforms.text.characters import one_code

_SPELLINGS = ("\u2003", "\u3164", "\u00ad", "\u034f", "\u180e", "\u2800", "\ufe00", "\u200b")


def _named(*names: str, **cleaned: str) -> Damage:
    """One person for each of `names`, marked as hit. `cleaned`: the name that is loaded, where it differs."""

    def damage(table: Grid, rng: random.Random) -> None:
        for line, name in zip(rng.sample(table.data, len(names)), names, strict=True):
            assert line.truth is not None
            line.truth = replace(line.truth, name=cleaned.get(name, name))
            line.cells[table.form.at("name")] = name
            line.hit = True

    return damage


def _written(spelling: Mapping[str, str]) -> Damage:
    """Persons with names in another spelling: printed text -> name that is loaded."""

    def damage(table: Grid, rng: random.Random) -> None:
        for line, (printed, name) in zip(table.data, spelling.items(), strict=False):
            assert line.truth is not None
            line.truth = replace(line.truth, name=name)
            line.cells[table.form.at("name")] = printed

    return damage


def _with_invisible(table: Grid, rng: random.Random) -> None:
    for line in table.data:
        at = table.form.at("name")
        signs = [rng.choice(_SPELLINGS) for _ in line.cells[at]]
        line.cells[at] = "".join(one + sign for one, sign in zip(line.cells[at], signs, strict=True))


def _dressed(canonical: str) -> Damage:
    """The texts of a column with invisible characters and blanks that look like nothing."""

    def damage(table: Grid, rng: random.Random) -> None:
        for line in table.data:
            at = table.form.at(canonical)
            text = str(line.cells[at])
            line.cells[at] = "\ufeff" + rng.choice(_SPELLINGS).join(text) + rng.choice(_SPELLINGS)

    return damage


def _receipts(table: Grid, rng: random.Random) -> None:
    everywhere("receipt_no", lambda text: f"\u00ad{text[:3]}\u180e{text[3:]}\ufeff")(table, rng)


def _real(first: int) -> Damage:
    """Real names that look odd, each of which is loaded without a remark. Cleaned ones, as they are printed."""
    names = [name for name in REAL_NAMES if " " not in name and "\u3000" not in name and one_code(name) == name]
    plain = [name for name in names if not set("•.\u0301\U000e0100") & set(name)][first::3]

    def damage(table: Grid, rng: random.Random) -> None:
        _written({name: name for name in plain})(table, rng)

    return damage


def _parted(*names: str) -> Damage:
    """As `_named`; cleaning removes the blanks, and with them what tells the parts of the text from each other."""
    return _named(*names, **{name: "".join(name.split()) for name in names})


LOST, MORE = quarantines("name_characters"), warns("name_and_more")
_MANY = len(REAL_NAMES)

KINDS: tuple[Kind, ...] = (
    kind(
        250,
        "a name that lost a character: ?, a box, a number in place of a character",
        "Q",
        ("a question mark", in_csv(ROLL, _named("张?", "王小？", "?三")), LOST),
        ("boxes and bars", in_xlsx(CIVIL, _named("张□三", "李■", "王〓")), LOST),
        ("lines and circles", in_csv(TAX, _named("张＿", "李_三", "赵○"), encoding="utf-8"), LOST),
        ("marks", in_xls(DISABLED, _named("▲张三", "李●", "王◆明")), LOST),
        ("numbers of HTML", in_csv(POOR, _named("张&#12345;", "&#x2B81F;三", "张&nbsp;三")), LOST),
        ("numbers of a workbook, in a csv", in_csv(ROLL, _named("张_x200B_三", "_x4E00_李")), LOST),
        ("numbers of a workbook", in_xlsx(CIVIL, _named("张_x200B_三", "李_x005F_x4E00_", "王_x0007_明")), LOST),
        ("in a receipt number", in_csv(TAX, value("receipt_no", "P_x200B_1")), quarantines("cell_characters")),
    ),
    kind(
        251,
        "a name with a character described by its parts (⿰)",
        "W",
        ("left and right", in_csv(ROLL, _named("张⿰王成")), warns("name_rare_glyph")),
        ("above and below", in_xlsx(CIVIL, _named("李⿱艹明", "王⿱⿰木木土")), warns("name_rare_glyph")),
        ("a radical alone", in_csv(EDUCATION, _named("王⺍", "赵⻏")), warns("name_rare_glyph")),
    ),
    kind(
        252,
        "digits and signs in a name",
        "W",
        ("plain and full-width digits", in_csv(ROLL, _named("张三1", "张三２", "3李四")), warns("name_signs")),
        ("marked digits", in_xlsx(CIVIL, _named("张三①", "李四²", "王五㈠")), warns("name_signs")),
        ("strokes and full stops", in_csv(TAX, _named("张三-", "李四。", "王五——")), warns("name_signs")),
        ("quotes inside, a dot at the end", in_csv(POOR, _named("张“小”三", "买买提·")), warns("name_signs")),
        ("digits behind letters", in_csv(EMPLOYEE, _named("John Smith 2", "JOHN_SMITH")), warns("name_signs")),
    ),
    kind(
        253,
        "a row for several persons",
        "W",
        ("等", in_csv(ROLL, _named("张三等3人", "李四等", "王五等五人", "赵六等人")), MORE),
        ("a family", in_xlsx(CIVIL, _named("张三一家", "李四夫妇", "王五一家4口")), MORE),
        ("two names", in_csv(TAX, _named("张三、李四", "张三/李四", "张三，李四")), MORE),
        ("two names, a blank between them", in_csv(POOR, _parted("张三 李四", "王小明\u3000赵六")), MORE),
        ("two names, a line end between them", in_xlsx(DISABLED, _parted("张三\n李四", "古丽\n张三")), MORE),
    ),
    kind(
        254,
        "a note glued to a name",
        "W",
        ("in brackets", in_csv(ROLL, _named("张三(已故)", "李四（新生儿）", "王五 (亡)")), MORE),
        ("dead", in_xlsx(CIVIL, _named("张三亡", "李四已故", "王五死亡")), MORE),
        ("of a child", in_csv(EDUCATION, _named("王丽之子", "王丽之女", "李四的儿子")), MORE),
        ("behind a blank", in_csv(POOR, _parted("张三 亡", "李四 男", "王五\u3000户主")), MORE),
        ("moved, and who pays", in_csv(TAX, _named("张三外嫁", "李四代缴")), MORE),
    ),
    kind(
        255,
        "something else in place of a name",
        "Q",
        ("somebody", in_csv(ROLL, _named("某某", "张某某", "李某")), quarantines("name_masked")),
        (
            "empty values of programs",
            in_xlsx(CIVIL, _named("(null)", "N/A", "<NULL>", "\\N"), 12),
            quarantines("name_missing"),
        ),
        ("words", in_csv(TAX, _named("待核实", "未登记", "不清楚", "空"), 12), quarantines("name_missing")),
        ("relations", in_csv(POOR, _named("户主", "本人", "长子")), quarantines("name_missing")),
    ),
    kind(
        256,
        "a word that may be a name or replace one",
        "W",
        ("an empty value of a program", in_csv(ROLL, _named("NULL", "none")), warns("name_placeholder")),
        ("a foundling", in_xlsx(CIVIL, _named("无名氏")), warns("name_placeholder")),
        ("a child without a name", in_csv(POOR, _named("未取名", "新生儿")), warns("name_placeholder")),
    ),
    kind(
        257,
        "invisible characters and blanks of every kind in a name",
        "N",
        ("in a csv", in_csv(ROLL, _with_invisible, encoding="utf-8"), loads()),
        ("in a workbook", in_xlsx(CIVIL, _with_invisible), loads()),
        ("in an old workbook", in_xls(DISABLED, _with_invisible), loads()),
        ("in the tax feed", in_csv(TAX, _with_invisible, encoding="utf-8"), loads()),
    ),
    kind(
        258,
        "quotes around a name, radicals, compatibility forms, single accents, dots",
        "N",
        ("quotes", in_csv(ROLL, _written({"“张三”": "张三", "「李四」": "李四", "‘王五’": "王五"})), loads()),
        ("radicals", in_xlsx(CIVIL, _written({"⽅⽟": "方玉", "⻩⻢": "黄马", "⻰⾦⽣": "龙金生"})), loads()),
        (
            "compatibility forms and accents",
            in_csv(TAX, _written({"金\uf9d1": "金六", "Jose\u0301": "José"}), encoding="utf-8"),
            loads(),
        ),
        (
            "dots",
            in_csv(ROLL, _written({f"买买提{dot}吐尔逊": "买买提·吐尔逊" for dot in "•・．‧･."}), encoding="utf-8"),
            loads(),
        ),
    ),
    kind(
        259,
        "real names that look odd",
        "N",
        ("in a csv", in_csv(ROLL, _real(0), _MANY, encoding="utf-8"), loads()),
        ("in a workbook", in_xlsx(CIVIL, _real(1), _MANY), loads()),
        ("in the tax feed", in_csv(TAX, _real(2), _MANY, encoding="utf-8"), loads()),
        (
            "with blanks inside",
            in_csv(POOR, _written({"张 三": "张三", "欧阳 娜娜": "欧阳娜娜", "扎西 多吉": "扎西多吉"})),
            loads(),
        ),
    ),
    kind(
        260,
        "invisible characters and radicals in units, categories and other words",
        "N",
        ("units", in_csv(ROLL, _dressed("unit"), encoding="utf-8"), loads()),
        ("categories", in_xlsx(CIVIL, _dressed("category")), loads()),
        ("yes and no", in_csv(POOR, _dressed("hukou_local"), encoding="utf-8"), loads()),
        ("document numbers", in_csv(EMPLOYEE, _dressed("document_number")), loads()),
        ("receipt numbers", in_csv(TAX, _receipts, encoding="utf-8"), loads()),
    ),
)  # fmt: skip
