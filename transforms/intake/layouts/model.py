"""The model of a layout: the columns and words of one sender's file, as data. `layouts.files` reads it."""

from __future__ import annotations

import functools
import re
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Annotated, Any, Literal, Self, get_args

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, model_validator

from transforms.intake.base.raw_table import COUNTY, MOST_PERSONS, PERSONAL, person_column, split_person_column
from transforms.text.folding import fold, fold_header

Kind = Literal["special_list", "roll", "employee", "tax_feed", "target_table", "history"]
Canonical = Literal[
    "name", "document_number", "birth_on", "sex", "unit", "village", "hukou_local", "category", "subclass", "grade",
    "effective_on", "op", "change_on", "household_no", "insured_last_year", "region", "insured_from", "insured_to",
    "receipt_no", "plan_year", "amount_fen", "collected_on", "received_on", "channel",
    "measure", "persons", "status", "stated_source", "enrolled", "birth_certificate_no", "reversed_receipt_no",
]  # fmt: skip
ListMode = Literal["full", "change", "feed"]
_COUNTY_LABEL = "县区"
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")

_NEEDED: dict[str, frozenset[str]] = {
    "special_list": frozenset({"name", "document_number", "unit", "effective_on", "op", "change_on"}),
    "roll": frozenset({"name", "document_number", "unit"}),
    "employee": frozenset({"name", "document_number", "insured_from", "insured_to"}),
    "tax_feed": frozenset({"name", "document_number", "receipt_no", "plan_year", "amount_fen", "received_on"}),
    "target_table": frozenset({"unit", "measure", "persons"}),
    "history": frozenset({"name", "document_number", "plan_year"}),
}
_SEVERAL_PERSONS = ("special_list", "roll")
_NEWBORN_KINDS = ("special_list", "roll", "tax_feed")
_MARKS_DATA = ("document_number", "unit")  # one of these columns distinguishes data rows from footers
_MAPS_OF_WORDS = ("op_words", "grade_words", "sex_words", "category_words", "measure_words")


class _Wrong(ValueError):  # noqa: N818 - an error of the author, not of the program
    """Raised if parts of a layout contradict each other.

    `path`: the key that the author should look at; `or_path`: the key to name if the file does not have `path`.
    """

    def __init__(self, text: str, *path: str | int, or_path: tuple[str | int, ...] = ()) -> None:
        super().__init__(text)
        self.path = path
        self.or_path = or_path


def _not_blank(word: str) -> str:
    if not fold(word):
        raise _Wrong("不能为空")
    return word


def _day(written: Any) -> Any:
    """Accept only a text in the form of a day: pydantic would read a number as seconds."""
    if isinstance(written, date) or (isinstance(written, str) and _DAY.fullmatch(written)):
        return written
    raise _Wrong("应为日期，如 1900-01-01")


Word = Annotated[str, AfterValidator(_not_blank)]
Words = Annotated[list[Word], Field(min_length=1)]


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)


class Column(_Strict):
    """One canonical column: the headers that mean it, and when a file must have it ('change': change lists only)."""

    headers: list[Word] = []
    required: Literal["always", "change", "never"] = "always"


class ControlRow(_Strict):
    """The columns of the total row that contain the sender's own count and sum."""

    count_column: Canonical
    amount_column: Canonical


class FurtherPerson(_Strict):
    """The columns of one further person in a row: the headers of that person's own columns."""

    name: Words
    document_number: Words
    birth_certificate_no: list[Word] = []
    birth_on: list[Word] = []
    sex: list[Word] = []

    def headers(self) -> dict[str, list[str]]:
        """Return the headers of each column about this person: canonical column -> headers, [] if it has none."""
        return {name: list(getattr(self, name)) for name in PERSONAL}


class _Shared(_Strict):
    """Words shared by all layouts; a layout may replace each of these keys."""

    fill_down: list[Canonical] = []
    total_words: Words
    footer_words: Words
    yes_words: Words
    no_words: Words
    op_words: dict[Word, Literal["add", "end", "death"]]
    grade_words: dict[Word, Annotated[int, Field(ge=1, le=4)]]
    sex_words: dict[Word, Literal["M", "F"]]
    measure_words: dict[Word, str] = {}
    status_words: list[Word] = []
    test_names: list[Word] = []
    test_number_starts: list[Word] = []
    earliest_date: Annotated[date, Field(strict=False), BeforeValidator(_day)]
    open_dates: list[Word] = []

    @model_validator(mode="after")
    def _each_word_means_one_thing(self) -> Self:
        no = {fold(word) for word in self.no_words}
        for word in self.yes_words:
            if fold(word) in no:
                raise _Wrong(f"“{word}”既在 yes_words 又在 no_words 中，二者取一", "no_words", or_path=("yes_words",))
        for name in _MAPS_OF_WORDS:
            first: dict[str, str] = {}
            words: Mapping[str, object] = getattr(self, name, {})
            for word, meaning in words.items():
                if words[first.setdefault(fold(word), word)] != meaning:
                    raise _Wrong(f"与“{first[fold(word)]}”是同一个词，却表示不同的意思，二者取一", name, word)
        return self


class Vocabulary(_Shared):
    """The shared vocabulary of a folder. `headers`: canonical column -> synonyms, added to layouts with the column."""

    headers: dict[Canonical, list[Word]] = {}

    @model_validator(mode="after")
    def _each_header_means_one_column(self) -> Self:
        _by_header(self.headers, "headers")
        return self


class Layout(_Shared):
    """One sender's layout. Headers are as the sender prints them; `ignored` columns are known but not read.

    `sheets`: names of the sheets to read; if empty, all sheets with the header. `further_persons`: persons of a row
    besides the person of `columns`; all other columns of the row apply to each of them. `date_order`: order of a date
    that does not begin with its year; without it such a date is a fault. `amount_unit`: unit of amounts if the header
    names none. `header_rows`: most rows of a header. `fill_down`: columns in which a cell merged over several rows
    applies to each of them. `test_names`, `test_number_starts`: names and beginnings of numbers of test rows.
    `oldest_usual_age`: in full years; an older person gets a warning. `category_words`: the sender's own words for
    categories; the words of a pack's source have priority.
    """

    layout: str
    kind: Kind
    form: Literal["xlsx", "csv"]
    columns: dict[Canonical, Column]
    ignored: list[Word] = []
    sheets: list[Word] = []
    further_persons: list[FurtherPerson] = Field([], max_length=MOST_PERSONS - 1)
    date_order: Literal["day_month_year", "month_day_year"] | None = None
    amount_unit: Literal["分", "角", "元", "万元"] = "元"
    header_within_rows: int = Field(10, ge=1, le=50)
    header_rows: int = Field(1, ge=1, le=3)
    oldest_usual_age: Annotated[int, Field(ge=1, lt=150)] | None = None
    control_row: ControlRow | None = None
    category_from: Literal["column", "grade", "layout"] = "column"
    category: str | None = None
    category_words: dict[Word, str] = {}

    @model_validator(mode="after")
    def _consistent(self) -> Layout:
        missing = _NEEDED[self.kind] - self.columns.keys()
        if missing:
            raise _Wrong(f"{self.kind} 还应有这些列：{'、'.join(sorted(missing))}", "columns")
        telling = {name: column.required for name, column in self.columns.items() if name in _MARKS_DATA}
        if "always" not in telling.values():
            text = f"每份文件都要有 {' 或 '.join(telling)}，其 required 应为 always，或不写"
            raise _Wrong(text, "columns", next(iter(telling)), "required")
        if (self.category_from == "layout") != (self.category is not None):
            text = "category 只在 category_from 为 layout 时写，也必须写"
            raise _Wrong(text, "category_from", or_path=("category",))
        source_column = {"column": "category", "grade": "grade"}.get(self.category_from)
        if self.kind == "special_list" and source_column and source_column not in self.columns:
            raise _Wrong(f"category_from 为 {self.category_from} 时应有列 {source_column}", "columns")
        if self.category_words and (self.kind, self.category_from) != ("special_list", "column"):
            raise _Wrong("只有按列给出人员类别的名册才写 category_words", "category_words")
        if self.amount_unit != "元" and "amount_fen" not in self.columns:
            raise _Wrong("没有金额列的版式不写 amount_unit", "amount_unit")
        if self.further_persons and self.kind not in _SEVERAL_PERSONS:
            raise _Wrong("只有人员名册和底册的一行可以写几个人", "further_persons")
        if self.control_row:
            self._fits(self.control_row)
        both = self.ignored_headers & self.header_map().keys()
        if both:
            raise _Wrong(f"“{min(both)}”既是要读的列名，又列在 ignored 中，二者取一", "ignored")
        return self

    def _fits(self, control: ControlRow) -> None:
        """Raise an error unless the control row fits: only the amounts of a tax feed can be summed."""
        if self.kind != "tax_feed":
            raise _Wrong("只有 kind 为 tax_feed 的版式写 control_row", "control_row")
        if control.amount_column != "amount_fen":
            raise _Wrong("应为金额列 amount_fen", "control_row", "amount_column")
        if control.count_column not in self.columns:
            raise _Wrong(f"columns 中没有 {control.count_column} 这一列", "control_row", "count_column")
        if control.count_column == control.amount_column:
            raise _Wrong("笔数和金额不能在同一列", "control_row", "count_column")

    def header_map(self) -> dict[str, str]:
        """Return header -> canonical column (`name:2`, `name:3`, … for further persons) for all headers of the layout.

        The headers are normalised by `fold_header`: in one spelling, without stars, a final colon, or （必填）.
        """
        return self._known_headers

    @functools.cached_property
    def ignored_headers(self) -> frozenset[str]:
        """Headers of the columns that are known but not read, normalised by `fold_header`."""
        return frozenset(fold_header(header) for header in self.ignored)

    @functools.cached_property
    def _known_headers(self) -> dict[str, str]:
        mapped = _by_header({name: column.headers for name, column in self.columns.items()}, "columns")
        for at, person in enumerate(self.further_persons):
            for name, headers in person.headers().items():
                for header in headers:
                    if fold_header(header) in mapped:
                        taken = self.label(mapped[fold_header(header)])
                        text = f"第{at + 2}人的列名“{header}”已经用于“{taken}”，各人的列名不能相同"
                        raise _Wrong(text, "further_persons", at, name)
                    mapped[fold_header(header)] = person_column(name, at + 1)
        return mapped

    def required(self, list_mode: str) -> list[str]:
        """Return the canonical columns that a file must have in this list mode, in the layout's order.

        `list_mode`: `full`, `change` or `feed`. A canonical column is the product's own name, such as `birth_on`.
        """
        wanted = {"always", "change"} if list_mode == "change" else {"always"}
        return [name for name, column in self.columns.items() if column.required in wanted]

    def label(self, canonical: str) -> str:
        """Return the header of a canonical column (`birth_on`, `name:2`) as the sender prints it, for messages.

        A column without a header gives its canonical name; a column of a further person begins with 第N人.
        """
        name, person = split_person_column(canonical)
        if person:
            return f"第{person + 1}人 {self.further_persons[person - 1].headers()[name][0]}"
        if canonical == COUNTY:
            return _COUNTY_LABEL
        column = self.columns.get(canonical)  # type: ignore[call-overload]
        return str(column.headers[0]) if column and column.headers else canonical


def _by_header(columns: Mapping[Canonical, Sequence[str]], key: str) -> dict[str, str]:
    """Return folded header -> canonical column. `key`: the key of the columns, for the message of an error."""
    mapped: dict[str, str] = {}
    for canonical, headers in columns.items():
        for header in headers:
            if not fold_header(header):
                raise _Wrong(f"“{header}”只有符号，不是列名", key, canonical)
            if mapped.setdefault(fold_header(header), canonical) != canonical:
                raise _Wrong(f"列名“{header}”同时表示 {mapped[fold_header(header)]} 和 {canonical}", key, canonical)
    return mapped


assert {name for needed in _NEEDED.values() for name in needed} <= set(get_args(Canonical))
