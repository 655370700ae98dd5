"""Parts that every published report has: a period, a view of a recipient, and files. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from transforms.policy.model.slots import OF_UNIT, office_and_unit


@dataclass(frozen=True)
class Period:
    """Scope of one publication: a report, its cadence and period; `as_of` is the last received date that counts."""

    report: str
    cadence: str
    period_from: date
    period_to: date
    as_of: date


@dataclass(frozen=True)
class View:
    """Part of a report that one recipient may see. The default is the view that is equal for all recipients.

    recipient: code of the pack's recipient, with the unit if the view is of one unit (`townships@da-baiyashi`), '' =
    content equal for all; units: unit ids that the recipient may see, None = every unit; fields: names of the figures
    that the recipient may see, None = every figure; payers: codes of the funds whose settlements it gets, None = all;
    withheld: names of the figures that wait, although the recipient may see them.
    """

    recipient: str = ""
    units: tuple[str, ...] | None = None
    fields: tuple[str, ...] | None = None
    payers: tuple[str, ...] | None = None
    withheld: tuple[str, ...] = ()

    @property
    def office(self) -> str:
        """Return the code of the pack's recipient without the unit; '' if the content is equal for all."""
        return office_and_unit(self.recipient)[0]

    @property
    def unit_id(self) -> str:
        """Return the id of the unit that the view is of; '' if it is not of one unit."""
        return office_and_unit(self.recipient)[1]

    def shows(self, name: str) -> bool:
        """Return whether the recipient may see these figures, and they do not wait; `name`: as in `fields`."""
        return name not in self.withheld and (self.fields is None or name in self.fields)

    def visible(self, rows: Iterable[Mapping[str, Any]], keys: Iterable[str] = ()) -> list[dict[str, Any]]:
        """Return copies of the rows that the recipient may see, in their order, each only with the permitted fields.

        `rows`: column -> value each. A row with a `unit_id` outside `units` is left out; rows without `unit_id` are
        about no single unit and stay. `keys`: names of columns that identify a row; they and `unit_id` always stay. If
        `units` and `fields` are None, all rows and fields stay.
        """
        kept = None if self.fields is None else {*self.fields, *keys, "unit_id"}
        return [
            {name: value for name, value in row.items() if kept is None or name in kept}
            for row in rows
            if self.units is None or "unit_id" not in row or row["unit_id"] in self.units
        ]


WHOLE = View()
"""The view that is equal for all recipients."""


@dataclass(frozen=True)
class Edition:
    """One publication that is to be composed: period, correction number (0 = first publication), recipient's view."""

    period: Period
    correction_no: int = 0
    view: View = field(default=View())


@dataclass(frozen=True)
class File:
    """One extract: its name, its bytes, and how many rows of data it holds."""

    name: str
    content: bytes
    rows: int

    @property
    def blocks(self) -> Iterable[bytes]:
        """Return the bytes as one block."""
        return (self.content,)


@dataclass(frozen=True)
class StreamedFile:
    """One extract that may be too large for memory: its name, its bytes in blocks, and how many rows of data it holds.

    `blocks` can be gone through again, and gives the same bytes.
    """

    name: str
    blocks: Iterable[bytes]
    rows: int

    @property
    def content(self) -> bytes:
        """Return all bytes, in memory: for small extracts."""
        return b"".join(self.blocks)


def file_stem(pack_code: str, edition: Edition) -> str:
    """Return the file name of a publication without its ending; it creates no file.

    `edition`: period, correction number (0: first publication) and recipient's view.
    `{pack}_{report}_{cadence}_{from}_{to}[_{recipient}][_更正N]`, days as YYYYMMDD; the parts in brackets only for a
    recipient's own view, and for a correction. Of a view of one unit, `[_{recipient}]` is `_townships-da-baiyashi`: no
    code of a recipient has a hyphen, so that no two views share a name.
    """
    period = edition.period
    recipient = f"_{edition.view.recipient.replace(OF_UNIT, '-')}" if edition.view.recipient else ""
    correction = f"_更正{edition.correction_no}" if edition.correction_no else ""
    days = f"{period.period_from:%Y%m%d}_{period.period_to:%Y%m%d}"
    return f"{pack_code}_{period.report}_{period.cadence}_{days}{recipient}{correction}"
