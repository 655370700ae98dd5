"""Tools for the author of a layout: check every layout file, try a file with its layout without loading it."""

from __future__ import annotations

import datetime as dt
import difflib
import os
import uuid
from dataclasses import dataclass, replace
from pathlib import Path

from expectations import validate_each
from pipeline.intake.gate import gate_inputs
from pipeline.landing import deliver as landing
from pipeline.landing.delivery import Delivery
from pipeline.policy import registry
from pipeline.runtime.refusals import Refusal
from pipeline.runtime.settings import Settings
from transforms.intake.gate.gate import gate_file
from transforms.intake.layouts.files import layout_warnings, line_in
from transforms.intake.layouts.model import Layout
from transforms.intake.reading.reader import Reader
from transforms.intake.values.context import GateResult


class LayoutTrialRefused(Refusal):
    """A trial names no file, no source of the pack, or no list mode."""


@dataclass(frozen=True)
class LayoutReview:
    """Result of a check: the number of layout files, warnings, and categories that no pack has, as Chinese lines."""

    files: int
    warnings: list[str]
    unknown_categories: list[str]


def check_layouts(settings: Settings) -> LayoutReview:
    """Check every layout file below `policies/layouts`, and the area codes. Changes nothing.

    Returns the number of layout files, and Chinese lines: warnings, and categories in layouts that no pack has. Raises
    LayoutError for invalid files, PackError for a pack whose categories cannot be read.
    """
    layouts = registry.layouts(settings)
    layouts.check()
    registry.area_codes(settings)
    registry.divisions(settings)
    names = _category_names(settings)
    unknown = {
        f"{name}.yaml{line_in(registry.layout_path(settings, name), *place)} {'.'.join(place)}："
        f"{category} 不是任何政策包里的类别{_suggestion(category, names)}"
        for name, layout in layouts.items()
        for place, category in _named_categories(layout)
        if category not in names.values()
    }
    lines = [line for name in layouts for line in layout_warnings(registry.layout_path(settings, name))]
    return LayoutReview(len(layouts), lines, sorted(unknown))


def try_file(
    settings: Settings,
    pack_code: str,
    file: Path,
    source: str,
    list_mode: str,
    cut_off_on: dt.date,
    today: dt.date,
    layout: str = "",
) -> tuple[GateResult, str]:
    """Read and judge a file as the intake would, without loading it; return the result and the layout's name.

    The gate's result contains the decision, its reasons, clean and quarantined rows. `source`: code of a source of the
    pack; `list_mode`: full, change or feed, empty for the mode of the source; `cut_off_on`: day that the list
    describes; `today`: business date of arrival; `layout`: name of the only layout to try, '' for every layout of the
    source, drafts included. Touches no database. Raises LayoutTrialRefused for an unknown file, source or mode, and for
    a layout of another source; LayoutError or PackError if layout or pack is invalid.
    """
    if not os.path.isfile(file):  # noqa: PTH113 - Path.is_file raises for a name that is too long
        raise LayoutTrialRefused(f"没有这个文件：{file}")
    if list_mode and list_mode not in landing.LIST_MODES:
        raise LayoutTrialRefused(f"方式“{list_mode}”应为 {' / '.join(landing.LIST_MODES)} 之一")
    pack = registry.load(settings, pack_code)
    try:
        described = pack.source(source)
    except KeyError:
        raise LayoutTrialRefused(f"来源“{source}”不在政策包 {pack_code} 中") from None
    if not registry.may_be_read(registry.layouts(settings), pack, source):
        registry.check_layouts(settings, pack_code)  # it raises what is wrong
    tried = Delivery(
        delivery_id=uuid.UUID(int=0),
        source=source,
        kind=described.kind,
        list_mode=list_mode or described.list_mode,
        period="",
        cut_off_on=cut_off_on,
        version=1,
        file_name=file.name,
        sha256="0" * 64,
        delivered_on=max(cut_off_on, today),
    )
    (delivery,) = gate_inputs(settings, pack, [tried])
    known = registry.layouts(settings)
    own = known[layout] if layout else delivery.layout
    if described.layout not in (own.layout, own.alternative_to):
        raise LayoutTrialRefused(f"版式 {layout} 不是来源 {source} 的：应写 alternative_to: {described.layout}")
    forms = () if layout else registry.alternatives(known, pack, source, with_drafts=True)
    context = replace(delivery.context, alternatives=forms)
    with Reader() as reader:
        result = gate_file(reader, file.absolute(), described, own, context, validate_each)
    return result, result.layout or own.layout


def _named_categories(layout: Layout) -> list[tuple[tuple[str, ...], str]]:
    """Return (keys of its place in the file, code) of every category that a layout names."""
    own = [(("category",), layout.category)] if layout.category is not None else []
    return [*own, *((("category_words", word), category) for word, category in layout.category_words.items())]


def _category_names(settings: Settings) -> dict[str, str]:
    """Return label or code -> code of the categories of all packs."""
    codes = sorted(path.parent.name for path in settings.policies_dir.glob("*/pack.yaml"))
    categories = [category for code in codes for category in registry.load(settings, code).categories]
    by_label = {category.label_zh: category.category for category in categories}
    return by_label | {category.category: category.category for category in categories}


def _suggestion(category: str, names: dict[str, str]) -> str:
    """Return the closest label or code as a question, or nothing."""
    closest = difflib.get_close_matches(category, names, 1)
    return f"，是否应为 {names[closest[0]]}？" if closest else ""
