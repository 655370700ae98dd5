"""A pack that changes in mid-campaign: is it allowed, what does it change, which versions were ever used."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import date
from typing import Any

from pydantic import ValidationError
from sqlalchemy import Connection

from pipeline.policy import impact
from transforms.policy import Pack, campaign_id
from transforms.policy.diff.correction_check import early_differences, not_kept, refusal_of
from transforms.policy.diff.sentences import CITATION, difference
from warehouse import bulk, statements

UNKNOWN_BEFORE = "此前版本未保存全文，无法逐条比较"


@dataclass(frozen=True)
class Change:
    """A new version in place of the last assessed one. `old` is None where that was not kept, or is unreadable now."""

    old_version: str
    old: Pack | None
    new: Pack

    @property
    def from_on(self) -> date | None:
        """The first day on which the new rules hold; None: retroactively."""
        return self.new.correction.from_on if self.new.correction else None


def pending(conn: Connection, pack: Pack) -> Change | None:
    """The change that the next assessment will apply; None if the last one knew this content, or there was none.

    Raises CorrectionRefused if the pack says that it holds from a date and would change days before it.
    """
    number = campaign_id(pack.pack_code)
    known = statements.run(conn, "assess/read/watermark", campaign_id=number).mappings().first()
    if known is None or known["pack_version"] in (None, pack.version):
        return None
    old = kept(conn, number, known["pack_version"])
    if old is not None and old.content == pack.content:
        return None  # only the form in which versions are computed has changed
    change = Change(known["pack_version"], old, pack)
    if change.from_on is not None:
        _refuse_early(change, change.from_on)
    return change


def _refuse_early(change: Change, from_on: date) -> None:
    if change.old is None:
        raise not_kept(change.new)
    places = early_differences(change.old, change.new, from_on)
    if places:
        raise refusal_of(change.new, from_on, places)


def kept(conn: Connection, campaign: int, pack_version: str) -> Pack | None:
    """That version of the pack as it was used; None if it was not kept or today's schema cannot read it."""
    content = statements.run(conn, "policy/corrections/kept", campaign_id=campaign, pack_version=pack_version).scalar()
    if content is None:
        return None
    try:
        return Pack.model_validate_json(content)
    except ValidationError:
        return None


def keep(conn: Connection, pack: Pack, assess_no: int, business_date: date) -> None:
    """Keep this version whole, at its first use."""
    statements.run(
        conn, "policy/corrections/keep", campaign_id=campaign_id(pack.pack_code), pack_version=pack.version,
        content=pack.content, assess_no=assess_no, business_date=business_date,
    )  # fmt: skip


def record(conn: Connection, change: Change, assess_no: int, business_date: date) -> None:
    """Write what the change does to the judged persons, before the results are written over the old ones.

    Raises CorrectionRefused if somebody's settlement before the correction's date would change after all.
    """
    number, said = campaign_id(change.new.pack_code), change.new.correction
    if change.from_on is not None:
        early = (
            statements.run(conn, "policy/corrections/settled_before", campaign_id=number, from_on=change.from_on)
            .mappings()
            .first()
        )
        if early is not None:
            raise refusal_of(change.new, change.from_on, early["rule_ids"])
    effect = impact.compare(conn, number)
    row = {
        "campaign_id": number, "assess_no": assess_no, "old_version": change.old_version,
        "new_version": change.new.version, "business_date": business_date,
        "takes_effect": said.takes_effect if said else "retroactively", "from_on": change.from_on,
        "rule_id": said.rule_id if said else None, "clause": said.clause if said else None,
        "quote": said.quote if said else None, "persons": effect.persons,
        "changes": json.dumps(words(change), ensure_ascii=False),
    }  # fmt: skip
    statements.run(conn, "policy/corrections/insert", **row)
    base = {"campaign_id": number, "assess_no": assess_no}
    bulk.insert(conn, "ledger.policy_correction_line", [base | line for line in effect.lines])


def record_days(conn: Connection, change: Change, assess_no: int) -> None:
    """Count the persons whose accounts the posted events changed, by unit and first day."""
    statements.run(conn, "policy/corrections/day", campaign_id=campaign_id(change.new.pack_code), assess_no=assess_no)


def words(change: Change) -> list[dict[str, Any]]:
    """One entry per rule that changed, in words; changes of citation alone and of the correction itself left out."""
    if change.old is None:
        return [{"topic": "", "text": UNKNOWN_BEFORE, "rule_ids": []}]
    return [
        {"topic": one.topic, "text": one.text, "rule_ids": list(dict.fromkeys(filter(None, one.rule_ids)))}
        for one in difference(change.old, change.new).sentences
        if one.topic != CITATION and not (one.changes and all(c.section == "correction" for c in one.changes))
    ]
