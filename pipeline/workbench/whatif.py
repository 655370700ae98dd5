"""Assess a loaded locality by a changed pack, with production's statements, and always roll back."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from sqlalchemy import Connection

from pipeline.assess.statements import (
    ASSESS_STATEMENTS,
    AssessParams,
    ReadParams,
    prepare_everybody,
    read_facts,
    run_steps,
    statements_before_writing,
)
from pipeline.policy import corrections, install
from pipeline.policy.impact import Impact, measure_impact
from pipeline.policy.watermark import WATERMARK, Watermark
from pipeline.runtime import locks
from pipeline.runtime.database import loader
from pipeline.runtime.refusals import Refusal
from pipeline.runtime.settings import Settings
from transforms.policy import Pack, campaign_id
from transforms.policy.diff.correction_check import CorrectionRefused
from warehouse import statements


class WhatIfError(Refusal):
    """The locality cannot be assessed by the changed pack."""


@dataclass(frozen=True)
class WhatIf:
    """Changes that would follow if the new pack replaced the loaded version. Holds no person.

    `refused` holds every reason why the unchanged correction would be refused; the impact is computed nevertheless.
    """

    pack_code: str
    loaded_version: str
    new_version: str
    business_date: dt.date
    impact: Impact
    refused: CorrectionRefused | None


def whatif(settings: Settings, new_pack: Pack, business_date: dt.date | None = None) -> WhatIf:
    """Compute what would change if `new_pack` replaced the loaded version of its campaign: counts and sums, no persons.

    A `WhatIf` has both versions, the day, the impact (persons and sums before and after, by unit, category and payer),
    and why the correction would be refused, or None. Assesses every person by `new_pack` as of `business_date` and
    compares with the effective results. None means the day of the last assessment; an earlier day is replaced by that
    day. Nothing is written: the only transaction is rolled back, however it ends. Persons with new facts are assessed
    by the loaded pack first, so that the difference comes from the pack alone. Raises WhatIfError if the campaign is
    not loaded, or if its loaded pack was not used for an assessment yet.
    """
    with loader(settings).connect() as conn, conn.begin() as transaction:
        try:
            locks.take(conn, locks.Lock.ASSESS)
            return _assess_by(conn, new_pack, business_date)
        finally:
            transaction.rollback()


def _assess_by(conn: Connection, new_pack: Pack, business_date: dt.date | None) -> WhatIf:
    mark, loaded_version = _load_watermark(conn, new_pack)
    day = max(filter(None, (business_date, mark.assessed_on)))
    params: ReadParams = {
        "campaign_id": campaign_id(new_pack.pack_code),
        "committed_no": mark.committed_no,
        "business_date": day,
    }
    if changed := read_facts(conn, params):
        old: AssessParams = {**params, "everyone": False, "assess_no": mark.assess_no}
        run_steps(conn, old, ASSESS_STATEMENTS, changed)
    install.overwrite(conn, new_pack)
    read_facts(conn, params)
    persons = prepare_everybody(conn, params)
    new: AssessParams = {**params, "everyone": True, "assess_no": mark.assess_no}
    run_steps(conn, new, statements_before_writing(), persons)
    impact = measure_impact(conn, campaign_id(new_pack.pack_code))
    return WhatIf(new_pack.pack_code, loaded_version, new_pack.version, day, impact, _refusal(conn, new_pack))


def _load_watermark(conn: Connection, new_pack: Pack) -> tuple[Watermark, str]:
    """Return the locality's watermark and the loaded version. Raises WhatIfError unless that version was assessed."""
    number, code = campaign_id(new_pack.pack_code), new_pack.pack_code
    mark = WATERMARK.first(conn, campaign_id=number)
    if mark is None or mark.pack_version is None:
        raise WhatIfError(
            f"{code} 在库中没有已核定的数据，无法试算。先运行 campaign deliver、campaign run --pack {code} --on 日期。"
        )
    loaded = statements.run(conn, "policy/whatif/loaded", campaign_id=number).scalar()
    if loaded != mark.pack_version:
        command = f"campaign run --pack {code} --on {mark.assessed_on}"
        raise WhatIfError(f"{code} 的政策包已更换，但还没有重新核定，无法比较。先运行 {command}。")
    return mark, mark.pack_version


def _refusal(conn: Connection, new_pack: Pack) -> CorrectionRefused | None:
    try:
        corrections.find_change(conn, new_pack)
    except CorrectionRefused as error:
        return error
    return None
