"""How one sender's file looks, as data: `policies/layouts/<layout>.yaml` over `shared/vocabulary.yaml`."""

from __future__ import annotations

import functools
from collections.abc import Iterator, Mapping
from datetime import date
from pathlib import Path
from typing import Annotated, Any, Literal, get_args

from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator
from ruamel.yaml import YAML
from ruamel.yaml.error import YAMLError

from transforms.intake.folding import fold
from transforms.intake.layout_words import explained, line_of
from transforms.intake.raw import MOST_PERSONS, PERSONAL, of_person, whose
from transforms.yaml_words import syntax_zh

Kind = Literal["special_list", "roll", "employee", "tax_feed", "target_table", "history"]
Canonical = Literal[
    "name", "document_number", "birth_on", "sex", "unit", "hukou_local", "category", "subclass", "grade",
    "effective_on", "op", "change_on", "household_no", "insured_last_year", "region", "insured_from", "insured_to",
    "receipt_no", "plan_year", "amount_fen", "collected_on", "received_on", "channel",
    "measure", "persons", "status", "stated_source", "enrolled", "birth_certificate_no", "reversed_receipt_no",
]  # fmt: skip
ListMode = Literal["full", "change", "feed"]
Words = Annotated[list[str], Field(min_length=1)]
VOCABULARY = Path("shared") / "vocabulary.yaml"

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


class LayoutError(Exception):
    """A data file of the intake that cannot be used; the text says, in Chinese, which file, line and key, and why."""


class _Wrong(ValueError):  # noqa: N818 - what the author wrote, not a fault of the program
    """What parts of a layout say together cannot be. `path`: the key that the author should look at."""

    def __init__(self, text: str, *path: str | int) -> None:
        super().__init__(text)
        self.path = path


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)


class Column(_Strict):
    """One canonical column: the headers that mean it, and when a file must have it ('change' = change lists only)."""

    headers: list[str] = []
    required: Literal["always", "change", "never"] = "always"


class ControlRow(_Strict):
    """The sender's own totals: in which columns of the total row the count and the sum stand."""

    count_column: Canonical
    amount_column: Canonical


class FurtherPerson(_Strict):
    """The columns of one more person in a row: the headers of what is said of that person alone."""

    name: Words
    document_number: Words
    birth_certificate_no: list[str] = []
    birth_on: list[str] = []
    sex: list[str] = []

    def headers(self) -> dict[str, list[str]]:
        """Canonical column -> headers."""
        return {name: list(getattr(self, name)) for name in PERSONAL}


class Layout(_Strict):
    """One sender's form. Headers are what the sender prints; `ignored` columns are known and not read.

    `sheets`: names of the sheets of a workbook that are read; without any, all that have the header. `further_persons`:
    where a row names several persons, those besides the one of `columns`; all else that the row says is said of each.
    `date_order`: how a date is meant that does not begin with its year; without it such a date is a fault.
    `amount_unit`: what amounts are in where the header does not name it. `header_rows`: over how many rows the header
    may be spread. `fill_down`: columns in which a cell that is merged over several rows means the same for each of
    them. `test_names`, `test_number_starts`: what only rows for trying out have in their name or at the start of their
    number. `oldest_usual_age`: in full years; an older person is remarked on.
    `category_words`: the sender's own words for categories; those of a pack's source go before them.
    """

    layout: str
    kind: Kind
    form: Literal["xlsx", "csv"]
    columns: dict[Canonical, Column]
    ignored: list[str] = []
    sheets: list[Annotated[str, Field(min_length=1)]] = []
    further_persons: list[FurtherPerson] = Field([], max_length=MOST_PERSONS - 1)
    date_order: Literal["day_month_year", "month_day_year"] | None = None
    amount_unit: Literal["分", "角", "元", "万元"] = "元"
    header_within_rows: int = Field(10, ge=1, le=50)
    header_rows: int = Field(1, ge=1, le=3)
    fill_down: list[Canonical] = []
    oldest_usual_age: Annotated[int, Field(ge=1)] | None = None
    control_row: ControlRow | None = None
    category_from: Literal["column", "grade", "layout"] = "column"
    category: str | None = None
    total_words: Words
    footer_words: Words
    yes_words: Words
    no_words: Words
    category_words: dict[str, str] = {}
    op_words: dict[str, Literal["add", "end", "death"]]
    grade_words: dict[str, Annotated[int, Field(ge=1, le=4)]]
    sex_words: dict[str, Literal["M", "F"]]
    measure_words: dict[str, str] = {}
    status_words: list[str] = []
    test_names: list[str] = []
    test_number_starts: list[str] = []
    earliest_date: Annotated[date, Field(strict=False)]
    open_dates: list[str] = []

    @model_validator(mode="after")
    def _consistent(self) -> Layout:
        missing = _NEEDED[self.kind] - self.columns.keys()
        if missing:
            raise _Wrong(f"{self.kind} 还应有这些列：{'、'.join(sorted(missing))}", "columns")
        if (self.category_from == "layout") != (self.category is not None):
            raise _Wrong("category 只在 category_from 为 layout 时写，也必须写", "category_from")
        source_column = {"column": "category", "grade": "grade"}.get(self.category_from)
        if self.kind == "special_list" and source_column and source_column not in self.columns:
            raise _Wrong(f"category_from 为 {self.category_from} 时应有列 {source_column}", "columns")
        if self.category_words and (self.kind, self.category_from) != ("special_list", "column"):
            raise _Wrong("只有按列给出人员类别的名册才写 category_words", "category_words")
        if self.amount_unit != "元" and "amount_fen" not in self.columns:
            raise _Wrong("没有金额列的版式不写 amount_unit", "amount_unit")
        if self.further_persons and self.kind not in _SEVERAL_PERSONS:
            raise _Wrong("只有人员名册和底册的一行可以写几个人", "further_persons")
        both = {fold(one) for one in self.ignored} & self.header_map().keys()
        if both:
            raise _Wrong(f"“{min(both)}”既是要读的列名，又列在 ignored 中，二者取一", "ignored")
        return self

    def header_map(self) -> dict[str, str]:
        """Folded header -> canonical column. A header that would mean two columns is refused."""
        return self._known_headers

    @functools.cached_property
    def _known_headers(self) -> dict[str, str]:
        mapped: dict[str, str] = {}
        for canonical, column in self.columns.items():
            for header in column.headers:
                if mapped.setdefault(fold(header), canonical) != canonical:
                    raise _Wrong(f"列名“{header}”同时表示 {mapped[fold(header)]} 和 {canonical}", "columns", canonical)
        for at, person in enumerate(self.further_persons):
            for name, headers in person.headers().items():
                for header in headers:
                    if fold(header) in mapped:
                        taken = self.label(mapped[fold(header)])
                        told = f"第{at + 2}人的列名“{header}”已经用于“{taken}”，各人的列名不能相同"
                        raise _Wrong(told, "further_persons", at, name)
                    mapped[fold(header)] = of_person(name, at + 1)
        return mapped

    def required(self, list_mode: str) -> list[str]:
        """Canonical columns that a file of this mode must have."""
        wanted = {"always", "change"} if list_mode == "change" else {"always"}
        return [name for name, column in self.columns.items() if column.required in wanted]

    def label(self, canonical: str) -> str:
        """The header as the sender prints it, for messages."""
        name, person = whose(canonical)
        if person:
            return f"第{person + 1}人 {self.further_persons[person - 1].headers()[name][0]}"
        column = self.columns.get(canonical)  # type: ignore[call-overload]
        return str(column.headers[0]) if column and column.headers else canonical


def load_layout(path: Path) -> Layout:
    """Read and check one layout. LayoutError names the file, line and key of every problem."""
    own = _mapping(path)
    shared = dict(_mapping(path.parent / VOCABULARY))
    shared_headers = shared.pop("headers", {})
    try:
        return Layout.model_validate({**shared, **own, "columns": _with_shared(own.get("columns"), shared_headers)})
    except ValidationError as error:
        raise LayoutError(explained(path, error)) from None


class Layouts(Mapping[str, Layout]):
    """The sound layouts of a folder by name. Who looks a wrong one up gets its LayoutError, and nobody else does."""

    def __init__(self, sound: Mapping[str, Layout], wrong: Mapping[str, LayoutError]) -> None:
        self._sound, self._wrong = sound, wrong

    def __getitem__(self, name: str) -> Layout:
        if name not in self._sound:
            raise LayoutError(str(self._wrong.get(name, f"{name}.yaml：没有这个版式文件")))
        return self._sound[name]

    def __contains__(self, name: object) -> bool:
        return name in self._sound

    def __iter__(self) -> Iterator[str]:
        return iter(self._sound)

    def __len__(self) -> int:
        return len(self._sound)

    def check(self) -> None:
        """LayoutError with every problem of every wrong layout, if there is one."""
        if self._wrong:  # what several share is wrong once
            raise LayoutError("\n".join(dict.fromkeys(str(one) for one in self._wrong.values())))


def read_layouts(folder: Path) -> Layouts:
    """Every layout of a folder by its name, which is the file's, right or wrong."""
    sound: dict[str, Layout] = {}
    wrong: dict[str, LayoutError] = {}
    for path in sorted(folder.glob("*.yaml")):
        try:
            sound[path.stem] = _named(path)
        except LayoutError as error:
            wrong[path.stem] = error
    return Layouts(sound, wrong)


def _named(path: Path) -> Layout:
    try:
        layout = load_layout(path)
    except (TypeError, AttributeError):  # what stands there is no layout at all
        raise LayoutError(f"{path.name}：内容的结构不对，请对照其他版式文件") from None
    if layout.layout != path.stem:
        raise LayoutError(f"{path.name}{line_of(path, ('layout',))}：layout 应与文件名一致，写 {path.stem}")
    return layout


def _with_shared(columns: Any, shared: dict[str, list[str]]) -> Any:
    """The layout's own headers first (they are printed in messages), then the shared synonyms."""
    if not isinstance(columns, dict) or not all(isinstance(column, dict) for column in columns.values()):
        return columns
    return {
        name: {**column, "headers": list(dict.fromkeys([*column.get("headers", []), *shared.get(name, [])]))}
        for name, column in columns.items()
    }


def _mapping(path: Path) -> dict[str, Any]:
    yaml = YAML(typ="safe", pure=True)  # YAML 1.2, refuses duplicate keys
    try:
        content = yaml.load(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise LayoutError(f"{path.name}：无法读取（{error.strerror}）") from None
    except UnicodeDecodeError:
        raise LayoutError(f"{path.name}：不是 UTF-8 编码，请另存为 UTF-8") from None
    except YAMLError as error:
        mark, problem = getattr(error, "problem_mark", None), getattr(error, "problem", error)
        line = f" 第{mark.line + 1}行" if mark else ""
        raise LayoutError(f"{path.name}{line}：不是有效的 YAML（{syntax_zh(problem)}）") from None
    except (ValueError, RecursionError):  # of the parser: a day that no calendar has, !!int before a word, a thousand [
        raise LayoutError(f"{path.name}：不是有效的 YAML（有一个值不能这样写，如日历上没有的日期）") from None
    if not isinstance(content, dict):
        raise LayoutError(f"{path.name}：最外层应为“键: 值”")
    return content


assert {name for needed in _NEEDED.values() for name in needed} <= set(get_args(Canonical))
