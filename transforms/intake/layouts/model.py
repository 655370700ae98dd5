"""The model of a layout: the columns and words of one sender's file, as data. `layouts.files` reads it."""

from __future__ import annotations

import functools
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Annotated, Literal, Self, get_args

from pydantic import BeforeValidator, Field, model_validator

from transforms.intake.base.raw_table import (
    COUNTY,
    MOST_PERSONS,
    NUMBERED,
    PERSONAL,
    numbered_column,
    person_column,
    split_person_column,
)
from transforms.intake.layouts.parts import (
    Canonical,
    Column,
    ControlRow,
    FurtherPerson,
    RowState,
    StrictPart,
    UninsuredReason,
    Word,
    Words,
    WrongLayout,
    day_text,
)
from transforms.text.folding import fold, fold_header

Kind = Literal[
    "special_list", "roll", "employee", "tax_feed", "target_table", "history", "fund_claim", "uninsured_reason",
    "fund_transfer", "due_acknowledgement", "tax_statement", "late_entry", "correction_request",
]  # fmt: skip
ListMode = Literal["full", "change", "feed"]
_COUNTY_LABEL, _UNIT_LABEL = "县区", "单位"
_NEEDED: dict[str, frozenset[str]] = {
    "special_list": frozenset({"name", "document_number", "unit", "effective_on", "op", "change_on"}),
    "roll": frozenset({"name", "document_number", "unit"}),
    "employee": frozenset({"name", "document_number", "insured_from", "insured_to"}),
    "tax_feed": frozenset({"name", "document_number", "receipt_no", "plan_year", "amount_fen", "received_on"}),
    "target_table": frozenset({"unit", "measure", "persons"}),
    "history": frozenset({"name", "document_number", "plan_year"}),
    "fund_claim": frozenset({"name", "document_number", "category", "amount_fen"}),
    **dict.fromkeys(("uninsured_reason", "late_entry"), frozenset({"name", "document_number", "reason"})),
    "fund_transfer": frozenset({"payer", "batch", "amount_fen", "transferred_on"}),
    "tax_statement": frozenset({"name", "document_number", "receipt_no", "amount_fen", "received_on"}),
    "correction_request": frozenset({"name", "document_number", "item", "requested_on"}),
    "due_acknowledgement": frozenset({"list_no", "persons", "amount_fen", "sha256", "acknowledged_on"}),
}
_PERIOD = {"plan_year_from", "plan_year_to"}  # columns of the first and the last month of a plan year
SEVERAL_PERSONS = ("special_list", "roll")
"""Kinds of list whose rows may name several persons."""
_WITH_CATEGORIES = ("special_list", "fund_claim")
_NEWBORN_KINDS = ("special_list", "roll", "tax_feed")
_MARKS_DATA = ("document_number", "unit", "payer", "list_no")  # one of these distinguishes data rows from footers
_MAPS_OF_WORDS = (
    *("op_words", "grade_words", "sex_words", "disability_words", "category_words", "measure_words", "reason_words"),
)


def needed_columns(kind: Kind) -> frozenset[str]:
    """Return the canonical columns that every layout of a kind declares, or states in another way (`special_list`)."""
    return _NEEDED[kind]


class _Shared(StrictPart):
    """Words shared by all layouts; a layout may replace each of these keys."""

    fill_down: list[Canonical] = Field([])
    total_words: Words
    footer_words: Words
    yes_words: Words
    no_words: Words
    op_words: dict[Word, Literal["add", "end", "death", "change"]]
    grade_words: dict[Word, Annotated[int, Field(ge=1, le=4)]]
    sex_words: dict[Word, Literal["M", "F"]]
    disability_words: dict[Word, Annotated[int, Field(ge=1, le=7)]] = Field({})
    measure_words: dict[Word, str] = Field({})
    status_words: list[Word] = Field([])
    test_names: list[Word] = Field([])
    test_number_starts: list[Word] = Field([])
    earliest_date: Annotated[date, Field(strict=False), BeforeValidator(day_text)]
    open_dates: list[Word] = Field([])
    tick_words: list[Word] = Field([])
    no_category_words: list[Word] = Field([])
    category_grade_words: list[Word] = Field([])
    category_synonyms: list[Words] = Field([])
    head_words: list[Word] = Field([])

    @model_validator(mode="after")
    def _each_word_means_one_thing(self) -> Self:
        no = {fold(word) for word in self.no_words}
        for word in self.yes_words:
            if fold(word) in no:
                raise WrongLayout(
                    f"“{word}”既在 yes_words 又在 no_words 中，二者取一", "no_words", or_path=("yes_words",)
                )
        for name in _MAPS_OF_WORDS:
            first: dict[str, str] = {}
            words: Mapping[str, object] = getattr(self, name, {})
            for word, meaning in words.items():
                if words[first.setdefault(fold(word), word)] != meaning:
                    raise WrongLayout(f"与“{first[fold(word)]}”是同一个词，却表示不同的意思，二者取一", name, word)
        return self


class Vocabulary(_Shared):
    """The shared vocabulary of a folder. `headers`: canonical column -> synonyms, added to layouts with the column."""

    headers: dict[Canonical, list[Word]] = Field({})

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

    Of the form that a real system exports: `alternative_to`: the layout of the same department; each source of that
    layout takes files of this form, too. `draft`: the layout is proposed and not checked yet; only
    `campaign layout try` uses it. `seen_in`: where the form was seen. `row_states`: columns whose words decide
    whether a row counts. `place_columns`: headers of the columns of a place, from the highest to the lowest (所属省, …,
    所属街道), in place of the column `unit`; villages have their own column. `unit_from`: where the unit of all rows is
    stated if no column has it. `members_in_cell`: names and numbers of a household's members stand in one cell each,
    separated. The persons named are compared with the columns covered_persons (保障人口数) and household_size
    (家庭人口数). `category_columns`: headers of the columns of categories; the first column that states one decides.
    `title_categories`: word in the title, the sheet's name or the file's name -> category word of the rows that state
    none. `categories_in_cell`: a cell may name several categories, with a separator. `category_ticks`: header of a
    column -> category word that a tick in it means. `measure_columns`: of a wide table of targets, word for the
    measure -> headers of its column. `constants`: canonical column -> text that holds for every row of a file without
    that column.
    `held_as`: what the form is, if it is nothing that the source may send (代缴 and 请款 lists, progress tables, pay
    sheets); such a file is held with that reason and never loaded.
    `reason_words`: of answers of townships, word -> reason why a person is not enrolled.
    """

    layout: str
    kind: Kind
    form: Literal["xlsx", "csv"]
    columns: dict[Canonical, Column]
    ignored: list[Word] = Field([])
    sheets: list[Word] = Field([])
    further_persons: list[FurtherPerson] = Field([], max_length=MOST_PERSONS - 1)
    date_order: Literal["day_month_year", "month_day_year"] | None = None
    amount_unit: Literal["分", "角", "元", "万元"] = "元"
    header_within_rows: int = Field(10, ge=1, le=50)
    header_rows: int = Field(1, ge=1, le=3)
    oldest_usual_age: Annotated[int, Field(ge=1, lt=150)] | None = None
    control_row: ControlRow | None = None
    category_from: Literal["column", "grade", "layout"] = "column"
    category: str | None = None
    category_words: dict[Word, str] = Field({})
    alternative_to: Word | None = None
    draft: bool = False
    seen_in: Word | None = None
    row_states: list[RowState] = Field([])
    place_columns: list[Words] = Field([])
    unit_from: list[Literal["title", "sheet", "file_name"]] = Field([])
    members_in_cell: bool = False
    category_columns: list[Words] = Field([])
    categories_in_cell: bool = False
    title_categories: dict[Word, Word] = Field({})
    category_ticks: dict[Word, Word] = Field({})
    measure_columns: dict[Word, Words] = Field({}, max_length=MOST_PERSONS)
    constants: dict[Canonical, Word] = Field({})
    held_as: Literal["fund_claim", "progress_table", "pay_sheet"] | None = None
    reason_words: dict[Word, UninsuredReason] = Field({})

    @model_validator(mode="after")
    def _consistent(self) -> Layout:
        missing = set() if self.held_as else _NEEDED[self.kind] - self.columns.keys() - self._stated_otherwise()
        if self.held_as and self.alternative_to is None:
            raise WrongLayout("只有写明 alternative_to 的版式才写 held_as", "held_as")
        if missing:
            raise WrongLayout(f"{self.kind} 还应有这些列：{'、'.join(sorted(missing))}", "columns")
        telling = {name: column.required for name, column in self.columns.items() if name in _MARKS_DATA}
        if "always" not in telling.values() and not self.place_columns:
            text = f"每份文件都要有 {' 或 '.join(telling)}，其 required 应为 always，或不写"
            raise WrongLayout(text, "columns", next(iter(telling)), "required")
        if (self.category_from == "layout") != (self.category is not None):
            text = "category 只在 category_from 为 layout 时写，也必须写"
            raise WrongLayout(text, "category_from", or_path=("category",))
        source_column = {"column": "category", "grade": "grade"}.get(self.category_from)
        otherwise = bool(self.category_columns or self.category_ticks or self.title_categories)
        has_categories = self.category_from == "column" and otherwise
        is_list = self.kind == "special_list" and not self.held_as
        has_categories = has_categories or self.lists_deaths
        if is_list and source_column and source_column not in self.columns and not has_categories:
            raise WrongLayout(f"category_from 为 {self.category_from} 时应有列 {source_column}", "columns")
        if self.kind == "fund_claim" and self.category_from != "column":
            raise WrongLayout("kind 为 fund_claim 的版式按列给出类别", "category_from")
        if self.category_words and (self.kind not in _WITH_CATEGORIES or self.category_from != "column"):
            raise WrongLayout("只有按列给出人员类别的名册才写 category_words", "category_words")
        if self.title_categories and (self.kind, self.category_from) != ("special_list", "column"):
            raise WrongLayout("只有按列给出人员类别的名册才写 title_categories", "title_categories")
        if self.amount_unit != "元" and "amount_fen" not in self.columns:
            raise WrongLayout("没有金额列的版式不写 amount_unit", "amount_unit")
        if (self.further_persons or self.members_in_cell) and (self.categories_in_cell or self.category_ticks):
            key = "category_ticks" if self.category_ticks else "categories_in_cell"
            raise WrongLayout("一行写有几个人的版式不能再写几种类别", key)
        if self.further_persons and self.kind not in SEVERAL_PERSONS:
            raise WrongLayout("只有人员名册和底册的一行可以写几个人", "further_persons")
        ended = next((at for at, state in enumerate(self.row_states) if state.ended), None)
        if ended is not None and self.kind != "employee":
            raise WrongLayout("只有 kind 为 employee 的版式写 ended", "row_states", ended, "ended")
        if self.place_columns and ("unit" in self.columns or len(self.place_columns) == 1):
            raise WrongLayout("几级地名各占一列时才写 place_columns，这时不写 columns 中的 unit", "place_columns")
        if self.measure_columns and (self.kind != "target_table" or {"measure", "persons"} & self.columns.keys()):
            raise WrongLayout(
                "只有 kind 为 target_table、没有指标列和人数列的版式写 measure_columns", "measure_columns"
            )
        self._check_constants()
        self._check_reason_words()
        if self.members_in_cell and self.kind not in SEVERAL_PERSONS:
            raise WrongLayout("只有人员名册和底册的一格可以写几个人", "members_in_cell")
        if self.members_in_cell and self.further_persons:
            raise WrongLayout("members_in_cell 和 further_persons 二者取一", "members_in_cell")
        if self.control_row:
            self._fits(self.control_row)
        both = self.ignored_headers & self.header_map().keys()
        if both:
            raise WrongLayout(f"“{min(both)}”既是要读的列名，又列在 ignored 中，二者取一", "ignored")
        return self

    def _stated_otherwise(self) -> set[str]:
        """Return the canonical columns that this form states in another way than by a column of their own."""
        ways: dict[str, object] = {
            "unit": self.place_columns or self.unit_from,
            "measure": self.measure_columns,
            "persons": self.measure_columns,
            "insured_from": self.row_states,
            "insured_to": self.row_states,
            "plan_year": set(self.columns) >= _PERIOD,
            **dict.fromkeys(self.constants, True),
        }
        return {name for name, way in ways.items() if way}

    def _check_constants(self) -> None:
        """Raise an error for a constant that can have no effect, or no meaning."""
        for name, text in self.constants.items():
            column = self.columns.get(name)
            if column is not None and column.required == "always":
                raise WrongLayout(f"{name} 是每份文件都要有的列，不用另写相同的值", "constants", name)
            if name in PERSONAL:
                raise WrongLayout("各人的姓名、证件号码等不能相同", "constants", name)
            if name == "op" and fold(text) not in {fold(word) for word in self.op_words}:
                raise WrongLayout(f"op_words 中没有“{text}”", "constants", name)

    def _check_reason_words(self) -> None:
        """Raise an error unless the layout has words for reasons exactly if it is one of answers of townships."""
        if bool(self.reason_words) != (self.kind == "uninsured_reason"):
            text = "kind 为 uninsured_reason 的版式，且只有这种版式，写 reason_words"
            raise WrongLayout(text, "reason_words", or_path=("kind",))

    @property
    def lists_deaths(self) -> bool:
        """Whether every row states a death (constant `op`), so that no row needs a category."""
        stated = fold(self.constants.get("op", ""))
        return bool(stated) and {fold(word): op for word, op in self.op_words.items()}.get(stated) == "death"

    def _fits(self, control: ControlRow) -> None:
        """Raise an error unless the control row fits: only amounts of receipts can be summed."""
        if self.kind not in ("tax_feed", "tax_statement"):
            raise WrongLayout("只有 kind 为 tax_feed、tax_statement 的版式写 control_row", "control_row")
        if control.amount_column != "amount_fen":
            raise WrongLayout("应为金额列 amount_fen", "control_row", "amount_column")
        if control.count_column not in self.columns:
            raise WrongLayout(f"columns 中没有 {control.count_column} 这一列", "control_row", "count_column")
        if control.count_column == control.amount_column:
            raise WrongLayout("笔数和金额不能在同一列", "control_row", "count_column")

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
    def named_headers(self) -> frozenset[str]:
        """Folded headers of all columns that the layout names, read or ignored."""
        return self.ignored_headers | self.header_map().keys()

    @functools.cached_property
    def _known_headers(self) -> dict[str, str]:
        mapped = _by_header({name: column.headers for name, column in self.columns.items()}, "columns")
        for at, person in enumerate(self.further_persons):
            for name, headers in person.headers().items():
                for header in headers:
                    if fold_header(header) in mapped:
                        taken = self.label(mapped[fold_header(header)])
                        text = f"第{at + 2}人的列名“{header}”已经用于“{taken}”，各人的列名不能相同"
                        raise WrongLayout(text, "further_persons", at, name)
                    mapped[fold_header(header)] = person_column(name, at + 1)
        for column, own_headers in self._numbered_columns():
            for text in own_headers:
                header = str(text)
                if mapped.setdefault(fold_header(header), column) != column:
                    taken = self.label(mapped[fold_header(header)])
                    raise WrongLayout(f"列名“{header}”已经用于“{taken}”", column.split(NUMBERED)[0])
        return mapped

    def _numbered_columns(self) -> Iterator[tuple[str, Sequence[str]]]:
        """Yield name in the raw table and headers of each column that a rule of this form reads, in their order."""
        for at, state in enumerate(self.row_states):
            yield numbered_column("row_states", at), state.headers
        for key in ("place_columns", "category_columns"):
            for at, words in enumerate(getattr(self, key)):
                yield numbered_column(key, at), words
        for at, header in enumerate(self.category_ticks):
            yield numbered_column("category_ticks", at), [header]
        for at, own_headers in enumerate(self.measure_columns.values()):
            yield numbered_column("measure_columns", at), own_headers

    def required(self, list_mode: str) -> list[str]:
        """Return the columns that a file must have in this list mode, in the layout's order.

        They are canonical columns (the product's own names, such as `birth_on`), then columns that only a rule of the
        layout reads (`row_states/1`). `list_mode`: `full`, `change` or `feed`.
        """
        wanted = {"always", "change"} if list_mode == "change" else {"always"}
        own = [name for name, column in self.columns.items() if column.required in wanted]
        states = [numbered_column("row_states", at) for at, state in enumerate(self.row_states) if state.is_required]
        return own + states

    def required_any(self) -> list[list[str]]:
        """Return groups of columns of the raw table; a file must have at least one column of each group.

        A column that a rule of the layout reads is named after it, such as `place_columns/1`; the plan year may be in
        its own column or in that of a period's start. Empty if the layout has neither.
        """
        groups = ("place_columns", "category_columns", "category_ticks", "measure_columns")
        sizes = {key: len(getattr(self, key)) for key in groups}
        years = ["plan_year", "plan_year_from"]
        own = [years] if set(years) <= set(self.columns) else []
        return own + [[numbered_column(key, at) for at in range(size)] for key, size in sizes.items() if size]

    def headers_of(self, column: str) -> list[str]:
        """Return the headers that mean a column of the raw table, as the sender prints them; [] for an unknown one.

        `column`: canonical column, or the numbered column of a rule (`row_states/1`); not of a further person.
        """
        if NUMBERED in column:
            return next(list(headers) for name, headers in self._numbered_columns() if name == column)
        return [header for name, own in self.columns.items() if name == column for header in own.headers]

    def label(self, canonical: str) -> str:
        """Return the header of a canonical column (`birth_on`, `name:2`) as the sender prints it, for messages.

        A column without a header gives its canonical name; a column of a further person begins with 第N人.
        """
        name, person = split_person_column(canonical)
        if NUMBERED in canonical:
            return self.headers_of(canonical)[0]
        if person:
            return f"第{person + 1}人 {self.further_persons[person - 1].headers()[name][0]}"
        if canonical == COUNTY:
            return _COUNTY_LABEL
        if canonical == "unit" and canonical not in self.columns:
            return self.place_columns[-1][0] if self.place_columns else _UNIT_LABEL
        column = self.columns.get(canonical)  # type: ignore[call-overload]
        return str(column.headers[0]) if column and column.headers else canonical


def _by_header(columns: Mapping[Canonical, Sequence[str]], key: str) -> dict[str, str]:
    """Return folded header -> canonical column. `key`: the key of the columns, for the message of an error."""
    mapped: dict[str, str] = {}
    for canonical, headers in columns.items():
        for header in headers:
            if not fold_header(header):
                raise WrongLayout(f"“{header}”只有符号，不是列名", key, canonical)
            if mapped.setdefault(fold_header(header), canonical) != canonical:
                raise WrongLayout(
                    f"列名“{header}”同时表示 {mapped[fold_header(header)]} 和 {canonical}", key, canonical
                )
    return mapped


assert {name for needed in _NEEDED.values() for name in needed} <= set(get_args(Canonical))
