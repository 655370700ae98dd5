"""How one sender's file looks, as data: `policies/layouts/<layout>.yaml` over `shared/vocabulary.yaml`."""

from __future__ import annotations

import functools
from datetime import date
from pathlib import Path
from typing import Annotated, Any, Literal, get_args

from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator
from ruamel.yaml import YAML
from ruamel.yaml.error import YAMLError

from transforms.intake.folding import fold

Kind = Literal["special_list", "roll", "employee", "tax_feed", "target_table", "history"]
Canonical = Literal[
    "name", "document_number", "birth_on", "sex", "unit", "hukou_local", "category", "subclass", "grade",
    "effective_on", "op", "change_on", "household_no", "insured_last_year", "region", "insured_from", "insured_to",
    "receipt_no", "plan_year", "amount_fen", "collected_on", "received_on", "channel",
    "measure", "persons", "status", "stated_source", "enrolled",
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


class LayoutError(Exception):
    """A layout file that cannot be used; the text names the file and every problem."""


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


class Layout(_Strict):
    """One sender's form. Headers are what the sender prints; `ignored` columns are known and not read.

    `header_rows`: over how many rows the header may be spread. `fill_down`: columns in which a cell that is merged over
    several rows means the same for each of them. `test_names`, `test_number_starts`: what only rows for trying out have
    in their name or at the start of their number. `oldest_usual_age`: in full years; an older person is remarked on.
    """

    layout: str
    kind: Kind
    form: Literal["xlsx", "csv"]
    columns: dict[Canonical, Column]
    ignored: list[str] = []
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
            raise ValueError(f"kind {self.kind} needs the columns {sorted(missing)}")
        if (self.category_from == "layout") != (self.category is not None):
            raise ValueError("`category` stands exactly where category_from is 'layout'")
        source_column = {"column": "category", "grade": "grade"}.get(self.category_from)
        if self.kind == "special_list" and source_column and source_column not in self.columns:
            raise ValueError(f"category_from {self.category_from} needs the column {source_column}")
        self.header_map()
        return self

    def header_map(self) -> dict[str, str]:
        """Folded header -> canonical column. ValueError where one header would mean two columns."""
        return self._known_headers

    @functools.cached_property
    def _known_headers(self) -> dict[str, str]:
        mapped: dict[str, str] = {}
        for canonical, column in self.columns.items():
            for header in column.headers:
                if mapped.setdefault(fold(header), canonical) != canonical:
                    raise ValueError(f"header {header} means both {mapped[fold(header)]} and {canonical}")
        return mapped

    def required(self, list_mode: str) -> list[str]:
        """Canonical columns that a file of this mode must have."""
        wanted = {"always", "change"} if list_mode == "change" else {"always"}
        return [name for name, column in self.columns.items() if column.required in wanted]

    def label(self, canonical: str) -> str:
        """The header as the sender prints it, for messages."""
        column = self.columns.get(canonical)  # type: ignore[call-overload]
        return str(column.headers[0]) if column and column.headers else canonical


def load_layout(path: Path) -> Layout:
    """Read and check one layout. LayoutError names the file, and the key, of every problem."""
    own = _mapping(path)
    shared = dict(_mapping(path.parent / VOCABULARY))
    shared_headers = shared.pop("headers", {})
    try:
        return Layout.model_validate({**shared, **own, "columns": _with_shared(own.get("columns"), shared_headers)})
    except ValidationError as error:
        problems = "; ".join(
            f"{'.'.join(str(part) for part in one['loc']) or 'layout'}: {one['msg']}" for one in error.errors()
        )
        raise LayoutError(f"{path.name}: {problems}") from None


def load_layouts(folder: Path) -> dict[str, Layout]:
    """Every layout of a folder by its name; the name is the file's."""
    layouts = {}
    for path in sorted(folder.glob("*.yaml")):
        layout = load_layout(path)
        if layout.layout != path.stem:
            raise LayoutError(f"{path.name}: layout is called {layout.layout}, expected {path.stem}")
        layouts[layout.layout] = layout
    return layouts


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
        raise LayoutError(f"{path.name}: cannot be read ({error.strerror})") from None
    except YAMLError as error:
        mark, problem = getattr(error, "problem_mark", None), getattr(error, "problem", None)
        line = f" line {mark.line + 1}:" if mark else ""
        raise LayoutError(f"{path.name}:{line} {problem or 'not valid YAML'}") from None
    if not isinstance(content, dict):
        raise LayoutError(f"{path.name}: expected a mapping at the top")
    return content


assert {name for needed in _NEEDED.values() for name in needed} <= set(get_args(Canonical))
