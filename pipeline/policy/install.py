"""Write a compiled pack into the warehouse's policy tables."""

from __future__ import annotations

from sqlalchemy import Connection, text

from pipeline.policy import corrections
from pipeline.runtime import locks
from transforms.policy import Pack, campaign_id, compile_pack
from warehouse import bulk, statements


def ensure_installed(conn: Connection, pack: Pack) -> bool:
    """Write the pack into the policy tables unless the warehouse has this version; return whether it was written.

    Replaces all policy rows of the campaign in the caller's transaction; results are not assessed again. Raises
    CorrectionRefused, and writes nothing, if the pack may not replace the effective version.
    """
    number = campaign_id(pack.pack_code)
    locks.take_campaign(conn, number)
    installed = statements.run(conn, "policy/whatif/loaded", campaign_id=number).scalar()
    if installed == pack.version:
        return False
    corrections.find_change(conn, pack)
    overwrite(conn, pack)
    statements.run(conn, "policy/watermark", campaign_id=number)
    return True


def overwrite(conn: Connection, pack: Pack) -> None:
    """Replace every row of the campaign in the policy tables by the rows of this pack, without any check.

    Runs in the caller's transaction; facts and results stay. The campaign is the one of the pack's code.
    """
    number = campaign_id(pack.pack_code)
    for table, rows in compile_pack(pack).items():
        conn.execute(text(f"DELETE FROM {table} WHERE campaign_id = :campaign_id"), {"campaign_id": number})  # noqa: S608
        bulk.insert(conn, table, rows)
