"""Convert worked cases to rows of the fact tables, as intake would write them, with keys made from the sentences."""

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


def person_key(pack_code: str, case: Case, member: str = "") -> uuid.UUID:
    """Compute the pseudonym of the case's person, or of the household member with the name `member`.

    It is made from the pack code, the sentence of the case, and `member` ('': the case's own person); equal values give
    the same pseudonym.
    """
    return uuid.uuid5(_NAMESPACE, f"{pack_code} {case.sentence}" + (f" / {member}" if member else ""))


def group_by_business_date(cases: Sequence[Case]) -> list[tuple[dt.date, list[Case]]]:
    """Group the cases by business date (`as_of`) into pairs of date and cases, earliest date first.

    The cases of one date form one delivery and stay in the given order. A `Case` has its sentence, the person's facts,
    the expected results, and its file and line. No cases give [].
    """
    ordered = sorted(cases, key=lambda case: case.text.as_of)
    return [(on, list(group)) for on, group in groupby(ordered, key=lambda case: case.text.as_of)]


def fact_rows(pack: Pack, cases: Sequence[Case]) -> dict[str, list[Row]]:
    """Convert the cases to the rows that intake would load: table name (`core.payment`) -> rows (column -> value).

    Writes nothing to a database. The cases of each business date are one committed delivery; the numbers of the
    deliveries begin at 1 with the earliest date.
    """
    tables: dict[str, list[Row]] = {
        "landing.delivery": [],
        "vault.person": [],
        "core.roll_fact": [],
        "core.membership_fact": [],
        "core.payment": [],
        "core.employee_fact": [],
        "core.history_fact": [],
        "core.history_year": [],
        "core.late_entry_fact": [],
        "core.changed_person": [],
    }
    for committed_no, (on, together) in enumerate(group_by_business_date(cases), start=1):
        _add(tables, pack, together, on, committed_no)
    tables["core.history_year"] = _history_years(pack, cases)
    return tables


def _history_years(pack: Pack, cases: Sequence[Case]) -> list[Row]:
    """Return each past year that any case states, as if the first delivery contained the history of all persons."""
    years = sorted({year for case in cases for _, life in case.text.lives() for year in life.history})
    base = {"campaign_id": campaign_id(pack.pack_code), "delivery_id": _delivery_id(pack, 1)}
    return [base | {"plan_year": year} for year in years]


def _delivery_id(pack: Pack, committed_no: int) -> uuid.UUID:
    return uuid.uuid5(_NAMESPACE, f"{pack.pack_code} delivery {committed_no}")


def _add(tables: dict[str, list[Row]], pack: Pack, cases: Sequence[Case], on: dt.date, committed_no: int) -> None:
    base: Row = {"campaign_id": campaign_id(pack.pack_code), "delivery_id": _delivery_id(pack, committed_no)}
    units = pack.unit_names()
    first_unit = next(unit.unit_id for unit in pack.units.all() if unit is not pack.units.root)
    tables["landing.delivery"].append(_delivery(base, committed_no, on))
    persons = [(case, name, life) for case in cases for name, life in case.text.lives()]
    for number, (case, name, life) in enumerate(persons, start=1):
        person = base | {"person_key": person_key(pack.pack_code, case, name)}
        tables["vault.person"].append(_identity(person["person_key"]))
        household = person_key(pack.pack_code, case) if case.text.household else None
        roll = {"row_no": number, "cut_off_on": on, "household_key": household}
        tables["core.roll_fact"] += _roll(person | roll, life, units, first_unit)
        tables["core.membership_fact"] += _memberships(person, life, units, pack)
        tables["core.payment"] += _payments(person, life, units, pack)
        tables["core.employee_fact"] += _employments(person, life, on)
        tables["core.history_fact"] += _history(person, life, on)
        tables["core.late_entry_fact"] += _late_entries(person, life)
        tables["core.changed_person"].append(
            {"campaign_id": base["campaign_id"], "person_key": person["person_key"], "committed_no": committed_no}
        )


def _delivery(base: Row, committed_no: int, day: dt.date) -> Row:
    return base | {
        "source": "cases",
        "kind": "roll",
        "sender": "cases",
        "list_mode": "full",
        "period": f"cases {committed_no}",
        "cut_off_on": day,
        "version": 1,
        "file_name": "cases",
        "sha256": str(committed_no),
        "byte_count": 0,
        "delivered_on": day,
        "state": "committed",
        "committed_no": committed_no,
        "reasons": "[]",
        "landed_at": _LANDED_AT,
    }


def _identity(key: uuid.UUID) -> Row:
    """Return a row of the vault, so that the check of double enrolment finds the person; the cipher hides no number."""
    return {"person_key": key, "document_kind": "case", "number_cipher": key.bytes}


def _roll(person: Row, life: LifeText, units: dict[str, str], first_unit: str) -> list[Row]:
    if not life.person.on_roll:
        return []
    return [
        person
        | {
            "birth_on": life.person.born_on,
            "sex": None,
            "unit_id": units[life.person.unit] if life.person.unit else first_unit,
            "hukou_local": life.person.hukou_local,
            "insured_last_year": life.person.insured_last_year,
        }
    ]


def _memberships(person: Row, life: LifeText, units: dict[str, str], pack: Pack) -> list[Row]:
    rows: list[Row] = []
    for listing in life.lists:
        row = person | {
            "category": listing.category,
            "op": "add",
            "effective_on": listing.effective_on,
            "cut_off_on": listing.cut_off_on or listing.effective_on,
            "birth_on": life.person.born_on,
            "grade": listing.grade,
            "subclass": listing.subclass,
            "hukou_local": listing.hukou_local,
            "unit_id": units[listing.unit] if listing.unit else None,
        }
        rows.append(row)
        if listing.ended_on is not None:
            stated_on = max(listing.ended_on, row["cut_off_on"])
            rows.append(row | {"op": "end", "effective_on": listing.ended_on, "cut_off_on": stated_on})
    if life.died_on is not None:
        # a death comes on some department's list; the category of the row decides nothing
        category = life.lists[0].category if life.lists else pack.categories[0].category
        no_attributes = dict.fromkeys(("grade", "subclass", "hukou_local", "unit_id"))
        rows.append(
            person
            | no_attributes
            | {
                "category": category,
                "op": "death",
                "effective_on": life.died_on,
                "cut_off_on": life.death_cut_off_on or life.died_on,
                "birth_on": life.person.born_on,
            }
        )
    return [row | {"row_no": number} for number, row in enumerate(rows, start=1)]


def _payments(person: Row, life: LifeText, units: dict[str, str], pack: Pack) -> list[Row]:
    return [
        person
        | {
            "row_no": count,
            "receipt_no": f"{person['person_key'].hex}-{count:03d}",
            "plan_year": payment.plan_year or pack.campaign.plan_year,
            "amount_fen": payment.yuan,
            "collected_on": payment.paid_on,
            "received_on": payment.received_on or payment.paid_on,
            "channel": payment.channel,
            "unit_id": units[payment.unit] if payment.unit else None,
            "birth_on": life.person.born_on,
        }
        for count, payment in enumerate(life.payments, start=1)
    ]


def _employments(person: Row, life: LifeText, on: dt.date) -> list[Row]:
    return [
        person
        | {
            "row_no": count,
            "insured_from": employment.from_on,
            "insured_to": employment.to_on,
            "region": employment.region,
            "cut_off_on": employment.cut_off_on or on,
        }
        for count, employment in enumerate(life.employee, start=1)
    ]


def _history(person: Row, life: LifeText, on: dt.date) -> list[Row]:
    return [
        person | {"row_no": count, "plan_year": year, "enrolled": enrolled, "cut_off_on": on}
        for count, (year, enrolled) in enumerate(sorted(life.history.items()), start=1)
    ]


def _late_entries(person: Row, life: LifeText) -> list[Row]:
    rows = []
    for entry in life.late_entry:
        stated = {"op": "add", "reason": entry.reason, "has_proof": False, "cut_off_on": entry.stated_on}
        rows.append(person | stated)
        if entry.withdrawn_on is not None:
            rows.append(person | stated | {"op": "end", "cut_off_on": entry.withdrawn_on})
    return [row | {"row_no": number} for number, row in enumerate(rows, start=1)]
