"""Change the pack of a running campaign: check whether that is allowed, describe the change, keep every version."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import date

from pydantic import ValidationError
from sqlalchemy import Connection

from pipeline.policy.impact import measure_impact
from pipeline.policy.watermark import WATERMARK
from transforms.policy import Pack, campaign_id
from transforms.policy.diff.correction_check import early_change_error, early_changes, unknown_before_error
from transforms.policy.diff.sentences import CITATION, compare_packs
from warehouse import bulk, statements
from warehouse.statements import Query

UNKNOWN_BEFORE = "此前版本未保存全文，无法逐条比较"


@dataclass(frozen=True)
class PackChange:
    """A new version that replaces the last assessed version.

    `old` is None if the content of that version was not kept, or if today's schema cannot read it.
    """

    old_version: str
    old: Pack | None
    new: Pack

    @property
    def from_on(self) -> date | None:
        """First day on which the new rules hold; None: they hold retroactively, for the whole campaign."""
        return self.new.correction.from_on if self.new.correction else None


def find_change(conn: Connection, pack: Pack) -> PackChange | None:
    """Return the change of the pack that the next assessment will apply, or None if there is none. Changes nothing.

    `pack`: the new version. A `PackChange` holds it (`new`), the version that the last assessment used (`old`, None if
    its content was not kept or cannot be read), and the day from which the new rules hold. There is no change before
    the first assessment, and none if both have equal content. Raises CorrectionRefused if the new rules hold from a
    date, but differ from the old rules for days before it.
    """
    number = campaign_id(pack.pack_code)
    mark = WATERMARK.first(conn, campaign_id=number)
    if mark is None or mark.pack_version in (None, pack.version):
        return None
    assert mark.pack_version is not None
    old = load_version(conn, number, mark.pack_version)
    if old is not None and old.content == pack.content:
        return None  # only the form in which versions are computed has changed
    change = PackChange(mark.pack_version, old, pack)
    if change.from_on is not None:
        _check_earlier_days(change, change.from_on)
    return change


def _check_earlier_days(change: PackChange, from_on: date) -> None:
    if change.old is None:
        raise unknown_before_error(change.new)
    places = early_changes(change.old, change.new, from_on)
    if places:
        raise early_change_error(change.new, from_on, places)


def load_version(conn: Connection, campaign: int, pack_version: str) -> Pack | None:
    """Return the content of a pack version that an assessment used, as a Pack; None if it cannot be had.

    `campaign`: id of the campaign; `pack_version`: text of `Pack.version`, as the assessment recorded it. It cannot be
    had if the version was not kept, or if today's schema cannot read it.
    """
    content = statements.run(conn, "policy/corrections/kept", campaign_id=campaign, pack_version=pack_version).scalar()
    if content is None:
        return None
    try:
        return Pack.model_validate_json(content)
    except ValidationError:
        return None


def save_version(conn: Connection, pack: Pack, assess_no: int, business_date: date) -> None:
    """Store the whole content of a pack version, unless that version is stored already.

    `assess_no`, `business_date`: number and day of the first assessment that used it.
    """
    statements.run(
        conn,
        "policy/corrections/keep",
        campaign_id=campaign_id(pack.pack_code),
        pack_version=pack.version,
        content=pack.content,
        assess_no=assess_no,
        business_date=business_date,
    )


@dataclass(frozen=True)
class _SettledBefore:
    """Rules that would change settled results, and the number of persons."""

    rule_ids: list[str]
    persons: int


_SETTLED_BEFORE = Query("policy/corrections/settled_before", _SettledBefore)


def record_change(conn: Connection, change: PackChange, assess_no: int, business_date: date) -> None:
    """Write a correction of the pack and its effect on the judged persons to the ledger (counts and sums, no persons).

    `change`: result of `find_change`, the old and the new version; `assess_no`, `business_date`: number and day of the
    assessment that applies it. Call it after judging, and before the results are overwritten. Raises CorrectionRefused
    if a settlement before the correction's date would change.
    """
    number, correction = campaign_id(change.new.pack_code), change.new.correction
    if change.from_on is not None:
        early = _SETTLED_BEFORE.first(conn, campaign_id=number, from_on=change.from_on)
        if early is not None:
            raise early_change_error(change.new, change.from_on, early.rule_ids)
    impact = measure_impact(conn, number)
    statements.run(
        conn,
        "policy/corrections/insert",
        campaign_id=number,
        assess_no=assess_no,
        old_version=change.old_version,
        new_version=change.new.version,
        business_date=business_date,
        takes_effect=correction.takes_effect if correction else "retroactively",
        from_on=change.from_on,
        rule_id=correction.rule_id if correction else None,
        clause=correction.clause if correction else None,
        quote=correction.quote if correction else None,
        persons=impact.persons,
        changes=json.dumps(describe_change(change), ensure_ascii=False),
    )
    base = {"campaign_id": number, "assess_no": assess_no}
    bulk.insert(conn, "ledger.policy_correction_line", [base | line.columns() for line in impact.lines])


def record_changed_days(conn: Connection, change: PackChange, assess_no: int) -> None:
    """Record in the ledger how many persons' accounts a correction changed, by unit and first changed day.

    `change`: result of `find_change`, the old and the new version of the pack. `assess_no`: number of the assessment
    that applies it; its events must be posted already. Does not commit.
    """
    statements.run(conn, "policy/corrections/day", campaign_id=campaign_id(change.new.pack_code), assess_no=assess_no)


def describe_change(change: PackChange) -> list[dict[str, object]]:
    """Describe a change of the pack: one dictionary per changed rule, with Chinese `topic` and `text`, and `rule_ids`.

    `change`: result of `find_change`, the old and the new version. Changes of a citation alone, and the section
    `correction` itself, are left out. If the old version was not kept, one entry states that.
    """
    if change.old is None:
        return [{"topic": "", "text": UNKNOWN_BEFORE, "rule_ids": []}]
    return [
        {
            "topic": sentence.topic,
            "text": sentence.text,
            "rule_ids": list(dict.fromkeys(filter(None, sentence.rule_ids))),
        }
        for sentence in compare_packs(change.old, change.new).sentences
        if sentence.topic != CITATION
        and not (sentence.changes and all(part.section == "correction" for part in sentence.changes))
    ]
