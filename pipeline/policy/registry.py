"""The active packs: load one, and keep its compiled form in the warehouse's `policy` tables."""

from __future__ import annotations

import hashlib
import os
from functools import lru_cache
from pathlib import Path

from sqlalchemy import Connection, text

from pipeline.policy import corrections
from pipeline.runtime.settings import Settings
from transforms.intake.layouts.area_codes import FILE_NAME, read_area_codes
from transforms.intake.layouts.files import LayoutError, Layouts, read_layouts, text_of
from transforms.policy import Pack, campaign_id, compile_pack, load_pack
from warehouse import bulk, statements

LAYOUTS = "layouts"
__all__ = ["LayoutError", "area_codes", "check_layouts", "ensure", "layout_path", "layouts", "load", "put"]


def load(settings: Settings, pack_code: str) -> Pack:
    """The pack of that code. Raises PackError with every problem, or FileNotFoundError naming what there is."""
    path = settings.pack_path(pack_code) / "pack.yaml"
    if not os.path.isfile(path):  # noqa: PTH113 - Path.is_file raises for a code that is too long
        known = ", ".join(sorted(p.parent.name for p in settings.policies_dir.glob("*/pack.yaml")))
        raise FileNotFoundError(f"没有政策包“{pack_code}”；{settings.policies_dir.name}/ 下有：{known or '无'}")
    return _loaded(path, hashlib.sha256(path.read_bytes()).hexdigest())


@lru_cache(maxsize=16)
def _loaded(path: Path, sha256: str) -> Pack:
    """The pack of these bytes: reading one strictly costs more than a small assessment."""
    return load_pack(path)


def layout_path(settings: Settings, layout: str) -> Path:
    """The file of a layout."""
    return settings.policies_dir / LAYOUTS / f"{layout}.yaml"


def layouts(settings: Settings) -> Layouts:
    """Every sender's form by its name, read once for as long as the files stay as they are. One that is wrong concerns
    only who looks it up.
    """
    folder = settings.policies_dir / LAYOUTS
    state = hashlib.sha256()
    for path in sorted(folder.rglob("*.yaml")):
        state.update(os.fsencode(path.name) + b"\0" + _bytes(path) + b"\0")
    return _read_layouts(folder, state.hexdigest())


def _bytes(path: Path) -> bytes:
    """What a file holds, or what no layout can hold: whoever reads the layouts says why it cannot be read."""
    try:
        return path.read_bytes() if path.is_file() else b"\0"
    except OSError:
        return b"\0"


def check_layouts(settings: Settings) -> None:
    """LayoutError with every problem of a layout, or of the area codes."""
    layouts(settings).check()
    area_codes(settings)


@lru_cache(maxsize=16)
def _read_layouts(folder: Path, sha256: str) -> Layouts:
    return read_layouts(folder)


def area_codes(settings: Settings) -> frozenset[str]:
    """With what the area code of a document number may begin; without the file none is called unknown."""
    path = settings.policies_dir / FILE_NAME
    return _read_area_codes(text_of(path)) if os.path.lexists(path) else frozenset()


@lru_cache(maxsize=16)
def _read_area_codes(text: str) -> frozenset[str]:
    return read_area_codes(text)


def ensure(conn: Connection, pack: Pack) -> bool:
    """Put the compiled pack into the warehouse unless that version is there; True if it was written.

    Writes all policy tables of the campaign in the caller's transaction. Raises CorrectionRefused, and writes nothing,
    if the pack may not replace the version in force.
    """
    number = campaign_id(pack.pack_code)
    conn.execute(text(statements.sql_text("runtime/lock")), {"campaign_id": number})
    known = conn.execute(
        text("SELECT pack_version FROM policy.campaign WHERE campaign_id = :campaign_id"), {"campaign_id": number}
    ).scalar()
    if known == pack.version:
        return False
    corrections.pending(conn, pack)
    put(conn, pack)
    statements.run(conn, "policy/watermark", campaign_id=number)
    return True


def put(conn: Connection, pack: Pack) -> None:
    """Write the compiled pack over what the policy tables hold of its campaign, whatever that is."""
    number = campaign_id(pack.pack_code)
    for table, rows in compile_pack(pack).items():
        conn.execute(text(f"DELETE FROM {table} WHERE campaign_id = :campaign_id"), {"campaign_id": number})  # noqa: S608
        bulk.insert(conn, table, rows)
