"""What a changed pack would do to a loaded locality: judged by the statements of production, and always rolled back."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection

from pipeline.assess import run as assess
from pipeline.policy import corrections, install
from pipeline.policy.impact import Effect, compare
from pipeline.runtime.database import loader
from pipeline.runtime.settings import Settings
from transforms.policy import Pack, campaign_id
from transforms.policy.diff.correction_check import CorrectionRefused
from warehouse import statements


class WhatIfError(RuntimeError):
    """The question cannot be answered; the text says why, in Chinese, without values of rows."""


@dataclass(frozen=True)
class WhatIf:
    """The answer: who it was compared with, and what would change. Holds no person.

    `refused`: the correction would be refused as it stands, with every reason; the effect is told all the same.
    """

    pack_code: str
    loaded_version: str
    new_version: str
    business_date: dt.date
    effect: Effect
    refused: CorrectionRefused | None


def whatif(settings: Settings, new_pack: Pack, business_date: dt.date | None = None) -> WhatIf:
    """Assess everybody by `new_pack` as of that day (default: the last assessment's) and compare with what stands.

    Nothing is written: the only transaction is rolled back, however it ends. What was delivered and not assessed yet is
    assessed first by the loaded pack, so that the difference is the pack's alone. Raises WhatIfError if the locality is
    not loaded, or the loaded pack is not the one that was assessed.
    """
    with loader(settings).connect() as conn, conn.begin() as transaction:
        try:
            statements.run(conn, "runtime/lock", campaign_id=assess.ASSESS_LOCK)
            return _answer(conn, new_pack, business_date)
        finally:
            transaction.rollback()


def _answer(conn: Connection, new_pack: Pack, business_date: dt.date | None) -> WhatIf:
    known = _known(conn, new_pack)
    on = max(filter(None, (business_date, known["assessed_on"])))
    params = {
        "campaign_id": campaign_id(new_pack.pack_code),
        "committed_no": known["committed_no"],
        "business_date": on,
    }
    if changed := assess.read(conn, params):
        numbered = params | {"everyone": False, "assess_no": known["assess_no"]}
        assess.judge(conn, numbered, assess.ASSESS_STATEMENTS, changed)
    install.overwrite(conn, new_pack)
    assess.read(conn, params)
    persons = assess.everybody(conn, params)
    assess.judge(conn, params | {"everyone": True, "assess_no": known["assess_no"]}, assess.judging(), persons)
    return WhatIf(
        new_pack.pack_code, known["pack_version"], new_pack.version, on, compare(conn, params["campaign_id"]),
        _refusal(conn, new_pack),
    )  # fmt: skip


def _known(conn: Connection, new_pack: Pack) -> dict[str, Any]:
    """The watermark of the locality, if it was assessed with the very pack that is loaded."""
    number, code = campaign_id(new_pack.pack_code), new_pack.pack_code
    known = statements.run(conn, "assess/read/watermark", campaign_id=number).mappings().first()
    if known is None or known["pack_version"] is None:
        raise WhatIfError(
            f"{code} 在库中没有已核定的数据，无法试算。先运行 campaign deliver、campaign run --pack {code}。"
        )
    loaded = statements.run(conn, "policy/whatif/loaded", campaign_id=number).scalar()
    if loaded != known["pack_version"]:
        raise WhatIfError(f"{code} 的政策包已更换，但还没有重新核定，无法比较。先运行 campaign run --pack {code}。")
    return dict(known)


def _refusal(conn: Connection, new_pack: Pack) -> CorrectionRefused | None:
    try:
        corrections.pending(conn, new_pack)
    except CorrectionRefused as error:
        return error
    return None
