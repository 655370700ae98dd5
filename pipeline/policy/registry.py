"""Load the active packs, layouts and area codes of the policies folder; cached while their files stay unchanged."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path

from pipeline.runtime.settings import Settings
from transforms.clocks import working_days as days_file
from transforms.clocks.working_days import NO_TABLE, WorkingDays, read_working_days
from transforms.intake.layouts import divisions as divisions_file
from transforms.intake.layouts.area_codes import FILE_NAME, read_area_codes
from transforms.intake.layouts.divisions import NO_DIVISIONS, Divisions, read_divisions
from transforms.intake.layouts.files import LayoutError, Layouts, read_layouts, text_of
from transforms.intake.layouts.model import Layout
from transforms.policy import Pack, PackError, check_pack, load_pack
from transforms.policy.checks.errors.layouts import misfits

LAYOUTS = "layouts"
__all__ = ["LayoutError", "area_codes", "check_layouts", "divisions", "layout_path", "layouts", "load", "may_be_read"]


def load(settings: Settings, pack_code: str) -> Pack:
    """Load and check the pack with this code from the policies folder; cached while its file stays unchanged.

    The code is the name of the pack's folder. A `Pack` has one attribute per section: campaign, units, prices,
    subsidies, sources, publications and so on. Raises PackError with every problem of the pack, or FileNotFoundError
    that lists the codes that exist.
    """
    path = settings.pack_path(pack_code) / "pack.yaml"
    if not os.path.isfile(path):  # noqa: PTH113 - Path.is_file raises for a code that is too long
        known = ", ".join(sorted(p.parent.name for p in settings.policies_dir.glob("*/pack.yaml")))
        raise FileNotFoundError(f"没有政策包“{pack_code}”；{settings.policies_dir.name}/ 下有：{known or '无'}")
    return _load_cached(path, hashlib.sha256(path.read_bytes()).hexdigest())


@lru_cache(maxsize=16)
def _load_cached(path: Path, sha256: str) -> Pack:
    """Cached by content, because a strict load costs more than a small assessment."""
    return load_pack(path)


def layout_path(settings: Settings, layout: str) -> Path:
    """Return the path of a layout's file, whether it exists or not. `layout`: name of the layout, such as `tax`."""
    return settings.policies_dir / LAYOUTS / f"{layout}.yaml"


def layouts(settings: Settings) -> Layouts:
    """Return layout name -> layout for all layout files of the installation; cached until a file changes.

    A `Layout` has the columns, words and form of one sender's files. An invalid layout file raises LayoutError only
    when that layout is looked up.
    """
    return layouts_below(settings.policies_dir)


def layouts_below(policies: Path) -> Layouts:
    """Return layout name -> layout for all layout files below `policies/layouts`; cached until a file changes.

    `policies`: a policies folder. An invalid layout file raises LayoutError only when that layout is looked up.
    """
    folder = policies / LAYOUTS
    state = hashlib.sha256()
    for path in sorted(folder.rglob("*.yaml")):
        state.update(os.fsencode(path.name) + b"\0" + _bytes_or_nul(path) + b"\0")
    return _read_layouts_cached(folder, state.hexdigest())


def _bytes_or_nul(path: Path) -> bytes:
    """Return the file's bytes, or a NUL byte (which no layout can contain): `read_layouts` reports the read error."""
    try:
        return path.read_bytes() if path.is_file() else b"\0"
    except OSError:
        return b"\0"


def check_layouts(settings: Settings, pack_code: str) -> None:
    """Check every layout file, the area codes, and whether the pack's sources fit their layouts.

    Raises LayoutError with every problem of the files, else PackError with every problem of the pack.
    """
    known = layouts(settings)
    known.check()
    area_codes(settings)
    divisions(settings)
    working_days(settings)
    problems = check_pack(settings.pack_path(pack_code), known)
    if problems:
        raise PackError(problems)


def may_be_read(known: Layouts, pack: Pack, source_name: str) -> bool:
    """Return whether deliveries of a source may be read: its layout is valid, and the pack's source fits the layout.

    `known`: layout name -> layout of the installation; `source_name`: code of a source of the pack. Raises KeyError for
    another code.
    """
    source = pack.source(source_name)
    categories = {category.category for category in pack.categories}
    if source.layout not in known or known[source.layout].draft:
        return False
    return not any(misfits(source, known[source.layout], categories))


def alternatives(
    known: Mapping[str, Layout], pack: Pack, source_name: str, *, with_drafts: bool = False
) -> tuple[Layout, ...]:
    """Return the layouts of the real forms that a source may send instead of its usual layout, in alphabetical order.

    These are the valid layouts that name the source's layout in `alternative_to` and fit the pack's source. `known`:
    layout name -> layout of the installation; `source_name`: code of a source of the pack. `with_drafts`: also layouts
    that are proposed and not checked yet. Raises KeyError for another code.
    """
    source = pack.source(source_name)
    categories = {category.category for category in pack.categories}
    forms = [layout for layout in known.values() if layout.alternative_to == source.layout]
    return tuple(
        layout for layout in forms if (with_drafts or not layout.draft) and not any(misfits(source, layout, categories))
    )


@lru_cache(maxsize=16)
def _read_layouts_cached(folder: Path, sha256: str) -> Layouts:
    return read_layouts(folder)


def area_codes(settings: Settings) -> frozenset[str]:
    """Return the prefixes that the area code of a document number may have; empty if there is no file of area codes.

    A prefix has two, four or six digits (province, city, county). With an empty result no area code counts as unknown.
    Raises LayoutError if the file is invalid.
    """
    path = settings.policies_dir / FILE_NAME
    return _read_area_codes_cached(text_of(path)) if os.path.lexists(path) else frozenset()


@lru_cache(maxsize=16)
def _read_area_codes_cached(text: str) -> frozenset[str]:
    return read_area_codes(text)


def divisions(settings: Settings) -> Divisions:
    """Return the provinces, cities and counties of the country: `names` by code; empty if there is no file of them.

    Cached while the file stays unchanged. Raises LayoutError if the file is invalid.
    """
    path = settings.policies_dir / divisions_file.FILE_NAME
    return _read_divisions_cached(text_of(path)) if os.path.lexists(path) else NO_DIVISIONS


@lru_cache(maxsize=4)
def _read_divisions_cached(text: str) -> Divisions:
    return read_divisions(text)


def working_days(settings: Settings) -> WorkingDays:
    """Return the bureau's table of working days; without a file, the announced holidays decide alone.

    Cached while the file stays unchanged. Raises WorkingDaysError, with the line, if the file is invalid.
    """
    path = settings.policies_dir / days_file.FILE_NAME
    return _read_working_days_cached(text_of(path)) if os.path.lexists(path) else NO_TABLE


@lru_cache(maxsize=4)
def _read_working_days_cached(text: str) -> WorkingDays:
    return read_working_days(text)
