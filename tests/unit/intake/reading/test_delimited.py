"""A csv becomes a raw table: delimiters, quotes, malformed rows, totals and cut files."""

from __future__ import annotations

from dataclasses import replace

import pytest

from tests.support.files.builders import LAYOUTS, TAX_HEADER, number, tax_row
from transforms.intake.base.raw_table import RawTable
from transforms.intake.base.reasons import ReadRefused
from transforms.intake.reading.delimited import heads, read_delimited
from transforms.intake.reading.limits import Limits

HEAD = "姓名,证件号码,乡镇"


def line(at: int) -> str:
    return f"人{'一二三四五六七'[at - 1]},{number(at)},甲镇"


def read(*lines: str, limits: Limits | None = None, end: str = "\n", last: str = "\n") -> RawTable:
    text = end.join(lines) + last
    return read_delimited(text.encode(), LAYOUTS["roll"], "full", limits or Limits())


def refused(*lines: str, **how: object) -> tuple[str, int | None]:
    with pytest.raises(ReadRefused) as refusal:
        read(*lines, **how)  # type: ignore[arg-type]
    return refusal.value.reasons[0].code, refusal.value.reasons[0].row


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|", "，"])
def test_the_delimiter_is_the_one_that_splits_the_header(delimiter: str) -> None:
    raw = read(*[text.replace(",", delimiter) for text in ("标题", HEAD, line(1), line(2))])
    assert raw.table["document_number"].to_pylist() == [number(1), number(2)]
    assert (raw.table["row_no"].to_pylist(), raw.header_row, raw.letters["unit"]) == ([3, 4], 2, "C")


def test_quotes_keep_delimiters_and_line_ends_inside_a_cell() -> None:
    raw = read(HEAD, f'"甲,乙",{number(1)},"甲\n镇"', line(2))
    assert raw.table["name"].to_pylist()[0] == "甲,乙" and raw.table["unit"].to_pylist()[0] == "甲\n镇"
    assert raw.table["row_no"].to_pylist() == [2, 3]


def test_excels_mark_of_text_is_taken_off() -> None:
    raw = read(HEAD, f'甲,"=""{number(1)}""",甲镇', line(2))
    assert raw.table["document_number"].to_pylist() == [number(1), number(2)]


def test_an_unclosed_quote_is_refused_at_its_row() -> None:
    assert refused(HEAD, line(1), f'"乙,{number(2)},甲镇', line(3)) == ("quote_unclosed", 3)
    assert refused(HEAD, f'"甲,{number(1)},甲镇', line(2), f'丙",{number(3)},甲镇') == ("quote_unclosed", 2)


def test_rows_with_another_field_count_are_malformed_and_counted() -> None:
    raw = read(HEAD, line(1), line(2) + ",多", line(3), "短")
    assert (raw.malformed, raw.table["row_no"].to_pylist(), raw.row_count) == ([3, 5], [2, 4], 4)


def test_most_rows_with_another_field_count_are_a_shifted_table() -> None:
    assert refused(HEAD, line(1), line(2) + ",多", line(3) + ",多", line(4) + ",多")[0] == "columns_shifted"


def test_a_delimiter_at_the_end_of_every_row_is_a_habit() -> None:
    assert read(HEAD, line(1) + ",", line(2) + ",").row_count == 2
    assert refused(HEAD, f"甲,,{number(1)},甲镇", f"乙,,{number(2)},甲镇")[0] == "columns_shifted"


def test_a_total_with_another_field_count_is_a_total_and_a_footer_is_dropped() -> None:
    raw = read(HEAD, line(1), line(2), "合计,2", "制表人：王五,x")
    assert raw.totals == [{"row_no": "4", "name": "合计", "document_number": "2"}]
    assert raw.malformed == [] and raw.row_count == 2


def test_a_last_line_without_end_and_with_too_few_fields_was_cut_off() -> None:
    assert refused(HEAD, line(1), line(2)[:10], last="") == ("file_truncated", 3)
    assert read(HEAD, line(1), line(2), last="").row_count == 2


def test_limits_hold_up_to_the_last_row_and_column() -> None:
    assert read(HEAD, line(1), line(2), limits=replace(Limits(), rows=2, columns=3)).row_count == 2
    assert refused(HEAD, line(1), line(2), limits=replace(Limits(), rows=1))[0] == "file_too_large"
    assert refused(HEAD, line(1), limits=replace(Limits(), columns=2))[0] == "file_unsafe"


def test_a_blank_file_is_empty_and_a_second_table_is_refused() -> None:
    assert refused(" ", "", " ")[0] == "file_empty"
    assert refused(HEAD, line(1), "单位,指标", "乡镇,姓名", line(2))[0] == "tables_stacked"


def test_the_unit_of_amounts_is_read_from_the_header() -> None:
    lines = [TAX_HEADER.replace("(元)", "(分)"), tax_row(1, amount="25000")]
    raw = read_delimited("\n".join(lines).encode(), LAYOUTS["tax"], "feed", Limits())
    assert raw.fen_per_unit == 1 and raw.table["amount_fen"].to_pylist() == ["25000"]


def test_heads_are_split_by_each_delimiter() -> None:
    by_delimiter = heads(b"a;b\n1;2\n")
    assert [["a", "b"], ["1", "2"]] in by_delimiter and [["a;b"], ["1;2"]] in by_delimiter


def test_a_header_that_lost_a_delimiter_is_never_a_habit() -> None:
    rows = [f"{line(at)},1980-01-0{at},2010-01-01," for at in (1, 2, 3)]
    known, lost = f"{HEAD},出生日期,入职日期,备注", f"{HEAD},出生日期入职日期,备注"
    assert read(known, *rows).row_count == 3
    assert refused(lost, *rows) == ("columns_shifted", 1)
    assert refused(f"{lost},", *rows) == ("columns_shifted", 1)  # as wide as the rows
    assert refused(f"{HEAD},入职日期", *[f"{line(at)},x," for at in (1, 2, 3)]) == ("columns_shifted", 1)


def test_a_header_with_a_surplus_delimiter_is_never_a_habit() -> None:
    rows = [f"{line(at)},1980-01-0{at}" for at in (1, 2, 3)]
    assert read(f"{HEAD},出生日期,", *rows).row_count == 3
    assert refused("姓名,,证件号码,乡镇,出生日期", *rows) == ("columns_shifted", 1)
    assert refused("姓名,证件号码,,乡镇,出生日期", *rows) == ("columns_shifted", 1)


def test_every_row_may_lack_columns_at_its_end_that_may_be_blank() -> None:
    rows = [f"{line(at)},1980-01-0{at}" for at in (1, 2, 3)]
    for header in (f"{HEAD},出生日期,备注", f"{HEAD},出生日期,,", f"{HEAD},出生日期,是否本县户籍,备注"):
        raw = read(header, *rows)
        assert (raw.row_count, raw.remarks) == (3, ["row_ends_missing"])
        assert raw.table["birth_on"].to_pylist() == ["1980-01-01", "1980-01-02", "1980-01-03"]
    assert raw.table["hukou_local"].to_pylist() == ["", "", ""]
    assert refused("姓名,证件号码,乡镇,备注,村居", *[f"{line(at)},甲村" for at in (1, 2)])[0] == "columns_shifted"
    assert read(f"{HEAD},出生日期,备注", rows[0]).malformed == [2]
    assert refused(f"{HEAD},出生日期,备注", *rows, rows[0] + ",,,") == ("columns_shifted", 1)


def test_totals_and_footers_of_a_short_list_are_no_shifted_rows() -> None:
    raw = read(HEAD, line(1), "合计,1人", "制表人:王某", "审核人:李某")
    assert (raw.row_count, raw.malformed, len(raw.totals)) == (1, [], 1)
    assert refused(HEAD, line(1), *[f"{line(at)},x" for at in (2, 3, 4)]) == ("columns_shifted", 1)
