"""B. Workbook structure, continued: kinds 36 to 48."""

from __future__ import annotations

from tests.bad_inputs.files.csv_files import csv_bytes
from tests.bad_inputs.files.forms import CIVIL, DISABLED, POOR, ROLL, TARGETS, TAX
from tests.bad_inputs.files.make import both, everywhere, in_csv, in_xls, in_xlsx, value
from tests.bad_inputs.files.workbook_damages import (
    CONDITIONAL,
    DAY_ZERO_1904,
    EXTERNAL,
    coloured,
    far_cell,
    old_1904,
    phonetic,
    rich_text,
    shuffled,
    stretched,
    with_column,
    with_dates,
    with_headers,
    with_part,
)
from tests.bad_inputs.kinds.model import Kind, holds, kind, loads, quarantines, rejects
from tests.support.files.raw_xls import Broken, Looks, xls
from tests.support.files.raw_xlsx import RED_FILL, RED_FONT, STRUCK, Cell, book, error, formula

KINDS: tuple[Kind, ...] = (
    kind(
        36, "duplicate column names", "R",
        ("the number twice", in_xlsx(CIVIL, with_column(8, "身份证号码", "x")), rejects("column_duplicate")),
        ("two words for the number", in_csv(ROLL, with_column(9, "身份证号", "")), rejects("column_duplicate")),
        ("the amount twice", in_csv(TAX, lambda t, rng: t.column(9, "缴费金额(元)", lambda line: "1")),
         rejects("column_duplicate")),
    ),
    kind(
        37, "missing or renamed column, synonyms", "N by alias table else R",
        ("证件号码", in_xlsx(CIVIL, with_headers(身份证号码="证件号码")), loads()),
        ("公民身份号码 and 户籍乡镇", in_xlsx(CIVIL, with_headers(身份证号码="公民身份号码", 所属乡镇="户籍乡镇")),
         loads()),
        ("身份证号 with blanks and full-width brackets", in_csv(TAX, with_headers(
            **{"证件号码": "身 份 证 号", "缴费金额(元)": "缴费金额(元)"})), loads()),
        ("a name that nobody knows", in_xlsx(CIVIL, with_headers(身份证号码="身份识别码")), rejects("column_missing")),
        ("without the name's column", in_csv(ROLL, with_headers(姓名="人员")), rejects("column_missing")),
    ),
    kind(
        38, "columns in another order", "N",
        ("a workbook", in_xlsx(DISABLED, shuffled), loads()),
        ("a csv of the roll", in_csv(ROLL, shuffled), loads()),
        ("a list of targets", in_xlsx(TARGETS, shuffled, 4), loads()),
    ),
    kind(
        39, "extra columns", "W",
        ("one at the end", in_xlsx(CIVIL, with_column(8, "手机", "x")), loads("extra_column")),
        ("one in the middle", in_csv(ROLL, with_column(2, "民族", "汉")), loads("extra_column")),
        ("two", in_csv(POOR, both(with_column(8, "开户行", "x"), with_column(0, "档案号", "x"))),
         loads("extra_column")),
    ),
    kind(
        40, "formulas with and without cached values", "N+W / R",
        ("a computed name", in_xlsx(CIVIL, everywhere("name", lambda t: formula(f'"{t[0]}"&"{t[1:]}"', t))),
         loads("formula_cells")),
        ("a computed remark", in_xlsx(CIVIL, lambda t, rng: t.data[0].cells.__setitem__(7, formula("1+1", "2"))),
         loads("formula_cells")),
        ("a computed count", in_xlsx(TARGETS, everywhere("persons", lambda n: Cell(
            f'<c r="{{r}}"><f>{n}+0</f><v>{n}</v></c>')), 4), loads("formula_cells")),
        ("without a value", in_xlsx(CIVIL, value("name", formula('"a"&"b"', None))), rejects("formula_without_value")),
        ("a number without a value", in_xlsx(TARGETS, value("persons", Cell('<c r="{r}"><f>1+1</f><v></v></c>')), 4),
         rejects("formula_without_value")),
        ("an empty text as a unit", in_xlsx(ROLL, value("unit", formula('""', ""))),
         quarantines("unit_blank", remarks=("formula_cells", "form_differs"))),
        ("an empty text that nobody reads", in_xlsx(CIVIL, lambda t, rng: t.data[2].cells.__setitem__(
            7, formula('IF(1,"","x")', ""))), loads("formula_cells")),
        ("without a value, in a column that nobody reads", in_xlsx(CIVIL, lambda t, rng: t.data[3].cells.__setitem__(
            7, formula("A1", None))), loads("formula_cells")),
        decided="with a value, which may be an empty text: N and a warning; without one, in a column that is read: R",
    ),
    kind(
        41, "error cells", "Q",
        ("#REF! as a name", in_xlsx(CIVIL, value("name", error("#REF!"))), quarantines("cell_error", "name_blank")),
        ("#N/A as a number", in_xlsx(CIVIL, value("document_number", error("#N/A"), 2)),
         quarantines("cell_error", "document_blank")),
        ("#VALUE! as a date", in_xlsx(CIVIL, value("effective_on", error("#VALUE!"))), quarantines("cell_error")),
        ("#N/A as a yes or no", in_xlsx(CIVIL, value("hukou_local", error("#N/A"))), quarantines("cell_error")),
        ("#N/A as a date of an old workbook", in_xls(CIVIL, value("effective_on", Broken())),
         quarantines("cell_error")),
        ("a computed #N/A of an old workbook", in_xls(CIVIL, value("effective_on", Broken(computed=True), 2)),
         quarantines("cell_error", remarks=("formula_cells",))),
        ("the type before the place", in_xlsx(CIVIL, value("effective_on", Cell(
            '<c t="e" r="{r}"><v>#N/A</v></c>'))), quarantines("cell_error")),
        ("no place at all", in_xlsx(CIVIL, value("effective_on", Cell('<c t="e"><v>#N/A</v></c>'))),
         rejects("cell_error_unplaced")),
        ("#REF! in a csv", in_csv(ROLL, value("household_no", "#REF!")), quarantines("cell_error", "cell_characters")),
        decided="if a workbook does not state the place of an error cell, the cell looks like a blank: R",
    ),
    kind(
        42, "comments, rich text, phonetic guide", "N",
        ("rich text", in_xlsx(CIVIL, everywhere("name", rich_text)), loads()),
        ("a phonetic guide", in_xlsx(CIVIL, everywhere("name", phonetic)), loads()),
        ("a comment", in_xlsx(CIVIL, parts=with_part("xl/comments1.xml", "<comments><commentList/></comments>")),
         loads()),
    ),
    kind(
        43, "1904 date system", "N",
        ("date cells", in_xlsx(CIVIL, with_dates(lambda day: day), book_date1904=True), loads()),
        ("numbers without a date's format", in_xlsx(CIVIL, with_dates(
            lambda day: Cell(f'<c r="{{r}}"><v>{(day - DAY_ZERO_1904).days}</v></c>')), book_date1904=True), loads()),
        ("a further property of a newer program", in_xlsx(CIVIL, with_dates(lambda day: day), book_date1904=True,
            parts=lambda made: made.replace("xl/workbook.xml", "</workbook>", '<extLst><ext><x15:workbookPr '
            'xmlns:x15="x" chartTrackingRefBase="1"/></ext></extLst></workbook>')), loads()),
        ("an old workbook", old_1904, loads()),
    ),
    kind(
        44, "far stray cell", "R before parse",
        ("XFD1048576", far_cell('<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>'), rejects("far_cell")),
        ("a far column", far_cell('<row r="12"><c r="AAA12"><v>1</v></c></row>'), rejects("far_cell")),
        ("a far row", far_cell('<row r="900000"><c r="B900000"><v>1</v></c></row>'), rejects("far_cell")),
        ("a far dimension", in_xlsx(CIVIL, book_before='<dimension ref="A1:XFD1048576"/>'), rejects("far_cell")),
    ),
    kind(
        45, "more rows than a sheet holds, split in files", "H",
        ("an old workbook up to its last row", stretched(65_536, lambda t: xls({"名单": t.rows()}), CIVIL),
         holds("rows_at_limit", rows_known=True)),
        ("a csv up to the old limit", stretched(65_536, csv_bytes, ROLL), holds("rows_at_limit", rows_known=True)),
        ("a workbook up to the old limit", stretched(65_536, lambda t: book(t.rows()).data(), CIVIL),
         holds("rows_at_limit", rows_known=True)),
    ),
    kind(
        46, "strings stored as shared, inline, or with _x000D_", "N",
        ("shared", in_xlsx(CIVIL, book_shared=True), loads()),
        ("inline", in_xlsx(DISABLED), loads()),
        ("with _x000D_", in_xlsx(CIVIL, everywhere("name", lambda t: t + "_x000D_")), loads()),
        ("shared, with _x000D_ in the number", in_xlsx(CIVIL, everywhere(
            "document_number", lambda t: t + "_x000D_\n"), book_shared=True), loads()),
    ),
    kind(
        47, "external links, pivot caches with old data", "ignore + W",
        ("an external link", in_xlsx(CIVIL, parts=with_part("xl/externalLinks/externalLink1.xml", EXTERNAL)),
         loads("external_links")),
        ("a pivot cache", in_xlsx(CIVIL, parts=with_part("xl/pivotCache/pivotCacheRecords1.xml", "<r/>")),
         loads("external_links")),
        ("a value from another workbook", in_xlsx(CIVIL, lambda t, rng: t.data[1].cells.__setitem__(
            7, formula("[1]A!$B$2", "x")), parts=with_part("xl/externalLinks/externalLink1.xml", EXTERNAL)),
         loads("external_links", "formula_cells")),
    ),
    kind(
        48, "conditional format or colour as meaning", "H",
        ("two red rows", in_xlsx(CIVIL, coloured(RED_FILL, lambda at, of: at in (1, 4))),
         holds("colour_meaning", rows_known=True)),
        ("a row in red letters", in_xlsx(CIVIL, coloured(RED_FONT, lambda at, of: at == 2)),
         holds("colour_meaning", rows_known=True)),
        ("a row struck out", in_xlsx(CIVIL, coloured(STRUCK, lambda at, of: at == of - 1)),
         holds("colour_meaning", rows_known=True)),
        ("a conditional format", in_xlsx(CIVIL, book_after=CONDITIONAL.format("$D4=1")),
         holds("colour_meaning", rows_known=True)),
        ("two red rows of an old workbook", in_xls(CIVIL, looks=Looks(red_rows=(4, 6))),
         holds("colour_meaning", rows_known=True)),
        ("a conditional format of an old workbook", in_xls(CIVIL, looks=Looks(is_conditional=True)),
         holds("colour_meaning", rows_known=True)),
        ("all rows of an old workbook coloured alike", in_xls(CIVIL, looks=Looks(red_rows=range(2, 12))), loads()),
        ("all rows coloured alike mean nothing", in_xlsx(CIVIL, coloured(RED_FILL, lambda at, of: True)), loads()),
        ("every other row coloured means nothing", in_xlsx(CIVIL, coloured(RED_FILL, lambda at, of: at % 2 == 0)),
         loads()),
    ),
)  # fmt: skip
