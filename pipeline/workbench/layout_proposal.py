"""Proposes a layout for a file whose form no layout describes, and writes it as a draft for its author to check."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

from pipeline.policy import registry
from pipeline.runtime.refusals import Refusal
from pipeline.runtime.settings import Settings
from transforms.intake.base.reasons import ReadRefused
from transforms.intake.layouts.model import Layout
from transforms.intake.proposal.file_columns import FileHead, find_head
from transforms.intake.proposal.layout_text import layout_text
from transforms.intake.proposal.meanings import Meanings, Words, guess_meanings
from transforms.intake.reading.reader import Reader
from transforms.policy import Pack

_NAME = re.compile(r"[a-z][a-z0-9_]{0,39}")


class ProposalRefused(Refusal):
    """The file cannot be opened, has no header, or the name of the new layout cannot be used."""


@dataclass(frozen=True)
class Proposal:
    """A proposed layout. `path`: the file that was written. `head`: the header of the sender's file.

    `meanings`: which file column is which canonical column, and why. `missing`: headers of the usual layout's required
    columns that were not found, in Chinese.
    """

    path: Path
    head: FileHead
    meanings: Meanings
    missing: list[str]


def propose_layout(settings: Settings, pack_code: str, file: Path, source: str, name: str) -> Proposal:
    """Describe the form of a sender's file as a draft layout; write it into `policies/layouts/`, and return it.

    Opens the file in the guarded reader and looks at its first 50 rows; touches no database. `source`: code of the
    pack's source that sends the file. `name`: of the new layout; '' takes the name of the source's layout with a
    number. Writes no value of a row, except words of columns of states. Raises ProposalRefused for an unknown source, a
    file that cannot be read or has no header, and for a name that exists; LayoutError or PackError if the source's
    layout or the pack is invalid.
    """
    pack = registry.load(settings, pack_code)
    try:
        described = pack.source(source)
    except KeyError:
        raise ProposalRefused(f"来源“{source}”不在政策包 {pack_code} 中") from None
    known = registry.layouts(settings)
    own = known[described.layout]
    path = _path(settings, name or _free_name(settings, own.layout))
    related = [layout for layout in known.values() if layout.kind == own.kind and layout is not own]
    try:
        with Reader() as reader:
            form, heads = reader.first_rows(file.absolute())
    except ReadRefused as refused:
        raise ProposalRefused("".join(reason.message_zh for reason in refused.reasons)) from None
    head = find_head(heads, [own, *related])
    if head is None:
        raise ProposalRefused("没有找到表头：前 20 行里没有一行像列名。请在文件里补上表头行后再试。")
    words = _words(pack, source, own)
    meanings = guess_meanings(head.columns, own, related, words)
    workbook = "csv" if form == "csv" else "xlsx"
    path.write_text(layout_text(path.stem, workbook, own, meanings, words), encoding="utf-8")
    required = [column for column in own.required("full") if column not in meanings.columns]
    return Proposal(path, head, meanings, [own.label(column) for column in required])


def _words(pack: Pack, source_name: str, own: Layout) -> Words:
    source = pack.source(source_name)
    labels = [category.label_zh for category in pack.categories]
    aliases = [*(word for group in own.category_synonyms for word in group), *own.category_words]
    units = [name for name, unit_id in pack.unit_names().items() if unit_id != pack.units.root.unit_id]
    return Words(units, [*labels, *source.categories, *aliases])


def _path(settings: Settings, name: str) -> Path:
    """Return the path of a new layout. Raises ProposalRefused for a name that is no layout's name, or that exists."""
    if not _NAME.fullmatch(name):
        raise ProposalRefused(f"版式名“{name}”应为小写英文字母、数字和下划线，以字母开头")
    path = registry.layout_path(settings, name)
    if path.exists():
        raise ProposalRefused(f"已经有版式 {name}，请用 --name 另取名称")
    return path


def _free_name(settings: Settings, layout: str) -> str:
    number = 2
    while registry.layout_path(settings, f"{layout}_{number}").exists():
        number += 1
    return f"{layout}_{number}"
