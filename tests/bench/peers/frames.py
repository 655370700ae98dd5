"""The first peer reads and cleans: the delivered files as frames of pandas, dates as days, money in whole fen."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pandas as pd

from simulation.deliveries.layouts import LAYOUTS
from simulation.rules import UNKNOWN_PREFIX
from tests.bench.peers.delivered import (
    EMPLOYEE_COLUMNS,
    LIST_COLUMNS,
    ROLL_COLUMNS,
    TAX_COLUMNS,
    Delivery,
    deliveries,
    fields_of,
)

YES_NO = {"是": True, "否": False}
Frames = dict[str, pd.DataFrame]


def days(texts: pd.Series) -> pd.Series:
    """Texts of dates in any of the three forms as days; blank is NaT. Each distinct text is parsed once.

    A cell of a workbook that is a date comes with a time of day, which is left out.
    """
    texts = texts.str[:10]
    distinct = pd.Series(texts.dropna().unique(), dtype="str")
    parsed = pd.Series(pd.NaT, index=distinct.index, dtype="datetime64[s]")
    for form in ("%Y-%m-%d", "%Y/%m/%d", "%Y%m%d"):
        parsed = parsed.fillna(pd.to_datetime(distinct, format=form, errors="coerce").astype("datetime64[s]"))
    return texts.map(dict(zip(distinct, parsed, strict=True))).astype("datetime64[s]")


def cleaned(folder: Path, seeds: Frames) -> Frames:
    """Frames receipt, roll, employee and listed of all files in `folder`."""
    files = deliveries(folder)
    return {
        "receipt": _receipts([file for file in files if file.kind == "tax"]),
        "roll": _roll([file for file in files if file.kind == "roll"]),
        "employee": _employees([file for file in files if file.kind == "employee"]),
        "listed": _listed([file for file in files if file.kind == "list"], seeds),
    }


def _csv(file: Delivery, columns: tuple[str, ...], encoding: str) -> pd.DataFrame:
    return pd.read_csv(file.path, names=list(columns), skiprows=1, dtype="str", encoding=encoding)


def _receipts(files: list[Delivery]) -> pd.DataFrame:
    """The last row of each file is its control total."""
    frame = pd.concat([_csv(file, TAX_COLUMNS, "gb18030").iloc[:-1] for file in files], ignore_index=True)
    frame["plan_year"] = frame["plan_year"].astype("int32")
    frame["amount_fen"] = (pd.to_numeric(frame.pop("amount_yuan")) * 100).round().astype("int64")
    for column in ("collected_on", "received_on"):
        frame[column] = days(frame[column])
    return frame


def _roll(files: list[Delivery]) -> pd.DataFrame:
    frame = pd.concat([_csv(file, ROLL_COLUMNS, "utf-8") for file in files], ignore_index=True)
    frame["birth_on"] = days(frame["birth_on"])
    frame["is_local"] = frame.pop("hukou").map(YES_NO).astype("boolean")
    frame["is_continuing"] = frame.pop("insured_last_year").map(YES_NO).fillna(False).astype("bool")
    return frame


def _employees(files: list[Delivery]) -> pd.DataFrame:
    parts = [_csv(file, EMPLOYEE_COLUMNS, "utf-8").assign(cut_off_on=file.cut_off_on) for file in files]
    frame = pd.concat(parts, ignore_index=True)
    for column in ("insured_from", "insured_to", "cut_off_on"):
        frame[column] = days(frame[column])
    return frame


def _listed(files: list[Delivery], seeds: Frames) -> pd.DataFrame:
    """Rows of all departments' lists, with the category that a label or a grade means."""
    frame = pd.concat([_list(file) for file in files], ignore_index=True)
    operations = dict(zip(seeds["op_label"]["label"], seeds["op_label"]["op"], strict=True))
    frame["op"] = frame["op"].map(operations).fillna("add")
    stated_on = frame.pop("recognised").where(frame["op"] == "add", frame.pop("change_on"))
    frame["effective_on"] = days(stated_on.fillna(frame["cut_off_on"]))
    frame["cut_off_on"] = days(frame["cut_off_on"])
    grades = {grade: number for number, grade in enumerate("一二三四", 1)}
    frame["grade"] = frame["grade"].str[0].map(grades).astype("Int64")
    frame["label"] = frame["label"].fillna("")
    frame["is_local"] = frame.pop("hukou").map(YES_NO).astype("boolean")
    by_label = seeds["label_category"].rename(columns={"category": "label_category"})
    by_grade = seeds["grade_category"].astype({"grade": "Int64"}).rename(columns={"category": "grade_category"})
    frame = frame.merge(by_label, how="left", on=["source", "label"]).merge(
        by_grade, how="left", on=["source", "grade"]
    )
    unknown = UNKNOWN_PREFIX + frame.pop("label")
    frame["category"] = frame.pop("grade_category").fillna(frame.pop("label_category")).fillna(unknown)
    return frame


def _list(file: Delivery) -> pd.DataFrame:
    layout, fields = LAYOUTS[file.source], fields_of(file.source)
    options: dict[str, Any] = {"header": None, "dtype": "str"}
    if layout.form == "csv":
        cells = pd.read_csv(file.path, encoding=layout.encoding, **options)
    else:
        cells = pd.read_excel(file.path, engine="calamine", **options)
    names = cells.apply(lambda row: [fields.get(cell, f"other {place}") for place, cell in enumerate(row)], axis=1)
    header = next(place for place, row in enumerate(names) if "number" in row)
    frame = cells.iloc[header + 1 :].set_axis(names.iloc[header], axis=1).reindex(columns=list(LIST_COLUMNS))
    frame = frame[frame["number"].notna()]
    return frame.astype("str").assign(source=file.source, cut_off_on=file.cut_off_on)
