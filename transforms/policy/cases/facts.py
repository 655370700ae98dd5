"""Cases as the rows of the fact tables, as intake would have left them: keys made from the sentence, no identity."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Sequence
from itertools import groupby
from typing import Any

from transforms.policy.cases.model import Case, LifeText
from transforms.policy.load.loader import campaign_id
from transforms.policy.model.pack import Pack

Row = dict[str, Any]

_NAMESPACE = uuid.uuid5(uuid.NAMESPACE_URL, "campaign:cases")
_LANDED_AT = dt.datetime(2000, 1, 1, tzinfo=dt.UTC)  # a technical moment that decides nothing


def person_key(pack_code: str, case: Case, who: str = "") -> uuid.UUID:
    """The person of a case, or `who` of their household; the same sentence is always the same person."""
    return uuid.uuid5(_NAMESPACE, f"{pack_code} {case.sentence}" + (f" / {who}" if who else ""))


def deliveries(cases: Sequence[Case]) -> list[tuple[dt.date, list[Case]]]:
    """The cases by business date, earliest first: the cases of a date are one delivery, its number counts from 1."""
    ordered = sorted(cases, key=lambda case: case.text.as_of)
    return [(on, list(group)) for on, group in groupby(ordered, key=lambda case: case.text.as_of)]


def facts(pack: Pack, cases: Sequence[Case]) -> dict[str, list[Row]]:
    """Table name -> rows of all the cases."""
    tables: dict[str, list[Row]] = {
        "landing.delivery": [], "vault.person": [], "core.roll_fact": [], "core.membership_fact": [],
        "core.payment": [], "core.employee_fact": [], "core.history_fact": [], "core.history_year": [],
        "core.changed_person": [],
    }  # fmt: skip
    for committed_no, (on, together) in enumerate(deliveries(cases), start=1):
        _add(tables, pack, together, on, committed_no)
    tables["core.history_year"] = _history_years(pack, cases)
    return tables


def _history_years(pack: Pack, cases: Sequence[Case]) -> list[Row]:
    """Every past year that any case states, as if the first delivery had brought the history of all of them."""
    years = sorted({year for case in cases for _, life in case.text.lives() for year in life.history})
    base = {"campaign_id": campaign_id(pack.pack_code), "delivery_id": _delivery_id(pack, 1)}
    return [base | {"plan_year": year} for year in years]


def _delivery_id(pack: Pack, committed_no: int) -> uuid.UUID:
    return uuid.uuid5(_NAMESPACE, f"{pack.pack_code} delivery {committed_no}")


def _add(tables: dict[str, list[Row]], pack: Pack, cases: Sequence[Case], on: dt.date, committed_no: int) -> None:
    base: Row = {"campaign_id": campaign_id(pack.pack_code), "delivery_id": _delivery_id(pack, committed_no)}
    units = pack.unit_names()
    first_unit = next(one.unit_id for one in pack.units.all() if one is not pack.units.root)
    tables["landing.delivery"].append(_delivery(base, committed_no, on))
    people = [(case, name, life) for case in cases for name, life in case.text.lives()]
    for number, (case, name, life) in enumerate(people, start=1):
        who = base | {"person_key": person_key(pack.pack_code, case, name)}
        tables["vault.person"].append(_identity(who["person_key"]))
        household = person_key(pack.pack_code, case) if case.text.household else None
        said = {"row_no": number, "cut_off_on": on, "household_key": household}
        tables["core.roll_fact"] += _roll(who | said, life, units, first_unit)
        tables["core.membership_fact"] += _memberships(who, life, units, pack)
        tables["core.payment"] += _payments(who, life, units, pack)
        tables["core.employee_fact"] += _employments(who, life)
        tables["core.history_fact"] += _history(who, life)
        tables["core.changed_person"].append(
            {"campaign_id": base["campaign_id"], "person_key": who["person_key"], "committed_no": committed_no}
        )


def _delivery(base: Row, committed_no: int, day: dt.date) -> Row:
    return base | {
        "source": "cases", "kind": "roll", "sender": "cases", "list_mode": "full", "period": f"cases {committed_no}",
        "cut_off_on": day, "version": 1, "file_name": "cases", "sha256": str(committed_no), "byte_count": 0,
        "delivered_on": day, "state": "committed", "committed_no": committed_no, "reasons": "[]",
        "landed_at": _LANDED_AT,
    }  # fmt: skip


def _identity(key: uuid.UUID) -> Row:
    """A row of the vault, so that "enrolled twice" has something to look at; the cipher hides no number."""
    return {"person_key": key, "document_kind": "case", "number_cipher": key.bytes}


def _roll(who: Row, life: LifeText, units: dict[str, str], first_unit: str) -> list[Row]:
    person = life.person
    if not person.on_roll:
        return []
    return [
        who
        | {
            "birth_on": person.born_on,
            "sex": None,
            "unit_id": units[person.unit] if person.unit else first_unit,
            "hukou_local": person.hukou_local,
            "insured_last_year": person.insured_last_year,
        }
    ]


def _memberships(who: Row, life: LifeText, units: dict[str, str], pack: Pack) -> list[Row]:
    rows: list[Row] = []
    for one in life.lists:
        row = who | {
            "category": one.category, "op": "add", "effective_on": one.effective_on,
            "cut_off_on": one.cut_off_on or one.effective_on, "birth_on": life.person.born_on, "grade": one.grade,
            "subclass": one.subclass, "hukou_local": one.hukou_local, "unit_id": units[one.unit] if one.unit else None,
        }  # fmt: skip
        rows.append(row)
        if one.ended_on is not None:
            rows.append(row | {"op": "end", "effective_on": one.ended_on, "cut_off_on": one.ended_on})
    if life.died_on is not None:
        # a death comes on some department's list; which category it stands under decides nothing
        category = life.lists[0].category if life.lists else pack.categories[0].category
        nobody = dict.fromkeys(("grade", "subclass", "hukou_local", "unit_id"))
        rows.append(
            who | nobody | {
                "category": category, "op": "death", "effective_on": life.died_on, "cut_off_on": life.died_on,
                "birth_on": life.person.born_on,
            }
        )  # fmt: skip
    return [row | {"row_no": number} for number, row in enumerate(rows, start=1)]


def _payments(who: Row, life: LifeText, units: dict[str, str], pack: Pack) -> list[Row]:
    return [
        who
        | {
            "row_no": count,
            "receipt_no": f"{who['person_key'].hex}-{count:03d}",
            "plan_year": one.plan_year or pack.campaign.plan_year,
            "amount_fen": one.yuan,
            "collected_on": one.paid_on,
            "received_on": one.received_on or one.paid_on,
            "channel": one.channel,
            "unit_id": units[one.unit] if one.unit else None,
            "birth_on": life.person.born_on,
        }
        for count, one in enumerate(life.payments, start=1)
    ]


def _employments(who: Row, life: LifeText) -> list[Row]:
    return [
        who | {"row_no": count, "insured_from": one.from_on, "insured_to": one.to_on, "region": one.region}
        for count, one in enumerate(life.employee, start=1)
    ]


def _history(who: Row, life: LifeText) -> list[Row]:
    return [
        who | {"row_no": count, "plan_year": year, "enrolled": enrolled}
        for count, (year, enrolled) in enumerate(sorted(life.history.items()), start=1)
    ]
