"""The mark of a workbook: sealed for its delivery, edition and pack, and unreadable if anything was changed."""

from dataclasses import replace

import pyarrow as pa
import pytest

from tests.support.feedback_content import layout, raw_table
from tests.support.files.builders import LAYOUTS
from transforms.intake.base.raw_table import ROW_NO, RawTable, numbered_column
from transforms.report.feedback.marks import (
    KEY_HEADER,
    MARK_HEADER,
    MARK_HEADERS,
    Mark,
    key_columns,
    mark_layout,
    mark_of,
    may_be_feedback,
    rows_layout,
)

KEY, OTHER_KEY = b"k" * 32, b"o" * 32
MARK = Mark("00000000-0000-4000-8000-000000000001", "ab" * 32, 2)


def cover(*rows: tuple[str, ...]) -> RawTable:
    """Make the table that a cover is read as."""
    names = ("unit", "measure", "persons", "stated_source")
    columns = {name: pa.array([row[at] for row in rows], pa.string()) for at, name in enumerate(names)}
    table = pa.table({ROW_NO: pa.array(range(len(rows)), pa.int32()), **columns})
    return replace(raw_table([(1, "", "")]), table=table)


def test_a_mark_is_read_back() -> None:
    assert mark_of(cover(MARK.values(KEY, "xx-2020")), KEY, "xx-2020") == MARK
    spaced = tuple(f" {value} " for value in MARK.values(KEY, "xx-2020"))
    assert mark_of(cover(spaced), KEY, "xx-2020") == MARK


@pytest.mark.parametrize(
    ("place", "value"),
    [
        (0, "00000000-0000-4000-8000-000000000002"), (0, "no id"), (0, ""), (1, "cd" * 32), (2, "3"), (2, "two"),
        (3, "0" * 32), (3, ""), (3, "封"),
    ],
)  # fmt: skip
def test_a_changed_mark_is_none(place: int, value: str) -> None:
    values = list(MARK.values(KEY, "xx-2020"))
    values[place] = value
    assert mark_of(cover(tuple(values)), KEY, "xx-2020") is None


def test_a_mark_of_another_key_or_pack_is_none() -> None:
    values = MARK.values(KEY, "xx-2020")
    assert mark_of(cover(values), OTHER_KEY, "xx-2020") is None
    assert mark_of(cover(values), KEY, "yy-2020") is None


def test_none_or_two_marks_are_none() -> None:
    values = MARK.values(KEY, "xx-2020")
    assert mark_of(cover(), KEY, "xx-2020") is None and mark_of(cover(values, values), KEY, "xx-2020") is None


ZIP, CUSTOM = b"PK\x03\x04....", b"..docProps/custom.xml.."


@pytest.mark.parametrize(
    ("head", "tail", "size", "may_be"),
    [
        (ZIP, CUSTOM, 10**7, True),
        (ZIP, b"", 300_000, True),
        (ZIP, b"", 300_001, False),
        (ZIP, CUSTOM + b"." * (1 << 16), 10**7, False),
        (b"a,b,c", CUSTOM, 10, False),
    ],
)
def test_a_package_with_properties_or_a_small_one_may_be_feedback(
    head: bytes, tail: bytes, size: int, may_be: bool
) -> None:
    assert may_be_feedback(head, tail, size) is may_be


def test_the_layout_of_the_mark_reads_its_headers_only() -> None:
    made = mark_layout(layout())
    assert [column.headers for column in made.columns.values()] == [[header] for header in MARK_HEADERS]
    assert (made.kind, made.header_within_rows, made.category_words) == (
        "target_table",
        50,
        {},
    ) and made.header_rows == 1


@pytest.mark.parametrize("name", ["civil_affairs", "roll", "tax", "employee", "targets"])
def test_key_and_mark_use_columns_that_the_layout_does_not_have(name: str) -> None:
    own = layout(name)
    assert not set(key_columns(own.kind)) & set(own.columns)
    made = rows_layout(own, [(column, own.label(column)) for column in own.columns])
    key, mark = key_columns(own.kind)
    assert (made.columns[key].headers, made.columns[mark].headers) == ([KEY_HEADER], [MARK_HEADER])


def test_the_shown_columns_are_required_under_their_headings_and_no_other() -> None:
    made = rows_layout(layout(), [("document_number", "居民证号"), ("name", "姓名")])
    assert made.columns["document_number"].headers[0] == "居民证号"
    assert {name for name, column in made.columns.items() if column.required == "always"} == {
        "name", "document_number", *key_columns("special_list"),
    }  # fmt: skip
    assert made.amount_unit == "元" and made.further_persons == []


FORMS = sorted(name for name in LAYOUTS if LAYOUTS[name].alternative_to and not LAYOUTS[name].held_as)


@pytest.mark.parametrize("name", FORMS)
def test_the_rows_of_a_real_form_are_read_as_its_rules_left_them(name: str) -> None:
    own = LAYOUTS[name]
    shown = [(column, own.label(column)) for column in dict.fromkeys(["unit", "category", *own.columns])]
    made = rows_layout(own, shown)
    assert not (made.row_states or made.place_columns or made.unit_from or made.constants or made.alternative_to)
    assert {column for column, _ in shown} <= set(made.required("full"))
    assert not any("/" in column for group in made.required_any() for column in group)


def test_some_form_has_a_chain_of_places_and_some_states_its_unit_in_the_title() -> None:
    assert {"place_columns", "unit_from"} <= {
        key for name in FORMS for key in LAYOUTS[name].model_dump(exclude_defaults=True)
    }


WITH_STATES = [name for name in FORMS if LAYOUTS[name].row_states]


@pytest.mark.parametrize("name", WITH_STATES)
def test_the_shown_columns_of_states_are_read_as_they_are(name: str) -> None:
    own = LAYOUTS[name]
    states = [numbered_column("row_states", at) for at in range(len(own.row_states))]
    every = rows_layout(own, [(column, own.label(column)) for column in (*own.columns, *states)])
    assert [state.headers for state in every.row_states] == [[own.label(column)] for column in states]
    assert set(states) <= set(every.required("full"))
    first = rows_layout(own, [(column, own.label(column)) for column in (*own.columns, states[0])])
    assert [column for column in first.required("full") if column in states] == states[:1]


def test_the_words_of_every_layout_make_a_layout_of_the_mark() -> None:
    assert {mark_layout(layout).kind for layout in LAYOUTS.values()} == {"target_table"}


def test_a_returned_workbook_of_answers_keeps_the_words_for_reasons() -> None:
    own = LAYOUTS["uninsured_reason"]
    columns = [("name", "姓名"), ("document_number", "证件号码"), ("reason", "未参保原因")]
    assert rows_layout(own, columns).reason_words == own.reason_words
